"""Missions that give a reward (S2-62): chosen, promised, given with the approval, taken back with it."""

from typing import Any

import pytest

from accounts.models import User, Workspace
from events.models import Due
from events.tasks import relay
from foundation.tenancy import workspace_scope
from missions.forms.whole import Whole
from missions.library import portable
from missions.models import Decision, Submission
from missions.operations.decisions import approve_submission, undo_decision
from missions.operations.submissions import submit
from missions.plugs import decision_values
from missions.types import TYPES
from notifications.models import Notice
from programs.models import Advocate
from rewards.models import Grant, Reward, Transfer
from rewards.operations.catalogue import archive_reward, create_milestone, create_reward
from rewards.operations.giving import fulfil_grant
from rewards.plugs import milestone_values
from tests.factories.accounts import NOW
from tests.factories.hub import open_hub
from tests.factories.missions import ZONE, hand_in, make_draft, make_live
from tests.factories.programs import make_advocate


@pytest.fixture
def mug(in_acme: Workspace, owner: User) -> Reward:
    return create_reward(values={"name": "Coffee mug", "kind": "swag"}, by=owner, now=NOW)


@pytest.fixture
def maya(acme: Workspace) -> Advocate:
    return make_advocate(acme)


TWO_STEPS = {
    "type-step": "1 2", "type-step-next": "3", "type-step-1-name": "Plan it", "type-step-1-proof": "text",
    "type-step-2-name": "Do it", "type-step-2-proof": "text",
}  # fmt: skip


def approve(submission: Submission, by: User) -> Decision:
    row = Submission.objects.select_related("mission", "activity", "revision", "advocate").get(pk=submission.pk)
    return approve_submission(submission=row, attempt_id=row.attempt_id or 0, by=by, now=NOW)


def rewarding(mug: Reward, **raw: Any) -> dict[str, Any]:
    return {"recognition": "reward", "reward": str(mug.pk), **raw}


@pytest.mark.covers("S2-60", "S2-64", "G-14", "S0-09", "S0-70", "S0-72", "S2-128")
@pytest.mark.parametrize(
    ("recognition", "points", "gets_reward"),
    [("points", 100, False), ("reward", 0, True), ("both", 100, True), ("none", 0, False)],
)
def test_a_mission_is_thanked_for_in_one_way(
    mug: Reward, maya: Advocate, owner: User, recognition: str, points: int, gets_reward: bool
) -> None:
    mission = make_live(owner, **rewarding(mug, recognition=recognition))
    mission.refresh_from_db()
    assert (mission.points, mission.reward_id is not None) == (points, gets_reward)
    approve(hand_in(mission, maya), owner)
    assert sum(row.amount for row in Transfer.objects.all()) == points
    grants = list(Grant.objects.values_list("reward__name", "advocate", "reason", "state"))
    assert grants == ([("Coffee mug", maya.pk, "Write about us", "pending")] if gets_reward else [])


def test_undone_it_is_taken_back_and_approved_again_given_once(mug: Reward, maya: Advocate, owner: User) -> None:
    sent = hand_in(make_live(owner, **rewarding(mug)), maya)
    undo_decision(decision=approve(sent, owner), by=owner, now=NOW)
    assert Grant.objects.get().state == "cancelled"
    second = approve(sent, owner)
    grant = Grant.objects.get()
    assert grant.state == "pending"
    fulfil_grant(grant=grant, note="4711", by=owner, now=NOW)
    undo_decision(decision=Decision.objects.select_related("submission__activity").get(pk=second.pk), by=owner, now=NOW)
    approve(sent, owner)
    assert Grant.objects.get().state == "fulfilled"


def test_of_several_steps_the_last_approval_gives_it(mug: Reward, maya: Advocate, owner: User) -> None:
    mission = make_live(owner, type_key="steps", **rewarding(mug, **TWO_STEPS))
    for step, given in ((1, 0), (2, 1)):
        answers = {"step": step, "text": "Done."}
        sent = submit(mission=mission, advocate=maya, slot=step, answers=answers, files={}, zone=ZONE, now=NOW)
        approve(sent, owner)
        assert Grant.objects.count() == given


