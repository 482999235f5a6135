"""Beginnings for updates."""

from django.utils.translation import gettext_lazy as _

from missions.types.base_templates import Entering, Need, Template

_BUTTON = {"b-2-link": Need(_("Where the button leads"), "https://www.example.com/")}

TEMPLATES = [
    Template(
        key="update-newsletter",
        title=_("What is new this month"),
        paragraphs=[],
        about=_("A newsletter or digest: three things, and a button that leads on."),
        builder=["add:text", "add:button"],
        fields={
            "b-1-text": _(
                "<p>Three things happened lately:</p><ul><li>The first thing, in one sentence."
                "</li><li>The second.</li><li>The third.</li></ul><p>Thank you for being here.</p>"
            ),
            "b-2-words": _("Read more"),
        },
        needs=_BUTTON,
        minutes=2,
        cover=9,
        words=_("newsletter digest news announcement mail"),
    ),
    Template(
        key="update-product",
        title=_("Something new for you"),
        paragraphs=[],
        about=_("A release or a new feature: what it does, and what it means for people."),
        builder=["add:text", "add:button"],
        fields={
            "b-1-text": _(
                "<p>You asked for it, and here it is: what it does, in one sentence.</p><p>What it means for you, and"
                " from when.</p>"
            ),
            "b-2-words": _("See how it works"),
        },
        needs=_BUTTON,
        minutes=1,
        cover=11,
        words=_("product release feature announcement"),
    ),
    Template(
        key="update-invitation",
        title=_("You are invited"),
        paragraphs=[],
        about=_("A webinar, an advisory board, a dinner: what, when and where."),
        builder=["add:text", "add:button"],
        fields={
            "b-1-text": _(
                "<p>We meet, and we would like you to be there.</p><ul><li>What it is about, in one sentence.</li>"
                "<li>When, with the time zone.</li><li>Where, or how to join from anywhere.</li></ul>"
            ),
            "b-2-words": _("Save your seat"),
        },
        needs=_BUTTON,
        minutes=1,
        cover=5,
        words=_("event invitation webinar advisory board dinner"),
    ),
    Template(
        key="update-heads-up",
        title=_("Something is coming"),
        paragraphs=[],
        about=_("A word before a big mission begins, so that people keep time for it."),
        builder=["add:text"],
        fields={
            "b-1-text": _(
                "<p>On Monday something begins that we have prepared for a while, and you are the first to know.</p>"
                "<p>You need not do anything yet. What helps: a quarter of an hour in your calendar.</p>"
            )
        },
        minutes=1,
        cover=7,
        words=_("heads-up teaser before a big mission announcement"),
    ),
    Template(
        key="update-come-back",
        title=_("We have missed you"),
        paragraphs=[],
        about=_("For people who have gone quiet: what has happened, and a small first step."),
        builder=["add:text", "add:button"],
        fields={
            "b-1-text": _(
                "<p>{{ firstName }}, it has been a while. This has happened since:</p><ul><li>What is new, in one"
                " sentence.</li><li>What others like you have reached.</li></ul><p>Two minutes are enough.</p>"
            ),
            "b-2-words": _("See what is open"),
        },
        needs=_BUTTON,
        minutes=1,
        cover=10,
        words=_("re-engagement inactive nudge quiet"),
        entering=Entering(_("Inactive for 30 days"), "inactive"),
    ),
    Template(
        key="update-thanks",
        title=_("Thank you"),
        paragraphs=[],
        about=_("Thanks after a goal, for the holidays, or just so."),
        builder=["add:text"],
        fields={
            "b-1-text": _(
                "<p>Because of you we reached what we hoped for. Here is what came of it, in figures and in faces.</p>"
                "<p>We are grateful that you are part of it.</p>"
            )
        },
        minutes=1,
        cover=2,
        words=_("gratitude holiday season milestone goal reached"),
    ),
    Template(
        key="update-welcome",
        title=_("Welcome!"),
        paragraphs=[],
        about=_("By itself to everybody who joins: what this is, and where to begin."),
        builder=["add:text", "add:button"],
        fields={
            "b-1-text": _(
                "<p>{{ firstName }}, good that you are here.</p><p>What you can do here, in one sentence, and what you"
                " get for it.</p><p>The first step takes two minutes.</p>"
            ),
            "b-2-words": _("Take the first step"),
        },
        needs=_BUTTON,
        minutes=1,
        cover=3,
        words=_("onboarding new member join start automatic"),
        entering=Entering(_("New members"), "new-members"),
    ),
    Template(
        key="update-gold",
        title=_("You are gold now"),
        paragraphs=[],
        about=_("By itself to everybody who reaches 1000 points: congratulations, and what it brings."),
        builder=["add:text"],
        fields={
            "b-1-text": _(
                "<p>{{ firstName }}, you have reached 1000 points: gold. Very few get there.</p><p>What it brings you,"
                " in one sentence.</p>"
            )
        },
        minutes=1,
        cover=2,
        words=_("tier level points congratulations automatic"),
        entering=Entering(_("Gold tier"), "gold"),
    ),
    Template(
        key="update-kickoff",
        title=_("The beta begins"),
        paragraphs=[],
        about=_("By itself to whomever you add to a list, by hand or from a file: what happens now."),
        builder=["add:text", "add:button"],
        fields={
            "b-1-text": _(
                "<p>{{ firstName }}, you are in.</p><ul><li>What you can try, in one sentence.</li><li>How to tell us"
                " what you think.</li><li>Until when.</li></ul>"
            ),
            "b-2-words": _("Begin"),
        },
        needs=_BUTTON,
        minutes=1,
        cover=11,
        words=_("kickoff csv list beta testers automatic"),
        entering=Entering(_("Beta testers")),
    ),
]
