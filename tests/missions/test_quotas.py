"""There are never more completions than the limit says, however many come at once, and what is given back is free."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from accounts.models import User, Workspace
from foundation.tenancy import workspace_scope
from missions.forms.whole import Whole
from missions.models import Mission, Participation
from missions.open_missions import listed_for, open_to
from missions.operations.decisions import decline_submission, return_submission, undo_decision
from missions.operations.missions import publish_changes, save_draft
from missions.operations.quotas import QuotaTaken
from missions.operations.submissions import MissionClosed, note_seen, withdraw_submission
from missions.rules import conditions, refusal
from programs.models import Advocate
from programs.operations.trying import make_test_person
from tests.factories.accounts import NOW
from tests.factories.hub import open_hub
from tests.factories.missions import ZONE, hand_in, make_live
from tests.factories.programs import make_advocate


def people(count: int) -> list[Advocate]:
    rows = [Advocate(name=f"Person {n}", email=f"p{n}@example.com", joined_at=NOW) for n in range(count)]
    return Advocate.objects.bulk_create(rows)


def used(mission: Mission) -> int:
    mission.refresh_from_db()
    assert mission.quota_used == Participation.objects.filter(mission=mission, holds_quota=True).count()
    return mission.quota_used


def publish(mission: Mission, by: User, **fields: str) -> None:
    save_draft(mission=mission, fields=fields, by=by, now=NOW)
    whole = Whole(mission, zone=ZONE)
    publish_changes(mission=mission, content=whole.content(), questions=whole.questions(), by=by, now=NOW)
    mission.refresh_from_db()


@pytest.mark.covers("G-24", "S2-124")
def test_the_eleventh_completion_of_ten_is_refused(acme: Workspace, owner: User) -> None:
    with workspace_scope(acme.pk):
        mission = make_live(owner, quota="10")
        *ten, eleventh = people(11)
        for person in ten:
            assert refusal(mission, person, now=NOW, zone=ZONE) is None
            hand_in(mission, person)
        assert used(mission) == 10
        assert not open_to(eleventh, now=NOW).exists()
        assert listed_for(eleventh, now=NOW) == []
        told = {c.key: c for c in conditions(mission, eleventh, now=NOW, zone=ZONE)}["not_full"]
        assert (told.passed, told.value) == (False, "10 of 10 completions are taken")
        with pytest.raises(MissionClosed) as refused:
            hand_in(mission, eleventh)
        assert refused.value.reason.key == "not_full"
        stale = Mission.objects.get()
        Mission.objects.update(quota_used=10)
        stale.quota_used = 9  # as it was read a moment before
        with pytest.raises(MissionClosed, match="not_full"):
            hand_in(stale, eleventh)
        assert used(mission) == 10


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("guarded", [True, False])
def test_of_eight_at_once_as_many_are_taken_as_there_are(
    acme: Workspace, guarded: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control counts and then writes: all eight find a place."""
    with workspace_scope(acme.pk):
        make_live(User.objects.get(email="owner@acme.example"), quota="3")
        eight = people(8)
    together = Barrier(8, timeout=30)
    if not guarded:
        monkeypatch.setattr("missions.operations.submissions.claim_completion", careless_claim(together))

    def press(person: Advocate) -> str:
        try:
            with workspace_scope(acme.pk):
                row = Mission.objects.select_related("activity", "live").get()
                if guarded:
                    together.wait()
                hand_in(row, person)
        except MissionClosed as closed:
            return closed.reason.key
        finally:
            connection.close()
        return "taken"

    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(press, eight))
    with workspace_scope(acme.pk):
        done = Participation.objects.filter(completed_at__isnull=False).count()
    if guarded:
        assert (done, outcomes.count("taken"), outcomes.count("not_full")) == (3, 3, 5)
    else:
        assert done == 8


def careless_claim(together: Barrier):  # type: ignore[no-untyped-def]  # noqa: ANN201  a stand-in
    def claim(*, participation: Participation) -> None:
        if Participation.objects.filter(holds_quota=True).count() >= 3:
            raise QuotaTaken
        together.wait()
        Participation.objects.filter(pk=participation.pk).update(holds_quota=True)

    return claim


