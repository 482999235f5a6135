"""People are found as one types, in the order asked for, page by page; and their timeline is in words."""

from datetime import timedelta

import pytest

from accounts.models import User, Workspace
from events.operations import record
from foundation.tenancy import workspace_scope
from programs.models import Advocate, Import
from programs.operations.people import change_advocate, erase_advocate
from programs.queries import PeopleFilter, count_people, page_of_people, people, timeline, timeline_page, words_sought
from tests.factories.accounts import NOW
from tests.factories.programs import make_advocate, make_people


@pytest.fixture
def anna(in_acme: Workspace) -> Advocate:
    return make_advocate(
        in_acme, name="Anna-Lena Schmidt", email="anna.schmidt@example.com", phone="+491711234567", company="Müller KG"
    )


def names(**wanted: object) -> list[str]:
    return [one.name for one in people(PeopleFilter(**wanted))]  # type: ignore[arg-type]  # a filter's own fields


@pytest.mark.parametrize(
    "typed",
    [
        "schmidt", "SCHM", "anna.sch", "anna schm", "schmidt anna", "lena", "anna-l", "annalena", "muller", "mull schm",
        "anna.schmidt@example.com", "anna.schmidt@ex", "example.com", "0171 123", "+49 171 1234567", "491711234567",
        "(0171) 12 34", "+49 (0)171 1234",
    ],
)  # fmt: skip
def test_somebody_is_found_by_the_beginnings_of_words(anna: Advocate, in_acme: Workspace, typed: str) -> None:
    make_advocate(in_acme, name="Ben Okafor", email="ben@other.example")
    assert names(search=typed) == [anna.name]


@pytest.mark.parametrize("typed", ["hmidt", "anna ben", "schmidtt", "0172 123", "%%xyz", "xyz", "_nna"])
def test_what_begins_no_word_finds_nobody(anna: Advocate, typed: str) -> None:
    assert names(search=typed) == []


@pytest.mark.parametrize("typed", ["", "   ", "+", "-", "%"])
def test_typing_nothing_leaves_everybody(anna: Advocate, typed: str) -> None:
    assert names(search=typed) == [anna.name]


def test_a_phone_number_is_one_word_however_it_is_grouped() -> None:
    assert words_sought("+49 171 123-45 67") == ["491711234567"]
    assert words_sought("0049171") == ["49171"]
    assert words_sought("2026 anna") == ["2026", "anna"]


def test_neighbours_are_never_found(acme: Workspace, globex: Workspace) -> None:
    make_advocate(globex, name="Anna Schmidt", tags=["vip"])
    with workspace_scope(acme.pk):
        assert names(search="anna") == []
        assert count_people(PeopleFilter()) == 0


def test_people_stand_in_the_order_of_family_names(in_acme: Workspace) -> None:
    for number, name in enumerate(["Ben Zhang", "Ada van Dyck", "Émile Östberg", "Anna Schmidt", ""]):
        make_advocate(in_acme, name=name, email=f"p{number}@example.com", now=NOW + timedelta(days=number))
    assert names() == ["Émile Östberg", "", "Anna Schmidt", "Ada van Dyck", "Ben Zhang"]
    assert names(sort="-name") == names()[::-1]
    assert names(sort="joined") == ["Ben Zhang", "Ada van Dyck", "Émile Östberg", "Anna Schmidt", ""]
    assert names(sort="-joined") == names(sort="joined")[::-1]


def test_filters_narrow(in_acme: Workspace, owner: User) -> None:
    make_people(in_acme, 3, tags=["vip"])
    source = Import.objects.create(by=owner, file_name="a.csv")
    make_people(in_acme, 2, prefix="b", status="suspended", without_address=True, added_by=source)
    tag = people(PeopleFilter())[0].taggings.first()
    assert count_people(PeopleFilter()) == 5
    assert count_people(PeopleFilter(status="suspended")) == 2
    assert count_people(PeopleFilter(without_address=True)) == 2
    assert count_people(PeopleFilter(source=source.pk)) == 2
    vip = Advocate.objects.filter(taggings__tag__name="vip").values_list("taggings__tag", flat=True)[0]
    assert count_people(PeopleFilter(tag=vip)) == 3
    assert count_people(PeopleFilter(tag=vip, status="suspended")) == 0
    assert count_people(PeopleFilter(nobody=True)) == 0
    assert tag is None or tag.tag.name == "vip"


