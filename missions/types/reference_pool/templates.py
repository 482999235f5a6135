"""Beginnings for joining the reference pool."""

from django.utils.translation import gettext_lazy as _

from missions.types.base_templates import Lines, Template

TEMPLATES = [
    Template(
        key="reference-customer",
        title=_("Become a reference"),
        paragraphs=[
            _("Now and then somebody wants to hear from a customer instead of us. You say about what, and how often."),
            _("You are asked each time, and a no is always fine."),
        ],
        fields={"topics": Lines([_("Why we chose it"), _("Rolling it out"), _("Daily use"), _("What came of it")])},
        cover=5,
        words=_("reference call prospect sales pool"),
    ),
    Template(
        key="reference-press",
        title=_("Speak for us in public"),
        paragraphs=[_("For journalists, podcasts and stages: people who can tell in their own words what changed.")],
        fields={
            "topics": Lines([_("Our industry"), _("How we work"), _("Lessons learned")]),
            "formats": ["quote", "video", "event"],
        },
        points=100,
        cover=9,
        words=_("press media podcast event speaker"),
    ),
]
