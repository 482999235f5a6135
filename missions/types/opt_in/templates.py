"""Beginnings for opt-ins."""

from django.utils.translation import gettext_lazy as _

from missions.types.base_templates import Template

TEMPLATES = [
    Template(
        key="opt-in-quote",
        title=_("May we quote you?"),
        paragraphs=[_("We like to show who stands behind us. You decide, and you can take it back at any time.")],
        fields={
            "statement": _(
                "You may quote what I have written in reviews and surveys, with my name and company, on your website."
            ),
            "yes": _("Yes, quote me"),
            "no": _("No, thank you"),
            "tag": _("quotable"),
        },
        cover=2,
        words=_("consent permission testimonial website"),
    ),
    Template(
        key="opt-in-beta",
        title=_("Try new things first"),
        paragraphs=[_("A small group sees what we build before it is finished, and tells us what to change.")],
        fields={
            "statement": _(
                "I would like to try new features before they are released, and to say what I think of them."
            ),
            "yes": _("Count me in"),
            "no": _("Not now"),
            "tag": _("beta"),
        },
        cover=11,
        words=_("beta tester early access product"),
    ),
    Template(
        key="opt-in-speaker",
        title=_("Would you speak at an event?"),
        paragraphs=[_("Ten minutes on a stage or in a call, about what you know best. We prepare it with you.")],
        fields={
            "statement": _("You may ask me to speak about my experience at an event or in a webinar."),
            "yes": _("You may ask me"),
            "no": _("Rather not"),
            "tag": _("speaker"),
        },
        cover=6,
        words=_("conference webinar stage talk"),
    ),
]
