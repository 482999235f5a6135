"""Taking part without an account: the public page, the address, the code. Nobody learns who is known here (S2-95)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation.trans_real import parse_accept_lang_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.doors import public
from accounts.requests import WorkspaceRequest
from accounts.throttling import TooManyAttempts
from foundation.addresses import absolute
from foundation.tokens import new_token
from missions.arrivals import (
    arrival_of_browser,
    count_arrival,
    count_confirmation_mail,
    remember_arrival,
)
from missions.forms.arrivals import ContactForm
from missions.forms.responses import response_form, sent_files, typed_in
from missions.introductions import link_followed
from missions.models import Arrival, Mission
from missions.operations.arrivals import ask_to_confirm, begin_arrival, change_arrival
from missions.preview import card_of_live
from missions.recurring import cycle_of
from missions.rules import is_public, refusal_to_strangers
from missions.types import TYPES
from missions.types.base import Content, Slot
from missions.types.base_acts import acts_of
from programs.sessions import hub_session_of


@public
@never_cache
@require_http_methods(["GET", "HEAD"])
def mission(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """The page of a mission for anyone. Who is known here is led on, and who has to be is asked to sign in."""
    row = find_launched(pk)
    if not is_public(row) or hub_session_of(request):
        return redirect("hub:mission", pk=pk)
    return show_page(request, row)


def find_launched(pk: int) -> Mission:
    """A mission that was launched once; of a draft nothing is told, not even that it is there."""
    rows = Mission.objects.select_related("activity", "live__form_version", "image", "program")
    return get_object_or_404(rows, pk=pk, live__isnull=False)


def find_open(request: WorkspaceRequest, pk: int) -> tuple[Mission, HttpResponse | None]:
    """A public mission, and the answer when a stranger cannot take part in it now."""
    row = find_launched(pk)
    if not is_public(row):
        raise Http404("not for anyone")
    refused = refusal_to_strangers(row, now=timezone.now(), zone=request.profile.time_zone)
    return row, show_page(request, row) if refused else None


def show_page(
    request: WorkspaceRequest, row: Mission, *, form: Any = None, slot: Slot | None = None, status: int = 200
) -> HttpResponse:
    """The page, with a form that was sent in the place of its fresh one; closed, it says why, with date and zone."""
    refused = refusal_to_strangers(row, now=timezone.now(), zone=request.profile.time_zone)
    begun = arrival_of_browser(request, row.pk)
    slots = first_slots(row)
    shown = slot or (slots[0] if slots else None)
    if form is None and shown is not None and refused is None:
        form = form_of(row, shown, begun=begun if begun and begun.used_at is None else None)
    context = {
        "mission": row,
        "card": card_of_live(row, cycle=cycle_of(row, timezone.now()), language=_reading(request)),
        "refused": refused,
        "slot": shown,
        "panel": acts_of(row.activity.type).public_panel(mission=row),
        "form": None if refused else form,
        "asks": _asks(row),
        "wants_files": form is None and any(_takes_files(form_of(row, slot)) for slot in _slots_of(row)),
        "searchable": row.program.is_searchable and refused is None and row.listed,
        "address": absolute(reverse("public:mission", args=[row.pk])),
        "picture": absolute(reverse("public:mission_picture", args=[row.pk])),
    }
    return render(request, "missions/public/mission.html", context, status=410 if refused else status)


def _reading(request: WorkspaceRequest) -> str:
    """What the stranger's browser asks for first, also where the product itself does not speak it."""
    wished = parse_accept_lang_header(request.headers.get("Accept-Language", ""))
    return wished[0][0] if wished else get_language() or ""


def first_slots(row: Mission) -> list[Slot]:
    """What is filled in on the public page: nothing where a file is wanted, since strangers send no files."""
    slots = list(TYPES[row.activity.type].public_slots(_content_of(row)))
    return [slot for slot in slots if not _takes_files(form_of(row, slot))]


def _content_of(row: Mission) -> Content:
    content: Content = row.live.content.get("type", {}) if row.live else {}
    return content


def _slots_of(row: Mission) -> Sequence[Slot]:
    return TYPES[row.activity.type].slots(_content_of(row))


def _asks(row: Mission) -> bool:
    """Whether there is anything to hand in; an update asks for nothing."""
    return bool(_slots_of(row))


