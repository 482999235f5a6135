"""Approved at once by a rule, with the values used; and spot checks of what nobody looked at (S2-71…79, G-15)."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.models import User, Workspace
from events.models import Event
from foundation.addresses import addressed_to
from foundation.states import MoveNotAllowed
from foundation.tenancy import workspace_scope
from missions.forms.steps import DEFAULTS
from missions.models import Attempt, Decision, Mission, Participation, SpotCheck, Submission
from missions.operations.decisions import undo_decision
from missions.operations.erasing import forget_answers
from missions.operations.spot_checks import confirm_spot_check
from missions.policy import is_drawn
from programs.models import Advocate
from rewards.operations import credit_points
from rewards.queries import balance_of
from segments.operations.segments import InUse, archive_segment
from segments.queries import used_by
from tests.factories.accounts import NOW
from tests.factories.missions import hand_in, make_draft, make_live
from tests.factories.programs import make_advocate
from tests.factories.segments import clause, make_segment, settle


@pytest.fixture
def by(in_acme: Workspace) -> User:
    return User.objects.get(email="owner@acme.example")


@pytest.fixture
def maya(in_acme: Workspace) -> Advocate:
    return Advocate.objects.create(name="Maya", email="maya@example.com", joined_at=NOW - timedelta(days=400))


def ruled(by: User, **raw: Any) -> Mission:
    return make_live(by, approval="rule", title=f"Rule {Mission.objects.count()}", **raw)


def earn(person: Advocate, points: int) -> None:
    credit_points(advocate_id=person.pk, amount=points, source=f"test:{person.pk}", reason="So far", now=NOW)


def policy() -> dict[str, Any]:
    found: dict[str, Any] = Attempt.objects.latest("pk").policy
    return found


@pytest.mark.covers("S2-71", "S2-72", "G-15", "S0-68")
def test_who_has_the_points_is_approved_at_once_and_everybody_else_waits(by: User, maya: Advocate) -> None:
    mission, jonas = ruled(by, approval_points="500"), Advocate.objects.create(name="Jonas")
    earn(maya, 620)
    earn(jonas, 499)
    assert hand_in(mission, maya).state == "approved"
    assert balance_of(maya) == 720
    decision = Decision.objects.get()
    assert (decision.by_rule, decision.by_staff) == (True, None)
    assert policy() == {
        "holds": True, "match": "any",
        "parts": [{"words": "Points ever earned is at least 500", "found": "620", "holds": True}],
    }  # fmt: skip
    assert hand_in(mission, jonas).state == "submitted"
    assert policy()["parts"][0] == {"words": "Points ever earned is at least 500", "found": "499", "holds": False}
    forget_answers(advocate_id=jonas.pk)
    assert Attempt.objects.get(submission__advocate=jonas).policy == {}


@pytest.mark.covers("S2-73", "S2-79")
def test_segments_and_missions_done_before_count(by: User, maya: Advocate) -> None:
    segment = make_segment(by, clause("lifetime", "min", 1000), name="Trusted")
    by_segment = ruled(by, approval_segments=[str(segment.pk)])
    assert hand_in(by_segment, maya).state == "submitted"
    earn(maya, 1000)
    settle()
    assert hand_in(ruled(by, approval_segments=[str(segment.pk)]), maya).state == "approved"
    jonas = Advocate.objects.create(name="Jonas", joined_at=NOW)
    first, second = ruled(by, approval_missions="1"), ruled(by, approval_missions="1")
    assert hand_in(first, jonas).state == "submitted"  # this one itself is not counted
    assert hand_in(second, jonas).state == "approved"
    with addressed_to("acme"):
        assert str(by_segment) in [thing.name for thing in used_by(segment)]
        with pytest.raises(InUse):
            archive_segment(segment=segment, by=by, now=NOW)


@pytest.mark.covers("S2-74", "S2-75", "S2-76", "S2-77", "S2-127")
def test_new_members_need_no_points(by: User, maya: Advocate) -> None:
    mission = ruled(by, approval_joined="7", approval_points="500", approval_match="any")
    new = Advocate.objects.create(name="New", joined_at=NOW - timedelta(days=6, hours=23))
    assert hand_in(mission, new).state == "approved"
    assert hand_in(mission, maya).state == "submitted"
    both = ruled(by, approval_joined="7", approval_points="500", approval_match="all")
    assert hand_in(both, new).state == "submitted"


@pytest.mark.covers("G-15")
def test_a_rule_holds_for_no_guest_no_test_person_and_no_lost_segment(by: User, maya: Advocate) -> None:
    mission = ruled(by, approval_since="1", audience="anyone")
    guest = Advocate.objects.create(name="Guest", status="guest", joined_at=NOW - timedelta(days=30))
    tester = Advocate.objects.create(name="Trial", is_test=True, test_of=by, joined_at=NOW - timedelta(days=30))
    for person in (guest, tester):
        assert hand_in(mission, person).state == "submitted"
    assert hand_in(mission, maya).state == "approved"
    broken = ruled(by, approval_since="1")
    content = broken.live.content  # type: ignore[union-attr]  # launched
    content["approval_rule"]["parts"] = [{"fact": "gone", "op": "is"}]
    broken.live.save()  # type: ignore[union-attr]  # launched
    assert hand_in(broken, maya).state == "submitted"


@pytest.mark.covers("G-15")
def test_a_share_of_what_is_approved_at_once_is_drawn_and_answered_once(by: User, maya: Advocate) -> None:
    everyone = make_live(by, approval="everyone", approval_share="100")
    row = hand_in(everyone, maya)
    assert (row.state, balance_of(maya)) == ("approved", 100)  # nobody waits for it
    check = SpotCheck.objects.get()
    confirm_spot_check(check=check, by=by, now=NOW)
    with pytest.raises(MoveNotAllowed):
        confirm_spot_check(check=check, by=by, now=NOW)
    assert Event.objects.filter(name="spot_check.confirmed").count() == 1
    hand_in(ruled(by, approval_since="1", approval_share="100"), maya)
    other = SpotCheck.objects.get(closed_at=None)
    undo_decision(decision=other.decision, by=by, now=NOW)
    assert not SpotCheck.objects.filter(closed_at=None).exists()
    assert balance_of(maya) == 100
    hand_in(make_live(by, approval="everyone", approval_share="0", title="None"), maya)
    hand_in(make_live(by, approval="everyone", title="Nor here"), maya)
    assert SpotCheck.objects.count() == 2


def test_chance_answers_the_same_again_and_keeps_to_its_share(by: User, maya: Advocate) -> None:
    row = Participation(mission=make_live(by), advocate=maya, cycle=0)
    drawn = [is_drawn(row, slot=1, attempt=number, share=20) for number in range(5000)]
    assert drawn == [is_drawn(row, slot=1, attempt=number, share=20) for number in range(5000)]
    assert 900 < sum(drawn) < 1100
    assert not any(is_drawn(row, slot=1, attempt=number, share=0) for number in range(500))
    assert all(is_drawn(row, slot=1, attempt=number, share=100) for number in range(500))


@pytest.mark.covers("S2-77", "S2-78", "S2-127", "G-15")
def test_one_click_fills_in_the_pattern_for_new_members_and_everyone_is_a_plain_switch(
    acme: Workspace, owner: User, client: Client
) -> None:
    make_advocate(acme)
    with workspace_scope(acme.pk):
        draft = make_draft(owner)
    step = f"/acme/console/missions/{draft.pk}/steps/recognition/"
    typed = {**DEFAULTS, "points": "10", "approval": "manual", "limit": "once"}
    page = client.post(step, typed | {"builder": "newcomers"})
    assert page.status_code == 200
    assert "Now it holds for" in page.text
    with workspace_scope(acme.pk):
        raw = Mission.objects.select_related("draft").get().draft.raw  # type: ignore[union-attr]  # a draft
        assert (raw["approval"], raw["approval_joined"]) == ("rule", "7")
    assert "Approve everyone at once" in page.text
    assert client.post(step, typed | {"approval": "rule"}).status_code == 422
    assert client.post(step, typed | {"approval": "rule", "approval_joined": "7"}).status_code == 302
    check = client.get(f"/acme/console/missions/{draft.pk}/check/").text
    assert "At once when “Joined in the last 7 days”; otherwise a reviewer decides" in check


@pytest.mark.covers("S2-71", "G-15")
def test_reviewers_read_the_rule_with_its_values_and_answer_spot_checks(
    acme: Workspace, globex: Workspace, owner: User, client: Client
) -> None:
    maya = make_advocate(acme)
    with workspace_scope(acme.pk):
        Advocate.objects.filter(pk=maya.pk).update(joined_at=NOW - timedelta(days=90))
        maya.refresh_from_db()
        waits = hand_in(make_live(owner, approval="rule", approval_points="500"), maya)
        passed = hand_in(
            make_live(owner, approval="rule", approval_since="30", approval_share="100", title="Passed"), maya
        )
        check = SpotCheck.objects.get()
    page = client.get(f"/acme/console/review/{waits.pk}/").text
    assert "The mission’s rule did not hold" in page
    assert "Points ever earned is at least 500" in page
    assert "Spot checks (1)" in page
    queue = client.get("/acme/console/review/?show=checks").text
    assert "Passed" in queue
    assert "Was that right?" in queue
    assert "Approved by the mission’s rule" in queue
    assert client.post(f"/acme/console/review/checks/{check.pk}/").status_code == 302
    assert "All checked" in client.get("/acme/console/review/?show=checks").text
    assert client.post(f"/acme/console/review/checks/{check.pk}/", follow=True).status_code == 200
    with workspace_scope(acme.pk):
        assert Submission.objects.get(pk=passed.pk).state == "approved"
