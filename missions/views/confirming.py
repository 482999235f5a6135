"""Proving the address with which somebody takes part: by the code, or by the link of the mail."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.doors import public
from accounts.requests import WorkspaceRequest
from missions.arrivals import arrival_of_browser, arrival_of_link, nonce_of
from missions.models import Arrival
from missions.operations.arrivals import Confirmed, confirm_arrival
from missions.types import TYPES
from missions.types.base import Line
from missions.views.taking_part import find_launched, first_slots, form_of
from programs.forms.hub import CodeForm
from programs.models import GUESTS
from programs.operations.sign_in import NotActive, RequestClosed
from programs.sessions import is_session, keep_hub_session, open_hub_session
from programs.sign_in import CodesUsedUp, code_is_right, is_open, masked, session_token
from programs.views.hub import HttpResponseSeeOther, with_secret_address


@public
@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def confirmation(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Take the six digits in the browser that asked for them."""
    row = arrival_of_browser(request, pk)
    if row is None or not (row.email or row.used_at):
        find_launched(pk)
        return redirect("public:mission", pk=pk)
    form = CodeForm(request.POST or None)
    if row.used_at or (form.is_valid() and _try_code(request, form, row)):
        return _open(request, row, nonce=nonce_of(request, pk))
    context = {"form": form, "mission": row.mission, "sent_to": masked(row.email)}
    return render(request, "missions/public/confirmation.html", context, status=422 if form.errors else 200)


@public
@with_secret_address
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def confirmation_link(request: WorkspaceRequest, token: str) -> HttpResponse:
    """The link of the mail: a button in the browser that asked, the mail's code in any other. A GET changes nothing."""
    row = arrival_of_link(token, now=timezone.now())
    if row is None:
        return _closed(request, None)
    here = arrival_of_browser(request, row.mission_id)
    nonce = nonce_of(request, row.mission_id) if here and here.pk == row.pk else ""
    if not is_open(row, now=timezone.now()):
        return _open(request, row, nonce=nonce) if nonce and row.used_at else _closed(request, row)
    form = None if nonce else CodeForm(request.POST or None)
    if request.method == "POST" and (form is None or (form.is_valid() and _try_code(request, form, row))):
        return _open(request, row, nonce=nonce)
    # Elsewhere it may be somebody else who filled it in: what would be sent in one's name is shown first.
    context = {"form": form, "mission": row.mission, "sent_to": masked(row.email), "lines": _lines(row)}
    return render(
        request, "missions/public/confirmation_link.html", context, status=422 if form and form.errors else 200
    )


def _try_code(request: WorkspaceRequest, form: CodeForm, row: Arrival) -> bool:
    """Whether the code is right; else the form says so, and after the fifth that another mail is needed."""
    try:
        if is_open(row, now=timezone.now()) and code_is_right(
            request, form.cleaned_data["code"], row=row, nonce_hash=row.nonce_hash
        ):
            return True
        form.add_error("code", _("This is not the code, or its time is over. Look at the newest mail we sent you."))
    except CodesUsedUp:
        form.add_error("code", _("That was the fifth wrong code, so it has ended. Have another mail sent."))
    return False


def _open(request: WorkspaceRequest, row: Arrival, *, nonce: str) -> HttpResponse:
    """Confirm and lead to the mission as the person it is now; pressed twice in one browser, it happens once."""
    now, token = timezone.now(), session_token(row, nonce)
    if row.used_at and row.advocate and token and is_session(token, of=row.advocate):
        response = HttpResponseSeeOther(reverse("hub:mission", args=[row.mission_id]))
        keep_hub_session(request, response, token)
        return response
    try:
        done = confirm_arrival(
            arrival_id=row.pk, answers=_answers(row), fields=row.fields, zone=request.profile.time_zone, now=now
        )
    except NotActive:
        context = {"status": "suspended", "contact": request.profile.reply_to}
        return render(request, "programs/hub/not_active.html", context, status=403)
    except RequestClosed:
        return _closed(request, row)
    _say(request, done)
    response = HttpResponseSeeOther(_next_page(row, done))
    open_hub_session(request, response, advocate=done.advocate, way="code", now=now, token=token)
    return response


def _answers(row: Arrival) -> dict[str, Any] | None:
    """What was typed, read anew by the form it was typed into; None when there is more to do, or it fits no more."""
    mission = find_launched(row.mission_id)
    mission.live = row.revision
    slot = next((one for one in first_slots(mission) if one.number == row.number), None)
    form = form_of(mission, slot, post=row.fields) if slot else None
    if form is None or not form.is_valid():
        return None
    found: dict[str, Any] = form.answers()
    return found


def _next_page(row: Arrival, done: Confirmed) -> str:
    """A guest who is done is asked to join; whoever has more to do goes on at the mission."""
    if done.outcome != "kept" and done.advocate.status in GUESTS:
        return reverse("hub:guest")
    return reverse("hub:mission", args=[row.mission_id])


def _lines(row: Arrival) -> Sequence[Line]:
    """What was filled in, as people read it."""
    answers, version = _answers(row), row.revision.form_version
    if not answers:
        return ()
    questions = version.questions if version else []
    return TYPES[row.mission.activity.type].lines(row.revision.content.get("type", {}), answers, questions=questions)


def _say(request: WorkspaceRequest, done: Confirmed) -> None:
    if done.outcome == "sent":
        messages.success(request, _("Thank you! Your address is confirmed, and it is sent."))
    elif done.outcome == "before":
        messages.info(request, _("You have sent this already. What you sent first counts."))
    elif done.reason:
        messages.warning(request, _("Your address is confirmed. %(reason)s") % {"reason": done.reason})
    else:
        messages.success(request, _("Your address is confirmed. Now you can go on."))


def _closed(request: WorkspaceRequest, row: Arrival | None) -> HttpResponse:
    context = {"mission": row.mission if row else None, "was_used": bool(row and row.used_at)}
    return render(request, "missions/public/confirmation_closed.html", context, status=410 if row else 404)
