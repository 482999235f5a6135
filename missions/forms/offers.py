"""What a workspace has to choose from in the steps of a mission, asked for once a page, however many forms show it."""

from functools import cached_property

from django.utils.functional import Promise

from missions.audience import KINDS, Option, offered
from missions.models import Folder, Mission
from missions.states import MissionState
from rewards.queries import rewards_on_offer

LAUNCHED = (MissionState.LIVE, MissionState.PAUSED, MissionState.SCHEDULED)
MISSIONS = 100  # of the latest, to choose prerequisites from


class Offers:
    """Each kind of choices is asked for when a form first wants it."""

    @cached_property
    def audience(self) -> list[tuple[str | Promise, list[tuple[str, str]]]]:
        """Segments, lists, tags, programs, districts and languages, in groups."""
        return [
            (KINDS[kind].label, [(option.thing, option.name) for option in options])
            for kind, options in self._by_kind.items()
            if options
        ]

    @cached_property
    def segments(self) -> list[tuple[str, str]]:
        """Segments with their size, by id."""
        return [(option.thing.removeprefix("segment:"), option.name) for option in self._by_kind["segment"]]

    @cached_property
    def interests(self) -> list[tuple[str, str]]:
        """The tags that people put on themselves, by id."""
        tags = self._by_kind["tag"]
        return [(option.thing.removeprefix("tag:"), option.name) for option in tags if option.is_interest]

    @cached_property
    def folders(self) -> list[tuple[str, str]]:
        """The folders missions are kept in."""
        return [(str(pk), name) for pk, name in Folder.objects.order_by("name").values_list("pk", "name")]

    @cached_property
    def missions(self) -> list[tuple[int, str]]:
        """The latest missions that were launched and are not over."""
        rows = Mission.objects.filter(state__in=LAUNCHED).order_by("-pk")
        return list(rows.values_list("pk", "title")[:MISSIONS])

    @cached_property
    def rewards(self) -> list[tuple[str, str]]:
        """What can be given."""
        return [(str(row.pk), row.name) for row in rewards_on_offer()]

    @cached_property
    def _by_kind(self) -> dict[str, list[Option]]:
        return offered()
