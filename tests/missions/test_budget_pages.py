"""What staff see of a budget: set in the wizard, told in list and page, mailed at 80 and 100 %, raised at once."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from accounts.models import Profile, User, Workspace
from events.models import Due
from events.tasks import relay
from foundation.tenancy import workspace_scope
from missions.models import Mission, Submission
from missions.operations.decisions import approve_submission, decline_submission, undo_decision
from missions.spending import forecast, spending_of
from notifications.models import BellItem, Notice
from programs.models import Advocate
from rewards.models import Budget
from tests.factories.accounts import NOW
from tests.factories.hub import open_hub
from tests.factories.missions import ZONE, hand_in, make_draft, make_live
from tests.factories.programs import make_advocate

RECOGNITION = {"recognition": "points", "points": "100", "approval": "manual", "limit": "once", "ends_local": ""}


def url(mission: Mission, rest: str = "") -> str:
    return f"/acme/console/missions/{mission.pk}/{rest}"


def fresh(mission: Mission) -> Mission:
    return Mission.objects.select_related("budget", "activity", "live").get(pk=mission.pk)


@pytest.mark.covers("S2-83", "S2-84")
def test_the_wizard_takes_points_or_money_and_says_what_is_wrong_at_its_field(
    acme: Workspace, owner: User, client: Client
) -> None:
    with workspace_scope(acme.pk):
        draft = make_draft(owner)
    step = url(draft, "steps/recognition/")

    def typed(**fields: str) -> tuple[int, str]:
        answer = client.post(step, RECOGNITION | fields)
        return answer.status_code, answer.text

    assert "Write the points as a whole number from 1" in typed(budget="points", budget_points="lots")[1]
    assert "That is less than one person earns: 100." in typed(budget="points", budget_points="99")[1]
    assert "First say in the workspace’s settings what a point is worth." in typed(budget="money", budget_money="5")[1]
    with workspace_scope(acme.pk):
        Profile.objects.update(point_value=1000, currency="EUR")
    assert typed(budget="money", budget_money="much")[0] == 422
    assert typed(budget="money", budget_money="25.00")[0] == 302
    check = client.get(url(draft, "check/")).text
    assert "2,500 points in all (25.00\u00a0EUR)" in check
    assert typed(budget="points", budget_points="1,000")[0] == 302
    with workspace_scope(acme.pk):
        make_advocate(acme)
    assert "enough for all of them" in client.get(url(draft, "check/")).text


@pytest.mark.covers("S2-87", "S2-89", "S2-90", "G-16", "D-09", "S2-126", "S2-134")
def test_a_mission_whose_budget_is_used_up_says_so_stays_live_and_comes_back_when_raised(
    acme: Workspace, globex: Workspace, owner: User, client: Client
) -> None:
    maya, jonas = make_advocate(acme), make_advocate(acme, name="Jonas", email="jonas@example.com")
    with workspace_scope(acme.pk):
        mission = make_live(owner, budget="points", budget_points="150")
        other = make_live(owner, title="Not this one")
        hand_in(fresh(mission), maya)
    page, listing = client.get(url(mission)).text, client.get("/acme/console/missions/?state=spent").text
    assert "Budget reached" in page
    assert "Live" in page
    assert "100 of 150 are paid or promised" in page
    assert "Budget reached" in listing
    assert "Write about us" in listing
    assert other.title not in listing
    hub = open_hub(acme, jonas)
    assert "Write about us" not in hub.get("/acme/").text
    assert "given away at the moment" in hub.get(f"/acme/missions/{mission.pk}/").text
    assert "Write about us" in open_hub(acme, maya).get("/acme/missions/").text + client.get(url(mission)).text
    assert client.post(url(mission, "budget/"), {"more": "some"}).status_code == 422
    assert client.post(url(mission, "budget/"), {"more": "100"}).status_code == 302
    assert "Write about us" in hub.get("/acme/").text
    assert "Budget reached" not in client.get(url(mission)).text
    assert client.get(url(other, "budget/")).status_code == 404
    with workspace_scope(acme.pk):
        assert Mission.objects.get(pk=mission.pk).live.content["budget"]["points"] == 250  # type: ignore[union-attr]  # launched


@pytest.mark.covers("G-16", "S2-88", "B-13")
@pytest.mark.django_db(transaction=True)
def test_staff_are_told_once_by_bell_and_mail_with_the_way_to_raise_it(acme: Workspace, owner: User) -> None:
    with workspace_scope(acme.pk):
        mission = make_live(owner, budget="points", budget_points="1000")
        for number in range(9):
            hand_in(fresh(mission), Advocate.objects.create(name=f"P{number}"))
    for _again in range(2):
        Due.objects.update(due_at=NOW)
        relay()
    with workspace_scope(acme.pk):
        notices = list(Notice.objects.filter(kind="budget.reached").values_list("staff", "facts"))
        assert notices == [(owner.pk, {"mission": mission.pk, "percent": 80, "cap": 1000})]
        (item,) = BellItem.objects.filter(kind="budget.reached")
        assert item.url == f"/acme/console/missions/{mission.pk}/budget/"
        hand_in(fresh(mission), Advocate.objects.create(name="The last"))
    relay()
    with workspace_scope(acme.pk):
        found = Notice.objects.filter(kind="budget.reached").order_by("pk").values_list("facts__percent", flat=True)
        assert list(found) == [80, 100]


@pytest.mark.covers("B-13")
def test_the_forecast_goes_by_what_was_paid_in_the_last_fortnight(acme: Workspace, owner: User) -> None:
    begin = timezone.now() - timedelta(days=20)
    with workspace_scope(acme.pk):
        mission = make_live(owner, budget="points", budget_points="1000", now=begin)
        found = spending_of(fresh(mission), now=begin)
        assert found is not None
        assert forecast(found, zone=ZONE).startswith("Too early")
        for day in range(7, 14):  # 700 points in the last fourteen days, after a week without any
            when = begin + timedelta(days=day, hours=1)
            row = hand_in(fresh(mission), Advocate.objects.create(name=f"P{day}"), now=when)
            approve_submission(submission=row, attempt_id=row.attempt_id or 0, by=owner, now=when)
        now = begin + timedelta(days=20)
        found = spending_of(fresh(mission), now=now)
        assert found is not None
        assert (found.paid, found.promised, found.left, found.percent, found.pace) == (700, 0, 300, 70, 50.0)
        assert found.reached_at == now + timedelta(days=6)
        with time_machine.travel(now, tick=False):
            assert "Used up about" in forecast(found, zone=ZONE)


def test_an_approval_that_the_budget_has_no_points_for_is_refused_in_words(
    acme: Workspace, owner: User, client: Client
) -> None:
    maya, jonas = make_advocate(acme), make_advocate(acme, name="Jonas", email="jonas@example.com")
    with workspace_scope(acme.pk):
        mission = make_live(owner, budget="points", budget_points="100")
        row = hand_in(fresh(mission), maya)
        given = {"submission": row, "attempt_id": row.attempt_id or 0, "note": "No", "by": owner, "now": NOW}
        declined = decline_submission(**given)  # type: ignore[arg-type]  # by name
        hand_in(fresh(mission), jonas)
        undo_decision(decision=declined, by=owner, now=NOW)
    body = {"verdict": "approved", "attempt": row.attempt_id, "note": ""}
    answer = client.post(f"/acme/console/review/{row.pk}/decision/", body, follow=True)
    assert "budget is used up, so nothing was approved" in answer.text
    with workspace_scope(acme.pk):
        assert Submission.objects.get(pk=row.pk).state == "submitted"


@pytest.mark.covers("S0-20")
def test_the_settings_say_what_a_point_is_worth(acme: Workspace, owner: User, client: Client) -> None:
    page = client.get("/acme/console/settings/")
    typed = {
        "name": "Acme", "colour": "#0b6e5f", "time_zone": ZONE, "points_name": "points", "launch_approval": "off",
        "worth": "12.50", "currency": "",
    }  # fmt: skip
    assert "What 1,000 points are worth" in page.text
    assert client.post("/acme/console/settings/", typed).status_code == 422
    assert client.post("/acme/console/settings/", typed | {"currency": "USD"}).status_code == 302
    with workspace_scope(acme.pk):
        assert Profile.objects.values_list("point_value", "currency").get() == (1250, "USD")
        assert not Budget.objects.exists()
    assert 'value="12.50"' in client.get("/acme/console/settings/").text
    with workspace_scope(acme.pk):
        draft = make_draft(owner)
    step = client.get(url(draft, "steps/recognition/")).text
    assert "Typical for “Custom task”" in step
    assert "1,000 points are worth 12.50\u00a0USD." in step
