"""The sample workspace, made by the operations of all apps with times in the past, and removed as a whole."""

from datetime import datetime, timedelta

from django.apps import apps
from django.db import transaction

from accounts.models import FormerSlug, Membership, Role, User, Workspace
from accounts.operations import create_workspace
from events.models import Due
from events.rounds import begin_rounds
from files.operations import drop_bytes
from files.work import SWEEPING
from foundation.tenancy import TenantModel, workspace_scope
from jobs.models import Job
from jobs.operations import step_job
from missions.forms.whole import Whole, type_forms
from missions.models import Mission, Submission
from missions.operations.collections import collect_mission, create_collection
from missions.operations.decisions import approve_submission, decline_submission, return_submission
from missions.operations.filing import create_folder, feature_mission, move_to_folder
from missions.operations.missions import create_mission, launch_mission
from missions.operations.submissions import submit
from programs.models import Advocate
from programs.operations.people import add_advocate
from rewards.models import Shown
from rewards.operations.catalogue import create_milestone, create_reward
from rewards.operations.leaderboard import NIGHTLY, count_months, set_leaderboard
from rewards.operations.reaching import reach_milestones
from rewards.proof import PROVING
from samples import content
from samples.building_kinds import hand_in_kinds, launch_kinds, look_around, show_and_thank
from segments.language import known_facts, parse
from segments.operations.asking import TICKING, ask_touched
from segments.operations.segments import Named, create_segment
from segments.operations.whole import AUDITING, ask_some_of_all
from segments.operations.whole import KIND as WHOLE
from segments.templates import TEMPLATES


class NotASample(Exception):
    """Only the sample workspace is removed by one click."""


@transaction.atomic
def create_sample(*, password: str, now: datetime) -> Workspace:
    """The whole sample, or nothing of it. What happened in it is past, so nothing of it is announced or mailed."""
    staff = {email: User.objects.create_user(email, password, name=name) for email, name, _role in content.STAFF}
    owner = staff[content.STAFF[0][0]]
    workspace = create_workspace(
        name=content.NAME, slug=content.SLUG, time_zone=content.TIME_ZONE, owner=owner, is_sample=True,
        now=now - timedelta(days=30),
    )  # fmt: skip
    for email, _name, role in content.STAFF[1:]:
        Membership.objects.create(workspace=workspace, user=staff[email], role=Role(role))
    with workspace_scope(workspace.pk):
        people = _people(owner, now - timedelta(days=30))
        missions = _missions(owner, now - timedelta(days=28))
        _file(missions, owner, now - timedelta(days=27))
        _submissions(people, missions, staff[content.STAFF[1][0]], now)
        _kinds(people, owner, staff[content.STAFF[1][0]], now)
        _segments(owner, now)
        _rewards(people, owner, now)
        Due.objects.filter(workspace=workspace).exclude(work=TICKING).delete()
        for work in (SWEEPING, PROVING, AUDITING, NIGHTLY):
            begin_rounds(work, now=now)
    return workspace


def _segments(owner: User, now: datetime) -> None:
    """Some of the beginnings, as they are, and everybody asked."""
    facts = known_facts()
    for template in TEMPLATES[:3]:
        rule = parse(template.source(now=now, zone=content.TIME_ZONE), facts)
        named = Named(str(template.name), str(template.description))
        create_segment(named=named, rule=rule, by=owner, now=now)
    for job in Job.objects.filter(kind=WHOLE):
        step_job(job_id=job.pk, kinds={WHOLE: ask_some_of_all}, now=now)
    while ask_touched(now=now):
        pass


def _rewards(people: list[Advocate], owner: User, now: datetime) -> None:
    """Something to take for points, milestones that some have reached, and a leaderboard of the months."""
    at = now - timedelta(days=29)
    create_reward(values=content.REWARD, by=owner, now=at)
    for name, points in content.MILESTONES:
        create_milestone(name=name, points=points, reward=None, by=owner, now=at)
    for person in people:
        reach_milestones(advocate_id=person.pk, now=now)
    set_leaderboard(is_on=True, shows=Shown.FIRST, by=owner, now=at)
    for day in (at, now):
        count_months(now=day)


