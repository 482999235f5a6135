"""How many people a mission means, and how many of them can be written to (S2-104, rule 14 of the interface)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q

from missions.models import Audience, Mission, Participation
from missions.queries import audience_of, audience_of_mission
from notifications.models import Preference


@dataclass(frozen=True)
class Reach:
    """`people` belong to the audience; of them `writable` can be e-mailed, the others not, and why."""

    people: int
    no_address: int
    unsubscribed: int
    notify: bool
    names: list[str]

    @property
    def writable(self) -> int:
        """Who gets the e-mail, if one is sent at all."""
        return self.people - self.no_address - self.unsubscribed


@dataclass(frozen=True)
class Meant:
    """Whom a draft means, and whether they are written to."""

    audience: str
    include_tags: list[int]
    exclude_tags: list[int]
    notify: bool


def meant_by_draft(mission: Mission) -> Meant:
    """By what is typed so far; tags that are no numbers are nobody's."""
    revision = mission.draft or mission.live
    raw = revision.raw if revision else {}
    return Meant(
        audience=str(raw.get("audience") or Audience.REGISTERED),
        include_tags=_numbers(raw, "include_tags"),
        exclude_tags=_numbers(raw, "exclude_tags"),
        notify=raw.get("notify") == "yes",
    )


def reach_of_draft(mission: Mission) -> Reach:
    """Of what is typed so far."""
    return reach(**vars(meant_by_draft(mission)))


def reach(*, audience: str, include_tags: list[int], exclude_tags: list[int], notify: bool) -> Reach:
    """Counted now; two queries."""
    people = audience_of(audience=audience, include_tags=include_tags, exclude_tags=exclude_tags)
    unsubscribed = Exists(Preference.objects.filter(advocate=OuterRef("pk"), topic="missions", wanted=False))
    counts = people.aggregate(
        people=Count("pk"),
        no_address=Count("pk", filter=Q(email=None)),
        unsubscribed=Count("pk", filter=Q(email__isnull=False) & Q(unsubscribed)),
    )
    names = [str(person) for person in people.order_by("pk")[:3]]
    return Reach(**counts, notify=notify, names=names)


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
    then_in = audience_of(**{name: content[name] for name in ("audience", "include_tags", "exclude_tags")})
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


def _numbers(raw: Mapping[str, Any], name: str) -> list[int]:
    values = raw.get(name) or []
    found = values if isinstance(values, list) else [values]
    return [int(value) for value in found if str(value).isascii() and str(value).isdigit() and len(str(value)) < 18]
