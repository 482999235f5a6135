"""The kinds of question: how each is asked, what of an answer is kept as JSON, and how one answer reads.

How many answers are told together is in `surveys.tallies`. Adding a kind is a class and a line here, and a line there.
"""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from surveys.kinds.base import ANSWERED, Kind, Question
from surveys.kinds.choices import Consent, Matrix, MultipleChoice, Ranking, SingleChoice, TrueFalse
from surveys.kinds.scales import NPS_SCORES, RATINGS, Nps, Rating
from surveys.kinds.words import Day, Email, LongText, Number, Phone, ShortText, Upload

__all__ = ["ANSWERED", "KINDS", "NPS_SCORES", "RATINGS", "Kind", "Question"]

_KINDS: Sequence[Kind] = [
    ShortText("short_text", _("Short text"), _("One line: a name, a job title"), "text-cursor-input", 15),
    LongText("long_text", _("Long text"), _("Several lines: a story, a reason"), "text-align-start", 60),
    SingleChoice("single_choice", _("Single choice"), _("One of your options"), "circle-dot", 10),
    MultipleChoice("multiple_choice", _("Multiple choice"), _("Any of your options"), "list-checks", 15),
    TrueFalse("true_false", _("True or false"), _("A statement that holds or not"), "toggle-left", 8),
    Nps("nps", _("NPS"), _("How likely to recommend, 0 to 10"), "gauge", 10),
    Rating("rating", _("Rating"), _("One to five stars"), "star", 8),
    Day("date", _("Date"), _("A day in the calendar"), "calendar-days", 10),
    Number("number", _("Number"), _("An amount, a size, a count"), "hash", 10),
    Email("email", _("E-mail"), _("An e-mail address"), "mail", 15),
    Phone("phone", _("Phone"), _("A number with its country code"), "phone", 15),
    Upload("file", _("File"), _("A picture or PDF"), "paperclip", 30),
    Consent("consent", _("Consent"), _("A box to tick, under your words"), "square-check-big", 10),
    Ranking("ranking", _("Ranking"), _("Your options, in their order"), "list-ordered", 30),
    Matrix("matrix", _("Table"), _("One of your options for each row"), "table", 40),
]
KINDS: dict[str, Kind] = {kind.key: kind for kind in _KINDS}
