"""Refer a peer, colleague or prospect (S1-17, G-10)."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from missions.types.base import Content, Line, MissionType, Slot
from missions.types.survey.type import line_of
from surveys.questions import extent, shown

MOST = 10


class SubmitReferral(MissionType):
    """A slot for each person referred; the hub shows one more than were sent, up to the limit."""

    def slots(self, content: Content) -> Sequence[Slot]:
        most = content.get("most", MOST)
        return [Slot(number, _("Referral %(number)d") % {"number": number}) for number in range(1, most + 1)]

    def public_slots(self, content: Content) -> Sequence[Slot]:
        return self.slots(content)[:1]

    def promised(self, content: Content) -> Sequence[Slot]:
        """Each further one is promised when it is handed in."""
        return self.slots(content)[:1]

    def summary(self, content: Content) -> Sequence[Line]:
        return [
            Line(_("Referrals"), _("Up to %(most)d from each person") % {"most": content.get("most", MOST)}),
            Line(_("Consent"), content.get("consent", ""), "long"),
            *([Line(_("Questions"), extent(content["questions"]))] if content.get("questions") else []),
        ]

    def lines(self, content: Content, answers: Content, *, questions: Sequence[Content] = ()) -> Sequence[Line]:
        asked = [
            ("name", _("Name"), "text"),
            ("email", _("E-mail"), "text"),
            ("phone", _("Phone"), "text"),
            ("company", _("Company"), "text"),
            ("relation", _("How they know each other"), "text"),
            ("note", _("Note"), "long"),
            ("consent", _("Agreed to"), "long"),
        ]
        told = [Line(label, str(answers[key]), kind, key) for key, label, kind in asked if answers.get(key)]
        return told + [line_of(question, answers) for question in shown(questions, answers)]


TYPE = SubmitReferral(
    key="referral",
    name=gettext_lazy("Submit referral"),
    what=gettext_lazy("Advocates tell you of somebody you should talk to. You follow each one up by stages."),
    best_for=gettext_lazy("Referral programs, new business, finding new members."),
    icon="user-round-plus",
    minutes=5,
    usual_points=250,
    typical_points=(100, 1000),
    paid_each=gettext_lazy("For each referral."),
    tips=(gettext_lazy("Points can wait until the person has come as far as you choose."),),
    has_form=True,
    has_acts=True,
    has_panel=True,
    repeats=False,
)
