"""Beginnings for videos."""

from django.utils.translation import gettext_lazy as _

from missions.types.base_templates import Lines, Template

_STORY = Lines([_("Who are you, and what do you do?"), _("What was hard before?"), _("What is better now?")])

TEMPLATES = [
    Template(
        key="video-testimonial",
        title=_("Tell your story in a minute"),
        paragraphs=[
            _("A phone, daylight from the front, a quiet room: more is not needed. Speak as you would to a colleague."),
            _("You can watch it before you send it, and record it again as often as you like."),
        ],
        fields={"seconds": "60", "questions": _STORY},
        cover=6,
        words=_("testimonial recording customer story camera"),
    ),
    Template(
        key="video-tip",
        title=_("Show your best trick"),
        paragraphs=[_("Thirty seconds, one trick that saves you time. Others will thank you for it.")],
        fields={"seconds": "30", "questions": _("Which trick do you use every week?")},
        points=150,
        cover=4,
        words=_("tip how-to product TikTok short reel"),
    ),
    Template(
        key="video-welcome",
        title=_("Say hello to new members"),
        paragraphs=[_("A short welcome from somebody who is here already is the best one.")],
        fields={
            "seconds": "60",
            "script": _(
                "Hello and welcome. I am … from …, and I joined because … What I like best is … See you around!"
            ),
        },
        points=150,
        cover=1,
        words=_("welcome community greeting teleprompter"),
    ),
]
