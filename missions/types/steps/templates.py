"""Beginnings for missions of several steps."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from missions.types.base import Words
from missions.types.base_templates import Template


def _steps(*steps: tuple[Words, Words, str]) -> dict[str, Words]:
    """The fields of these steps: name, what is to be done, proof."""
    parts = ("name", "text", "proof")
    return {
        f"step-{number}-{part}": value
        for number, step in enumerate(steps, 1)
        for part, value in zip(parts, step, strict=True)
    }


def _adding(count: int) -> Sequence[str]:
    return ["add:step"] * count


TEMPLATES = [
    Template(
        key="steps-speaker",
        title=_("Speak about us at a meetup"),
        paragraphs=[_("Fifteen minutes in front of people who do what you do. We help you with each step.")],
        builder=_adding(4),
        fields=_steps(
            (_("Find an event"), _("A meetup near you, or a session online. Tell us which and when."), "text"),
            (_("Send your outline"), _("Five lines are enough; we read it within two days."), "text"),
            (_("Give your talk"), _("A photo from the room, or a screenshot."), "file"),
            (_("Share the slides"), _("Put them where people find them, and send us the link."), "link"),
        ),
        points=600,
        minutes=180,
        cover=3,
        words=_("talk event conference stage community"),
    ),
    Template(
        key="steps-first",
        title=_("Your first week with us"),
        paragraphs=[_("Three small things, one after another. Then you know your way around.")],
        builder=_adding(3),
        fields=_steps(
            (_("Say hello"), _("Who are you, and what do you do with us?"), "text"),
            (_("Fill in your profile"), _("Interests help us to ask you only for what fits."), "none"),
            (_("Share one post"), _("In your own words, wherever you like to write."), "link"),
        ),
        points=150,
        minutes=15,
        cover=6,
        words=_("onboarding welcome start new members"),
    ),
    Template(
        key="steps-case",
        title=_("Be our next case study"),
        paragraphs=[_("From a first conversation to a story with your name on it; nothing appears without your yes.")],
        builder=_adding(3),
        fields=_steps(
            (_("Tell us the outline"), _("The problem, what you changed, what came of it: a few lines each."), "text"),
            (_("Get your company's yes"), _("A screenshot or PDF of the approval, from whoever decides."), "file"),
            (_("Read the draft"), _("We mail it to you. Tell us what is wrong or missing."), "text"),
        ),
        points=500,
        minutes=90,
        cover=9,
        words=_("customer story reference success"),
    ),
]
