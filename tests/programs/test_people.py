"""People are added, changed, deactivated and erased by operations; each keeps what stands around a person in step."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection, transaction

from accounts.models import User, Workspace
from events.models import Due, Event
from foundation.tenancy import workspace_scope
from programs.models import (
    Advocate,
    AdvocateStatus,
    Enrolment,
    HubSession,
    Import,
    ImportFault,
    Program,
    SearchWord,
    SignInRequest,
    Tag,
    Tagging,
)
from programs.operations.people import (
    Erased,
    IdentityTaken,
    add_advocate,
    change_advocate,
    deactivate_advocate,
    erase_advocate,
    reactivate_advocate,
)
from programs.operations.programs import default_program
from programs.operations.sign_in import ask_to_sign_in, open_session
from tests.database import superuser
from tests.factories.accounts import NOW
from tests.factories.programs import make_advocate

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def maya(in_acme: Workspace) -> Advocate:
    return make_advocate(in_acme, phone="+4930901820", company="Northwind", tags=["vip"])


def words(advocate: Advocate) -> set[str]:
    return set(SearchWord.objects.filter(advocate=advocate).values_list("word", flat=True))


def tags(advocate: Advocate) -> list[str]:
    return list(Tag.objects.filter(taggings__advocate=advocate).order_by("name").values_list("name", flat=True))


def last_event(name: str) -> Event:
    return Event.objects.filter(name=name).latest("pk")


# ---- adding


def test_who_is_added_can_be_found_is_enrolled_and_announced(maya: Advocate, owner: User) -> None:
    assert maya.sort_name == "okafor maya"
    assert words(maya) == {"maya@example.com", "okafor", "northwind", "example.com", "4930901820", "30901820"}
    assert tags(maya) == ["vip"]
    enrolment = Enrolment.objects.get(advocate=maya)
    assert enrolment.program.is_default
    event = last_event("advocate.added")
    assert (event.advocate_id, event.payload) == (maya.pk, {})
    assert Due.objects.filter(work="event", ref=event.pk).exists()


@pytest.mark.parametrize(
    ("field", "details"), [("email", {"email": "maya@example.com"}), ("phone", {"email": None, "phone": "+4930901820"})]
)
def test_an_address_or_number_belongs_to_one_person(maya: Advocate, field: str, details: dict[str, str]) -> None:
    with pytest.raises(IdentityTaken) as taken:
        add_advocate(**{"email": None, **details}, by=None, now=NOW)  # type: ignore[arg-type]  # texts and None
    assert (taken.value.field, taken.value.holder) == (field, maya)
    assert Advocate.objects.count() == 1  # the transaction goes on


def test_the_same_person_in_two_workspaces_is_two(acme: Workspace, globex: Workspace) -> None:
    one, other = make_advocate(acme), make_advocate(globex)
    assert one.pk != other.pk


def test_there_is_one_default_program(in_acme: Workspace) -> None:
    assert default_program() == default_program()
    assert Program.objects.count() == 1


def test_tags_are_made_once_whatever_their_case(maya: Advocate, in_acme: Workspace) -> None:
    make_advocate(in_acme, email="b@example.com", tags=["VIP", "Beta", "beta"])
    assert set(Tag.objects.values_list("name", flat=True)) == {"vip", "Beta"}


# ---- changing


def test_a_change_keeps_order_search_and_tags_in_step(maya: Advocate, owner: User) -> None:
    changed = change_advocate(
        advocate=maya, changes={"name": "Maya Müller", "company": "Northwind"}, tags=["beta"], by=owner, now=NOW
    )
    maya.refresh_from_db()
    assert changed == ["name", "tags"]
    assert maya.sort_name == "muller maya"
    assert {"muller", "northwind"} <= words(maya)
    assert "okafor" not in words(maya)
    assert tags(maya) == ["beta"]


def test_the_event_names_the_fields_and_not_what_they_say(maya: Advocate, owner: User) -> None:
    change_advocate(advocate=maya, changes={"name": "Secret", "language": "de"}, by=owner, now=NOW)
    event = last_event("advocate.changed")
    assert event.payload == {"fields": "name, language"}
    assert (event.by_staff_id, event.by_advocate_id, event.occurred_at) == (owner.pk, None, NOW)


def test_people_change_themselves(maya: Advocate) -> None:
    change_advocate(advocate=maya, changes={"name": "M."}, by=maya, now=NOW)
    event = last_event("advocate.changed")
    assert (event.by_staff_id, event.by_advocate_id) == (None, maya.pk)


def test_changing_nothing_is_no_event(maya: Advocate, owner: User) -> None:
    before = Event.objects.count()
    assert change_advocate(advocate=maya, changes={"name": maya.name}, tags=["VIP"], by=owner, now=NOW) == []
    assert Event.objects.count() == before


def open_hub(advocate: Advocate) -> HubSession:
    session = open_session(advocate=advocate, way="link", token="t", browser="", now=NOW)
    ask_to_sign_in(email=advocate.email or "", nonce="n", next_path="", now=NOW)
    return session


def hub_is_closed(advocate: Advocate, session: HubSession) -> bool:
    session.refresh_from_db()
    open_requests = SignInRequest.objects.filter(advocate=advocate, used_at=None, expires_at__gt=LATER)
    return session.ended_at is not None and not open_requests.exists()


def test_another_address_ends_what_the_former_one_opened(maya: Advocate, owner: User) -> None:
    session, version = open_hub(maya), maya.link_version
    change_advocate(advocate=maya, changes={"name": "M."}, by=owner, now=NOW)
    assert not hub_is_closed(maya, session)
    change_advocate(advocate=maya, changes={"email": "new@example.com"}, by=owner, now=LATER)
    assert hub_is_closed(maya, session)
    maya.refresh_from_db()
    assert maya.link_version == version + 1


def test_a_change_to_somebody_elses_address_changes_nothing(maya: Advocate, in_acme: Workspace, owner: User) -> None:
    ben = make_advocate(in_acme, name="Ben", email="ben@example.com")
    with pytest.raises(IdentityTaken), transaction.atomic():
        change_advocate(advocate=ben, changes={"name": "B.", "email": maya.email}, by=owner, now=NOW)
    ben.refresh_from_db()
    assert (ben.name, ben.email) == ("Ben", "ben@example.com")


# ---- deactivating


@pytest.mark.covers("X-24")
def test_deactivating_signs_out_and_voids_links_and_reactivating_restores_neither(maya: Advocate, owner: User) -> None:
    session, version = open_hub(maya), maya.link_version
    assert deactivate_advocate(advocate=maya, by=owner, now=LATER) is True
    maya.refresh_from_db()
    assert (maya.status, maya.link_version) == (AdvocateStatus.SUSPENDED, version + 1)
    assert hub_is_closed(maya, session)
    assert reactivate_advocate(advocate=maya, by=owner, now=LATER) is True
    maya.refresh_from_db()
    assert (maya.status, maya.link_version) == (AdvocateStatus.ACTIVE, version + 1)
    assert last_event("advocate.deactivated").advocate_id == last_event("advocate.reactivated").advocate_id == maya.pk


@pytest.mark.parametrize("operation", [deactivate_advocate, reactivate_advocate])
def test_a_second_press_changes_nothing(maya: Advocate, owner: User, operation: Callable[..., bool]) -> None:
    deactivate_advocate(advocate=maya, by=owner, now=NOW)
    operation(advocate=maya, by=owner, now=NOW)
    before = Event.objects.count()
    assert operation(advocate=maya, by=owner, now=NOW) is False
    assert Event.objects.count() == before


def test_editing_does_not_reactivate(maya: Advocate, owner: User) -> None:
    deactivate_advocate(advocate=maya, by=owner, now=NOW)
    changed = change_advocate(advocate=maya, changes={"status": "active", "name": "M."}, by=owner, now=NOW)
    maya.refresh_from_db()
    assert (changed, maya.status) == (["name"], AdvocateStatus.SUSPENDED)


# ---- erasing


def test_erasing_keeps_a_row_without_a_person(maya: Advocate, owner: User) -> None:
    open_hub(maya)
    erase_advocate(advocate=maya, by=owner, now=LATER)
    maya.refresh_from_db()
    assert (maya.name, maya.sort_name) == (f"Erased person #{maya.pk}", f"#{maya.pk} erased person")
    assert (maya.email, maya.phone, maya.company, maya.language) == (None, None, "", "")
    assert (maya.status, maya.erased_at) == (AdvocateStatus.LEFT, LATER)
    for model in (SearchWord, Tagging, Enrolment, HubSession, SignInRequest):
        assert not model._base_manager.filter(advocate=maya).exists(), model
    assert last_event("advocate.erased").advocate_id == maya.pk


def test_who_was_erased_cannot_be_changed_or_erased_again(maya: Advocate, owner: User) -> None:
    erase_advocate(advocate=maya, by=owner, now=LATER)
    with pytest.raises(Erased):
        change_advocate(advocate=maya, changes={"name": "Back"}, by=owner, now=LATER)
    assert deactivate_advocate(advocate=maya, by=owner, now=LATER) is False
    assert reactivate_advocate(advocate=maya, by=owner, now=LATER) is False
    before = Event.objects.count()
    erase_advocate(advocate=maya, by=owner, now=LATER)
    assert Event.objects.count() == before


def test_the_address_of_somebody_erased_can_be_used_again(maya: Advocate, in_acme: Workspace, owner: User) -> None:
    erase_advocate(advocate=maya, by=owner, now=LATER)
    assert make_advocate(in_acme).pk != maya.pk


# Whatever is typed about a person says this, and no table may say it afterwards.
PLANTED = "zebrafinch"


def all_text() -> str:
    """Every row of every table, as text, past all walls."""
    tables = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'django_session'"
    name = str(connection.settings_dict["NAME"])
    rows = (
        superuser(f'SELECT t::text FROM "{table}" t', database=name) for (table,) in superuser(tables, database=name)
    )
    return "\n".join(str(text) for table in rows for (text,) in table)


@pytest.mark.django_db(transaction=True)
@pytest.mark.covers("X-24")
def test_nothing_anybody_typed_about_somebody_erased_is_left_in_the_database(acme: Workspace, owner: User) -> None:
    with workspace_scope(acme.pk):
        person = add_advocate(
            email=f"{PLANTED}@{PLANTED}.example",
            phone="+4930901820",
            name=f"Anna {PLANTED}",
            company=f"{PLANTED} KG",
            language="de",
            time_zone="Europe/Berlin",
            consent_source=f"fair {PLANTED}",
            by=owner,
            now=NOW,
        )
        changes = {"name": f"Anna von {PLANTED}", "email": f"a@{PLANTED}.example"}
        change_advocate(advocate=person, changes=changes, by=owner, now=NOW)
        person.refresh_from_db()
        open_hub(person)
        file = Import.objects.create(by=owner, file_name="fair.csv")
        cells = [f"Anna {PLANTED}", f"A@{PLANTED}.example", "x"]
        ImportFault.objects.create(of_import=file, line=2, reason="The same person as in line 1.", cells=cells)
        ImportFault.objects.create(of_import=file, line=3, reason="No address.", cells=["Ben", "", "bystander"])
    assert PLANTED in all_text()
    with workspace_scope(acme.pk):
        erase_advocate(advocate=person, by=owner, now=LATER)
    left = all_text()
    assert PLANTED not in left
    assert "4930901820" not in left
    assert "bystander" in left
