"""Beginnings for pages that people are led to."""

from django.utils.translation import gettext_lazy as _

from missions.types.base_templates import Need, Template


def _need(path: str) -> dict[str, Need]:
    return {"link": Need(_("The address of the page"), f"https://www.example.com/{path}")}


TEMPLATES = [
    Template(
        key="page-petition",
        title=_("Sign our petition"),
        paragraphs=[_("It takes a minute, and every name is read by those who decide. Then pass it on.")],
        fields={"button": _("Sign"), "done": "confirm"},
        needs=_need("petition"),
        cover=3,
        words=_("campaign signature cause politics"),
    ),
    Template(
        key="page-rsvp",
        title=_("Save your seat"),
        paragraphs=[_("Members of the program register first. Tell us when you have, so that we can look for you.")],
        fields={"button": _("Sign Up"), "done": "confirm"},
        needs=_need("event"),
        cover=6,
        words=_("event webinar registration RSVP conference"),
    ),
    Template(
        key="page-article",
        title=_("Read what is new"),
        paragraphs=[_("Five minutes that make the next weeks easier to follow.")],
        fields={"button": _("Learn More"), "done": "opening"},
        needs=_need("news"),
        points=10,
        minutes=5,
        cover=11,
        words=_("article news blog video watch"),
    ),
]
