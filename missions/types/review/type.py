"""A review on one or several sites, each proved and decided by itself (S1-15, S2-37, G-25)."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from missions.types.base import Content, Line, MissionType, Slot
from missions.types.review.sites import belongs, host_of
from missions.types.rights import summary_of

# What a review says whose writer earns something for it, unless staff put it otherwise (B-10).
DISCLOSURE = gettext_lazy("I received a small thank-you for writing this review. The opinion is my own.")


class SubmitReview(MissionType):
    """Lists review sites; a slot for each. A site's number is made once and stays with it, so edits move no slot."""

    def slots(self, content: Content) -> Sequence[Slot]:
        return [Slot(site["number"], site["name"]) for site in content.get("sites", [])]

    def summary(self, content: Content) -> Sequence[Line]:
        lines = [Line(site["name"], site["address"], "link") for site in content.get("sites", [])]
        if content.get("disclosure"):
            lines.append(Line(_("Disclosure"), content["disclosure"]))
        return [*lines, *summary_of(content["rights"])] if content.get("rights") else lines

    def lines(self, content: Content, answers: Content, *, questions: Sequence[Content] = ()) -> Sequence[Line]:
        lines = []
        if link := answers.get("link"):
            lines.append(Line(_("Link to the review"), link, "link", "link"))
            lines += _doubts(content, answers, link)
        if answers.get("file"):
            lines.append(Line(_("Screenshot"), answers["file"], "file", "file"))
        if words := answers.get("disclosed"):
            lines.append(Line(_("Disclosure"), _("They confirm that the review says: “%(words)s”") % {"words": words}))
        if answers.get("text"):
            lines.append(Line(_("Note"), answers["text"], "long", "text"))
        return lines


def site_of(content: Content, number: object) -> Content:
    """The site of a slot, or an empty one when there is none with this number."""
    return next((site for site in content.get("sites", []) if site["number"] == number), {})


def _doubts(content: Content, answers: Content, link: str) -> Sequence[Line]:
    """Say when the link leads somewhere else; it may still be right."""
    site = site_of(content, answers.get("site"))
    if not site or belongs(link, site["address"]):
        return []
    words = {"host": host_of(link), "site": site["name"]}
    return [Line(_("Please look"), _("The link leads to %(host)s, which is not known as %(site)s.") % words)]


TYPE = SubmitReview(
    key="review",
    name=gettext_lazy("Submit review"),
    what=gettext_lazy("A review on G2, TrustRadius, Gartner or another site, proved by a link or a screenshot."),
    best_for=gettext_lazy("Review programs."),
    icon="star",
    minutes=15,
    usual_points=250,
    typical_points=(150, 300),
    paid_each=gettext_lazy("For each site."),
    tips=(
        gettext_lazy("Several sites fit in one mission: each is proved, decided and paid by itself."),
        gettext_lazy("Ask for honesty, not for stars; many sites take down reviews that were paid for."),
    ),
    has_acts=True,
)
