"""Referral links of advocates: who followed one, remembered in the browser, and what came of them (X-14)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from foundation.tenancy import current_workspace_id
from missions.models import Introduction, LinkVisit, Mission, ShortLink
from missions.results import Figure
from programs.models import Advocate, AdvocateStatus
from programs.queries import trying

PLACE = "refer"  # of the short links that bring people in
REMEMBERED = timedelta(days=30)
SHOWN = 50
WHAT = {
    "visitors": _("Different visitors of each day, without robots; who comes back on another day counts again."),
    "sign_ups": _("People who were not known here and confirmed their address after following a link; each once."),
    "members": _("Those of them who are registered members now."),
}


@dataclass(frozen=True)
class Brought:
    """What referral links came to: visitors of days, people who signed up, and members among them."""

    visitors: int = 0
    sign_ups: int = 0
    members: int = 0


@dataclass(frozen=True)
class Introducer:
    """An advocate with what their link came to."""

    advocate: Advocate
    brought: Brought


def brought_by(mission: Mission, advocate: Advocate) -> Brought:
    """What the link of one advocate came to; two queries."""
    return _brought(ShortLink.objects.filter(mission=mission, place=PLACE, advocate=advocate))


def brought_in_all(mission: Mission) -> Sequence[Figure]:
    """What all links of a mission came to, test people left out; two queries."""
    found = _brought(ShortLink.objects.filter(mission=mission, place=PLACE).exclude(advocate__in=trying()))
    return [
        Figure(_("Visitors by link"), found.visitors, WHAT["visitors"]),
        Figure(_("Signed up by link"), found.sign_ups, WHAT["sign_ups"]),
        Figure(_("Members by link"), found.members, WHAT["members"]),
    ]


def introducers(mission: Mission) -> list[Introducer]:
    """Whose links brought the most people, the first fifty of those with any; two queries."""
    links = ShortLink.objects.filter(mission=mission, place=PLACE).exclude(advocate__in=trying())
    rows = links.select_related("advocate").annotate(
        sign_ups=Count("introductions"), members=_members("introductions__")
    )
    found = list(rows.filter(sign_ups__gt=0).order_by("-sign_ups", "-members", "pk")[:SHOWN])
    visits = LinkVisit.objects.filter(link__in=found).order_by().values_list("link").annotate(n=Count("pk"))
    visitors = dict(visits)
    return [Introducer(row.advocate, Brought(visitors.get(row.pk, 0), row.sign_ups, row.members)) for row in found]


def _brought(links: QuerySet[ShortLink]) -> Brought:
    counted = Introduction.objects.filter(link__in=links).aggregate(sign_ups=Count("pk"), members=_members(""))
    return Brought(LinkVisit.objects.filter(link__in=links).count(), counted["sign_ups"], counted["members"])


def _members(to: str) -> Count:
    return Count(f"{to}pk", filter=Q(**{f"{to}advocate__status": AdvocateStatus.ACTIVE}))


def remember_link(response: HttpResponse, link: ShortLink) -> None:
    """Keep in the browser which referral link was followed last, signed, for thirty days."""
    response.set_cookie(
        _cookie(),
        signing.dumps(link.pk, salt=_salt()),
        max_age=int(REMEMBERED.total_seconds()),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def link_followed(request: HttpRequest) -> ShortLink | None:
    """The referral link that this browser followed last, within thirty days."""
    try:
        pk = signing.loads(request.COOKIES.get(_cookie(), ""), salt=_salt(), max_age=REMEMBERED)
    except signing.BadSignature:
        return None
    return ShortLink.objects.filter(pk=pk, place=PLACE).first()


def _salt() -> str:
    return f"missions.introductions:{current_workspace_id()}"


def _cookie() -> str:
    return f"{'__Host-' if settings.SESSION_COOKIE_SECURE else ''}came-by-{current_workspace_id()}"
