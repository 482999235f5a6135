"""What somebody agreed to, and taking it back: only with a code typed lately."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from missions.operations.opt_ins import withdraw_opt_in
from missions.queries import opt_ins_of
from programs.doors import advocate
from programs.requests import AdvocateRequest


@advocate(fresh=True)
@require_GET
def opt_ins(request: AdvocateRequest) -> HttpResponse:
    """Each statement in the words that were agreed to, with when."""
    return render(request, "missions/hub/opt_ins.html", {"rows": opt_ins_of(request.advocate)})


@advocate(fresh=True)
@require_POST
def opt_in_withdrawal(request: AdvocateRequest, pk: int) -> HttpResponse:
    """Take a consent back; pressed twice, it happens once."""
    if withdraw_opt_in(advocate=request.advocate, mission_id=pk, now=timezone.now()):
        messages.success(request, _("Taken back. What you had agreed to ends now."))
    return redirect("hub:opt_ins")
