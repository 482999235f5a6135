"""The hub's door: ask for a link and a code, use one of them, go out again."""

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts.doors import public
from accounts.requests import WorkspaceRequest
from foundation.tokens import new_token
from programs.doors import advocate
from programs.forms.hub import CodeForm, EmailForm
from programs.models import SignInRequest
from programs.operations.sign_in import (
    NotActive,
    RequestClosed,
    ask_to_sign_in,
    end_session,
    use_sign_in_request,
)
from programs.requests import AdvocateRequest
from programs.sessions import forget_hub_session, hub_session_of, is_session, keep_hub_session, open_hub_session
from programs.sign_in import (
    LASTS,
    Asked,
    CodesUsedUp,
    asked_by,
    code_is_right,
    count_mail,
    forget_asked,
    is_open,
    masked,
    remember_asked,
    request_of_browser,
    request_of_link,
    safe_next,
    session_token,
)

type View[**P] = Callable[P, HttpResponse]


class HttpResponseSeeOther(HttpResponseRedirect):
    """To another page, by GET, whatever this one was asked with."""

    status_code = 303


def with_secret_address[**P](view: View[P]) -> View[P]:
    """For a page whose address signs somebody in: it is kept nowhere, and no other page is told of it.

    Not "no-referrer": browsers would then send "Origin: null" with the page's own form, which the check against
    forged requests refuses. Of "strict-origin" others see our host's name only.
    """

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        response = never_cache(view)(*args, **kwargs)
        response.headers["Referrer-Policy"] = "strict-origin"
        return response

    return guarded


@public
@never_cache
@require_http_methods(["GET", "POST"])
def sign_in(request: WorkspaceRequest) -> HttpResponse:
    """Ask for the address. Whether it is known here shows in nothing that follows; the rest is in the mail."""
    if request.method == "GET" and hub_session_of(request):
        return redirect(safe_next(request, request.GET.get("next", "")) or "hub:home")
    form = EmailForm(request.POST or None, initial={"next": request.GET.get("next", "")})
    if not form.is_valid():
        return render(request, "programs/hub/sign_in.html", {"form": form}, status=422 if form.errors else 200)
    asked = Asked(new_token(), form.cleaned_data["email"], safe_next(request, form.cleaned_data["next"]))
    return ask_for_mail(request, asked)


@public
@require_POST
def another_mail(request: WorkspaceRequest) -> HttpResponse:
    """Send link and code once more to the address that was typed; the earlier ones stop working."""
    asked = asked_by(request)
    if asked is None:
        return redirect("hub:sign_in")
    messages.success(
        request, _("If the address is right, another mail is on its way. The earlier one no longer works.")
    )
    return ask_for_mail(request, Asked(new_token(), asked.email, asked.next_path))


def ask_for_mail(request: WorkspaceRequest, asked: Asked) -> HttpResponse:
    """Have the mail sent and lead to where its code is typed. Raises TooManyAttempts."""
    count_mail(request, asked.email)
    ask_to_sign_in(email=asked.email, nonce=asked.nonce, next_path=asked.next_path, now=timezone.now())
    response = redirect("hub:sign_in_code")
    remember_asked(response, asked)
    return response


@public
@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "POST"])
def code(request: WorkspaceRequest) -> HttpResponse:
    """Take the six digits in the browser that asked for them."""
    asked = asked_by(request)
    if asked is None:
        return redirect("hub:sign_in")
    form = CodeForm(request.POST or None)
    if form.is_valid():
        row = request_of_browser(asked.nonce_hash)
        answer = _try_code(request, form, row=row, nonce_hash=asked.nonce_hash)
        if row is not None and answer is None and not form.errors:
            answer = _open(request, row, nonce=asked.nonce)
        if answer is not None:
            return answer
    context = {"form": form, "sent_to": masked(asked.email)}
    return render(request, "programs/hub/code.html", context, status=422 if form.errors else 200)


