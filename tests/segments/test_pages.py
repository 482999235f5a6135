"""The console's pages of segments, without a script."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import User, Workspace
from events.models import Event
from foundation.addresses import addressed_to
from foundation.tenancy import workspace_scope
from segments.models import FormerRule, Segment, Stay
from segments.operations.segments import InUse, archive_segment
from segments.queries import members_of
from tests.factories.accounts import NOW
from tests.factories.programs import make_advocate, make_people
from tests.factories.segments import clause, make_segment

LIST = "/acme/console/segments/"
RULE = {"among": "registered", "match": "all", "part": ["c0"], "fact-0": "company", "op-0": "is", "value-0": "Acme"}


def made(acme: Workspace, owner: User, *parts: object, name: str = "Champions") -> Segment:
    with workspace_scope(acme.pk):
        return make_segment(owner, *parts, name=name)


def text(answer: object) -> str:
    return " ".join(answer.content.decode().split())  # type: ignore[attr-defined]  # a response


@pytest.mark.covers("S2-147")
def test_a_segment_is_made_with_a_name_of_ones_own(owner: User, client: Client, acme: Workspace) -> None:
    answer = client.post(f"{LIST}new/", {**RULE, "name": "At Acme", "do": "save"})
    with workspace_scope(acme.pk):
        segment = Segment.objects.get()
    assert answer.headers["Location"] == f"{LIST}{segment.pk}/"
    assert (segment.name, segment.rule["parts"]) == ("At Acme", [{"fact": "company", "op": "is", "value": "Acme"}])
    assert "Company is Acme" in text(client.get(answer.headers["Location"]))
    again = client.post(f"{LIST}new/", {**RULE, "name": "At Acme", "do": "save"})
    assert again.status_code == 422
    assert "There is a segment of this name already." in text(again)


@pytest.mark.covers("S2-76")
def test_rows_and_groups_are_added_and_removed_and_what_was_typed_stays(owner: User, client: Client) -> None:
    page = text(client.post(f"{LIST}new/", {**RULE, "name": "Half a name", "do": "group:"}))
    assert 'value="Half a name"' in page
    assert 'name="value-0" value="Acme"' in page
    assert 'name="part" value="g1"' in page
    assert 'name="part" value="c1-0"' in page
    body = {**RULE, "part": ["c0", "g1", "c1-0"], "match-1": "any", "fact-1-0": "joined", "do": "add:1"}
    page = text(client.post(f"{LIST}new/", body))
    assert "in the last … days" in page  # the first operator of the fact just chosen
    assert 'name="part" value="c1-1"' in page
    page = text(client.post(f"{LIST}new/", {**body, "do": "remove:0"}))
    assert 'value="Acme"' not in page
    assert 'name="part" value="c0-0"' in page


def test_the_count_says_how_many_and_which_rule_narrows(owner: User, client: Client, acme: Workspace) -> None:
    make_people(acme, 4)
    make_advocate(acme, name="Maya Okafor", email=None, phone="+4930123456", company="Acme")
    body = {**RULE, "part": ["c0", "c1"], "fact-1": "address", "op-1": "no", "do": "count"}
    answer = client.post(f"{LIST}new/", body, headers={"HX-Request": "true"})
    page = text(answer)
    assert "<h1" not in page
    assert "20 % of 5 · 0 with an e-mail address" in page
    assert page.count("1 person") == 2
    assert "Maya Okafor" in page
    assert 'name="value-0" value="Acme"' in page
    with workspace_scope(acme.pk):
        assert not Segment.objects.exists()


def test_what_is_wrong_is_told_beside_its_rule(owner: User, client: Client) -> None:
    body = {
        **RULE,
        "part": ["c0", "c1"],
        "fact-1": "balance",
        "op-1": "min",
        "value-1": "lots",
        "name": "x",
        "do": "save",
    }
    answer = client.post(f"{LIST}new/", body)
    assert answer.status_code == 422
    told = text(answer).partition('id="error-1">')[2].partition("</p>")[0]
    assert "Type a whole number from 0 to 1000000000." in told
    assert 'value="lots"' in text(answer)


@pytest.mark.covers("B-22")
def test_a_change_says_who_comes_and_goes_and_what_uses_it_before(owner: User, client: Client, acme: Workspace) -> None:
    make_advocate(acme, name="Anna", email="a@example.com", company="Globex")
    make_advocate(acme, name="Ben", email="b@example.com", company="Acme")
    segment = made(acme, owner, clause("company", "is", "Globex"))
    made(acme, owner, clause("segment", "any", [str(segment.pk)]), name="Built upon")
    path = f"{LIST}{segment.pk}/rule/"
    page = text(client.post(path, {**RULE, "do": "save"}))
    for words in ("Come in", "Anna", "Ben", "Built upon", "Put the rule in force"):
        assert words in page
    with workspace_scope(acme.pk):
        assert Segment.objects.get(pk=segment.pk).version == 1
    client.post(path, {**RULE, "do": "confirm", "fires": "on"})
    with workspace_scope(acme.pk):
        assert Segment.objects.get(pk=segment.pk).version == 2
        assert FormerRule.objects.get().rule["parts"][0]["value"] == "Globex"


def test_a_rule_about_itself_is_refused(owner: User, client: Client, acme: Workspace) -> None:
    segment = made(acme, owner, clause("company", "is", "Acme"))
    body = {**RULE, "fact-0": "segment", "op-0": "any", "value-0": str(segment.pk), "do": "confirm"}
    answer = client.post(f"{LIST}{segment.pk}/rule/", body)
    assert answer.status_code == 422
    assert "This rule would ask about its own segment" in text(answer)


@pytest.mark.covers("S2-26")
def test_people_of_a_file_enter_and_set_off_what_waits(owner: User, client: Client, acme: Workspace) -> None:
    maya = make_advocate(acme)
    make_advocate(acme, name="Kim", email="kim@example.com", phone="+493012345678")
    beta = made(acme, owner, name="Beta testers")
    content = b"Name;Mail;Phone\nMaya;MAYA@example.com;\nKim;;+49 30 12345678\nZoe;zoe@example.com;\n"
    page = client.post(f"{LIST}{beta.pk}/people/new/", {"file": SimpleUploadedFile("beta.csv", content, "text/csv")})
    for words in ("People were put in", "zoe@example.com", "Import people"):
        assert words in text(page)
    with workspace_scope(acme.pk):
        event = Event.objects.get(name="segment.entered")
        assert (event.payload["count"], event.payload["cause"], event.payload["fires"]) == (2, "file", True)
        assert members_of(beta).count() == 2
    page = client.post(f"{LIST}{beta.pk}/people/new/", {"people": "maya@example.com, nonsense"})
    assert "nonsense" in text(page)
    client.post(f"{LIST}{beta.pk}/people/taking-out/", {"selected": [maya.pk]})
    with workspace_scope(acme.pk):
        assert Event.objects.filter(name="segment.entered").count() == 1
        assert [stay.advocate.name for stay in Stay.objects.filter(left_at=None).select_related("advocate")] == ["Kim"]


def test_why_says_the_values_that_were_found(owner: User, client: Client, acme: Workspace) -> None:
    maya = make_advocate(acme, company="Globex")
    make_advocate(acme, name="Kim", email="kim@example.com", status="left")
    segment = made(acme, owner, clause("company", "is", "Globex"), clause("balance", "min", 1000))
    page = text(client.get(f"{LIST}{segment.pk}/why/", {"person": maya.pk}))
    for words in ("is not in this segment", "Holds", "Does not hold", ">Globex</b>", ">0</b>"):
        assert words in page
    page = text(client.get(f"{LIST}{segment.pk}/why/", {"q": "kim@example.com"}))
    assert "This segment is among registered members; the status is “Left”." in page
    assert "Nobody here has this address" in text(client.get(f"{LIST}{segment.pk}/why/", {"q": "x@example.com"}))


def test_the_list_of_people_goes_on_by_key(owner: User, client: Client, acme: Workspace) -> None:
    people = make_people(acme, 90)
    segment = made(acme, owner, clause("joined", "after", "2020-01-01"))
    first = text(client.get(f"{LIST}{segment.pk}/people/"))
    assert f"/people/{people[-1].pk}/" in first
    after = people[50].pk
    second = text(client.get(f"{LIST}{segment.pk}/people/", {"after": after}))
    assert f"?after={people[10].pk}" in second
    assert f"?before={people[49].pk}" in second
    assert f"?after={people[50].pk}" not in second


def test_what_is_used_cannot_be_archived_and_what_is_archived_lets_nobody_in(
    owner: User, client: Client, acme: Workspace
) -> None:
    used = made(acme, owner, clause("company", "is", "Acme"))
    above = made(acme, owner, clause("segment", "any", [str(used.pk)]), name="Above")
    assert "Something still uses this segment" in text(client.post(f"{LIST}{used.pk}/archive/", follow=True))
    client.post(f"{LIST}{above.pk}/archive/")
    client.post(f"{LIST}{used.pk}/archive/")
    with workspace_scope(acme.pk), addressed_to("acme"):
        assert Segment.objects.filter(archived_at=None).count() == 0
        Segment.objects.filter(pk=above.pk).update(archived_at=None)
        with pytest.raises(InUse):
            archive_segment(segment=used, by=owner, now=NOW)


@pytest.mark.covers("S2-75")
@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("new-members", ("New members", 'name="value-0" value="30"')),
        ("inactive", ("not in the last … days", 'name="value-1" value="30"')),
        ("gold", ("Gold tier", 'value="1000"')),
        ("joined-after", ("Joined after today", 'type="date"')),
    ],
)
def test_a_beginning_fills_the_builder(owner: User, client: Client, key: str, words: tuple[str, ...]) -> None:
    page = text(client.get(f"{LIST}new/?from={key}"))
    for expected in words:
        assert expected in page
