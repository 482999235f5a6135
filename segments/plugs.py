"""The words of segments' events, and the fact of being in one."""

from collections.abc import Mapping

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.models import Event
from foundation.plugs import EventWords, Thing
from segments.facts import FACTS
from segments.models import Segment

__all__ = ["EVENT_WORDS", "FACTS", "segment_thing"]


def _entered(event: Event) -> str:
    count = event.payload["count"]
    return ngettext("%(n)s person entered", "%(n)s people entered", count) % {"n": count}


def _left(event: Event) -> str:
    count = event.payload["count"]
    return ngettext("%(n)s person left", "%(n)s people left", count) % {"n": count}


EVENT_WORDS: Mapping[str, EventWords] = {
    "segment.created": EventWords("circle-plus", lambda event: _("Segment made")),
    "segment.renamed": EventWords("pencil", lambda event: _("Name or description changed")),
    "segment.changed": EventWords("sliders-horizontal", lambda event: _("Rule changed")),
    "segment.archived": EventWords("archive", lambda event: _("Archived")),
    "segment.restored": EventWords("archive-restore", lambda event: _("Taken out of the archive")),
    "segment.failed": EventWords("triangle-alert", lambda event: _("Could not be evaluated")),
    "segment.entered": EventWords("log-in", _entered),
    "segment.left": EventWords("log-out", _left),
}


def segment_thing(pk: int) -> Thing | None:
    """What a segment is called, and its page."""
    name = Segment.objects.filter(pk=pk).values_list("name", flat=True).first()
    return Thing(name, reverse("console:segment", args=[pk])) if name else None
