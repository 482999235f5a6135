"""A campaign from its making to what completing it brings, and back."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from accounts.models import LaunchApproval, Profile, User, Workspace
from accounts.models import Role as AccountRole
from campaigns.calendar import days_of
from campaigns.forms import digest_of
from campaigns.looking import ready_of
from campaigns.models import Campaign, Completion, Joining, Role
from campaigns.operations.completing import settle
from campaigns.operations.joining import join_campaign, leave_campaign
from campaigns.operations.making import (
    Arrangement,
    TermsAccepted,
    add_part,
    archive_campaign,
    arrange_parts,
    change_campaign,
    create_campaign,
    remove_part,
)
from campaigns.operations.running import end_campaign, launch_campaign
from campaigns.progress import done_by, is_complete, parts_of
from campaigns.reactions import forget
from campaigns.rules import begins_anew
from campaigns.runs import run_now
from events.models import Event
from foundation.addresses import addressed_to
from foundation.months import Month
from foundation.states import MoveNotAllowed
from foundation.tenancy import workspace_scope
from missions.models import Decision, Mission, Submission
from missions.open_missions import open_to
from missions.operations.decisions import approve_submission, undo_decision
from missions.operations.missions import save_draft
from missions.types import TYPES
from programs.models import Advocate
from programs.operations.people import erase_advocate
from rewards.models import Transfer
from rewards.queries import balance_of
from segments.models import Stay
from segments.operations.segments import Named, create_segment, put_in
from segments.queries import used_by
from tests.factories.accounts import NOW, make_member
from tests.factories.furniture.campaigns import VALUES
from tests.factories.hub import open_hub
from tests.factories.missions import ZONE, hand_in, make_live

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
TASK = {"points": "10", "notify": "no", "type-proof": "text"}


@pytest.fixture
def by(in_acme: Workspace) -> User:
    return User.objects.get(email="owner@acme.example")


@pytest.fixture
def maya(in_acme: Workspace) -> Advocate:
    return Advocate.objects.create(name="Maya", email="maya@example.com")


def make(by: User, *titles: str, **values: Any) -> Campaign:
    """A campaign with a required task of each title."""
    made = create_campaign(values=VALUES | values, by=by, now=NOW)
    for title in titles:
        mission = add_part(campaign=made, type_key="custom_task", by=by, now=NOW)
        save_draft(mission=mission, fields=TASK | {"title": title}, by=by, now=NOW)
    return made


def launch(campaign: Campaign, by: User, now: datetime = NOW) -> Campaign:
    ready, lacking = ready_of(parts_of(campaign), zone=ZONE)
    assert not lacking
    launch_campaign(campaign=campaign, ready=ready, by=by, now=now)
    campaign.refresh_from_db()
    return campaign


def missions_of(campaign: Campaign) -> list[Mission]:
    return [part.mission for part in campaign.parts.order_by("pk")]


def approve(submission: Submission, by: User, now: datetime = NOW) -> None:
    submission.refresh_from_db()
    approve_submission(submission=submission, attempt_id=submission.attempt_id or 0, by=by, now=now)
    settle(submission_id=submission.pk, by=by, now=now)


@pytest.mark.covers("G-04", "S0-30", "S0-59")
def test_every_type_of_mission_can_be_an_activity(by: User) -> None:
    campaign = make(by)
    for key in TYPES:
        assert add_part(campaign=campaign, type_key=key, by=by, now=NOW).activity.type == key
    assert {part.mission.activity.type for part in campaign.parts.all()} == set(TYPES)


@pytest.mark.covers("S0-22", "S0-23", "S0-38")
def test_who_joins_accepts_the_terms_reads_the_directions_and_gets_what_joining_brings(
    by: User, maya: Advocate
) -> None:
    campaign = launch(make(by, "Post"), by)
    (mission,) = missions_of(campaign)
    assert not open_to(maya, now=NOW).filter(pk=mission.pk).exists(), "nothing opens before joining"
    with pytest.raises(MoveNotAllowed, match="Accept the terms"):
        join_campaign(campaign=campaign, advocate=maya, accepts=False, now=NOW)
    for _again in range(2):
        join_campaign(campaign=campaign, advocate=maya, accepts=True, now=NOW)
    assert open_to(maya, now=NOW).filter(pk=mission.pk).exists()
    assert Joining.objects.get().accepted_terms == "No discounts are promised."
    assert balance_of(maya) == 5, "once"
    with pytest.raises(TermsAccepted):
        change_campaign(campaign=campaign, values=VALUES | {"terms": "Others."}, by=by, now=NOW)
    leave_campaign(campaign=campaign, advocate=maya, now=NOW)
    assert not open_to(maya, now=NOW).filter(pk=mission.pk).exists()
    join_campaign(campaign=campaign, advocate=maya, accepts=True, now=NOW)
    assert open_to(maya, now=NOW).filter(pk=mission.pk).exists()
    assert balance_of(maya) == 5, "who joins again gets nothing again"


@pytest.mark.covers("S0-24", "S0-31", "S0-32", "S0-60", "S0-61", "G-02")
def test_required_is_required_and_one_of_a_choice_is_enough(by: User, maya: Advocate) -> None:
    campaign = make(by, "Read", "Post", "Story", "Reel", "Extra")
    read, *choice, extra = campaign.parts.order_by("pk")
    roles = {one.pk: (Role.CHOICE, 1) for one in choice} | {extra.pk: (Role.OPTIONAL, 0)}
    arrange_parts(campaign=campaign, arrangement=Arrangement(roles, {1: 1}), by=by, now=NOW)
    parts = parts_of(campaign)
    assert not is_complete(parts, {read.mission_id, extra.mission_id})
    assert not is_complete(parts, {choice[1].mission_id})
    assert is_complete(parts, {read.mission_id, choice[1].mission_id})
    arrange_parts(campaign=campaign, arrangement=Arrangement(roles, {1: 2}), by=by, now=NOW)
    parts = parts_of(campaign)
    assert not is_complete(parts, {read.mission_id, choice[1].mission_id})
    assert is_complete(parts, {read.mission_id, choice[1].mission_id, choice[2].mission_id})


@pytest.mark.covers("S0-34", "S0-39", "S0-71", "G-01")
def test_completing_pays_once_and_what_is_taken_back_is_paid_anew(by: User, maya: Advocate) -> None:
    campaign = launch(make(by, "Post", "Photo"), by)
    join_campaign(campaign=campaign, advocate=maya, accepts=True, now=NOW)
    first, second = (hand_in(mission, maya) for mission in missions_of(campaign))
    approve(first, by)
    assert balance_of(maya) == 5 + 10, "one of two"
    approve(second, by)
    settle(submission_id=second.pk, by=by, now=NOW)
    assert balance_of(maya) == 5 + 20 + 50, "the event heard twice pays once"
    undo_decision(decision=Decision.objects.get(submission=second), by=by, now=NOW)
    settle(submission_id=second.pk, by=by, now=NOW)
    assert balance_of(maya) == 5 + 10
    assert Completion.objects.get().taken_back_at == NOW
    approve(second, by)
    assert balance_of(maya) == 5 + 20 + 50
    assert Completion.objects.get().times == 2
    sources = Transfer.objects.filter(source__startswith=f"campaign:{campaign.pk} ").values_list("source", flat=True)
    assert len(sources) == len(set(sources)) == 3


@pytest.mark.covers("S0-16", "S0-45")
def test_a_monthly_campaign_is_completed_anew_each_month(by: User, maya: Advocate) -> None:
    campaign = launch(make(by, "Post", is_monthly=True), by)
    join_campaign(campaign=campaign, advocate=maya, accepts=True, now=NOW)
    (mission,) = missions_of(campaign)
    approve(hand_in(mission, maya), by)
    assert not open_to(maya, now=NOW).filter(pk=mission.pk).exists(), "done for this month"
    later = NOW + timedelta(days=32)
    assert run_now(campaign, later).number == 1
    parts = parts_of(campaign)
    assert not done_by(maya.pk, parts, run_now(campaign, later)), "begins anew, by itself"
    anew = begins_anew(campaign, zone=ZONE, now=NOW)
    assert anew
    assert run_now(campaign, anew - timedelta(seconds=1)).number == 0
    assert run_now(campaign, anew).number == 1
    Campaign.objects.update(ends_at=anew)
    assert begins_anew(Campaign.objects.get(), zone=ZONE, now=NOW) is None, "it is over by then"
    Campaign.objects.update(ends_at=None)
    again = hand_in(mission, maya, now=later)
    approve(again, by, now=later)
    assert sorted(Completion.objects.values_list("run", flat=True)) == [0, 1]
    assert balance_of(maya) == 5 + 2 * (10 + 50)


@pytest.mark.covers("S0-67")
@pytest.mark.parametrize(("approval", "state"), [("manual", "submitted"), ("everyone", "approved")])
def test_what_is_sent_is_reviewed_or_approved_at_once(by: User, maya: Advocate, approval: str, state: str) -> None:
    campaign = launch(make(by, "Post", approval=approval), by)
    join_campaign(campaign=campaign, advocate=maya, accepts=True, now=NOW)
    submission = hand_in(missions_of(campaign)[0], maya)
    submission.refresh_from_db()
    assert submission.state == state


@pytest.mark.covers("S0-21")
def test_an_event_ends_to_the_second_and_takes_its_activities_along(by: User, maya: Advocate) -> None:
    ends = NOW + timedelta(days=3)
    campaign = launch(make(by, "Post", ends_at=ends), by)
    join_campaign(campaign=campaign, advocate=maya, accepts=True, now=NOW)
    (mission,) = missions_of(campaign)
    assert open_to(maya, now=ends - timedelta(seconds=1)).filter(pk=mission.pk).exists()
    assert not open_to(maya, now=ends).filter(pk=mission.pk).exists()
    late = Advocate.objects.create(name="Late", email="late@example.com")
    with pytest.raises(MoveNotAllowed, match="over"):
        join_campaign(campaign=campaign, advocate=late, accepts=True, now=ends)
    end_campaign(campaign=campaign, by=by, now=NOW)
    mission.refresh_from_db()
    assert mission.state == "ended"


@pytest.mark.covers("S0-64", "S0-65")
def test_it_is_for_those_it_is_open_to(by: User, maya: Advocate) -> None:
    few = create_segment(named=Named("Few"), rule=None, by=by, now=NOW)
    campaign = launch(make(by, "Post", open_to=few), by)
    with pytest.raises(MoveNotAllowed, match="other people"):
        join_campaign(campaign=campaign, advocate=maya, accepts=True, now=NOW)
    put_in(segment=few, advocates=[maya.pk], by=by, now=NOW)
    assert join_campaign(campaign=campaign, advocate=maya, accepts=True, now=NOW).pk


@pytest.mark.covers("S0-17", "S0-47")
def test_the_calendar_shows_what_begins_and_ends_in_a_month(by: User) -> None:
    ends = NOW + timedelta(days=70)
    campaign = launch(make(by, "Post", is_monthly=True, ends_at=ends), by)

    def words(instant: datetime) -> set[tuple[str, str]]:
        month = Month(instant.date().replace(day=1), ZONE)
        with addressed_to("acme"):
            return {(str(one.words), one.title) for _day, entries in days_of(month) for one in entries}

    assert {("Campaign begins", campaign.title), ("Goes live", "Post")} <= words(NOW)
    assert ("Begins anew", campaign.title) in words(NOW + timedelta(days=31))
    assert {("Campaign ends", campaign.title), ("Deadline", "Post")} <= words(ends)
    assert words(ends + timedelta(days=62)) == set()


def test_who_is_erased_is_in_no_campaign_any_more(by: User, maya: Advocate) -> None:
    campaign = launch(make(by, "Post"), by)
    join_campaign(campaign=campaign, advocate=maya, accepts=True, now=NOW)
    erase_advocate(advocate=maya, by=by, now=NOW)
    for _again in range(2):
        forget(Event.objects.get(name="advocate.erased"))
    assert Joining.objects.get().left_at is not None
    assert not Stay.objects.filter(segment=campaign.members_id, left_at=None).exists()


@pytest.mark.covers("S0-17")
def test_the_calendar_shows_times_of_the_workspace(owner: User, client: Client, in_acme: Workspace) -> None:
    """Half past one in the night to 1 July in Berlin is June in UTC."""
    launch(make(owner, "Post"), owner, now=datetime(2026, 6, 30, 23, 30, tzinfo=UTC))
    july = client.get("/acme/console/campaigns/calendar/?month=2026-07").content.decode()
    assert "Wednesday, 1 July" in july
    assert "01:30" in july
    assert "Post" not in client.get("/acme/console/campaigns/calendar/?month=2026-06").content.decode()


def test_what_goes_by_everybodys_own_clock_stands_at_the_hour_they_read(owner: User, in_acme: Workspace) -> None:
    """Where that hour comes first, it is still the month before in Berlin."""
    now = datetime(2026, 11, 20, 12, tzinfo=UTC)
    with time_machine.travel(now, tick=False):
        make_live(owner, now=now, trigger="scheduled", starts_local="2026-12-01T00:30", by_person="on")
    with addressed_to("acme"):
        ((day, (entry,)),) = days_of(Month(date(2026, 12, 1), ZONE))
        assert days_of(Month(date(2026, 11, 1), ZONE)) == []
    assert (day, entry.local.hour, entry.local.minute) == (date(2026, 12, 1), 0, 30)


def test_what_is_launched_later_takes_no_completion_back(by: User, maya: Advocate) -> None:
    campaign = launch(make(by, "Post", "Photo"), by)
    join_campaign(campaign=campaign, advocate=maya, accepts=True, now=NOW)
    first, second = (hand_in(mission, maya) for mission in missions_of(campaign))
    draft = add_part(campaign=campaign, type_key="custom_task", by=by, now=NOW)
    approve(first, by)
    approve(second, by)
    assert balance_of(maya) == 5 + 20 + 50, "a draft asks nothing of anybody"
    save_draft(mission=draft, fields=TASK | {"title": "Later"}, by=by, now=NOW)
    later = NOW + timedelta(days=1)
    launch(campaign, by, now=later)
    settle(submission_id=second.pk, by=by, now=later)
    assert balance_of(maya) == 5 + 20 + 50
    with pytest.raises(MoveNotAllowed):
        remove_part(part=parts_of(campaign)[0], by=by, now=later)
    roles = {part.pk: (Role.OPTIONAL, 0) for part in campaign.parts.all()}
    arrange_parts(campaign=campaign, arrangement=Arrangement(roles, {}), by=by, now=later)
    assert {part.role for part in campaign.parts.all()} == {Role.REQUIRED}, "what was launched is asked as it was"


def test_terms_that_were_not_on_the_page_are_not_accepted(owner: User, acme: Workspace) -> None:
    with workspace_scope(acme.pk):
        campaign, maya = launch(make(owner, "Post"), owner), Advocate.objects.create(name="Maya", email="m@example.com")
    hub, url = open_hub(acme, maya), f"/acme/campaigns/{campaign.pk}/"
    former = re.search(r'name="terms" value="(\w+)"', hub.get(url).content.decode())
    assert former
    with workspace_scope(acme.pk):
        change_campaign(campaign=campaign, values=VALUES | {"terms": "Others."}, by=owner, now=NOW)
    answer = hub.post(url, {"accepts": "on", "terms": former[1]}, follow=True)
    assert "The terms were changed since you looked." in answer.content.decode()
    with workspace_scope(acme.pk):
        assert not Joining.objects.exists()
    hub.post(url, {"accepts": "on", "terms": digest_of("Others.")})
    with workspace_scope(acme.pk):
        assert Joining.objects.get().accepted_terms == "Others."


def test_a_draft_is_nowhere_in_the_hub_also_when_it_is_archived(owner: User, acme: Workspace) -> None:
    with workspace_scope(acme.pk):
        campaign, maya = make(owner, "Post"), Advocate.objects.create(name="Maya", email="m@example.com")
        archive_campaign(campaign=campaign, by=owner, now=NOW)
    assert open_hub(acme, maya).get(f"/acme/campaigns/{campaign.pk}/").status_code == 404


def test_what_is_planned_ends_with_the_campaign(by: User) -> None:
    campaign = make(by)
    mission = add_part(campaign=campaign, type_key="custom_task", by=by, now=NOW)
    fields = TASK | {"title": "Post", "trigger": "scheduled", "starts_local": "2031-05-01T09:00"}
    save_draft(mission=mission, fields=fields, by=by, now=NOW)
    launch(campaign, by)
    mission.refresh_from_db()
    assert mission.state == "scheduled"
    end_campaign(campaign=campaign, by=by, now=NOW)
    mission.refresh_from_db()
    assert mission.state == "draft"


def test_nothing_goes_live_after_the_last_moment(by: User) -> None:
    campaign = make(by, "Post", ends_at=NOW + timedelta(days=1))
    with pytest.raises(MoveNotAllowed, match="last moment"):
        launch(campaign, by, now=NOW + timedelta(days=1))


@pytest.mark.covers("X-53")
def test_where_launches_are_approved_somebody_else_launches(
    owner: User, acme: Workspace, client: Client, other_browser: Client
) -> None:
    with workspace_scope(acme.pk):
        campaign = make(owner, "Post")
        Profile.objects.update(launch_approval=LaunchApproval.EVERYONE)
    other_browser.force_login(make_member(acme, AccountRole.MANAGER), backend=BACKEND)
    for browser, state in ((client, "draft"), (other_browser, "live")):
        browser.post(f"/acme/console/campaigns/{campaign.pk}/launch/")
        with workspace_scope(acme.pk):
            assert Campaign.objects.get().state == state


def test_its_list_is_in_use_and_its_activities_say_what_they_belong_to(
    owner: User, client: Client, in_acme: Workspace
) -> None:
    campaign = make(owner, "Post")
    with addressed_to("acme"):
        assert campaign.title in {thing.name for thing in used_by(campaign.members)}
    (mission,) = missions_of(campaign)
    url = f"/acme/console/missions/{mission.pk}/"
    for page in ("", "check/"):
        assert "Part of" in client.get(f"{url}{page}").content.decode()
    assert f'action="{url}launch/"' not in client.get(f"{url}check/").content.decode()
    assert client.post(f"{url}launch/").headers["Location"] == f"/acme/console/campaigns/{campaign.pk}/"
    mission.refresh_from_db()
    assert mission.state == "draft", "it goes live with its campaign only"


def test_nothing_goes_live_while_something_is_lacking(owner: User, client: Client, in_acme: Workspace) -> None:
    campaign = make(owner, "Post")
    add_part(campaign=campaign, type_key="poll", by=owner, now=NOW)
    client.post(f"/acme/console/campaigns/{campaign.pk}/launch/")
    campaign.refresh_from_db()
    assert campaign.state == "draft"
    assert {mission.state for mission in missions_of(campaign)} == {"draft"}
