"""The personal link in a mail: opening it changes nothing, one button opens the hub (B-15)."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.doors import public
from accounts.requests import WorkspaceRequest
from missions.models import Decision, Mission
from missions.texts import reading_of, title_of
from notifications.links import LinkReading, open_link
from notifications.models import Notice
from notifications.operations.deliveries import mark_opened
from programs.models import COMES_IN
from programs.sessions import hub_session_of, open_hub_session


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def personal_link(request: WorkspaceRequest, token: str) -> HttpResponse:
    """Open the hub as the person the mail was written to: by a POST only, since mail scanners open links."""
    now = timezone.now()
    reading = open_link(token, now)
    mission = _mission_of(reading.notice)
    if not _opens(reading):
        closed = {"mission": mission, "problem": reading.problem}
        return _private(
            render(request, "missions/public/link_closed.html", closed, status=410 if reading.delivery else 404)
        )
    assert reading.advocate is not None and reading.delivery is not None  # noqa: S101, PT018  _opens has seen to it
    if request.method == "POST":
        mark_opened(delivery=reading.delivery, now=now)
        answer = redirect("hub:mission", pk=mission.pk) if mission else redirect("hub:home")
        open_hub_session(request, answer, advocate=reading.advocate, way="link", now=now)
        return _private(answer)
    session = hub_session_of(request)
    context: dict[str, object] = {
        "title": title_of(mission, reading_of(reading.advocate)) if mission else "",
        "person": reading.advocate,
        "somebody_else": session.advocate if session and session.advocate_id != reading.advocate.pk else None,
    }
    return _private(render(request, "missions/public/link.html", context))


def _opens(reading: LinkReading) -> bool:
    """Whether the link lets its person in."""
    person = reading.advocate
    return reading.problem is None and person is not None and person.status in COMES_IN


def _mission_of(notice: Notice | None) -> Mission | None:
    """The mission the mail was about; a draft has no page for advocates."""
    if notice is None:
        return None
    pk = notice.facts.get("mission")
    if "decision" in notice.facts:
        pk = Decision.objects.filter(pk=notice.facts["decision"]).values_list("submission__mission", flat=True).first()
    return Mission.objects.filter(pk=pk).exclude(live=None).first()


def _private(response: HttpResponse) -> HttpResponse:
    """The address is a secret that no page is told. With "no-referrer" browsers send "Origin: null" with its form."""
    response.headers["Referrer-Policy"] = "strict-origin"
    return response
