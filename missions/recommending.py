"""In which order the missions open to a person stand at home, and why, in words (B-08)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from foundation.times import in_zone
from missions.listed import Listed

QUICK_MINUTES = 5
SOON_DAYS = 7
# What weighs how much: what staff pinned stands first, then what one has begun, what ends today, and so on; what one
# is tired of stands last. Of equals the newest comes first.
FEATURED, BEGUN, ENDS_NOW, ENDS_SOON, INTEREST, QUICK, TIRED = 40, 16, 12, 6, 5, 1, -24


@dataclass(frozen=True)
class Recommended:
    """A mission with why it stands where it does: `because` in parts, each the middle of a sentence."""

    row: Listed
    because: tuple[str, ...]

    @property
    def reason(self) -> str:
        """As a sentence without its stop; what is simply open says so."""
        return capfirst(", ".join(self.because) or _("open for you now"))

    @property
    def short_reason(self) -> str:
        """The same beside a card, which says the minutes itself; "" where nothing else is to say."""
        return capfirst(", ".join(self.because[:-1] if self.row.minutes <= QUICK_MINUTES else self.because))


def in_order(rows: Sequence[Listed], *, now: datetime, zone: str) -> list[Recommended]:
    """These missions, what to do next first. Days are those of the zone."""
    weighed = [(row, days_left(row, now, zone)) for row in rows]
    weighed.sort(key=lambda pair: -_weight(*pair))
    return [Recommended(row, tuple(_reasons(row, left))) for row, left in weighed]


def days_left(row: Listed, now: datetime, zone: str) -> int | None:
    """How many midnights of the zone lie before the deadline: 0 is today; None without one."""
    return (in_zone(row.ends_at, zone).date() - in_zone(now, zone).date()).days if row.ends_at else None


def _weight(row: Listed, left: int | None) -> int:
    ending = 0 if left is None or left > SOON_DAYS else ENDS_NOW if left < 2 else ENDS_SOON
    return (
        FEATURED * bool(row.featured_at)
        + BEGUN * bool(row.begun_at)
        + ending
        + INTEREST * bool(row.interest)
        + QUICK * (row.minutes <= QUICK_MINUTES)
        + TIRED * (row.tired_of and not row.begun_at)
    )


def _reasons(row: Listed, left: int | None) -> list[str]:
    found = [_("picked by the team")] if row.featured_at else []
    if row.begun_at:
        found.append(_("you have begun it"))
    if left is not None and left <= SOON_DAYS:
        found.append(_ends(left))
    if row.interest:
        found.append(_("matches your interest “%(interest)s”") % {"interest": row.interest})
    if row.minutes <= QUICK_MINUTES:
        found.append(ngettext("takes %(n)s minute", "takes %(n)s minutes", row.minutes) % {"n": row.minutes})
    return found


def _ends(days: int) -> str:
    if days == 0:
        return _("ends today")
    if days == 1:
        return _("ends tomorrow")
    return ngettext("ends in %(n)s day", "ends in %(n)s days", days) % {"n": days}
