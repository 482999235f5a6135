"""May this person see and do this mission? One answer for the hub, the link, the submit, the explainer (G-17, G-21).

`conditions` gives every condition with the value used; `queries.open_to` is the same rule as one query, and a
test compares the two.
"""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from foundation.plugs import Condition
from missions.models import Audience, AudienceRule, Mission, Participation
from missions.states import RESEND, MissionState, SubmissionState
from programs.models import COMES_IN, Advocate, AdvocateStatus, Tagging


def conditions(mission: Mission, advocate: Advocate, *, now: datetime, zone: str) -> list[Condition]:
    """Everything that must hold for this person to do this mission now, in the order in which it is asked.

    A test person does what staff want to try, whomever it is for and also before the launch; see `_is_on_trial`.
    """
    if advocate.is_test:
        return [
            _is_on_trial(mission, advocate),
            _may_take_part(mission, advocate),
            _is_not_done(mission, advocate, zone),
        ]
    return [
        _is_live(mission),
        _has_not_ended(mission, now, zone),
        _may_take_part(mission, advocate),
        _is_in_audience(mission, advocate),
        _is_not_done(mission, advocate, zone),
    ]


def refusal(mission: Mission, advocate: Advocate, *, now: datetime, zone: str) -> Condition | None:
    """The first reason why this person cannot begin this mission, or None when it is open."""
    return next((c for c in conditions(mission, advocate, now=now, zone=zone) if not c.passed), None)


def refusal_to_submit(mission: Mission, advocate: Advocate, *, now: datetime, zone: str) -> Condition | None:
    """As `refusal`, for one who has begun: having sent one slot does not close the others."""
    asked = conditions(mission, advocate, now=now, zone=zone)
    return next((c for c in asked if not c.passed and c.key != "not_done"), None)


def may_send(state: str | None) -> bool:
    """Whether a slot can be handed in: it was not yet, or it came back."""
    return state is None or state in RESEND


def refusal_to_strangers(mission: Mission, *, now: datetime, zone: str) -> Condition | None:
    """The first reason why somebody who is not known yet cannot take part in a public mission, or None."""
    return next((c for c in (_is_live(mission), _has_not_ended(mission, now, zone)) if not c.passed), None)


def is_public(mission: Mission) -> bool:
    """Whether its page is for everybody: launched once, and for anyone with the link (S1-77)."""
    return mission.live_id is not None and mission.audience == Audience.ANYONE


def may_know(mission: Mission, advocate: Advocate) -> bool:
    """Whether this person may be told what the mission is called, though it may be closed."""
    asked = (_may_take_part(mission, advocate), _is_in_audience(mission, advocate))
    return mission.live_id is not None and all(condition.passed for condition in asked)


def visibility(mission: Mission) -> str:
    """Public or private, as the list says it: derived from the audience and the listing (S1-77, S1-78, D-04)."""
    if mission.audience == Audience.ANYONE:
        return _("Public, and in the hub") if mission.listed else _("Public, only with the link")
    return _("In the hub") if mission.listed else _("Only with the link")


def _is_on_trial(mission: Mission, advocate: Advocate) -> Condition:
    has_ended = mission.state in (MissionState.ENDED, MissionState.ARCHIVED)
    has_it = bool(mission.live_id) or Participation.objects.filter(mission=mission, advocate=advocate).exists()
    return Condition(
        key="on_trial",
        name=_("The mission can be tried"),
        passed=has_it and not has_ended,
        value=MissionState(mission.state).label,
        remedy=_("Try the mission from its page."),
        polite=_("This mission has ended.") if has_ended else _("This mission is not open yet."),
    )


def _is_live(mission: Mission) -> Condition:
    polite = {
        MissionState.PAUSED: _("This mission is paused. It may open again."),
        MissionState.ENDED: _("This mission has ended."),
        MissionState.ARCHIVED: _("This mission has ended."),
    }
    return Condition(
        key="live",
        name=_("The mission is live"),
        passed=mission.state == MissionState.LIVE,
        value=MissionState(mission.state).label,
        remedy=_("Launch or resume the mission."),
        polite=polite.get(MissionState(mission.state), _("This mission is not open yet.")),
    )


