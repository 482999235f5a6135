"""Beginnings for registration pages."""

from django.utils.translation import gettext_lazy as _

from missions.types.base_templates import Ask, Template, asking

_EVENT = asking(
    Ask("short_text", _("Your name as it shall stand on the badge")),
    Ask("single_choice", _("How will you take part?"), [_("I come in person"), _("I join online")]),
    Ask("long_text", _("Anything we should know, such as food or access?"), optional=True),
)
_PLEDGE = asking(
    Ask("short_text", _("Your name")),
    Ask("short_text", _("Your town")),
    Ask("consent", _("My name may be shown on the page."), optional=True),
)

TEMPLATES = [
    Template(
        key="registration-event",
        title=_("Register for our event"),
        paragraphs=[_("Say that you are coming, and bring somebody along. The page shows how many we are.")],
        builder=_EVENT[0],
        fields=_EVENT[1] | {"goal": "100", "thanks": _("Thank you. We look forward to seeing you.")},
        cover=6,
        words=_("RSVP sign up conference webinar seats"),
    ),
    Template(
        key="registration-pledge",
        title=_("Add your name"),
        paragraphs=[_("Each name makes the next one easier. Together we reach the goal.")],
        builder=_PLEDGE[0],
        fields=_PLEDGE[1] | {"goal": "1000", "thanks": _("Your name counts. Now ask one more person.")},
        minutes=2,
        cover=3,
        words=_("petition pledge campaign volunteer voter"),
    ),
]
