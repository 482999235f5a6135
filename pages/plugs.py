"""The words of these pages' events."""

from collections.abc import Mapping

from django.urls import reverse
from django.utils.translation import gettext as _

from events.models import Event
from foundation.plugs import EventWords


def _said(event: Event) -> str:
    return _("Said that the help helped") if event.payload.get("helped") else _("Said that the help did not help")


EVENT_WORDS: Mapping[str, EventWords] = {
    "feedback.given": EventWords("message-circle-question-mark", _said, lambda event: reverse("console:feedback")),
}
