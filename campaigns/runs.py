"""Runs of a campaign: one without an end, or one each month (S0-16)."""

from datetime import datetime
from typing import NamedTuple

from campaigns.models import Campaign
from foundation.times import instant_of
from missions.cycles import Frequency, Recurrence, Unit
from missions.recurring import clock_at

MONTHLY = Recurrence(Frequency.EVERY, 1, Unit.MONTH)


class Run(NamedTuple):
    """A run by its number, from 0, and the local times it lies between; None where nothing bounds it."""

    number: int
    begins: datetime | None = None
    ends: datetime | None = None


def run_when(campaign: Campaign, clock: datetime) -> Run:
    """The run that clocks are in once they have reached `clock`. Boundaries are those of missions done once a month."""
    anchor = campaign.anchor_local
    if not campaign.is_monthly or anchor is None:
        return Run(0)
    number = MONTHLY.cycle(anchor, clock)
    return Run(number, MONTHLY.boundary(anchor, number), MONTHLY.boundary(anchor, number + 1))


def run_numbered(campaign: Campaign, number: int) -> Run:
    """A run by its number."""
    anchor = campaign.anchor_local
    return run_when(campaign, MONTHLY.boundary(anchor, number)) if campaign.is_monthly and anchor else Run(0)


def run_now(campaign: Campaign, now: datetime) -> Run:
    """The run that is on."""
    return run_when(campaign, clock_at(now))


def end_of(run: Run, *, zone: str) -> datetime | None:
    """The instant at which the next run begins."""
    return instant_of(run.ends, zone) if run.ends else None
