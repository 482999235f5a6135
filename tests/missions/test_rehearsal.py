"""What the check page says of a launch: to whom, at what cost, with which links, and what a draft changes."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User, Workspace
from foundation.tenancy import workspace_scope
from missions.changes import changes_of, compared
from missions.forms.offers import Offers
from missions.forms.whole import Whole
from missions.models import Participation
from missions.operations.missions import save_draft
from missions.operations.submissions import keep_answers
from missions.reach import meant_by_draft, reach_of_draft
from missions.rehearsal import cost_of, fault_of, links_in, shares
from notifications.operations.preferences import set_preference
from programs.operations.people import deactivate_advocate
from programs.operations.trying import make_test_person
from segments.operations.segments import put_in
from tests.factories.missions import ZONE, hand_in, make_draft, make_live
from tests.factories.programs import make_advocate, make_people
from tests.factories.segments import make_segment


@pytest.mark.covers("B-05")
def test_everybody_the_audience_means_has_one_outcome(acme: Workspace, owner: User, client: Client) -> None:
    maya = make_advocate(acme)
    make_advocate(acme, name="No Address", email=None)
    refuser = make_advocate(acme, name="Lucia", email="lucia@example.com")
    out = make_advocate(acme, name="Tom", email="tom@example.com")
    make_advocate(acme, name="Guest", email="guest@example.com", status="guest")
    now = timezone.now()
    with workspace_scope(acme.pk):
        set_preference(advocate=refuser, topic="missions", wanted=False, said_by="profile", now=now)
        deactivate_advocate(advocate=out, by=owner, now=now)
        make_test_person(user=owner, now=now)
        draft = make_draft(owner, notify="yes")
        found = {share.outcome: share.people for share in shares(draft, meant_by_draft(draft))}
        assert found == dict.fromkeys(("mail", "no_address", "unsubscribed", "suspended", "no_member", "test"), 1)
        quiet = make_draft(owner, notify="no")
        found = {share.outcome: share.people for share in shares(quiet, meant_by_draft(quiet))}
        assert found == {"hub": 3, "suspended": 1, "no_member": 1, "test": 1}
        live = make_live(owner)
        hand_in(live, maya)
        found = {share.outcome: share.people for share in shares(live, meant_by_draft(live))}
        assert (found["done"], found["hub"]) == (1, 2)
    page = f"/acme/console/missions/{draft.pk}/recipients/"
    only = client.get(page, {"outcome": "unsubscribed"}).content.decode()
    assert "Lucia" in only
    assert "Maya" not in only
    assert "Maya" in client.get(page, {"words": "oka"}).content.decode()
    lines = client.post(f"{page}csv/?outcome=mail").getvalue().decode("utf-8-sig").splitlines()
    assert lines[1:] == ["Maya Okafor,maya@example.com,Get the e-mail"]


@pytest.mark.covers("B-05", "G-09")
@pytest.mark.parametrize(
    ("arming", "expected", "at_once"),
    [
        ("now", {"mail": 1, "no_address": 1, "not_set_off": 2}, 1),
        ("both", {"mail": 1, "no_address": 1, "later": 2}, 1),
        ("new", {"not_set_off": 2, "later": 2}, 0),
    ],
)
def test_a_segment_decides_for_whom_the_launch_sets_it_off(
    acme: Workspace, owner: User, client: Client, arming: str, expected: dict[str, int], at_once: int
) -> None:
    there = [make_advocate(acme), make_advocate(acme, name="No Address", email=None)]
    make_advocate(acme, name="Tom", email="tom@example.com")
    make_advocate(acme, name="Lu", email="lu@example.com")
    with workspace_scope(acme.pk):
        segment = make_segment(owner)
        put_in(segment=segment, advocates=[one.pk for one in there], by=owner, now=timezone.now())
        raw: dict[str, Any] = {
            "trigger": "segment",
            "trigger_segment": str(segment.pk),
            "arming": arming,
            "notify": "yes",
        }
        draft = make_draft(owner, **raw)
        assert {share.outcome: share.people for share in shares(draft, meant_by_draft(draft))} == expected
        assert (reach_of_draft(draft).at_once, reach_of_draft(draft).writable) == (at_once, 3)
    page = " ".join(client.get(f"/acme/console/missions/{draft.pk}/check/").content.decode().split())
    assert f"{at_once} e-mail{'' if at_once == 1 else 's'} leave" in page
    assert "People enter the segment and leave it." in page


@pytest.mark.covers("B-05")
def test_who_has_not_done_what_it_requires_is_not_counted_among_those_written_to(
    acme: Workspace, owner: User, client: Client
) -> None:
    """The outcomes, the times and the launch say the same number."""
    people = [make_advocate(acme, name=f"P{n}", email=f"p{n}@example.com") for n in range(3)]
    with workspace_scope(acme.pk):
        first = make_live(owner)
        hand_in(first, people[0])
        draft = make_draft(owner, notify="yes", requires=[str(first.pk)])
        assert {one.outcome: one.people for one in shares(draft, meant_by_draft(draft))} == {"mail": 1, "locked": 2}
        assert reach_of_draft(draft).at_once == 1
    page = " ".join(client.get(f"/acme/console/missions/{draft.pk}/check/").content.decode().split())
    assert "1 e-mail leaves when it goes live." in page
    assert "1 e-mail begins to leave." in page


@pytest.mark.covers("B-05")
def test_the_cost_is_an_upper_bound_and_what_is_usual(acme: Workspace, owner: User, client: Client) -> None:
    people = [make_advocate(acme, name=f"P{n}", email=f"p{n}@example.com") for n in range(4)]
    with workspace_scope(acme.pk):
        draft = make_draft(owner, points="250")
        whole = Whole(draft, zone=ZONE)
        cost = cost_of(draft, whole, shares(draft, meant_by_draft(draft)))
        assert cost is not None
        assert (cost.most, cost.usual, cost.missions) == (1000, None, 0)
        before = make_live(owner)
        for person in people[:2]:
            hand_in(before, person)
        cost = cost_of(draft, whole, shares(draft, meant_by_draft(draft)))
        assert cost is not None
        assert (cost.most, cost.usual, cost.usual_people) == (1000, 500, 2)
        free = make_draft(owner, recognition="none")
        assert cost_of(free, Whole(free, zone=ZONE), []) is None
    page = client.get(f"/acme/console/missions/{draft.pk}/check/").content.decode()
    assert "if all 4 earn the 250" in page


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("https://www.g2.com/products/northwind", ""),
        ("mailto:help@northwind.io", ""),
        ("www.g2.com", "no web address"),
        ("javascript:alert(1)", "no web address"),
        ("https://", "no web address"),
        ("https://example.com/page", "placeholder"),
        ("https://your-company.com", "placeholder"),
        ("http://10.0.0.7/", "outside your network"),
        ("https://intranet/news", "outside your network"),
        ("http://www.g2.com", "not encrypted"),
        ("https://[", "no web address"),
    ],
)
def test_links_are_checked_by_how_they_are_written(url: str, words: str) -> None:
    assert words in str(fault_of(url))
    assert bool(fault_of(url)) == bool(words)


def test_links_are_found_in_formatted_text_and_plain(in_acme: Workspace, owner: User) -> None:
    text = '<p>See <a href="https://northwind.io/a?b=1&amp;c=2">this</a> and https://example.com/x.</p>'
    found = links_in(Whole(make_draft(owner, description=text), zone=ZONE))
    assert [(link.url, bool(link.problem), link.anchor) for link in found] == [
        ("https://northwind.io/a?b=1&c=2", False, "id_description"),
        ("https://example.com/x", True, "id_description"),
    ]


@pytest.mark.covers("B-12")
def test_a_draft_of_a_live_mission_is_shown_as_what_it_changes(acme: Workspace, owner: User, client: Client) -> None:
    now = timezone.now()
    maya = make_advocate(acme)
    with workspace_scope(acme.pk):
        mission = make_live(owner, title="Review us", description="<p>Please write.</p>")
        keep_answers(mission=mission, advocate=maya, slot=1, fields={"slot1-text": "x"}, now=now)
        fields = {"title": "Review us today", "approval": "everyone", "type-proof": "link"}
        save_draft(mission=mission, fields=fields, by=owner, now=now)
        found = {
            change.label: (change.before, change.after) for change in changes_of(mission, zone=ZONE, offers=Offers())
        }
        assert found["Title"] == ("Review us", "Review us today")
        assert found["Who decides?"] == ("A reviewer", "Approve everyone at once")
        assert len(found) == 3
        assert Participation.objects.get().started_at is not None
    page = client.get(f"/acme/console/missions/{mission.pk}/check/").content.decode()
    assert "1 person has begun and keeps what they began with." in " ".join(page.split())
    assert "today</ins>" in page


def test_texts_are_compared_word_by_word_and_long_stretches_are_cut() -> None:
    parts = [(part.kind, part.text) for part in compared("Review us now, please", "Review us today, please")]
    assert parts == [("same", "Review us "), ("gone", "now"), ("new", "today"), ("same", ", please")]
    long = "word " * 100
    assert " … " in compared(f"{long}old", f"{long}new")[0].text
    assert [part.kind for part in compared("a " * 3000, "b " * 3000)] == ["gone", "new"]


def test_publishing_changes_promises_no_mail(acme: Workspace, owner: User, client: Client) -> None:
    make_advocate(acme)
    with workspace_scope(acme.pk):
        mission = make_live(owner, title="Review us", notify="yes")
        save_draft(mission=mission, fields={"title": "Review us today"}, by=owner, now=timezone.now())
    page = client.get(f"/acme/console/missions/{mission.pk}/check/").content.decode()
    assert "nobody is written to" in page
    assert "Get the e-mail" not in page


def test_names_in_braces_are_doubted_where_nothing_fills_them(acme: Workspace, owner: User, client: Client) -> None:
    with workspace_scope(acme.pk):
        mission = make_draft(owner, description="<p>Hello {{firstName}}, tell us.</p>")
    page = client.get(f"/acme/console/missions/{mission.pk}/check/").content.decode()
    assert "people read {{firstName}} there" in page


def test_what_may_be_done_again_and_again_is_counted_once_and_said(
    acme: Workspace, owner: User, client: Client
) -> None:
    make_people(acme, 3)
    with workspace_scope(acme.pk):
        settings: dict[str, Any] = {"points": "300", "type-rest_days": "7", "type-days_to_answer": "3"}
        mission = make_draft(owner, type_key="reference_call", **settings)
    page = " ".join(client.get(f"/acme/console/missions/{mission.pk}/check/").content.decode().split())
    assert "If each does it once" in page
    assert "if all 3 earn the 300" in page
    assert "For each call." in page
