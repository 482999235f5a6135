"""The list of people in the console: who may, what the address keeps, what is shown when."""

import csv
import io
import re
from itertools import pairwise
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import Role, User, Workspace
from events.models import Event
from foundation.tenancy import workspace_scope
from programs.models import Advocate, AdvocateStatus, Tag, Tagging
from programs.operations.fields import make_field, set_values
from tests.factories.accounts import NOW, make_member
from tests.factories.programs import make_advocate, make_people
from tests.programs.shown import HTMX, part, stored

LIST = "/acme/console/people/"


def sign_in(client: Client, workspace: Workspace, role: Role) -> None:
    user = make_member(workspace, role, email=f"a-{role}@acme.example")
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")


def shown(page: str) -> list[str]:
    """The people in the list, in its order."""
    return [name.strip() for name in re.findall(r'class="row-link"\s+href="[^"]+"\s*>([^<]+)</a\s*>', page)]


def link(page: str, rel: str) -> str:
    """Where the link to the next or previous page leads; nothing when there is none."""
    found = re.search(rf'<a\b[^>]*\brel="{rel}"[^>]*>', page)
    href = re.search(r'href="([^"]+)"', found[0]) if found else None
    return LIST + href[1].replace("&amp;", "&") if href else ""


# ---- doors

GET_PAGES = ["people/", "people/{pk}/", "people/new/", "people/{pk}/edit/", "people/{pk}/erasure/"]
POST_ONLY = [
    "people/tagging/", "people/tagging/1/undo/", "people/export/", "people/{pk}/deactivation/",
    "people/{pk}/reactivation/", "people/{pk}/sign-out/",
]  # fmt: skip


@pytest.mark.parametrize("path", GET_PAGES)
def test_pages_are_shown(owner: User, client: Client, maya: Advocate, path: str) -> None:
    assert client.get(f"/acme/console/{path.format(pk=maya.pk)}").status_code == 200


@pytest.mark.parametrize("path", POST_ONLY)
def test_what_changes_something_is_no_get(owner: User, client: Client, maya: Advocate, path: str) -> None:
    assert client.get(f"/acme/console/{path.format(pk=maya.pk)}").status_code == 405


@pytest.mark.parametrize("path", ["people/", "people/{pk}/"])
def test_what_shows_something_is_no_post(owner: User, client: Client, maya: Advocate, path: str) -> None:
    assert client.post(f"/acme/console/{path.format(pk=maya.pk)}").status_code == 405


@pytest.mark.parametrize("path", [*GET_PAGES, *POST_ONLY])
def test_who_is_signed_out_is_led_to_sign_in(other_browser: Client, maya: Advocate, path: str) -> None:
    ask = other_browser.get if path in GET_PAGES else other_browser.post
    answer = ask(f"/acme/console/{path.format(pk=maya.pk)}")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/?next=/acme/console/people/")


@pytest.mark.parametrize("path", [path for path in [*GET_PAGES, *POST_ONLY] if "{pk}" in path])
@pytest.mark.parametrize("whose", ["nobody's", "a neighbour's"])
def test_people_of_others_do_not_exist(owner: User, client: Client, globex: Workspace, path: str, whose: str) -> None:
    pk = make_advocate(globex).pk if whose == "a neighbour's" else 999_999
    ask = client.get if path in GET_PAGES else client.post
    assert ask(f"/acme/console/{path.format(pk=pk)}").status_code == 404
    if whose == "a neighbour's":
        assert stored(globex, pk).status == AdvocateStatus.ACTIVE


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.ANALYST])
@pytest.mark.parametrize("path", [path for path in [*GET_PAGES, *POST_ONLY] if path not in ("people/", "people/{pk}/")])
def test_changing_people_needs_the_permission(
    acme: Workspace, client: Client, maya: Advocate, path: str, role: Role
) -> None:
    sign_in(client, acme, role)
    ask = client.get if path in GET_PAGES else client.post
    allowed = path == "people/export/" and role == Role.ANALYST
    assert ask(f"/acme/console/{path.format(pk=maya.pk)}").status_code == (200 if allowed else 403)
    assert stored(acme, maya.pk).status == AdvocateStatus.ACTIVE


@pytest.mark.parametrize("role", list(Role))
def test_everybody_sees_people_and_only_those_who_may_see_buttons(
    acme: Workspace, client: Client, maya: Advocate, role: Role
) -> None:
    sign_in(client, acme, role)
    page = client.get(LIST).text
    assert shown(page) == ["Maya Okafor"]
    assert ("people/new/" in page) == ("people/imports/" in page) == (role in (Role.OWNER, Role.MANAGER))
    assert ("people/export/" in page) == (role in (Role.OWNER, Role.MANAGER, Role.ANALYST))
    assert ("edit/" in client.get(f"{LIST}{maya.pk}/").text) == (role in (Role.OWNER, Role.MANAGER))


# ---- the list