def _people(owner: User, at: datetime) -> list[Advocate]:
    return [
        add_advocate(
            name=name, email=email, company=company, tags=tags, consent_source="Sample", by=owner,
            now=at + timedelta(hours=3 * number),
        )
        for number, (name, email, company, tags) in enumerate(content.PEOPLE)
    ]  # fmt: skip


def _missions(owner: User, at: datetime) -> list[Mission]:
    made = []
    for number, entry in enumerate(content.MISSIONS):
        when = at + timedelta(hours=number)
        raw = {**content.COMMON, **entry["raw"]}
        for command in entry.get("builder", []):
            raw = type_forms(entry["type"]).apply_builder(raw, command)
        raw |= entry.get("after", {})
        mission = create_mission(type_key=entry["type"], raw=raw, by=owner, now=when)
        if not entry.get("draft"):
            whole = Whole(mission, zone=content.TIME_ZONE)
            launch_mission(mission=mission, content=whole.content(), questions=whole.questions(), by=owner, now=when)
        made.append(mission)
    return made


def _file(missions: list[Mission], owner: User, at: datetime) -> None:
    for name, places in content.FOLDERS.items():
        folder = create_folder(name=name, by=owner, now=at)
        for place in places:
            move_to_folder(mission=missions[place], folder=folder, by=owner, now=at)
    for name, about, places in content.COLLECTIONS:
        collection = create_collection(name=name, about=about, by=owner, now=at)
        for place in places:
            collect_mission(collection=collection, mission=missions[place], by=owner, now=at)
    feature_mission(mission=missions[content.FEATURED], featured=True, by=owner, now=at)


def _submissions(people: list[Advocate], missions: list[Mission], reviewer: User, now: datetime) -> None:
    for mission, person, days, answers, verdict, note in content.SUBMISSIONS:
        at = now - timedelta(days=days, hours=days % 7)
        sent = submit(
            mission=missions[mission], advocate=people[person], slot=1, answers=answers, files={},
            zone=content.TIME_ZONE, now=at,
        )  # fmt: skip
        _decide(sent, verdict, note, reviewer, at + timedelta(hours=5))


def _kinds(people: list[Advocate], owner: User, reviewer: User, now: datetime) -> None:
    """A mission of every other type, with what was handed in and what became of it."""
    missions = launch_kinds(owner, now - timedelta(days=20))

    def decide(row: Submission, verdict: str, note: str, at: datetime) -> None:
        _decide(row, verdict, note, reviewer, at + timedelta(hours=3))

    sent = hand_in_kinds(missions, people, now, decide)
    look_around(missions, people, now)
    show_and_thank(sent, people, owner, now)


def _decide(sent: Submission, verdict: str, note: str, reviewer: User, at: datetime) -> None:
    attempt = sent.attempt_id or 0
    if verdict == "approved":
        approve_submission(submission=sent, attempt_id=attempt, by=reviewer, now=at)
    elif verdict == "returned":
        return_submission(submission=sent, attempt_id=attempt, note=note, by=reviewer, now=at)
    elif verdict == "declined":
        decline_submission(submission=sent, attempt_id=attempt, note=note, by=reviewer, now=at)


@transaction.atomic
def remove_sample(*, workspace: Workspace, now: datetime) -> None:
    """Remove the sample workspace with everything in it, and its staff who work nowhere else. Raises NotASample.

    Append-only tables give their rows up because the workspace is marked as being purged.
    """
    if not workspace.is_sample:
        raise NotASample
    Workspace.objects.filter(pk=workspace.pk).update(purge_started_at=now)
    with workspace_scope(workspace.pk):
        drop_bytes()
        for model in apps.get_models():
            if issubclass(model, TenantModel):
                model._base_manager.all()._raw_delete(using="default")
    Due.objects.filter(workspace=workspace).delete()
    FormerSlug.objects.filter(workspace=workspace).delete()
    staff = list(User.objects.filter(memberships__workspace=workspace))
    Membership.objects.filter(workspace=workspace).delete()
    Workspace.objects.filter(pk=workspace.pk).delete()
    for user in staff:
        if user.email.endswith("@sample.example") and not user.memberships.exists():
            user.delete()
