"""A month of the workspace: what begins and ends, of campaigns and of all missions, by day (S0-17)."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import groupby

from django.db.models import Q
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from campaigns.models import Campaign
from campaigns.runs import run_when
from campaigns.states import CampaignState
from foundation.months import Month
from foundation.times import in_zone, instant_of
from missions.models import Mission, PlannedAct

MOST = 500  # of each kind in a month


@dataclass(frozen=True)
class Entry:
    """Something that happens: when by the zone's clocks, what, to what, and where more of it stands."""

    local: datetime
    icon: str
    words: str | Promise
    title: str
    url: str


def days_of(month: Month) -> list[tuple[date, list[Entry]]]:
    """What happens in a month, by day and time; days on which nothing does are left out."""
    entries = sorted([*_of_campaigns(month), *_of_missions(month), *_of_plans(month)], key=lambda one: one.local)
    return [(day, list(found)) for day, found in groupby(entries, key=lambda one: one.local.date())]


def _entry(instant: datetime, month: Month, icon: str, words: str, row: Campaign | Mission) -> Entry:
    page = "console:campaign" if isinstance(row, Campaign) else "console:mission"
    local = in_zone(instant, month.zone).replace(tzinfo=None)  # templates would show it in another zone
    return Entry(local, icon, words, str(row), reverse(page, args=[row.pk]))


def _of_campaigns(month: Month) -> Iterator[Entry]:
    _begins, ends = month.span
    rows = Campaign.objects.exclude(state__in=[CampaignState.DRAFT, CampaignState.ARCHIVED])
    for row in rows.filter(launched_at__lt=ends)[:MOST]:
        over = row.ended_at or row.ends_at
        if row.launched_at and month.has(row.launched_at):
            yield _entry(row.launched_at, month, "rocket", _("Campaign begins"), row)
        if over and month.has(over):
            yield _entry(over, month, "flag", _("Campaign ends"), row)
        run = run_when(row, in_zone(ends, month.zone).replace(tzinfo=None))
        anew = instant_of(run.begins, month.zone) if run.begins and run.number else None
        if anew and month.has(anew) and (over is None or anew < over):
            yield _entry(anew, month, "repeat", _("Begins anew"), row)


def _of_missions(month: Month) -> Iterator[Entry]:
    begins, ends = month.span
    inside = Q(launched_at__gte=begins, launched_at__lt=ends) | Q(ends_at__gte=begins, ends_at__lt=ends)
    for row in Mission.objects.filter(inside).exclude(live=None).order_by("pk")[:MOST]:
        if row.launched_at and month.has(row.launched_at):
            yield _entry(row.launched_at, month, "target", _("Goes live"), row)
        if row.ends_at and month.has(row.ends_at):
            yield _entry(row.ends_at, month, "flag", _("Deadline"), row)


def _of_plans(month: Month) -> Iterator[Entry]:
    """What is promised by everybody's own clock stands at the hour that all of them will read on it."""
    begins, ends = month.span
    by_own_clock = Q(zone="", local__startswith=f"{month.first:%Y-%m}")
    rows = PlannedAct.objects.filter(by_own_clock | Q(at__gte=begins, at__lt=ends) & ~Q(zone=""))
    for plan in rows.filter(cancelled_at=None, done_at=None).select_related("mission").order_by("at")[:MOST]:
        words = _("Planned: %(act)s") if plan.zone else _("Planned, by everybody's own clock: %(act)s")
        entry = _entry(plan.at, month, "calendar-clock", words % {"act": plan.get_act_display()}, plan.mission)
        yield entry if plan.zone else replace(entry, local=datetime.fromisoformat(plan.local))
