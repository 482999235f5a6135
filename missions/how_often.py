"""How often something may be done, in words: for staff, for explanations, and for who asks when it opens again."""

from datetime import datetime

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from foundation.times import shown
from missions.cycles import Frequency, Recurrence, Unit
from missions.models import Mission
from missions.turns import Turn


def words_of(recurrence: Recurrence) -> str:
    """As part of a sentence: "every 3 months", "once"."""
    if recurrence.frequency == Frequency.ONCE:
        return _("once only")
    count = {"n": recurrence.every}
    if recurrence.frequency == Frequency.COOLDOWN:
        if not recurrence.every:
            return _("as often as they like")
        return {
            Unit.DAY: ngettext("again a day after", "again %(n)s days after", recurrence.every),
            Unit.WEEK: ngettext("again a week after", "again %(n)s weeks after", recurrence.every),
            Unit.MONTH: ngettext("again a month after", "again %(n)s months after", recurrence.every),
        }[Unit(recurrence.unit)] % count
    every = {
        Unit.DAY: ngettext("every day", "every %(n)s days", recurrence.every),
        Unit.WEEK: ngettext("every week", "every %(n)s weeks", recurrence.every),
        Unit.MONTH: ngettext("every month", "every %(n)s months", recurrence.every),
    }[Unit(recurrence.unit)] % count
    if recurrence.per_cycle == 1:
        return every
    times = ngettext("%(n)s time", "%(n)s times", recurrence.per_cycle) % {"n": recurrence.per_cycle}
    return _("%(times)s %(every)s") % {"times": times, "every": every}


def limits_of(recurrence: Recurrence, quota: int | None) -> list[str]:
    """How often, and the limits of it, each in words that stand alone."""
    words = [capfirst(words_of(recurrence))]
    if recurrence.per_person:
        most = recurrence.per_person
        words.append(ngettext("%(n)s time per person", "at most %(n)s times per person", most) % {"n": most})
    if quota:
        words.append(ngettext("%(n)s completion in all", "at most %(n)s completions in all", quota) % {"n": quota})
    return words


def opens_again(mission: Mission, turn: Turn) -> datetime | None:
    """From when on a person who has done it may again: None while they may, and when they never may."""
    if turn.may or turn.again_at is None or (mission.ends_at is not None and turn.again_at >= mission.ends_at):
        return None
    return turn.again_at


def polite_words(mission: Mission, turn: Turn, zone: str) -> str:
    """What is said to somebody who has done it; "" while they may do it again."""
    if turn.may:
        return ""
    if again := opens_again(mission, turn):
        return _("You have done this mission. You can do it again from %(when)s.") % {"when": shown(again, zone)}
    if turn.times > 1:
        return _("You have done this mission %(n)s times, as often as one can.") % {"n": turn.times}
    return _("You have done this mission.")


def value_words(mission: Mission, turn: Turn, zone: str) -> str:
    """What was found of one person, for staff."""
    if not turn.times:
        return _("Not done")
    row = turn.row
    if turn.times == 1 and row is not None and row.completed_at is not None:
        found = _("Done on %(when)s") % {"when": shown(row.completed_at, zone)}
    else:
        found = ngettext("Done %(n)s time", "Done %(n)s times", turn.times) % {"n": turn.times}
    again = opens_again(mission, turn)
    return _("%(done)s; again from %(when)s") % {"done": found, "when": shown(again, zone)} if again else found
