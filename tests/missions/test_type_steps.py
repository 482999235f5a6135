"""Several steps: one after another, each with its own proof; the points come with the last."""

from datetime import timedelta
from typing import Any

import pytest

from accounts.models import User, Workspace
from events.models import Event
from events.tasks import relay
from foundation.forms import problems
from foundation.states import MoveNotAllowed
from foundation.tenancy import workspace_scope
from missions.forms.whole import Whole
from missions.models import Decision, Mission, Participation, Submission
from missions.operations.decisions import approve_submission, return_submission, undo_decision
from missions.operations.submissions import submit
from missions.reach import meant_by_draft
from missions.rehearsal import cost_of, shares
from missions.types import TYPES
from missions.types.base_acts import NotTaken, acts_of
from missions.types.steps.forms import MOST_STEPS, SetupForm, apply_builder
from notifications.models import Notice
from programs.models import Advocate
from rewards.queries import balance_of
from tests.factories.accounts import NOW
from tests.factories.hub import open_hub
from tests.factories.missions import ZONE, make_draft, make_live
from tests.factories.programs import make_advocate

RAW: dict[str, Any] = {"type-step": "1 2 3", "type-step-next": "4"} | {
    f"type-step-{number}-{part}": text
    for number, step in enumerate((("Plan it", "text"), ("Do it", "none"), ("Tell of it", "link")), 1)
    for part, text in zip(("name", "proof"), step, strict=True)
}


@pytest.fixture
def maya(acme: Workspace) -> Advocate:
    return make_advocate(acme)


def made(owner: User, **raw: Any) -> Mission:
    return make_live(owner, type_key="steps", title="Give a talk", **{**RAW, **raw})


def hand_in(mission: Mission, maya: Advocate, step: int) -> Submission:
    return submit(
        mission=mission, advocate=maya, slot=step, answers={"step": step, "text": "Done."}, files={}, zone=ZONE, now=NOW
    )


def approve(sent: Submission, by: User, *, after: timedelta = timedelta(0)) -> Decision:
    return approve_submission(submission=sent, attempt_id=sent.attempt_id or 0, by=by, now=NOW + after)


@pytest.mark.covers("X-29")
def test_each_step_opens_when_the_one_before_is_approved_and_the_last_pays(
    acme: Workspace, owner: User, maya: Advocate
) -> None:
    hub = open_hub(acme, maya)
    with workspace_scope(acme.pk):
        mission = made(owner)
    path = f"/acme/missions/{mission.pk}/"
    seen = []
    for step, proof in ((1, {"slot1-text": "In May."}), (2, {}), (3, {"slot3-link": "https://example.com/talk"})):
        for other in (2, 3):  # those that are not open yet are refused, whoever sends them
            if other > step:
                answer = hub.post(f"{path}{other}/submission/", {f"slot{other}-link": "https://example.com/x"})
                assert answer.status_code == 422
        assert hub.post(f"{path}{step}/submission/", proof).status_code == 302
        page = " ".join(hub.get(path).content.decode().split())
        with workspace_scope(acme.pk):
            sent = Submission.objects.get(number=step)
            seen.append((f"{step - 1} of 3 done" in page, page.count("Not open yet"), balance_of(maya)))
            approve(sent, owner)
    assert seen == [(True, 2, 0), (True, 1, 0), (True, 0, 0)]
    with workspace_scope(acme.pk):
        assert balance_of(maya) == 100
        assert Participation.objects.get().completed_at
        figures = acts_of("steps").figures(mission=Mission.objects.get())
    assert [figure.value for figure in figures] == [1]
    assert "3 of 3 done" in hub.get(path).content.decode()


@pytest.mark.covers("X-29")
def test_approved_steps_are_always_the_first_ones(acme: Workspace, owner: User, maya: Advocate) -> None:
    with workspace_scope(acme.pk):
        mission = made(owner)
        with pytest.raises(NotTaken):
            hand_in(mission, maya, 2)
        first = approve(hand_in(mission, maya, 1), owner)
        second = hand_in(mission, maya, 2)
        with pytest.raises(MoveNotAllowed, match="later step"):
            undo_decision(decision=first, by=owner, now=NOW)
        back = return_submission(
            submission=second, attempt_id=second.attempt_id or 0, note="Once more.", by=owner, now=NOW
        )
        undo_decision(decision=first, by=owner, now=NOW)
        with pytest.raises(MoveNotAllowed, match="earlier step"):
            undo_decision(decision=back, by=owner, now=NOW)
        with pytest.raises(NotTaken):
            hand_in(mission, maya, 2)


def test_a_step_that_is_approved_is_told_otherwise_than_the_whole(acme: Workspace, owner: User, maya: Advocate) -> None:
    with workspace_scope(acme.pk):
        mission = made(owner, approval="everyone")
        for step in (1, 2, 3):
            hand_in(mission, maya, step)
        assert Event.objects.filter(name="submission.approved").count() == 3
    relay()
    with workspace_scope(acme.pk):
        kinds = list(Notice.objects.filter(advocate=maya).order_by("pk").values_list("kind", flat=True))
    assert kinds == ["step.approved", "step.approved", "submission.approved"]


def test_a_mission_of_steps_costs_its_points_once(acme: Workspace, owner: User, maya: Advocate) -> None:
    with workspace_scope(acme.pk):
        draft = make_draft(owner, type_key="steps", **RAW)
        cost = cost_of(draft, Whole(draft, zone=ZONE), shares(draft, meant_by_draft(draft)))
    assert cost
    assert (cost.each, cost.most) == (100, 100)


def test_staff_add_move_and_remove_steps() -> None:
    raw: dict[str, Any] = {}
    for command in ["add:step"] * (MOST_STEPS + 1):
        raw = apply_builder(raw, command)
    assert SetupForm(raw).numbers == list(range(1, MOST_STEPS + 1))
    raw = apply_builder(apply_builder(raw, "remove:1"), "up:3")
    assert SetupForm(raw).numbers[:2] == [3, 2]
    assert apply_builder(raw, "add:nothing") == raw
    alone = SetupForm(apply_builder({}, "add:step"))
    assert [problem.message for problem in problems(alone)] == [
        "Add at least two steps. For a single one there is the custom task.",
        "Name step 1, or remove it.",
    ]


def test_a_reviewer_reads_which_step_it_is() -> None:
    content = {"steps": [{"number": 4, "name": "Plan it", "proof": "text"}, {"number": 1, "name": "Do it"}]}
    entry = TYPES["steps"]
    read = [(line.label, line.value) for line in entry.lines(content, {"step": 4, "text": "In May."})]
    assert read == [("Step", "1 of 2: Plan it"), ("Answer", "In May.")]
    assert [line.value for line in entry.lines(content, {"step": 9})] == ["–", "None asked: they say it is done."]
