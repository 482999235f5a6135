"""How many people a mission means, and how many of them can be written to (S2-104, rule 14 of the interface)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q

from missions.audience import Meant, audience_of, people_named
from missions.models import Arming, Audience, Mission, Participation, Trigger
from missions.queries import audience_of_mission
from missions.unlocking import have_done
from notifications.models import Preference
from segments.models import Stay


@dataclass(frozen=True)
class Reach:
    """`people` belong to the audience; of them `writable` can be e-mailed, the others not, and why.

    `at_once` are those who are written to with the launch: all who can be, who have done what it requires, and who are
    in the segment it is set off for, if any.
    """

    people: int
    no_address: int
    unsubscribed: int
    notify: bool
    names: list[str]
    at_once: int

    @property
    def writable(self) -> int:
        """Who gets the e-mail, if one is sent at all."""
        return self.people - self.no_address - self.unsubscribed


def meant_by_draft(mission: Mission) -> Meant:
    """By what is typed so far; what is no thing, and addresses that nobody has, are nobody's."""
    revision = mission.draft or mission.live
    raw = revision.raw if revision else {}
    return Meant(
        audience=str(raw.get("audience") or Audience.REGISTERED),
        include=_things(raw, "include"),
        exclude=_things(raw, "exclude"),
        notify=raw.get("notify") == "yes",
        requires=[int(value) for value in raw.get("requires") or [] if str(value).isdecimal()],
        **({} if mission.live_id else _waiting(raw)),
    )


def _waiting(raw: Mapping[str, Any]) -> dict[str, Any]:
    """Which segment sets it off, if any."""
    segment = str(raw.get("trigger_segment") or "")
    if raw.get("trigger") != Trigger.SEGMENT or not segment.isdecimal():
        return {}
    return {"waits_for": int(segment), "arming": str(raw.get("arming") or "")}


def _things(raw: Mapping[str, Any], name: str) -> list[str]:
    values = raw.get(name) or []
    ticked = [str(value) for value in (values if isinstance(values, list) else [values])]
    found, _unknown = people_named(str(raw.get(f"{name}_people", "")))
    return [*ticked, *found]


def reach_of_draft(mission: Mission) -> Reach:
    """Of what is typed so far."""
    return reach(meant_by_draft(mission))


def reach(meant: Meant) -> Reach:
    """Counted now; two queries."""
    people = audience_of(meant)
    unsubscribed = Exists(Preference.objects.filter(advocate=OuterRef("pk"), topic="missions", wanted=False))
    counts = people.aggregate(
        people=Count("pk"),
        no_address=Count("pk", filter=Q(email=None)),
        unsubscribed=Count("pk", filter=Q(email__isnull=False) & Q(unsubscribed)),
        at_once=Count("pk", filter=Q(email__isnull=False) & ~Q(unsubscribed) & opens_at_once(meant)),
    )
    names = [str(person) for person in people.order_by("pk")[:3]]
    return Reach(**counts, notify=meant.notify, names=names)


def opens_at_once(meant: Meant) -> Q:
    """Whether it opens for a person with the launch itself: it sets it off, and they have done what it requires."""
    unlocked = have_done(meant.requires) if meant.requires else Q(pk__isnull=False)
    return _is_set_off(meant) & unlocked


def _is_set_off(meant: Meant) -> Q:
    if meant.waits_for is None:
        return Q(pk__isnull=False)
    return is_in(meant.waits_for) if meant.arming in (Arming.NOW, Arming.BOTH) else Q(pk=None)


def is_in(segment: int) -> Q:
    """Whether a person is in a segment now."""
    return Q(Exists(Stay.objects.filter(segment=segment, advocate=OuterRef("pk"), left_at=None)))


@dataclass(frozen=True)
class Effect:
    """What another visibility would do: how many people come and go, and of those who go, how many have begun.

    `listed` is whether the hub shows it from now on, None when that does not change.
    """

    before: int
    after: int
    gained: int
    lost: int
    keep: int
    listed: bool | None


def effect_of(mission: Mission, content: Mapping[str, Any]) -> Effect:
    """Counted now; whoever has begun keeps the mission."""
    now_in = audience_of_mission(mission)
    then_in = audience_of(Meant(**{name: content[name] for name in ("audience", "include", "exclude")}))
    begun = Participation.objects.filter(mission=mission, started_at__isnull=False, completed_at=None)
    lost = now_in.exclude(pk__in=then_in.values("pk"))
    keep = lost.filter(pk__in=begun.values("advocate")).count()
    return Effect(
        before=now_in.count(),
        after=then_in.count(),
        gained=then_in.exclude(pk__in=now_in.values("pk")).count(),
        lost=lost.count() - keep,
        keep=keep,
        listed=None if content["listed"] == mission.listed else content["listed"],
    )