def test_the_address_says_what_is_shown(acme: Workspace, owner: User, client: Client, maya: Advocate) -> None:
    make_advocate(acme, name="Ben Zhang", email=None, phone="+4930901821", status="suspended")
    assert shown(client.get(LIST).text) == ["Maya Okafor", "Ben Zhang"]
    assert shown(client.get(f"{LIST}?sort=-name").text) == ["Ben Zhang", "Maya Okafor"]
    assert shown(client.get(f"{LIST}?q=zha").text) == ["Ben Zhang"]
    assert shown(client.get(f"{LIST}?status=suspended").text) == ["Ben Zhang"]
    assert shown(client.get(f"{LIST}?address=none").text) == ["Ben Zhang"]
    with workspace_scope(acme.pk):
        tag = Tag.objects.get()
    page = client.get(f"{LIST}?tag={tag.pk}&q=may&sort=-joined").text
    assert shown(page) == ["Maya Okafor"]
    assert "1 person" in part(page, "people")[0]
    assert "q=may&amp;sort=name" in page.replace(f"tag={tag.pk}&amp;", "")  # the head of a column keeps the rest
    assert f'<option value="{tag.pk}" selected>vip</option>' in page


@pytest.mark.parametrize("query", ["tag=999", "tag=x", "status=nonsense", "source=999", f"q={'x' * 300}"])
def test_an_address_that_cannot_be_understood_shows_nobody_and_says_so(
    owner: User, client: Client, maya: Advocate, query: str
) -> None:
    page = client.get(f"{LIST}?{query}")
    assert page.status_code == 200
    assert shown(page.text) == []
    assert "There is a problem" in page.text
    assert "Clear filters" in page.text


@pytest.mark.parametrize("query", ["sort=nonsense", "after=x", "after=-1", "before=99999999999999999999"])
def test_a_wrong_order_or_place_is_the_beginning(owner: User, client: Client, maya: Advocate, query: str) -> None:
    assert shown(client.get(f"{LIST}?{query}").text) == ["Maya Okafor"]


def test_pages_lead_on_and_back_and_keep_the_filter(acme: Workspace, owner: User, client: Client) -> None:
    make_people(acme, 120, tags=["x"])
    seen, url = [], f"{LIST}?q=company&sort=joined"
    while url:
        page = client.get(url).text
        seen.append(shown(page))
        url = link(page, "next")
    assert [len(rows) for rows in seen] == [40, 40, 40]
    assert len({name for rows in seen for name in rows}) == 120
    back = link(page, "prev")
    assert "q=company" in back
    assert shown(client.get(back).text) == seen[1]


def test_what_is_typed_gets_the_part_that_a_fresh_page_has(owner: User, client: Client, maya: Advocate) -> None:
    url = f"{LIST}?q=may"
    fragment, page = client.get(url, headers=HTMX), client.get(url)
    assert "<html" not in fragment.text
    assert fragment.text.lstrip().startswith('<div id="people">')
    assert part(fragment.text, "people") == part(page.text, "people")
    assert fragment["Vary"] == page["Vary"]
    assert "HX-Request" in fragment["Vary"]


def test_the_empties_are_different(acme: Workspace, owner: User, client: Client, other_browser: Client) -> None:
    assert "Bring them in from a spreadsheet" in client.get(LIST).text
    sign_in(other_browser, acme, Role.REVIEWER)
    assert "brought in by owners and managers" in other_browser.get(LIST).text
    make_advocate(acme)
    page = client.get(f"{LIST}?q=nobody").text
    assert "Nobody matches" in page
    assert "Clear filters" in page