def test_who_began_gets_what_was_promised_then(mug: Reward, maya: Advocate, owner: User) -> None:
    mission = make_live(owner, **rewarding(mug))
    sent = hand_in(mission, maya)
    archive_reward(reward=mug, archived=True, by=owner, now=NOW)
    approve(sent, owner)
    assert Grant.objects.get().reward_id == mug.pk


def test_a_reward_has_to_be_chosen_and_on_offer(mug: Reward, owner: User) -> None:
    draft = make_draft(owner, recognition="reward", reward="")
    assert [(one.step, one.message) for one in Whole(draft, zone=ZONE).problems()] == [
        ("recognition", "Choose the reward.")
    ]
    archive_reward(reward=mug, archived=True, by=owner, now=NOW)
    draft = make_draft(owner, **rewarding(mug))
    assert "not offered any more" in Whole(draft, zone=ZONE).problems()[0].message


def test_a_template_in_a_file_promises_no_reward_of_elsewhere(mug: Reward, owner: User) -> None:
    found = portable({"title": "Ask", **rewarding(mug)}, TYPES["custom_task"])
    assert "reward" not in found.fields
    assert found.left_out == ["The reward"]


def test_the_mail_of_the_approval_says_it(mug: Reward, maya: Advocate, owner: User) -> None:
    decision = approve(hand_in(make_live(owner, **rewarding(mug, recognition="both")), maya), owner)
    (values,) = decision_values([Notice(advocate=maya, facts={"decision": decision.pk})])
    assert str(values["payment"]) == "100 points are in your wallet. “Coffee mug” is yours, and we will be in touch."


def test_the_hub_says_what_it_brings_and_where_it_is(acme: Workspace, owner: User) -> None:
    with workspace_scope(acme.pk):
        mug = create_reward(values={"name": "Coffee mug", "kind": "swag"}, by=owner, now=NOW)
        mission, maya = make_live(owner, **rewarding(mug)), make_advocate(acme)
    hub = open_hub(acme, maya)
    assert "Coffee mug" in hub.get("/acme/").content.decode()
    assert "Coffee mug" in hub.get(f"/acme/missions/{mission.pk}/").content.decode()
    with workspace_scope(acme.pk):
        sent = hand_in(mission, maya)
    page = " ".join(hub.get(f"/acme/missions/{mission.pk}/").content.decode().split())
    assert "Coffee mug when it is approved." in page
    with workspace_scope(acme.pk):
        approve(sent, owner)
    points = hub.get("/acme/points/").content.decode()
    assert "Your rewards" in points
    assert "On its way to you" in points
    with workspace_scope(acme.pk):
        fulfil_grant(grant=Grant.objects.get(), note="Your code is 4711.", by=owner, now=NOW)
    points = hub.get("/acme/points/").content.decode()
    assert "4711" not in points  # the link that opened this browser may have been passed on
    assert "See what was sent with it" in points
    assert "4711" in open_hub(acme, maya, way="code").get("/acme/points/").content.decode()


@pytest.mark.covers("S0-10")
def test_an_approval_reaches_a_milestone_and_the_person_is_told(acme: Workspace, owner: User) -> None:
    with workspace_scope(acme.pk):
        create_milestone(name="First hundred", points=100, reward=None, by=owner, now=NOW)
        create_milestone(name="Gold", points=1000, reward=None, by=owner, now=NOW)
        maya = make_advocate(acme)
        approve(hand_in(make_live(owner), maya), owner)
        Due.objects.update(due_at=NOW)
    relay()
    relay()
    with workspace_scope(acme.pk):
        notice = Notice.objects.get(kind="milestone.reached")
        (values,) = milestone_values([notice])
        assert (values["milestone"], str(values["gift"])) == ("First hundred", "")
    points = open_hub(acme, maya).get("/acme/points/").content.decode()
    assert "You have reached <b>First hundred</b>" in points
    assert "900 points" in points
