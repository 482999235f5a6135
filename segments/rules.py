"""Yes and no about segments."""

from segments.models import Segment
from segments.queries import segments


def circle(segment: Segment) -> list[int]:
    """The segments through which a segment would ask about itself, first and last the same; [] when it does not."""
    asks = {row.pk: _about(row) for row in segments()} | {segment.pk: _about(segment)}
    return _way(segment.pk, segment.pk, asks, ()) or []


def _way(start: int, at: int, asks: dict[int, list[int]], seen: tuple[int, ...]) -> list[int] | None:
    for other in asks.get(at, []):
        if other == start:
            return [*seen, at, start]
        if other not in (*seen, at) and (found := _way(start, other, asks, (*seen, at))):
            return found
    return None


def _about(segment: Segment) -> list[int]:
    return [int(word.partition(":")[2]) for word in segment.hears if word.startswith("segment:")]