def test_what_is_taken_back_or_declined_frees_a_completion_and_what_is_returned_does_not(
    acme: Workspace, owner: User
) -> None:
    with workspace_scope(acme.pk):
        mission = make_live(owner, quota="1")
        first, second = people(2)
        sent = hand_in(mission, first)
        assert used(mission) == 1
        withdraw_submission(submission=sent, now=NOW)
        assert used(mission) == 0
        sent = hand_in(mission, second)
        assert sent.attempt_id
        about: dict[str, Any] = {
            "submission": sent,
            "attempt_id": sent.attempt_id,
            "note": "No.",
            "by": owner,
            "now": NOW,
        }
        declined = decline_submission(**about)
        assert used(mission) == 0
        undo_decision(decision=declined, by=owner, now=NOW)
        assert used(mission) == 1
        declined = decline_submission(**about)
        assert used(mission) == 0
        hand_in(mission, first)
        with pytest.raises(QuotaTaken):
            undo_decision(decision=declined, by=owner, now=NOW)
        with pytest.raises(MissionClosed, match="not_full"):
            hand_in(mission, second)
        assert used(mission) == 1


def test_who_holds_a_completion_can_mend_what_came_back_though_it_is_full(acme: Workspace, owner: User) -> None:
    with workspace_scope(acme.pk):
        mission = make_live(owner, quota="1")
        (maya,) = people(1)
        sent = hand_in(mission, maya)
        assert sent.attempt_id
        return_submission(submission=sent, attempt_id=sent.attempt_id, note="More.", by=owner, now=NOW)
        assert used(mission) == 1
        mission.refresh_from_db()
        assert hand_in(mission, maya).state == "submitted"
        assert used(mission) == 1


def test_each_cycle_claims_its_own_and_test_people_claim_none(acme: Workspace, owner: User) -> None:
    with workspace_scope(acme.pk):
        mission = make_live(owner, quota="2", limit="again")
        (maya,) = people(1)
        hand_in(mission, make_test_person(user=owner, now=NOW))
        assert used(mission) == 0
        for _time in range(2):
            hand_in(mission, maya)
        assert used(mission) == 2
        with pytest.raises(MissionClosed, match="not_full"):
            hand_in(mission, maya)


def test_a_limit_that_is_set_later_counts_what_was_done_and_one_that_is_raised_opens_again(
    acme: Workspace, owner: User
) -> None:
    with workspace_scope(acme.pk):
        mission = make_live(owner)
        first, second, third, fourth = people(4)
        for person in (first, second):
            hand_in(mission, person)
        withdraw_submission(submission=hand_in(mission, third), now=NOW)
        publish(mission, owner, quota="2")
        assert used(mission) == 2
        assert not open_to(fourth, now=NOW).exists()
        publish(mission, owner, quota="1")
        assert (used(mission), mission.is_full) == (2, True)
        publish(mission, owner, quota="3")
        hand_in(mission, fourth)
        assert used(mission) == 3
        publish(mission, owner, quota="")
        assert mission.quota is None
        assert open_to(third, now=NOW).exists()


@pytest.mark.covers("S2-124")
def test_staff_see_how_many_are_taken_and_people_that_it_is_full(acme: Workspace, owner: User, client: Client) -> None:
    with workspace_scope(acme.pk):
        mission = make_live(owner, quota="1")
        first, second = people(2)
        note_seen(mission=mission, advocate=second, now=NOW)
        hand_in(mission, first)
    late = make_advocate(acme, email="late@example.com")
    page = client.get(f"/acme/console/missions/{mission.pk}/").content.decode()
    assert "<b>1</b> of 1 completions are taken." in page
    found = client.get("/acme/console/missions/?state=full").content.decode()
    assert "full: all 1 taken" in found
    hub = open_hub(acme, late)
    assert f"/missions/{mission.pk}/" not in hub.get("/acme/").content.decode()
    closed = hub.get(f"/acme/missions/{mission.pk}/")
    assert (closed.status_code, "This mission is full" in closed.content.decode()) == (410, True)
