"""What segments do when they hear an event. Each makes one call to an operation and may run twice."""

from collections.abc import Sequence

from django.utils import timezone

from events.models import Event
from events.rounds import begin_rounds
from programs.models import ImportedRow
from segments.operations.touching import touch
from segments.operations.whole import AUDITING


def begin_audits(event: Event) -> None:
    """A workspace was made: compare its segments every night from now on."""
    begin_rounds(AUDITING, now=timezone.now())


def touch_concerned(event: Event) -> None:
    """Something about people changed: have the segments that hear of it ask them again."""
    touch(advocates=_concerned(event), word=event.name)


def _concerned(event: Event) -> Sequence[int]:
    if event.name.startswith("import."):
        number = int(event.about.partition(":")[2])
        return list(ImportedRow.objects.filter(of_import=number).values_list("advocate_id", flat=True))
    if event.advocate_id:
        return [event.advocate_id]
    return list(event.payload.get("advocates", []))
