"""The words of this app's own notices and events."""

from django.utils.translation import gettext as _

from events.models import Event
from foundation.plugs import EventWords
from notifications import joining_words, wordings

WORDINGS = [*wordings.WORDINGS, *joining_words.WORDINGS]


def _preference(event: Event) -> str:
    if event.payload["wanted"]:
        return _("Wants mail about new missions again")
    return _("Unsubscribed from mail about new missions")


EVENT_WORDS = {
    "preference.changed": EventWords("bell-off", _preference),
    "delivery.resent": EventWords("send", lambda event: _("Was sent a mail again")),
    "template.changed": EventWords("pencil", lambda event: _("Changed the words of a mail")),
    "template.reset": EventWords("undo-2", lambda event: _("Went back to the standard words of a mail")),
    "template.tried": EventWords("flask-conical", lambda event: _("Tried the words of a mail")),
}
