"""Sites where reviews are written: those offered by name, and whether a link leads to the site it should."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy


@dataclass(frozen=True)
class Site:
    """A well-known site. `hosts` are the hosts, with those below them, where its reviews stand."""

    key: str
    name: str
    best_for: str | Promise
    example: str
    hosts: tuple[str, ...]


_SOFTWARE, _TECHNOLOGY = gettext_lazy("Business software"), gettext_lazy("Business technology")
_SITES = [
    Site("g2", "G2", _SOFTWARE, "https://www.g2.com/products/your-product/reviews", ("g2.com",)),
    Site("capterra", "Capterra", _SOFTWARE, "https://www.capterra.com/p/12345/Your-Product/", ("capterra.com",)),
    Site(
        key="trustradius",
        name="TrustRadius",
        best_for=_TECHNOLOGY,
        example="https://www.trustradius.com/products/your-product/reviews",
        hosts=("trustradius.com",),
    ),
    Site(
        key="gartner",
        name="Gartner Peer Insights",
        best_for=gettext_lazy("Enterprise technology"),
        example="https://www.gartner.com/reviews/market/your-market/vendor/your-name",
        hosts=("gartner.com",),
    ),
    Site(
        key="trustpilot",
        name="Trustpilot",
        best_for=gettext_lazy("Shops and services"),
        example="https://www.trustpilot.com/review/your-site.com",
        hosts=("trustpilot.com",),
    ),
    Site(
        key="google",
        name="Google",
        best_for=gettext_lazy("Places and companies"),
        example="https://g.page/r/your-place/review",
        hosts=("google.com", "goo.gl", "g.page", "g.co"),
    ),
    Site(
        key="app_store",
        name="App Store",
        best_for=gettext_lazy("Apps for iPhone and Mac"),
        example="https://apps.apple.com/app/your-app/id123456789",
        hosts=("apps.apple.com", "itunes.apple.com"),
    ),
    Site(
        key="google_play",
        name="Google Play",
        best_for=gettext_lazy("Apps for Android"),
        example="https://play.google.com/store/apps/details?id=com.your.app",
        hosts=("play.google.com",),
    ),
]
KNOWN: dict[str, Site] = {site.key: site for site in _SITES}


def host_of(address: str) -> str:
    """The host of a web address without "www.", or "" where there is none."""
    try:
        host = urlsplit(address).hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.")


def belongs(link: str, address: str) -> bool:
    """Whether a link leads to the site at this address, or to another address that this site is known to use."""
    host, home = host_of(link), host_of(address)
    homes = {home, *(known for site in KNOWN.values() if _below(home, site.hosts) for known in site.hosts)}
    return _below(host, tuple(homes))


def _below(host: str, hosts: tuple[str, ...]) -> bool:
    return any(host == other or host.endswith(f".{other}") for other in hosts if other)
