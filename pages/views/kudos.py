"""Thanks in the hub: to read, to give, to take back, to report, and to want none."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pages.forms.kudos import FindForm, KudosFilter, ReceiverForm, SwitchForm, ThanksForm
from pages.kudos import (
    SHORTEST,
    found_by_name,
    page_before,
    takes_thanks,
    thanks_in_public,
    thanks_received,
    thanks_sent,
)
from pages.models import Kudos
from pages.operations.kudos import ThanksRefused, give_thanks, remove_thanks, report_thanks, want_thanks
from programs.doors import advocate
from programs.models import Advocate
from programs.requests import AdvocateRequest


@advocate
@require_GET
def thanks(request: AdvocateRequest) -> HttpResponse:
    """What members say to each other."""
    _must_be_on(request)
    _reported, before = KudosFilter(request.GET).chosen()
    rows, more = page_before(thanks_in_public(seen_by=request.advocate), before)
    context = {"rows": rows, "next_url": f"?before={more}" if more else "", "takes": takes_thanks(request.advocate)}
    return render(request, "pages/hub/thanks.html", context)


@advocate
@require_GET
def own_thanks(request: AdvocateRequest) -> HttpResponse:
    """What somebody was told, and what they said."""
    _must_be_on(request)
    _reported, before = KudosFilter(request.GET).chosen()
    received, more = page_before(thanks_received(request.advocate), before)
    context = {
        "received": received,
        "next_url": f"?before={more}" if more else "",
        "sent": page_before(thanks_sent(request.advocate), None)[0],
        "takes": takes_thanks(request.advocate),
    }
    return render(request, "pages/hub/thanks_own.html", context)


@advocate
@require_http_methods(["GET", "POST"])
def thanks_new(request: AdvocateRequest) -> HttpResponse:
    """Find a person, and thank them."""
    _must_be_on(request)
    is_sent = request.method == "POST"
    receiver = ReceiverForm(request.POST if is_sent else request.GET, by=request.advocate).receiver()
    form = ThanksForm(request.POST if is_sent else None)
    if is_sent and receiver and form.is_valid():
        is_public, text = form.cleaned_data["seen"] == "public", form.cleaned_data["text"]
        try:
            give_thanks(receiver=receiver, text=text, is_public=is_public, by=request.advocate, now=timezone.now())
        except ThanksRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("%(name)s has your thanks.") % {"name": receiver.name})
            return redirect("hub:thanks" if is_public else "hub:own_thanks")
    if is_sent and receiver is None:
        form.add_error(None, _("This person cannot be thanked here. Choose somebody."))
    context = {"form": form, "receiver": receiver, "is_sent": is_sent, **_sought(request, receiver)}
    return render(request, "pages/hub/thanks_new.html", context, status=422 if is_sent else 200)


def _sought(request: AdvocateRequest, receiver: Advocate | None) -> dict[str, Any]:
    """Whom the words find, while nobody is chosen."""
    find = FindForm(request.GET)
    words = find.cleaned_data["words"].strip() if find.is_valid() else ""
    found = [] if receiver else found_by_name(words, by=request.advocate)
    return {"find": find, "words": words if len(words) >= SHORTEST else "", "found": found}


@advocate
@require_POST
def thanks_removal(request: AdvocateRequest, pk: int) -> HttpResponse:
    """Take back what one sent, or put away what one got."""
    _must_be_on(request)
    row = get_object_or_404(Kudos.objects.filter(removed_at=None), pk=pk)
    if request.advocate.pk not in (row.sender_id, row.receiver_id):
        raise Http404("not hers")
    remove_thanks(kudos=row, by=request.advocate, now=timezone.now())
    messages.success(request, _("Removed. Nobody sees it any more."))
    return redirect("hub:own_thanks")


@advocate
@require_POST
def thanks_report(request: AdvocateRequest, pk: int) -> HttpResponse:
    """Tell the team that something is out of place."""
    _must_be_on(request)
    me = request.advocate
    row = thanks_in_public(seen_by=me).filter(pk=pk).first() or thanks_received(me).filter(pk=pk).first()
    if row is None or row.sender_id == me.pk:
        raise Http404("not seen, or one's own")
    report_thanks(kudos=row, by=me, now=timezone.now())
    messages.success(request, _("Thank you. The team looks at it; you do not see it any more."))
    return redirect("hub:thanks")


@advocate
@require_POST
def thanks_wish(request: AdvocateRequest) -> HttpResponse:
    """Take thanks, or none."""
    _must_be_on(request)
    form = SwitchForm(request.POST)
    wanted = form.is_valid() and form.cleaned_data["on"]
    want_thanks(advocate=request.advocate, wanted=wanted, now=timezone.now())
    messages.success(
        request, _("Others can thank you again.") if wanted else _("Nobody can thank you now, or find you for it.")
    )
    return redirect("hub:own_thanks")


def _must_be_on(request: AdvocateRequest) -> None:
    if not request.profile.kudos:
        raise Http404("thanks are switched off")
