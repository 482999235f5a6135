"""May this person see and do this mission? One answer for the hub, the link, the submit, the explainer (G-17, G-21).

`conditions` gives every condition with the value used; `open_missions.open_to` is the same rule as one query, and a
test compares the two.
"""

from datetime import datetime

from django.utils.translation import gettext as _

from foundation.plugs import Condition
from foundation.templatetags.ui import number
from foundation.times import shown
from missions.audience import belongs, in_words, meant_by_rules, owned_by, weighed
from missions.budgets import holds, is_spent, timed_out
from missions.how_often import polite_words, value_words, words_of
from missions.models import Audience, AudienceRule, Firing, Mission, Participation, Trigger
from missions.own_clocks import own_clock, zone_of
from missions.planned import promised
from missions.states import RESEND, MissionState, SubmissionState
from missions.turns import Turn, turn_of
from missions.unlocking import lacking
from programs.facts import zone_of_workspace
from programs.models import COMES_IN, Advocate, AdvocateStatus
from segments.models import Stay


def conditions(
    mission: Mission, advocate: Advocate, *, now: datetime, zone: str, turn: Turn | None = None
) -> list[Condition]:
    """Everything that must hold for this person to do this mission now, in the order in which it is asked.

    A test person does what staff want to try, whomever it is for and also before the launch; see `_is_on_trial`.
    `turn` is given by who knows it already.
    """
    turn = turn or turn_of(mission, advocate, now=now)
    if advocate.is_test:
        return [
            _is_on_trial(mission, advocate),
            _may_take_part(mission, advocate),
            _is_not_done(mission, turn, zone),
        ]
    return [
        _is_live(mission, zone),
        _has_begun_here(mission, advocate, now),
        _has_not_ended(mission, now, zone),
        _may_take_part(mission, advocate),
        _is_in_audience(mission, advocate),
        _is_set_off(mission, advocate),
        _is_unlocked(mission, advocate),
        _is_not_done(mission, turn, zone),
        is_not_full(mission, turn.row),
        has_budget(mission, advocate, now=now),
    ]


def refusal(mission: Mission, advocate: Advocate, *, now: datetime, zone: str) -> Condition | None:
    """The first reason why this person cannot begin this mission, or None when it is open."""
    return next((c for c in conditions(mission, advocate, now=now, zone=zone) if not c.passed), None)


def refusal_to_submit(
    mission: Mission, advocate: Advocate, *, now: datetime, zone: str, turn: Turn | None = None
) -> Condition | None:
    """As `refusal`, for one who is at a turn: what came back of a completed one can be sent again."""
    turn = turn or turn_of(mission, advocate, now=now)
    passes = {"not_done"} if turn.is_completed else set()
    asked = conditions(mission, advocate, now=now, zone=zone, turn=turn)
    return next((c for c in asked if not c.passed and c.key not in passes), None)


def may_send(state: str | None) -> bool:
    """Whether a slot can be handed in: it was not yet, or it came back."""
    return state is None or state in RESEND


def refusal_to_strangers(mission: Mission, *, now: datetime, zone: str) -> Condition | None:
    """The first reason why somebody who is not known yet cannot take part in a public mission, or None."""
    asked = (
        _is_live(mission, zone), _has_not_ended(mission, now, zone), is_not_full(mission, None),
        has_budget(mission, None, now=now),
    )  # fmt: skip
    return next((c for c in asked if not c.passed), None)


def is_public(mission: Mission) -> bool:
    """Whether its page is for everybody: launched once, and for anyone with the link (S1-77)."""
    return mission.live_id is not None and mission.audience == Audience.ANYONE


def may_know(mission: Mission, advocate: Advocate) -> bool:
    """Whether this person may be told what the mission is called, though it may be closed."""
    asked = (_may_take_part(mission, advocate), _is_in_audience(mission, advocate), _is_set_off(mission, advocate))
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


def _is_live(mission: Mission, zone: str) -> Condition:
    ended = _("This mission has ended.")
    if mission.ended_at:
        ended = _("This mission ended on %(when)s.") % {"when": shown(mission.ended_at, zone)}
    polite = {
        MissionState.PAUSED: _("This mission is paused. It may open again."),
        MissionState.ENDED: ended,
        MissionState.ARCHIVED: ended,
    }
    return Condition(
        key="live",
        name=_("The mission is live"),
        passed=mission.state == MissionState.LIVE,
        value=MissionState(mission.state).label,
        remedy=_("Launch or resume the mission."),
        polite=polite.get(MissionState(mission.state), _("This mission is not open yet.")),
    )


def _has_begun_here(mission: Mission, advocate: Advocate, now: datetime) -> Condition:
    """A mission may open at an hour of everybody's own clock."""
    begins = promised(mission.starts_local, zone_of(advocate)) if mission.starts_local else ""
    return Condition(
        key="started",
        name=_("Its hour has come by the person’s own clock"),
        passed=not begins or mission.starts_local <= own_clock(advocate, now),
        value=_("Begins on %(when)s") % {"when": begins} if begins else _("Open for everybody at once"),
        remedy=_("Wait, or change the person’s time zone."),
        polite=_("This mission has not started yet. It begins on %(when)s.") % {"when": begins},
    )