def test_who_was_erased_is_nobody_any_more(anna: Advocate, owner: User) -> None:
    erase_advocate(advocate=anna, by=owner, now=NOW)
    assert names() == names(search="anna") == names(search="erased") == []


@pytest.mark.parametrize("sort", ["name", "-name", "joined", "-joined"])
def test_pages_by_key_show_everybody_once_forth_and_back(in_acme: Workspace, sort: str) -> None:
    make_people(in_acme, 23)
    Advocate.objects.update(sort_name="same")  # equal names are parted by the id
    wanted = PeopleFilter(sort=sort)
    forth, page = [], page_of_people(wanted, size=5)
    assert page.before is None
    while True:
        forth.append([one.pk for one in page.rows])
        if page.after is None:
            break
        page = page_of_people(wanted, after=page.after, size=5)
    assert [len(pks) for pks in forth] == [5, 5, 5, 5, 3]
    assert [pk for pks in forth for pk in pks] == [one.pk for one in people(wanted)]
    back = []
    while page.before is not None:
        page = page_of_people(wanted, before=page.before, size=5)
        back.append([one.pk for one in page.rows])
    assert back[::-1] == forth[:-1]


def test_a_page_after_somebody_who_is_gone_is_the_first(anna: Advocate) -> None:
    page = page_of_people(PeopleFilter(), after=999_999)
    assert [one.pk for one in page.rows] == [anna.pk]
    assert page.before is None


def test_the_page_knows_everybodys_tags_by_one_query(in_acme: Workspace, django_assert_num_queries: object) -> None:
    make_people(in_acme, 10, tags=["b", "a"])
    with django_assert_num_queries(2):  # type: ignore[operator]  # the people, their tags
        rows = page_of_people(PeopleFilter()).rows
        assert [[row.tag.name for row in one.taggings.all()] for one in rows] == [["a", "b"]] * 10


def test_the_timeline_has_what_they_did_and_what_was_done_to_them(
    anna: Advocate, in_acme: Workspace, owner: User
) -> None:
    other = make_advocate(in_acme, name="Ben", email="ben@example.com")
    record("something.done", by_advocate_id=anna.pk, advocate_id=other.pk)
    record("something.else", advocate_id=other.pk)
    assert [event.name for event in timeline(anna)] == ["something.done", "advocate.added"]


@pytest.mark.covers("X-20")
def test_the_timeline_is_in_words_with_who_and_when(anna: Advocate, owner: User) -> None:
    change_advocate(advocate=anna, changes={"company": "ACME", "language": "de"}, by=owner, now=NOW)
    change_advocate(advocate=anna, changes={"name": "Anna"}, by=anna, now=NOW)
    record("never.heard_of", advocate_id=anna.pk)
    entries, older = timeline_page(anna)
    assert [str(entry.text) for entry in entries] == [
        "never heard of", "Changed: name", "Changed: company, language", "Added by hand",
    ]  # fmt: skip
    assert [entry.who for entry in entries] == ["", str(anna), str(owner), ""]
    assert older is None


def test_the_timeline_goes_on_page_by_page_to_the_import(in_acme: Workspace, owner: User) -> None:
    source = Import.objects.create(by=owner, file_name="fair.csv")
    (ada,) = make_people(in_acme, 1, added_by=source)
    for number in range(5):
        record("something.done", advocate_id=ada.pk, number=number)
    first, older = timeline_page(ada, size=3)
    second, end = timeline_page(ada, before=older, size=3)
    assert (len(first), len(second), end) == (3, 3, None)
    assert str(second[-1].text) == "Added by an import (fair.csv)"
