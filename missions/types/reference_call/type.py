"""Take a call with a prospect; who is asked, is asked by staff from the reference pool (S2-41)."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from missions.types.base import Content, Effort, Line, MissionType, Slot

MOST_CALLS = 200  # of one person in one mission; a bound for addresses


class ReferenceCallType(MissionType):
    """A slot for each call that somebody was asked to take; what is handed in is her word that it took place."""

    def slots(self, content: Content) -> Sequence[Slot]:
        return [Slot(number, _("Call %(number)d") % {"number": number}) for number in range(1, MOST_CALLS + 1)]

    def promised(self, content: Content) -> Sequence[Slot]:
        """Each further call is promised when it is handed in."""
        return self.slots(content)[:1]

    def summary(self, content: Content) -> Sequence[Line]:
        words = {"rest": content.get("rest_days", 0), "days": content.get("days_to_answer", 0)}
        return [
            Line(_("Rest"), _("Nobody is asked again within %(rest)s days.") % words),
            Line(_("Answer"), _("They have %(days)s days to answer.") % words),
        ]

    def lines(self, content: Content, answers: Content, *, questions: Sequence[Content] = ()) -> Sequence[Line]:
        said = answers.get("text")
        return [Line(_("How it went"), said, "long", "text")] if said else [Line(_("Call"), _("It took place."))]


TYPE = ReferenceCallType(
    key="reference_call",
    name=gettext_lazy("Reference call"),
    what=gettext_lazy("You ask somebody of the reference pool to talk with a prospect, at a time that suits both."),
    best_for=gettext_lazy("Deals that wait for a word from a customer."),
    icon="phone-call",
    minutes=30,
    usual_points=300,
    typical_points=(200, 500),
    effort=Effort.MEDIUM,
    paid_each=gettext_lazy("For each call."),
    tips=(gettext_lazy("One of the most valuable asks: thank people generously."),),
    has_acts=True,
    has_panel=True,
    usual={"listed": "", "notify": "no"},
    repeats=False,
)