@public
@with_secret_address
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_link(request: WorkspaceRequest, token: str) -> HttpResponse:
    """The link of the mail: one button in the browser that asked, the mail's code in any other.

    Opening it changes nothing, so programs that read mail may open it as often as they like.
    """
    row = request_of_link(token, now=timezone.now())
    if row is None:
        return render(request, "programs/hub/link_closed.html", status=404)
    asked = asked_by(request)
    nonce = asked.nonce if asked and asked.nonce_hash == row.nonce_hash else ""
    if not is_open(row, now=timezone.now()):
        return _closed(request, row, nonce=nonce)
    form = CodeForm(request.POST or None) if not nonce else None
    if request.method == "POST":
        answer = _answer_link(request, row, form=form, nonce=nonce)
        if answer is not None:
            return answer
    context = {"form": form, "person": row.advocate.name or masked(row.advocate.email or "")}
    return render(request, "programs/hub/link.html", context, status=422 if form and form.errors else 200)


def _answer_link(
    request: WorkspaceRequest, row: SignInRequest, *, form: CodeForm | None, nonce: str
) -> HttpResponse | None:
    """What pressing the button comes to; None when the form has something to say."""
    if form is not None:
        if not form.is_valid():
            return None
        answer = _try_code(request, form, row=row, nonce_hash=row.nonce_hash)
        if answer is not None or form.errors:
            return answer
    return _open(request, row, nonce=nonce)


def _try_code(
    request: WorkspaceRequest, form: CodeForm, *, row: SignInRequest | None, nonce_hash: str
) -> HttpResponse | None:
    """Compare the code: an error in the form when it is wrong, the way back to the beginning after the fifth."""
    try:
        if not code_is_right(request, form.cleaned_data["code"], row=row, nonce_hash=nonce_hash):
            form.add_error("code", _("This is not the code. Look at the newest mail we sent you."))
    except CodesUsedUp:
        messages.error(request, _("That was the fifth wrong code, so it has ended. Ask for a new one."))
        response = redirect("hub:sign_in")
        forget_asked(response)
        return response
    return None


def _open(request: WorkspaceRequest, row: SignInRequest, *, nonce: str) -> HttpResponse:
    """Use the request up and open the hub, once; pressed twice in one browser, the second leads to the same session."""
    now = timezone.now()
    try:
        person = use_sign_in_request(request_id=row.pk, now=now)
    except NotActive:
        context = {"status": row.advocate.status, "contact": request.profile.reply_to}
        return render(request, "programs/hub/not_active.html", context, status=403)
    except RequestClosed:
        return _closed(request, row, nonce=nonce)
    response = _see_hub(row)
    open_hub_session(request, response, advocate=person, way="code", now=now, token=session_token(row, nonce))
    return response


def _closed(request: WorkspaceRequest, row: SignInRequest, *, nonce: str) -> HttpResponse:
    """Say why the link no longer works; but into the hub when it was this browser, or this person, who used it."""
    token = session_token(row, nonce)
    if request.method == "POST" and token and is_session(token, of=row.advocate):
        response = _see_hub(row)
        keep_hub_session(request, response, token)
        return response
    session = hub_session_of(request)
    if session is not None and session.advocate_id == row.advocate_id:
        return _see_hub(row)
    row.refresh_from_db(fields=["used_at", "expires_at"])
    context = {"was_used": row.used_at is not None, "is_late": row.asked_at + LASTS <= timezone.now()}
    return render(request, "programs/hub/link_closed.html", context, status=410)


def _see_hub(row: SignInRequest) -> HttpResponse:
    """Lead on to a clean address."""
    response = HttpResponseSeeOther(row.next_path or reverse("hub:home"))
    forget_asked(response)
    return response


@advocate
@never_cache
@require_http_methods(["GET", "POST"])
def confirmation(request: AdvocateRequest) -> HttpResponse:
    """Have somebody who came by a link, or a while ago, show by a code that it is them."""
    next_path = safe_next(request, request.GET.get("next", ""))
    if request.method == "POST" and request.advocate.email:
        return ask_for_mail(request, Asked(new_token(), request.advocate.email, next_path))
    context = {"sent_to": masked(request.advocate.email) if request.advocate.email else ""}
    return render(request, "programs/hub/confirmation.html", context)


@public
@require_POST
def sign_out(request: WorkspaceRequest) -> HttpResponse:
    """Close the hub in this browser, also for somebody else who finds it open."""
    session = hub_session_of(request)
    if session is not None:
        end_session(session=session, now=timezone.now())
        messages.success(request, _("You are signed out."))
    response = redirect(reverse("hub:sign_in"))
    forget_hub_session(response)
    return response