def test_beyond_ten_thousand_nobody_is_counted(
    acme: Workspace, owner: User, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("programs.queries.COUNTED_AT_MOST", 3)
    monkeypatch.setattr("programs.views.people.COUNTED_AT_MOST", 3)
    make_people(acme, 3)
    assert "3 people" in part(client.get(LIST).text, "people")[0]
    make_people(acme, 1, prefix="more")
    assert "More than 3 people" in part(client.get(LIST).text, "people")[0]


@pytest.mark.parametrize("count", [1, 30])
def test_the_list_asks_as_often_for_one_as_for_thirty(
    acme: Workspace, owner: User, client: Client, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    people = make_people(acme, count, tags=["a", "b"])
    client.get(LIST)
    with django_assert_num_queries(23):
        client.get(LIST)
    with workspace_scope(acme.pk):
        fields = [make_field(name=name, kind="text", is_listed=True, by=owner, now=NOW) for name in ("Plan", "Shirt")]
        for person in people:
            set_values(advocate=person, values=dict.fromkeys(fields, "Blue"), now=NOW)
    with django_assert_num_queries(24):
        assert client.get(LIST).text.count('data-label="Shirt"') == count


def test_names_of_people_are_text(acme: Workspace, owner: User, client: Client) -> None:
    make_advocate(acme, name="<script>alert(1)</script>", company="<b>", tags=["<i>"])
    for url in (LIST, f"{LIST}?q=script"):
        page = client.get(url).text
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert" in page


# ---- tags


def tag_url(page: str) -> str:
    found = re.search(r'action="([^"]*people/tagging/[^"]*)"', page)
    assert found is not None
    return found[1].replace("&amp;", "&")


def tagged(workspace: Workspace, name: str) -> int:
    with workspace_scope(workspace.pk):
        return Tagging.objects.filter(tag__name=name).count()


def test_a_tag_is_put_on_those_selected_and_undone(acme: Workspace, owner: User, client: Client) -> None:
    people = make_people(acme, 3)
    selected = [one.pk for one in people[:2]]
    answer = client.post(tag_url(client.get(f"{LIST}?sort=-joined").text), {"tag": "fair", "selected": selected})
    assert tagged(acme, "fair") == 2
    assert "sort=-joined" in answer["Location"]
    page = client.get(answer["Location"]).text
    assert "“fair” put on 2 people." in page
    undo = re.search(r'action="([^"]*/undo/[^"]*)"', page)
    assert undo is not None
    answer = client.post(undo[1].replace("&amp;", "&"))
    assert tagged(acme, "fair") == 0
    assert answer["Location"] == f"{LIST}?sort=-joined"
    assert "Undone for 2 people." in client.get(answer["Location"]).text
    client.post(undo[1].replace("&amp;", "&"))
    assert tagged(acme, "fair") == 0


def test_a_tag_is_put_on_all_that_match_not_only_this_page(acme: Workspace, owner: User, client: Client) -> None:
    make_people(acme, 60)
    make_people(acme, 2, prefix="gone", status="suspended")
    client.post(tag_url(client.get(f"{LIST}?status=active").text), {"tag": "fair", "everybody": "1"})
    assert tagged(acme, "fair") == 60
    client.post(tag_url(client.get(f"{LIST}?q=anna").text), {"tag": "Fair", "everybody": "1", "take": "1"})
    assert tagged(acme, "fair") == 55


def test_a_filter_that_cannot_be_understood_tags_nobody(acme: Workspace, owner: User, client: Client) -> None:
    make_people(acme, 3)
    client.post(f"{LIST}tagging/?tag=999", {"tag": "fair", "everybody": "1"})
    assert tagged(acme, "fair") == 0


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"tag": "fair"}, "Select at least one person"),
        ({"tag": "", "everybody": "1"}, "Tag"),
        ({"tag": "a, b", "everybody": "1"}, "Name one tag."),
        ({"tag": "fair", "selected": "x"}, "not a valid value"),
    ],
)
def test_a_tagging_that_lacks_something_says_what(
    acme: Workspace, owner: User, client: Client, data: dict[str, str], words: str
) -> None:
    make_people(acme, 1)
    assert words in client.post(f"{LIST}tagging/", data, follow=True).text
    with workspace_scope(acme.pk):
        assert not Tagging.objects.exists()


def test_people_of_a_neighbour_are_not_tagged(acme: Workspace, globex: Workspace, owner: User, client: Client) -> None:
    (other,) = make_people(globex, 1)
    client.post(f"{LIST}tagging/", {"tag": "fair", "selected": [other.pk]})
    assert tagged(globex, "fair") == tagged(acme, "fair") == 0


# ---- export


def table(answer: Any) -> list[list[str]]:
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


def test_exactly_what_is_filtered_is_exported_in_its_order(acme: Workspace, owner: User, client: Client) -> None:
    make_people(acme, 70, tags=["b", "a"])
    make_people(acme, 2, prefix="gone", status="suspended")
    answer = client.post(f"{LIST}export/?status=active&sort=-joined")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert "attachment" in answer["Content-Disposition"]
    head, *rows = table(answer)
    assert head[:6] == ["Name", "E-mail", "Phone", "Company", "Status", "Tags"]
    assert len(rows) == 70
    assert [row[1] for row in rows] == [f"person{number}@example.com" for number in reversed(range(70))]
    assert {row[5] for row in rows} == {"a, b"}
    assert rows[-1][8] == "2026-11-02 10:00"
    assert head[8] == "Joined (Europe/Berlin)"
    with workspace_scope(acme.pk):
        event = Event.objects.get(name="people.exported")
        assert (event.by_staff_id, event.payload) == (owner.pk, {"count": 70})


def test_no_exported_cell_is_a_formula(acme: Workspace, owner: User, client: Client) -> None:
    make_advocate(acme, name="=HYPERLINK(1)", company="@SUM(A1)")
    (_head, row) = table(client.post(f"{LIST}export/"))
    assert (row[0], row[3]) == ("'=HYPERLINK(1)", "'@SUM(A1)")


def test_a_filter_that_cannot_be_understood_exports_nobody(owner: User, client: Client, maya: Advocate) -> None:
    assert len(table(client.post(f"{LIST}export/?tag=999"))) == 1


def test_headings_are_in_order(owner: User, client: Client, maya: Advocate) -> None:
    for path in ("", f"{maya.pk}/", "new/", f"{maya.pk}/erasure/"):
        levels = [
            int(level)
            for level in re.findall(r"<h(\d)", client.get(LIST + path).text.split("<main")[1].split("</main")[0])
        ]
        assert levels.count(1) == 1
        assert all(after <= before + 1 for before, after in pairwise(levels))
