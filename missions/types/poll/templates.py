"""Beginnings for quick polls."""

from django.utils.translation import gettext_lazy as _

from missions.types.base_templates import Lines, Template

_TOPICS = Lines([_("Getting started"), _("Tips from other teams"), _("What is planned"), _("Questions and answers")])

TEMPLATES = [
    Template(
        key="poll-topic",
        title=_("What shall we talk about next?"),
        paragraphs=[_("One tap. The topic with the most votes is what the next session is about.")],
        fields={"question": _("Which topic helps you most?"), "options": _TOPICS},
        cover=5,
        words=_("vote webinar agenda"),
    ),
    Template(
        key="poll-pulse",
        title=_("How was your month with us?"),
        paragraphs=[_("A pulse, nothing more. You see at once how others feel.")],
        fields={
            "question": _("How do you feel about us this month?"),
            "options": Lines([_("Delighted"), _("Content"), _("So-so"), _("Not happy")]),
        },
        cover=1,
        words=_("mood satisfaction pulse check"),
    ),
    Template(
        key="poll-choice",
        title=_("Help us choose"),
        paragraphs=[_("We cannot agree among ourselves, so you decide. Change the options to your own.")],
        fields={
            "question": _("Which one do you like best?"),
            "options": Lines([_("The first"), _("The second"), _("The third")]),
        },
        cover=8,
        words=_("vote name design logo choice"),
    ),
]
