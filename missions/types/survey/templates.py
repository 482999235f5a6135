"""Beginnings for surveys."""

from django.utils.translation import gettext_lazy as _

from missions.types.base_templates import Ask, Template, asking

_NPS = asking(
    Ask("nps", _("How likely are you to recommend us to a friend or colleague?")),
    Ask("long_text", _("What is the main reason for your answer?"), optional=True),
    Ask("long_text", _("What is the one thing we should do better?"), optional=True),
)
_ONBOARDING = asking(
    Ask("single_choice", _("How did you find us?"), [
        _("A colleague told me"), _("A search"), _("An event"), _("Social media"), _("Something else"),
    ]),
    Ask("multiple_choice", _("What would you like to do here?"), [
        _("Learn from others"), _("Share my experience"), _("Meet people"), _("Shape the product"), _("Earn rewards"),
    ]),
    Ask("single_choice", _("How much time do you have for us in a month?"), [
        _("A few minutes"), _("About an hour"), _("More than that"),
    ]),
    Ask("long_text", _("Is there anything we should know about you?"), optional=True),
)  # fmt: skip
_ROI = asking(
    Ask("long_text", _("What was the problem before you had us?"), help=_("Two or three sentences are enough.")),
    Ask("long_text", _("What is different now?"), help=_("Numbers are gold: hours, euros, percent, days.")),
    Ask("short_text", _("If you had to put it in one figure, what would it be?"), optional=True),
    Ask("true_false", _("You may quote me with my name and company.")),
)
_FEATURE = asking(
    Ask("rating", _("How do you like the new feature?")),
    Ask("single_choice", _("How often have you used it?"), [
        _("Every day"), _("Once or twice"), _("I have seen it"), _("Not yet"),
    ]),
    Ask("long_text", _("What would make it more useful to you?"), optional=True),
)  # fmt: skip
_EVENT = asking(
    Ask("rating", _("How was the event?")),
    Ask("multiple_choice", _("What was worth your time?"), [
        _("The talks"), _("The workshops"), _("The people"), _("The place"),
    ]),
    Ask("long_text", _("What shall we do differently next time?"), optional=True),
    Ask("true_false", _("I would come again.")),
)  # fmt: skip

TEMPLATES = [
    Template(
        key="survey-nps",
        title=_("How likely are you to recommend us?"),
        paragraphs=[_("Three questions, two minutes. We read every answer, the short ones as well.")],
        builder=_NPS[0],
        fields=_NPS[1],
        settings={"approval": "everyone"},
        points=50,
        minutes=2,
        cover=3,
        words=_("NPS promoter loyalty feedback"),
    ),
    Template(
        key="survey-onboarding",
        title=_("Tell us about you"),
        paragraphs=[_("So that we only ask you for things that fit. You can change your answers whenever you like.")],
        builder=_ONBOARDING[0],
        fields=_ONBOARDING[1],
        settings={"approval": "everyone"},
        points=50,
        minutes=3,
        cover=1,
        words=_("welcome new member interests onboarding profile"),
    ),
    Template(
        key="survey-roi",
        title=_("Tell us about your ROI"),
        paragraphs=[
            _("Teams that decide next week would love to know what came of your decision."),
            _("Estimates are fine. We never publish a figure before you have seen it."),
        ],
        builder=_ROI[0],
        fields=_ROI[1],
        points=150,
        minutes=8,
        cover=6,
        words=_("case study success value figures quote"),
    ),
    Template(
        key="survey-feature",
        title=_("What do you think of the new feature?"),
        paragraphs=[_("You were among the first to see it. Tell us what is good and what is in your way.")],
        builder=_FEATURE[0],
        fields=_FEATURE[1],
        settings={"approval": "everyone"},
        points=75,
        minutes=3,
        cover=11,
        words=_("product feedback beta test release"),
    ),
    Template(
        key="survey-event",
        title=_("How was our event?"),
        paragraphs=[_("Thank you for coming. Tell us while it is fresh.")],
        builder=_EVENT[0],
        fields=_EVENT[1],
        settings={"approval": "everyone"},
        points=50,
        minutes=3,
        cover=8,
        words=_("webinar conference feedback meetup"),
    ),
]
