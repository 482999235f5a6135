"""Work that comes round every night in each workspace, and keeps what it found.

One due row stands for it. Its step notes the round under its number, does the work and schedules the next number, all
in one transaction: whatever is killed, emptied or done twice, exactly one round follows another.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from django.db import transaction

from events.models import Round
from events.operations import schedule
from events.work import Step
from foundation.tenancy import current_workspace_id, workspace_scope

FIRST_HOUR, SPREAD = 2, 120  # UTC; the minutes over which workspaces are spread
KEPT = timedelta(days=90)
ERROR_LENGTH = 2000


@dataclass(frozen=True)
class Found:
    """What a round found: facts for staff, as JSON, and how much of it is wrong."""

    facts: Mapping[str, object] = field(default_factory=dict)
    wrong: int = 0


type Look = Callable[[datetime], Found]


def next_night(now: datetime, *, workspace_id: int) -> datetime:
    """When a workspace's next round is due: between 2 and 4 o'clock UTC, always at the same minute."""
    minute = timedelta(hours=FIRST_HOUR, minutes=workspace_id % SPREAD)
    midnight = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight + minute if midnight + minute > now else midnight + timedelta(days=1) + minute


@transaction.atomic
def begin_rounds(work: str, *, now: datetime) -> None:
    """Have the first round come next night; beginning twice is beginning once, since rounds are numbered."""
    _schedule(work, number=1, now=now)


@transaction.atomic
def do_round(*, work: str, number: int, look: Look, now: datetime) -> bool:
    """Do a round, keep what it found and schedule the next one: all or nothing. False when it was done before.

    Rounds that found nothing wrong are kept for 90 days.
    """
    row, is_new = Round.objects.get_or_create(work=work, number=number, defaults={"ended_at": now})
    if not is_new:
        return False
    found = look(now)
    row.facts, row.wrong_count = dict(found.facts), found.wrong
    row.save(update_fields=["facts", "wrong_count"])
    Round.objects.filter(work=work, wrong_count=0, error="", ended_at__lt=now - KEPT).delete()
    _schedule(work, number=number + 1, now=now)
    return True


@transaction.atomic
def give_round_up(*, work: str, number: int, error: str, now: datetime) -> None:
    """Keep the error of a round that failed at every try; the next one comes all the same."""
    error = error.replace("\x00", "")[:ERROR_LENGTH]
    _row, is_new = Round.objects.get_or_create(work=work, number=number, defaults={"ended_at": now, "error": error})
    if is_new:
        _schedule(work, number=number + 1, now=now)


def nightly(work: str, look: Look) -> Step:
    """The step of `advocacy.wiring` for work that comes round every night; `look` runs in the workspace's scope."""

    def run(workspace_id: int, ref: int) -> bool:
        with workspace_scope(workspace_id):
            do_round(work=work, number=ref, look=look, now=datetime.now(UTC))
        return False

    def gave_up(workspace_id: int, ref: int, error: str) -> None:
        with workspace_scope(workspace_id):
            give_round_up(work=work, number=ref, error=error, now=datetime.now(UTC))

    return Step(run, gave_up=gave_up)


def _schedule(work: str, *, number: int, now: datetime) -> None:
    schedule(work, ref=number, due_at=next_night(now, workspace_id=current_workspace_id()))
