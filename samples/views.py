"""Removing the sample by one click."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.doors import staff
from accounts.permissions import Permission
from accounts.requests import StaffRequest
from foundation.addresses import platform_url
from samples.building import NotASample, remove_sample


@staff(can=Permission.MANAGE_WORKSPACE)
@require_POST
def removal(request: StaffRequest) -> HttpResponse:
    """Remove the sample workspace with everything in it."""
    try:
        remove_sample(workspace=request.workspace, now=timezone.now())
    except NotASample:
        raise Http404("not the sample") from None
    messages.success(request, _("The sample workspace is gone."))
    return redirect(platform_url("home"))
