"""Going to where a mission leads: a network, a page. And short links, which others follow."""

from datetime import datetime
from typing import Any

from crawleruseragents import is_crawler
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.doors import public
from accounts.requests import WorkspaceRequest
from accounts.throttling import client_ip
from missions.forms.responses import opening_form
from missions.forms.turns import TurnForm
from missions.introductions import PLACE, remember_link
from missions.models import Mission, ShortLink
from missions.operations.links import note_visit
from missions.operations.openings import open_place
from missions.operations.submissions import MissionClosed
from missions.texts import reading_of, title_of
from missions.types import TYPES
from missions.types.places import content_of, links_of
from missions.views.hub import find_mission, show_mission, zone_of
from programs.doors import advocate
from programs.requests import AdvocateRequest


@advocate(guests=True)
@never_cache
@require_POST
def opening(request: AdvocateRequest, pk: int, place: str) -> HttpResponse:
    """Note that the person goes there and lead on; what is not right yet is said on the mission's page.

    The policy lets no form lead to another site, so this answers with a page that goes on by itself.
    """
    row, now = find_mission(pk), timezone.now()
    form = _form(request, row, place, now)
    if form.chosen or not form.is_valid():
        return show_mission(request, row, opening=form, status=200 if form.chosen else 422)
    try:
        open_place(
            mission=row, advocate=request.advocate, place=place, text=form.text, prepares=form.prepares,
            completes=form.completes, zone=zone_of(request), now=now, turn=TurnForm(request.GET).number(),
        )  # fmt: skip
    except MissionClosed:
        return redirect("hub:mission", pk=pk)
    handover = form.handover()
    answer = render(
        request,
        "missions/hub/handover.html",
        {"mission": row, "title": title_of(row, reading_of(request.advocate)), "handover": handover},
    )
    if handover.at_once:
        answer.headers["Refresh"] = f"0; url={handover.url}"
    return answer


def _form(request: AdvocateRequest, row: Mission, place: str, now: datetime) -> Any:
    entry, content = TYPES[row.activity.type], content_of(row, request.advocate)
    if place not in entry.places(content):
        raise Http404("no such place")
    links = links_of(row, request.advocate, entry.targets(content), now=now)
    return opening_form(entry.key, content=content, place=place, link=links.get(place, ""), post=request.POST)


@public
@never_cache
@require_safe
def short_link(request: WorkspaceRequest, token: str) -> HttpResponse:
    """Lead to the address the link was made for, and nowhere else; people who follow it are counted (ADR 0012)."""
    link = get_object_or_404(ShortLink, token=token)
    now = timezone.now()
    if is_followed(request):
        note_visit(link=link, visitor=visitor_of(request, str(link.pk), f"{now:%Y-%m-%d}"), now=now)
    answer = HttpResponseRedirect(link.target)
    if link.place == PLACE:
        remember_link(answer, link)
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


def is_followed(request: HttpRequest) -> bool:
    """Whether a person follows the link now: no robot, no preview of a message, nothing fetched beforehand."""
    told = request.headers
    agent = told.get("User-Agent", "")
    early = any("prefetch" in told.get(name, "") for name in ("Sec-Purpose", "Purpose", "X-Moz"))
    elsewhere = told.get("Sec-Fetch-Mode", "navigate") != "navigate"
    return request.method == "GET" and bool(agent) and not (early or elsewhere or is_crawler(agent))


def visitor_of(request: HttpRequest, link: str, day: str) -> str:
    """The same for one browser at one link on one day (UTC), and nothing else: a keyed hash, no address."""
    told = f"{client_ip(request)}\n{request.headers.get('User-Agent', '')}"
    return salted_hmac(f"missions.visitor:{link}:{day}", told, algorithm="sha256").hexdigest()[:32]
