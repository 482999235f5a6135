"""How the engine of segments is: what waits, whether the clock ticks, what fails, what nobody fills."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Exists, F, Min, Q

from jobs.models import Job, JobState
from segments.models import Clock, Segment, Touch
from segments.operations.whole import KIND

LATE = timedelta(minutes=5)  # from here on something is stuck rather than busy
MOST, SHOWN = 10_000, 20


@dataclass(frozen=True)
class SegmentsHealth:
    """`waiting` changes of people were not taken up yet, the oldest since `since`; at most MOST are counted.

    `ticked_at` is None where no segment depends on time. `failing` have an error; `settling` are being filled, those in
    `stuck` by no job at all.
    """

    waiting: int
    since: datetime | None
    ticked_at: datetime | None
    is_clock_late: bool
    failing: list[Segment]
    settling: list[Segment]
    stuck: list[Segment]
    is_late: bool

    @property
    def is_well(self) -> bool:
        """Whether there is nothing to repair."""
        return not (self.is_late or self.is_clock_late or self.failing or self.stuck)


def segments_health(*, now: datetime) -> SegmentsHealth:
    """Asked now, of the workspace in scope."""
    oldest = Touch.objects.order_by("pk").values("pk", "at")[:MOST]
    touched = oldest.aggregate(count=Count("pk"), since=Min("at"))
    waiting, since = touched["count"], touched["since"]
    segments = Segment.objects.filter(archived_at=None, kind="dynamic")
    unwell = segments.filter(Q(whole_version__lt=F("version")) | Q(error_at__isnull=False)).order_by("name")
    rows = list(unwell[: 2 * SHOWN])
    settling = [row for row in rows if row.is_settling][:SHOWN]
    clock = Clock.objects.annotate(is_needed=Exists(segments.filter(is_timed=True))).first()
    is_timed = clock is not None and clock.is_needed
    return SegmentsHealth(
        waiting=waiting,
        since=since,
        ticked_at=clock.ticked_at if clock and is_timed else None,
        is_clock_late=clock is not None and is_timed and clock.ticked_at < now - LATE,
        failing=[row for row in rows if row.error_at][:SHOWN],
        settling=settling,
        stuck=_stuck(settling),
        is_late=since is not None and since < now - LATE,
    )


def _stuck(settling: list[Segment]) -> list[Segment]:
    """Those that no job fills: it was stopped, or failed. A job that stands still is late work of its own."""
    about = {f"segment:{segment.pk}": segment for segment in settling}
    jobs = Job.objects.filter(kind=KIND, about__in=list(about), state__in=[JobState.WAITING, JobState.RUNNING])
    filled = set(jobs.values_list("about", flat=True))
    return [segment for name, segment in about.items() if name not in filled]
