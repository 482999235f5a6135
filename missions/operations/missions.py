"""The life of a mission: made, edited as a draft, launched, paused, resumed, ended, archived, copied."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from accounts.models import User
from events.operations import record
from foundation.states import MoveNotAllowed, move
from foundation.templatetags.ui import COVERS
from missions.audience import column_of, split
from missions.listing import sort_title
from missions.models import (
    WITH_POINTS,
    Act,
    Activity,
    AudienceRule,
    Mission,
    PlannedAct,
    Prerequisite,
    Revision,
    Topic,
    Trigger,
)
from missions.operations.cycles import plan_next_opening
from missions.operations.falling import drop_request
from missions.operations.filing import keep_title_words
from missions.operations.follow_ups import plan_follow_ups_anew
from missions.operations.plans import cancel_launch, plan_act
from missions.operations.promising import put_budget_in_force
from missions.operations.quotas import quota_in_force
from missions.recurring import clock_at
from missions.states import ARCHIVE, END, GO_LIVE, LAUNCH, PAUSE, RESTORE, RESUME, MissionState
from missions.types import TYPES
from notifications.operations.deliveries import cancel_deliveries, hold_deliveries, release_deliveries
from notifications.operations.notices import notify
from programs.operations.programs import default_program
from surveys.models import FormVersion
from surveys.operations import create_form, publish_version

TITLE = 120  # characters of a title that are kept for lists

type Raw = Mapping[str, Any]
type Content = Mapping[str, Any]


@transaction.atomic
def create_mission(*, type_key: str, raw: Raw | None = None, by: User, now: datetime) -> Mission:
    """A draft of this type, with its first revision; `raw` is what is typed already."""
    form = create_form(now=now) if TYPES[type_key].has_form else None
    activity = Activity.objects.create(type=type_key, form=form)
    mission = Mission.objects.create(
        program=default_program(), activity=activity, created_by=by, created_at=now, minutes=TYPES[type_key].minutes
    )
    mission.draft = Revision.objects.create(mission=mission, raw=dict(raw or {}), edited_by=by, edited_at=now)
    _show_typed(mission)
    mission.save()
    record("mission.created", about=f"mission:{mission.pk}", by_staff_id=by.pk, at=now)
    return mission


@transaction.atomic
def change_type(*, mission: Mission, type_key: str, by: User, now: datetime) -> None:
    """Make a mission that was never launched one of another type; all that was typed stays. Raises MoveNotAllowed."""
    if mission.live_id is not None:
        raise MoveNotAllowed(_("A mission that was launched keeps its type."))
    activity = mission.activity
    activity.type = type_key
    if TYPES[type_key].has_form and activity.form_id is None:
        activity.form = create_form(now=now)
    activity.save()
    drop_request(mission=mission, by=by, now=now)


class EditedMeanwhile(Exception):
    """Somebody else changed the same step since it was seen; `fields` is what was not kept."""

    def __init__(self, by: User, at: datetime, fields: Raw) -> None:
        super().__init__(f"changed by {by.pk} at {at}")
        self.by, self.at, self.fields = by, at, fields


@transaction.atomic
def save_draft(
    *,
    mission: Mission,
    fields: Raw,
    replacing: str = "",
    step: str = "",
    seen_at: datetime | None = None,
    folder: int | None = None,
    by: User,
    now: datetime,
) -> Revision:
    """Keep what is typed, exactly as typed, right or wrong. A launched mission is edited as a draft of itself.

    Only `fields` change, and with `replacing` those whose names begin so are replaced as a whole; the rest stays.
    The folder (an id, 0 for none) is the mission's own and takes effect at once. A request to launch falls by a change.
    Raises EditedMeanwhile when somebody else has changed the `step` after `seen_at` to something else.
    """
    row = (
        Mission.objects.select_for_update(of=("self",), no_key=True).select_related("draft", "live").get(pk=mission.pk)
    )
    draft = row.draft or _draft_of_live(row, by=by, now=now)
    kept = {name: value for name, value in draft.raw.items() if not (replacing and name.startswith(replacing))}
    _refuse_to_write_over(draft, {**kept, **fields}, fields, step=step, seen_at=seen_at, by=by)
    if draft.raw != {**kept, **fields}:
        drop_request(mission=row, by=by, now=now)
    draft.raw, draft.edits = {**kept, **fields}, {**draft.edits, step: [by.pk, now.isoformat()]}
    draft.edited_by, draft.edited_at = by, now
    draft.save()
    row.draft = draft
    if row.live_id is None:
        _show_typed(row)
    if folder is not None:
        row.folder_id = folder or None
    row.save(update_fields=["draft", "title", "sort_title", "points", "cover", "folder"])
    mission.draft, mission.title, mission.folder_id = draft, row.title, row.folder_id
    return draft


def _refuse_to_write_over(
    draft: Revision, wanted: Raw, fields: Raw, *, step: str, seen_at: datetime | None, by: User
) -> None:
    editor, at = draft.edits.get(step, (by.pk, ""))
    if seen_at is None or editor == by.pk or datetime.fromisoformat(at) <= seen_at or wanted == draft.raw:
        return
    raise EditedMeanwhile(User.objects.get(pk=editor), datetime.fromisoformat(at), fields)


def _show_typed(mission: Mission) -> None:
    """What lists show of a mission that was never launched: title, cover and points as far as they are typed."""
    raw = mission.draft.raw if mission.draft else {}
    title = str(raw.get("title", ""))[:TITLE]
    points = str(raw.get("points", "")) if raw.get("recognition") in WITH_POINTS else ""
    cover = str(raw.get("cover", ""))
    if title != mission.title:
        keep_title_words(mission=mission, title=title)
    mission.title, mission.sort_title = title, sort_title(title)
    mission.points = int(points) if points.isascii() and points.isdigit() and len(points) < 8 else 0
    mission.cover = int(cover) if cover.isascii() and cover.isdigit() and 1 <= int(cover[:3]) <= COVERS else 1


def _draft_of_live(mission: Mission, *, by: User, now: datetime) -> Revision:
    number = Revision.objects.filter(mission=mission).count() + 1
    raw, edits = (mission.live.raw, mission.live.edits) if mission.live else ({}, {})
    return Revision.objects.create(mission=mission, number=number, raw=raw, edits=edits, edited_by=by, edited_at=now)


@transaction.atomic
def discard_draft(*, mission: Mission, by: User) -> Revision:
    """Throw the changes to a launched mission away; what is live stays. Raises MoveNotAllowed for a first draft.

    The revision stays without a mission that points to it, so that it can be put back (`restore_draft`).
    """
    draft = mission.draft
    found = draft and Mission.objects.filter(pk=mission.pk, draft=draft).exclude(live=None).update(draft=None)
    if draft is None or not found:
        raise MoveNotAllowed(_("There are no changes to discard."))
    mission.draft = None
    record("mission.changes_discarded", about=f"mission:{mission.pk}", by_staff_id=by.pk, revision=draft.pk)
    return draft


@transaction.atomic
def restore_draft(*, mission: Mission, revision: Revision, by: User, now: datetime) -> None:
    """Put discarded changes back. Raises MoveNotAllowed when there are others, or newer ones are published."""
    rows = Mission.objects.filter(pk=mission.pk, draft=None, live__number__lt=revision.number)
    found = revision.mission_id == mission.pk and revision.published_at is None
    if not found or not rows.update(draft=revision):
        raise MoveNotAllowed(_("The changes cannot be put back any more: there are newer ones."))
    mission.draft = revision
    record("mission.changes_restored", about=f"mission:{mission.pk}", by_staff_id=by.pk, at=now, revision=revision.pk)


@transaction.atomic
def launch_mission(
    *, mission: Mission, content: Content, questions: Sequence[Content] = (), by: User, now: datetime
) -> None:
    """Publish the draft and go live, or have that done at its time: once, with one event. What follows hears the event.

    Raises MoveNotAllowed when it is not a draft, or not any more.
    """
    changes = _publish(mission, content, questions, by, now)
    _set_going(mission, content, changes, from_=LAUNCH, by=by, now=now)


def _set_going(
    mission: Mission, content: Content, changes: Mapping[str, Any], *, from_: Collection[str], by: User, now: datetime
) -> None:
    if content["trigger"] != Trigger.SCHEDULED:
        move(mission, from_=from_, to=MissionState.LIVE, **changes, launched_at=now, anchor_local=_minute(now))
        _record_launch(mission, by=by, now=now)
        return
    move(mission, from_=from_, to=MissionState.SCHEDULED, **changes)
    local, zone = content["starts_local"], "" if content["by_person"] else content["zone"]
    plan_act(mission=mission, act=Act.LAUNCH, local=local, zone=zone, by=by, now=now)


@transaction.atomic
def go_live(*, mission: Mission, by: User, now: datetime) -> None:
    """Launch a scheduled mission now, with what was published for it. Raises MoveNotAllowed.

    Its cycles begin at the time that was promised, however late it is done.
    """
    promised = PlannedAct.objects.filter(mission=mission, act=Act.LAUNCH, at__lte=now, cancelled_at=None, done_at=None)
    anchor = max((datetime.fromisoformat(row.local) for row in promised), default=_minute(now))
    move(mission, from_=GO_LIVE, to=MissionState.LIVE, launched_at=now, anchor_local=anchor)
    _record_launch(mission, by=by, now=now)


def _minute(now: datetime) -> datetime:
    return clock_at(now).replace(second=0, microsecond=0)


def _record_launch(mission: Mission, *, by: User, now: datetime) -> None:
    about = f"mission:{mission.pk}"
    record("mission.launched", about=about, by_staff_id=by.pk, at=now, mission=mission.pk, notify=mission.notify)
    _plan_what_follows(mission, now)


def _plan_what_follows(mission: Mission, now: datetime) -> None:
    """The next cycle, and the reminders of this one."""
    mission.refresh_from_db()
    plan_next_opening(mission=mission, now=now)
    plan_follow_ups_anew(mission=mission, now=now)


@transaction.atomic
def launch_now(*, mission: Mission, by: User, now: datetime) -> None:
    """Launch a scheduled mission before its time, for everybody at once. Raises MoveNotAllowed."""
    go_live(mission=mission, by=by, now=now)
    Mission.objects.filter(pk=mission.pk).update(starts_local="")
    cancel_launch(mission=mission, by=by, now=now)


@transaction.atomic
def unschedule_mission(*, mission: Mission, by: User, now: datetime) -> None:
    """Make a scheduled mission a draft again; nothing typed is lost. Raises MoveNotAllowed."""
    rows = Mission.objects.select_for_update(of=("self",), no_key=True).select_related("draft", "live")
    row, instant = rows.get(pk=mission.pk), _trigger({"trigger": Trigger.INSTANT})
    draft = row.draft or row.live
    move(mission, from_=GO_LIVE, to=MissionState.DRAFT, live=None, draft=draft, **instant)
    if draft is not None:
        draft.published_at, draft.content = None, {}
        draft.save(update_fields=["published_at", "content"])
    cancel_launch(mission=mission, by=by, now=now)
    record("mission.unscheduled", about=f"mission:{mission.pk}", by_staff_id=by.pk, at=now)


@transaction.atomic
def publish_changes(
    *, mission: Mission, content: Content, questions: Sequence[Content] = (), by: User, now: datetime
) -> None:
    """Put the changes to a launched mission in force. People keep the revision they began with (B-12).

    A scheduled one is set going anew: at another time, or at once.
    """
    if mission.draft is None:
        raise MoveNotAllowed(_("There are no changes to publish."))
    changes = _publish(mission, content, questions, by, now)
    if mission.state == MissionState.SCHEDULED:
        cancel_launch(mission=mission, by=by, now=now)
        _set_going(mission, content, changes, from_=GO_LIVE, by=by, now=now)
    else:
        move(mission, from_={MissionState.LIVE, MissionState.PAUSED}, to=mission.state, **changes)
        _plan_what_follows(mission, now)
    record("mission.changed", about=f"mission:{mission.pk}", by_staff_id=by.pk, at=now)


def _trigger(content: Content) -> dict[str, Any]:
    return {
        "trigger": content["trigger"],
        "trigger_segment_id": content.get("trigger_segment"),
        "arming": content.get("arming", ""),
        "starts_local": content["starts_local"] if content.get("by_person") else "",
    }


def _publish(
    mission: Mission, content: Content, questions: Sequence[Content], by: User, now: datetime
) -> dict[str, Any]:
    """Fix the draft with what it came to, and say which columns of the mission follow from it."""
    draft = mission.draft
    if draft is None:
        raise MoveNotAllowed(_("There is nothing to publish."))
    drop_request(mission=mission, by=by, now=now)
    draft.content, draft.published_at = dict(content), now
    draft.form_version = _publish_questions(mission, questions, now)
    draft.save()
    set_audience(mission=mission, content=content)
    Topic.objects.filter(mission=mission).delete()
    Topic.objects.bulk_create(Topic(mission=mission, tag_id=tag) for tag in content.get("topics", ()))
    set_prerequisites(mission=mission, missions=content.get("requires", ()))
    keep_title_words(mission=mission, title=content["title"])
    names = (
        "title", "cover", "points", "minutes", "audience", "listed", "notify", "approval", "frequency", "every", "unit",
        "per_cycle", "per_person",
    )  # fmt: skip
    return {
        "budget": put_budget_in_force(mission=mission, content=content, now=now),
        **{name: content[name] for name in names},
        **quota_in_force(mission=mission, content=content),
        "sort_title": sort_title(content["title"]),
        "image_id": content["image"],
        "reward_id": content.get("reward"),
        "ends_at": parse_datetime(content["ends_at"]) if content["ends_at"] else None,
        "live": draft,
        "draft": None,
        **({} if mission.launched_at else _trigger(content)),
    }


def _publish_questions(mission: Mission, questions: Sequence[Content], now: datetime) -> FormVersion | None:
    """None where the type asks no questions, or this mission of it does not."""
    form = mission.activity.form
    if form is None or not questions or not TYPES[mission.activity.type].has_form:
        return None
    return publish_version(form=form, questions=list(questions), now=now)


@transaction.atomic
def set_prerequisites(*, mission: Mission, missions: Collection[int]) -> None:
    """Have the mission open once these are done, and no others (X-30)."""
    Prerequisite.objects.filter(mission=mission).delete()
    Prerequisite.objects.bulk_create(Prerequisite(mission=mission, required_id=pk) for pk in missions)


@transaction.atomic
def set_audience(*, mission: Mission, content: Content) -> None:
    """Have the mission mean these people and no others."""
    AudienceRule.objects.filter(mission=mission).delete()
    wanted = [(thing, True) for thing in content["include"]] + [(thing, False) for thing in content["exclude"]]
    AudienceRule.objects.bulk_create(
        AudienceRule(mission=mission, includes=includes, **{column_of(kind): value})
        for thing, includes in wanted
        for kind, value in filter(None, [split(thing)])
    )


@transaction.atomic
def pause_mission(*, mission: Mission, by: User, now: datetime) -> None:
    """Close the mission for now and hold every mail of it that has not left. Raises MoveNotAllowed."""
    move(mission, from_=PAUSE, to=MissionState.PAUSED)
    hold_deliveries(about=f"mission:{mission.pk}", by=by, now=now)
    record("mission.paused", about=f"mission:{mission.pk}", by_staff_id=by.pk, at=now)


@transaction.atomic
def resume_mission(*, mission: Mission, by: User, now: datetime) -> None:
    """Open it again; the mail that was held leaves now. Raises MoveNotAllowed."""
    move(mission, from_=RESUME, to=MissionState.LIVE)
    release_deliveries(about=f"mission:{mission.pk}", by=by, now=now)
    record("mission.resumed", about=f"mission:{mission.pk}", by_staff_id=by.pk, at=now)


@transaction.atomic
def end_mission(*, mission: Mission, by: User, now: datetime) -> None:
    """Close it for good; mail of it that has not left never will. What was handed in can still be decided."""
    move(mission, from_=END, to=MissionState.ENDED, ended_at=now)
    cancel_deliveries(about=f"mission:{mission.pk}", now=now)
    record("mission.ended", about=f"mission:{mission.pk}", by_staff_id=by.pk, at=now)


@transaction.atomic
def archive_mission(*, mission: Mission, by: User, now: datetime) -> None:
    """Put it out of sight; nothing of it is deleted, points least of all (G-23). Raises MoveNotAllowed."""
    move(mission, from_=ARCHIVE, to=MissionState.ARCHIVED)
    record("mission.archived", about=f"mission:{mission.pk}", by_staff_id=by.pk, at=now)


@transaction.atomic
def restore_mission(*, mission: Mission, by: User, now: datetime) -> None:
    """Take it out of the archive, to where it was: a draft, or ended. Raises MoveNotAllowed."""
    to = MissionState.DRAFT if mission.live_id is None else MissionState.ENDED
    move(mission, from_=RESTORE, to=to)
    record("mission.restored", about=f"mission:{mission.pk}", by_staff_id=by.pk, at=now)


@transaction.atomic
def duplicate_mission(*, mission: Mission, by: User, now: datetime) -> Mission:
    """A draft with the same settings and no submissions, called "Copy of …"; it opens at the first step (G-07)."""
    source = mission.draft or mission.live
    raw = dict(source.raw) if source else {}
    raw["title"] = (_("Copy of %(title)s") % {"title": raw.get("title", "")})[:TITLE]
    return create_mission(type_key=mission.activity.type, raw=raw, by=by, now=now)


@transaction.atomic
def send_test(*, mission: Mission, by: User, now: datetime) -> None:
    """Mail the author what the audience would get."""
    event = record("mission.test_requested", about=f"mission:{mission.pk}", by_staff_id=by.pk, at=now)
    kind = TYPES[mission.activity.type].notice
    notify(kind=kind, event=event, staff=by, facts={"mission": mission.pk, "test": True}, now=now)