def _has_not_ended(mission: Mission, now: datetime, zone: str) -> Condition:
    ends = f"{date_format(localtime(mission.ends_at, ZoneInfo(zone)), 'j M Y, H:i')} {zone}" if mission.ends_at else ""
    return Condition(
        key="not_ended",
        name=_("The deadline has not passed"),
        passed=mission.ends_at is None or now < mission.ends_at,
        value=_("Ends on %(when)s") % {"when": ends} if ends else _("No deadline"),
        remedy=_("Set a later deadline."),
        polite=_("This mission ended on %(when)s.") % {"when": ends},
    )


def _may_take_part(mission: Mission, advocate: Advocate) -> Condition:
    is_public = mission.audience == Audience.ANYONE
    return Condition(
        key="registered",
        name=_("The person is a member or a guest") if is_public else _("The person is a registered member"),
        passed=advocate.status in (COMES_IN if is_public else {AdvocateStatus.ACTIVE}),
        value=advocate.get_status_display(),
        remedy=_("Make the person active."),
        polite=_("You are not a member at the moment."),
    )


def _is_in_audience(mission: Mission, advocate: Advocate) -> Condition:
    passed, value = True, str(Audience(mission.audience).label)
    if mission.audience == Audience.CHOSEN:
        rules = list(AudienceRule.objects.filter(mission=mission).select_related("tag").order_by("pk"))
        own = set(Tagging.objects.filter(advocate=advocate).values_list("tag_id", flat=True))
        passed, value = matches(rules, own), describe(rules, own)
        if not passed and _has_begun(mission, advocate):
            passed, value = True, _("Began before the audience was changed; %(tags)s") % {"tags": value}
    return Condition(
        key="audience",
        name=_("The person belongs to the audience"),
        passed=passed,
        value=value,
        remedy=_("Change the person's tags or the mission's audience."),
        polite=_("This mission is for other members."),
    )


def _has_begun(mission: Mission, advocate: Advocate) -> bool:
    """Whoever has begun keeps the mission, whatever becomes of its audience (G-35)."""
    return Participation.objects.filter(mission=mission, advocate=advocate, started_at__isnull=False).exists()


def matches(rules: Sequence[AudienceRule], own: set[int]) -> bool:
    """Having any tag that includes, and none that excludes."""
    included = any(rule.includes and rule.tag_id in own for rule in rules)
    return included and not any(not rule.includes and rule.tag_id in own for rule in rules)


def describe(rules: Sequence[AudienceRule], own: set[int]) -> str:
    """The tags of an audience, each with whether the person has it."""
    words = {True: _("has “%(tag)s”"), False: _("does not have “%(tag)s”")}
    asked = {True: _("wanted"), False: _("excluded")}
    return "; ".join(
        f"{words[rule.tag_id in own] % {'tag': rule.tag.name}} ({asked[rule.includes]})" for rule in rules
    ) or _("Nobody is chosen yet")


def _is_not_done(mission: Mission, advocate: Advocate, zone: str) -> Condition:
    row = Participation.objects.filter(mission=mission, advocate=advocate, cycle=0).first()
    done = row.completed_at if row else None
    when = f"{date_format(localtime(done, ZoneInfo(zone)), 'j M Y, H:i')} {zone}" if done else ""
    return Condition(
        key="not_done",
        name=_("The person has not done it yet (once only)"),
        passed=done is None,
        value=_("Done on %(when)s") % {"when": when} if when else _("Not done"),
        remedy=_("Return the submission, and it can be sent again."),
        polite=_("You have done this mission."),
    )


def is_decided(state: str) -> bool:
    """Whether a reviewer has spoken."""
    return state in {SubmissionState.APPROVED, SubmissionState.RETURNED, SubmissionState.DECLINED}
