"""What advocates keep about themselves: name, language, time zone, address, and the browsers they are signed in."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from foundation.tokens import new_token
from programs.doors import advocate
from programs.forms.hub import CodeForm, NewAddressForm, ProfileForm
from programs.models import HubSession
from programs.operations.own_address import change_own_address
from programs.operations.people import IdentityTaken
from programs.operations.sign_in import RequestClosed, ask_to_change_address, end_other_sessions, end_session
from programs.requests import AdvocateRequest
from programs.sessions import forget_hub_session, open_sessions_of
from programs.sign_in import (
    Asked,
    CodesUsedUp,
    address_change_of_browser,
    asked_by,
    code_is_right,
    count_mail,
    forget_asked,
    masked,
    remember_asked,
)


def profile_context(request: AdvocateRequest, form: ProfileForm) -> dict[str, object]:
    """What the profile page shows, for whoever adds to it from a higher floor."""
    return {
        "form": form,
        "sessions": list(open_sessions_of(request.advocate, now=timezone.now())),
        "this_session": request.hub_session,
    }


@advocate
@require_POST
def session_end(request: AdvocateRequest, pk: int) -> HttpResponse:
    """Sign out in one browser; in this one it is the ordinary way out."""
    session = get_object_or_404(HubSession, pk=pk, advocate=request.advocate)
    end_session(session=session, now=timezone.now())
    if session.pk == request.hub_session.pk:
        response = redirect("hub:sign_in")
        forget_hub_session(response)
        return response
    messages.success(request, _("Signed out there."))
    return redirect("hub:profile")


@advocate
@require_POST
def other_sessions_end(request: AdvocateRequest) -> HttpResponse:
    """Sign out everywhere but here."""
    ended = end_other_sessions(advocate=request.advocate, keep=request.hub_session, now=timezone.now())
    if ended:
        messages.success(request, _("Signed out everywhere else."))
    return redirect("hub:profile")


@advocate(fresh=True)
@never_cache
@require_http_methods(["GET", "POST"])
def address(request: AdvocateRequest) -> HttpResponse:
    """Ask for another address; nothing changes until the code sent to it comes back."""
    form = NewAddressForm(request.POST or None, advocate=request.advocate)
    if not form.is_valid():
        return render(request, "programs/hub/address.html", {"form": form}, status=422 if form.errors else 200)
    asked = Asked(new_token(), form.cleaned_data["email"], "")
    count_mail(request, asked.email)
    ask_to_change_address(advocate=request.advocate, email=asked.email, nonce=asked.nonce, now=timezone.now())
    response = redirect("hub:address_code")
    remember_asked(response, asked, about="address")
    return response


@advocate(fresh=True)
@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "POST"])
def address_code(request: AdvocateRequest) -> HttpResponse:
    """Take the code sent to the new address, and change to it."""
    asked = asked_by(request, about="address")
    if asked is None:
        return redirect("hub:address")
    form = CodeForm(request.POST or None)
    if form.is_valid() and (answer := _change(request, form, asked)):
        forget_asked(answer, about="address")
        return answer
    context = {"form": form, "sent_to": asked.email}
    return render(request, "programs/hub/address_code.html", context, status=422 if form.errors else 200)


def _change(request: AdvocateRequest, form: CodeForm, asked: Asked) -> HttpResponse | None:
    """Where a code leads to; None when the form says that it is the wrong one."""
    row = address_change_of_browser(asked.nonce_hash, advocate=request.advocate)
    try:
        if not code_is_right(request, form.cleaned_data["code"], row=row, nonce_hash=asked.nonce_hash) or row is None:
            form.add_error("code", _("This is not the code. Look at the newest mail at your new address."))
            return None
        change_own_address(change_id=row.pk, session=request.hub_session, now=timezone.now())
    except CodesUsedUp:
        messages.error(request, _("That was the fifth wrong code, so it has ended. Begin again."))
    except RequestClosed:
        messages.error(request, _("This code has ended. Begin again."))
    except IdentityTaken:
        messages.error(
            request, _("Somebody here has this address already. If it is you, write to us and we join the two.")
        )
    else:
        messages.success(request, _("Your address is now %(email)s.") % {"email": masked(asked.email)})
        return redirect("hub:profile")
    return redirect("hub:address")
