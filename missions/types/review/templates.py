"""Beginnings for reviews."""

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from missions.types.base_templates import Need, Template

_PAGE = _("The address of your page on {site}")


def _need(number: int, site: str, example: str) -> dict[str, Need]:
    return {f"site-{number}-address": Need(format_lazy(_PAGE, site=site), example)}


_G2 = _need(1, "G2", "https://www.g2.com/products/example/reviews")

TEMPLATES = [
    Template(
        key="review-g2",
        title=_("Share your G2 review"),
        paragraphs=[
            _("Two or three honest sentences are enough. What works, what does not: both help the next team."),
            _("Sign in with your work address or LinkedIn, so that your review counts as verified."),
        ],
        builder=["add:g2"],
        needs=_G2,
        cover=2,
        words=_("software stars rating testimonial"),
    ),
    Template(
        key="review-two-sites",
        title=_("Review us where you like best"),
        paragraphs=[
            _("Choose the site you trust, or write on both: each one counts for itself."),
            _("Please use your own words on each; sites take down reviews that read the same."),
        ],
        builder=["add:g2", "add:trustradius"],
        needs=_G2 | _need(2, "TrustRadius", "https://www.trustradius.com/products/example/reviews"),
        minutes=20,
        cover=5,
        words=_("G2 TrustRadius Gartner Capterra several"),
    ),
    Template(
        key="review-google",
        title=_("Leave us a Google review"),
        paragraphs=[
            _("Neighbours look there first. A star and one sentence about your visit help more than you think."),
        ],
        builder=["add:google"],
        needs=_need(1, "Google", "https://g.page/r/example/review"),
        points=150,
        minutes=5,
        cover=7,
        words=_("shop place restaurant local Maps"),
    ),
    Template(
        key="review-app-store",
        title=_("Rate our app"),
        paragraphs=[
            _("Tell others in the App Store what the app does for you, and what you still miss."),
        ],
        builder=["add:app_store"],
        needs=_need(1, "App Store", "https://apps.apple.com/app/example/id123456789"),
        points=150,
        minutes=4,
        cover=9,
        words=_("mobile phone iPhone rating stars"),
    ),
]
