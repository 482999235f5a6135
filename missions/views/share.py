"""The share link: opens the mission and signs nobody in; its panel for staff, with QR code and log (S1-84, S2-155)."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST, require_safe

from accounts.doors import public, staff
from accounts.models import Membership
from accounts.permissions import Permission
from accounts.requests import StaffRequest, WorkspaceRequest
from events.once import once
from missions.models import Mission
from missions.operations.sharing import note_share_visit, renew_share_link, revoke_share_link
from missions.preview import share_path
from missions.sharing import KINDS, mission_of_share, qr_code, share_log, share_url, share_ways
from missions.views.openings import is_followed, visitor_of


@staff(can=Permission.SEE)
@require_GET
def share(request: StaffRequest, pk: int) -> HttpResponse:
    """The link, its QR code, and how often it was opened."""
    mission = get_object_or_404(Mission, pk=pk)
    context = {
        "mission": mission,
        "link": share_url(mission),
        "ways": share_ways(mission) if mission.live_id else [],
        "log": share_log(mission, now=timezone.now()),
        "is_open": mission.share_revoked_at is None,
    }
    return render(request, "missions/console/share.html", context)


@staff(can=Permission.SEE)
@require_GET
def share_code(request: StaffRequest, pk: int, kind: str) -> HttpResponse:
    """The link as a QR code, to keep: "svg" or "png". A link that is revoked has none."""
    mission = get_object_or_404(Mission, pk=pk, share_revoked_at=None)
    if kind not in KINDS:
        raise Http404("no such kind of picture")
    answer = HttpResponse(qr_code(share_url(mission), kind), content_type=KINDS[kind])
    answer.headers["Content-Disposition"] = f'attachment; filename="mission-{pk}.{kind}"'
    return answer


@staff(can=Permission.MANAGE_MISSIONS)
@require_POST
@once
def share_renewal(request: StaffRequest, pk: int) -> HttpResponse:
    """Another link in the place of the former one."""
    renew_share_link(mission=get_object_or_404(Mission, pk=pk), by=request.user, now=timezone.now())
    messages.success(request, _("This is the new link. The former one opens nothing any more."))
    return redirect("console:mission_share", pk=pk)


@staff(can=Permission.MANAGE_MISSIONS)
@require_POST
def share_removal(request: StaffRequest, pk: int) -> HttpResponse:
    """Revoke the link."""
    if revoke_share_link(mission=get_object_or_404(Mission, pk=pk), by=request.user, now=timezone.now()):
        messages.success(request, _("The link opens nothing any more."))
    else:
        messages.info(request, _("The link was revoked already."))
    return redirect("console:mission_share", pk=pk)


@public
@never_cache
@require_safe
def share_link(request: WorkspaceRequest, token: str) -> HttpResponse:
    """Lead to the mission, where who may not see it is told so. A draft is shown to staff only, and nobody else learns
    of it."""
    mission, is_valid = mission_of_share(token)
    is_staff = (
        request.user.is_authenticated
        and Membership.objects.filter(workspace=request.workspace, user=request.user).exists()
    )
    if mission is None or not is_valid:
        return render(request, "missions/public/share_closed.html", {"revoked": mission is not None}, status=410)
    if mission.live_id is None:
        if is_staff:
            return redirect("console:mission_preview", pk=mission.pk)
        return render(request, "missions/public/share_closed.html", {"revoked": False, "soon": True}, status=404)
    if is_followed(request) and not is_staff:
        now = timezone.now()
        about = f"share-{mission.pk}-{mission.share_version}"
        note_share_visit(mission=mission, visitor=visitor_of(request, about, f"{now:%Y-%m-%d}"), now=now)
    return redirect(share_path(mission))