def _takes_files(form: Any) -> bool:
    elsewhere = getattr(form, "is_handed_in_elsewhere", False)
    return bool(elsewhere or any(field.widget.needs_multipart_form for field in form.fields.values()))


def form_of(row: Mission, slot: Slot, *, begun: Arrival | None = None, post: Any = None) -> Any:
    """The form of a slot: empty, as it was typed before in this browser, or as it is sent now."""
    revision = row.live
    assert revision is not None  # noqa: S101  find_launched has seen to it
    return response_form(
        row.activity.type,
        content=revision.content.get("type", {}),
        questions=revision.form_version.questions if revision.form_version else [],
        slot=slot,
        post=post,
        typed=begun.fields if begun and begun.number == slot.number else None,
    )


@public
@require_POST
def answers(request: WorkspaceRequest, pk: int, slot: int) -> HttpResponse:
    """Keep what a stranger filled in, and ask who they are. Too much from one place is told so, and stays typed."""
    row, closed = find_open(request, pk)
    chosen = next((one for one in first_slots(row) if one.number == slot), None)
    if closed or chosen is None:
        return closed or redirect("public:mission", pk=pk)
    form = form_of(row, chosen, post=request.POST)
    if not form.is_valid() or sent_files(form):
        return show_page(request, row, form=form, slot=chosen, status=422)
    try:
        response = redirect("public:confirmation_address", pk=pk)
        _keep(request, response, row, slot, typed_in(request.POST, slot))
    except TooManyAttempts as refused:
        form.add_error(None, _too_many(refused))
        return show_page(request, row, form=form, slot=chosen, status=429)
    return response


def _keep(
    request: WorkspaceRequest, response: HttpResponse, row: Mission, slot: int, fields: dict[str, Any]
) -> Arrival:
    """What this browser typed, in the place of what it had typed; the first time is counted. Raises TooManyAttempts."""
    now, begun = timezone.now(), arrival_of_browser(request, row.pk)
    if begun is not None and begun.used_at is None:
        change_arrival(arrival=begun, slot=slot, fields=fields, now=now)
        return begun
    count_arrival(request, row.pk)
    nonce = new_token()
    remember_arrival(response, row.pk, nonce)
    return begin_arrival(
        mission=row,
        slot=slot,
        fields=fields,
        language=get_language() or "",
        nonce=nonce,
        now=now,
        came_by=link_followed(request),
    )


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def address(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Ask for the address. What follows is the same whether it is known here or not; the rest is in the mail."""
    row, closed = find_open(request, pk)
    begun = arrival_of_browser(request, pk)
    begun = begun if begun and begun.used_at is None else None
    if closed or (begun is None and first_slots(row)) or not _asks(row):
        return closed or redirect("public:mission", pk=pk)
    kept = {"email": begun.email, "name": begun.name} if begun else {}
    form = ContactForm(request.POST or None, initial=kept)
    if form.is_valid() and (response := _ask(request, row, begun, form, timezone.now())):
        return response
    status = 200 if not form.errors else 429 if form.has_error(NON_FIELD_ERRORS, "too many") else 422
    context = {"form": form, "mission": row, "begun": begun, "is_draft": bool(begun and begun.fields)}
    return render(request, "missions/public/address.html", context, status=status)


def _ask(
    request: WorkspaceRequest, row: Mission, begun: Arrival | None, form: ContactForm, now: datetime
) -> HttpResponse | None:
    """Have the mail sent and lead to where its code is typed; None with the reason in the form."""
    response, nonce, email = redirect("public:confirmation", pk=row.pk), new_token(), form.cleaned_data["email"]
    try:
        count_confirmation_mail(request, email)
        begun = begun or _keep(request, response, row, 0, {})
    except TooManyAttempts as refused:
        form.add_error(None, ValidationError(_too_many(refused), code="too many"))
        return None
    ask_to_confirm(arrival=begun, email=email, name=form.cleaned_data["name"], nonce=nonce, now=now)
    remember_arrival(response, row.pk, nonce)
    return response


def _too_many(refused: TooManyAttempts) -> str:
    minutes = -(-refused.wait // 60)
    words = ngettext(
        "Too many have come from your network. What you typed is kept: try again in %(n)s minute.",
        "Too many have come from your network. What you typed is kept: try again in %(n)s minutes.",
        minutes,
    )
    return words % {"n": minutes}
