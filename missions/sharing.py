"""The share link of a mission: its address, as a QR code, and how often it was opened."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from io import BytesIO

import segno
from django.db.models import Count, Sum
from django.urls import reverse

from foundation.addresses import absolute
from foundation.tokens import BadToken, read_signed, sign
from missions.models import Mission, ShareVisit
from missions.types.social_post.networks import address_to_post, network_of, whole_text

PURPOSE = "missions.share"
# The word is signed over the mission and the link's version only, so that it stays the same: its time says nothing.
ALWAYS = datetime.fromisoformat("1970-01-01T00:00:00+00:00")
DAYS = 30
WAYS = ("email", "whatsapp", "linkedin", "x", "facebook")
KINDS = {"svg": "image/svg+xml", "png": "image/png"}


def share_url(mission: Mission) -> str:
    """The link in full, such as https://example.org/acme/go/0-c-1.x3…/; the same until it is renewed."""
    return absolute(reverse("public:share_link", args=[share_token(mission)]))


def share_token(mission: Mission) -> str:
    """The word of the link that is in force now."""
    return sign(mission.pk, mission.share_version, purpose=PURPOSE, now=ALWAYS)


def mission_of_share(token: str) -> tuple[Mission | None, bool]:
    """The mission of a link and whether the link is in force; no mission for a word that is none of ours."""
    try:
        pk, version = read_signed(token, purpose=PURPOSE, now=ALWAYS)
    except (BadToken, ValueError):
        return None, False
    mission = Mission.objects.filter(pk=pk).first()
    if mission is None:
        return None, False
    return mission, version == mission.share_version and mission.share_revoked_at is None


@dataclass(frozen=True)
class Way:
    """A place where staff pass the link on, with title and link filled in where it takes them."""

    name: str
    icon: str
    url: str


def share_ways(mission: Mission) -> list[Way]:
    """By mail, by message and on networks (S3-98)."""
    link = share_url(mission)
    return [
        Way(
            str(network.name),
            network.icon,
            address_to_post(network, text=whole_text(network, mission.title, link), link=link, own=""),
        )
        for network in map(network_of, WAYS)
    ]


def qr_code(url: str, kind: str) -> bytes:
    """The link as a QR code: "svg" for print in any size, "png" with 10 pixels a module; a quarter may be damaged."""
    code, out = segno.make(url, error="q", micro=False), BytesIO()
    code.save(out, kind=kind, scale=10, border=4, light="white")
    return out.getvalue()


@dataclass(frozen=True)
class Opened:
    """How often the link was opened on a day (UTC), and by how many visitors."""

    on: date
    times: int
    people: int


@dataclass(frozen=True)
class ShareLog:
    """The openings of the link in force: in all, and of the last thirty days the days that have any, newest first."""

    times: int
    people: int
    days: Sequence[Opened]


def share_log(mission: Mission, *, now: datetime) -> ShareLog:
    """Visitors are counted anew each day; robots and previews of messages are not counted. Two queries."""
    rows = ShareVisit.objects.filter(mission=mission, version=mission.share_version)
    found = rows.aggregate(times=Sum("count", default=0), people=Count("pk"))
    since = now.date() - timedelta(days=DAYS)
    by_day = rows.filter(visited_on__gt=since).values_list("visited_on").order_by("-visited_on")
    days = by_day.annotate(times=Sum("count"), people=Count("pk"))
    return ShareLog(found["times"], found["people"], [Opened(*row) for row in days])
