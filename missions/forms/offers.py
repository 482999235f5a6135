"""What a workspace has to choose from in the steps of a mission, asked for once a page, however many forms show it."""

from functools import cached_property

from django.utils.functional import Promise

from missions.audience import offered
from missions.models import Folder, Mission
from missions.states import MissionState
from programs.models import Tag

LAUNCHED = (MissionState.LIVE, MissionState.PAUSED, MissionState.SCHEDULED)
MISSIONS = 100  # of the latest, to choose prerequisites from


class Offers:
    """Each kind of choices is asked for when a form first wants it."""

    @cached_property
    def audience(self) -> list[tuple[str | Promise, list[tuple[str, str]]]]:
        """Segments, lists, tags, programs, districts and languages, in groups."""
        return [(label, options) for label, options in self._of_kinds.values() if options]

    @cached_property
    def segments(self) -> list[tuple[str, str]]:
        """Segments with their size, by id."""
        _label, options = self._of_kinds["segment"]
        return [(key.removeprefix("segment:"), name) for key, name in options]

    @cached_property
    def interests(self) -> list[tuple[int, str]]:
        """The tags that people put on themselves."""
        return list(Tag.objects.filter(is_interest=True).order_by("name").values_list("pk", "name"))

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
    def _of_kinds(self) -> dict[str, tuple[str | Promise, list[tuple[str, str]]]]:
        return offered()
