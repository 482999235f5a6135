"""A post that advocates share on networks, in their own words (S1-13, S2-39, S3-67, S3-68)."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from missions.types.base import Content, Effort, Line, MissionType
from missions.types.campaigns import with_campaign
from missions.types.review.sites import host_of
from missions.types.rights import summary_of
from missions.types.social_post.networks import Network, network_of
from missions.types.social_post.words import missing_words, required_words


class SocialPost(MissionType):
    """Names networks; a place for each. That somebody opened one and that a post was shown are two things."""

    def places(self, content: Content) -> Sequence[str]:
        return [str(row["number"]) for row in content.get("networks", [])]

    def targets(self, content: Content) -> Mapping[str, str]:
        link, campaign = str(content.get("link", "")), str(content.get("campaign", ""))
        if not link or not content.get("tracked"):
            return {}
        sources = {str(row["number"]): str(row["network"]) for row in content.get("networks", [])}
        return {place: with_campaign(link, campaign=campaign, source=source) for place, source in sources.items()}

    def summary(self, content: Content) -> Sequence[Line]:
        names = ", ".join(str(row["name"]) for row in content.get("networks", []))
        words = " ".join(required_words(content))
        lines = [Line(_("Networks"), names), Line(_("Share link"), content.get("link", ""), "link")]
        if content.get("tracked") and content.get("campaign"):
            lines.append(Line(_("Campaign name"), content["campaign"]))
        if words:
            lines.append(Line(_("Must be in the post"), words))
        return [*lines, *summary_of(content["rights"])] if content.get("rights") else lines

    def lines(self, content: Content, answers: Content, *, questions: Sequence[Content] = ()) -> Sequence[Line]:
        row = row_of(content, answers.get("network"))
        lines = [Line(_("Network"), str(row["name"]))] if row else []
        if link := answers.get("link"):
            lines.append(Line(_("Link to the post"), link, "link", "link"))
            lines += _doubts(network_of(row.get("network")), link) if row else []
        if answers.get("file"):
            lines.append(Line(_("Screenshot"), answers["file"], "file", "file"))
        if text := answers.get("text"):
            lines += [Line(_("The words of the post, as they gave them"), text, "long", "text"), *_found(content, text)]
        return lines or [Line(_("Proof"), _("None asked: they say it is done."))]


def row_of(content: Content, number: object) -> Content:
    """The network of a place, the only one when nothing is said, or an empty one when there is none."""
    rows = content.get("networks", [])
    if len(rows) == 1 and not number:
        return dict(rows[0])
    return next((row for row in rows if str(row["number"]) == str(number)), {})


def _doubts(network: Network, link: str) -> Sequence[Line]:
    """Say when the link leads somewhere else; it may still be right."""
    host = host_of(link)
    if not network.hosts or any(host == known or host.endswith(f".{known}") for known in network.hosts):
        return []
    words = {"host": host, "network": network.name}
    return [Line(_("Please look"), _("The link leads to %(host)s, which is not known as %(network)s.") % words)]


def _found(content: Content, text: str) -> Sequence[Line]:
    """Whether the words given have what a post must have; the post itself nobody has read."""
    required = required_words(content)
    if not required:
        return []
    missing = missing_words(text, required)
    told = _("Missing in these words: %(words)s") if missing else _("Found in these words: %(words)s")
    return [Line(_("Must be in the post"), told % {"words": " ".join(missing or required)})]


TYPE = SocialPost(
    key="social_post",
    name=gettext_lazy("Social post"),
    what=gettext_lazy("A post on LinkedIn, X, Facebook or another network, with your link and texts to start from."),
    best_for=gettext_lazy("Launches, events and news that should travel."),
    icon="share-2",
    minutes=3,
    usual_points=50,
    typical_points=(25, 100),
    effort=Effort.MEDIUM,
    tips=(
        gettext_lazy("Give several texts: posts that read the same are seen by fewer people."),
        gettext_lazy("Who earns something for a post has to say so; the disclosure is checked."),
    ),
    has_acts=True,
    has_panel=True,
)