def _has_not_ended(mission: Mission, now: datetime, zone: str) -> Condition:
    ends = shown(mission.ends_at, zone) if mission.ends_at else ""
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
    rules = list(AudienceRule.objects.filter(mission=mission).order_by("pk"))
    meant = meant_by_rules(mission.audience, rules)
    own = owned_by(advocate, rules)
    passed, value = belongs(meant, own), weighed(meant, own) or in_words(meant)
    if not passed and _has_begun(mission, advocate):
        passed, value = True, _("Began before the audience was changed; %(things)s") % {"things": value}
    return Condition(
        key="audience",
        name=_("The person belongs to the audience"),
        passed=passed,
        value=value,
        remedy=_("Change what the person has or belongs to, or the mission's audience."),
        polite=_("This mission is for other members."),
    )


def _is_set_off(mission: Mission, advocate: Advocate) -> Condition:
    """A mission that a segment sets off is for those for whom it was; whoever has begun keeps it."""
    passed, value = True, _("Nothing has to set it off")
    if mission.trigger == Trigger.SEGMENT:
        name = mission.trigger_segment.name if mission.trigger_segment else ""
        stay = Stay.objects.filter(pk__in=Firing.objects.filter(mission=mission, advocate=advocate).values("stay"))
        since = stay.order_by("-entered_at").values_list("entered_at", flat=True).first()
        passed = since is not None or _has_begun(mission, advocate)
        words = _("Set off by entering “%(name)s” on %(when)s") if since else _("Has not entered “%(name)s” since")
        value = words % {"name": name, "when": shown(since, zone_of_workspace()) if since else ""}
    return Condition(
        key="set_off",
        name=_("The mission was set off for the person"),
        passed=passed,
        value=value,
        remedy=_("Have the person enter the segment, or launch it for those who are in it now."),
        polite=_("This mission is for other members."),
    )


def _is_unlocked(mission: Mission, advocate: Advocate) -> Condition:
    """A mission may open when others are done; whoever has begun keeps it."""
    lacks = lacking(mission, advocate.pk)
    names = ", ".join(f"“{one}”" for one in lacks)
    passed, value = not lacks, _("Not done yet: %(missions)s") % {"missions": names}
    if lacks and _has_begun(mission, advocate):
        passed, value = True, _("Began before it was locked; %(things)s") % {"things": value}
    return Condition(
        key="unlocked",
        name=_("What comes before it is done"),
        passed=passed,
        value=value if lacks else _("Nothing is lacking"),
        remedy=_("Have the person do it first, or take the prerequisite away."),
        polite=_("First do this: %(missions)s. Then it opens.") % {"missions": names},
    )


def _has_begun(mission: Mission, advocate: Advocate) -> bool:
    """Whoever has begun keeps the mission, whatever becomes of its audience (G-35)."""
    return Participation.objects.filter(mission=mission, advocate=advocate, started_at__isnull=False).exists()


def _is_not_done(mission: Mission, turn: Turn, zone: str) -> Condition:
    return Condition(
        key="not_done",
        name=_("The person may do it now (%(frequency)s)") % {"frequency": words_of(mission.recurrence)},
        passed=turn.may,
        value=value_words(mission, turn, zone),
        remedy=_("Return the submission, and it can be sent again."),
        polite=polite_words(mission, turn, zone),
    )


def is_not_full(mission: Mission, row: Participation | None) -> Condition:
    """Whether a completion is left, or this turn has claimed one already."""
    quota, used = mission.quota, mission.quota_used
    found = _("%(used)s of %(quota)s completions are taken") % {"used": used, "quota": quota}
    return Condition(
        key="not_full",
        name=_("A completion is left"),
        passed=not mission.is_full or (row is not None and row.holds_quota),
        value=_("No limit") if quota is None else found,
        remedy=_("Raise the limit of completions."),
        polite=_("This mission is full: it has been done as often as it was meant to be."),
    )


def has_budget(mission: Mission, advocate: Advocate | None, *, now: datetime) -> Condition:
    """Whether enough is left for one more, or what it earns is promised to this person already (S2-85, S2-86).

    Without a person, for somebody who is not known yet. `budgets.room_for` is the same as a query.
    """
    budget, passed, value = mission.budget, True, _("No budget")
    if budget is not None and budget.cap is not None:
        freed = timed_out(budget, now=now) if is_spent(budget) else 0
        committed = budget.committed - freed
        passed = committed + budget.need <= budget.cap
        value = _("%(committed)s of %(cap)s are promised or paid; one more needs %(need)s") % {
            "committed": number(committed), "cap": number(budget.cap), "need": number(budget.need),
        }  # fmt: skip
        if not passed and advocate is not None:
            if holds(budget, advocate, now=now):
                passed, value = True, _("Kept for this person; %(value)s") % {"value": value}
            elif budget.overrun and _has_begun(mission, advocate):
                passed, value = True, _("Began, and may finish above the budget; %(value)s") % {"value": value}
    return Condition(
        key="budget",
        name=_("The budget is not used up"),
        passed=passed,
        value=value,
        remedy=_("Raise the budget on the mission’s page."),
        polite=_("Everything this mission has to give is given away at the moment. It may open again."),
    )


def is_decided(state: str) -> bool:
    """Whether a reviewer has spoken."""
    return state in {SubmissionState.APPROVED, SubmissionState.RETURNED, SubmissionState.DECLINED}
