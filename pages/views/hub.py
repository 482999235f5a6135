"""The hub's pages that show several apps: the statement with what is pending, the profile with what mail to get."""

from django.contrib import messages
from django.db.models import Sum
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from files.operations import FileRefused
from foundation.languages import language_of
from missions.models import Submission
from missions.states import SubmissionState
from notifications.operations.preferences import CannotBeRefused, set_preference
from notifications.queries import preferences
from programs.doors import advocate
from programs.forms.hub import PhotoForm, ProfileForm
from programs.operations.own_profile import change_own_profile, set_photo
from programs.requests import AdvocateRequest
from programs.sessions import is_fresh
from programs.views.hub_profile import profile_context
from rewards.queries import balance_of, grants_of, has_offers, statement_of, way_of
from rewards.standings import leaderboard

PAGE, GRANTS = 30, 50


@advocate
@require_GET
def points(request: AdvocateRequest) -> HttpResponse:
    """Balance, what is pending apart from it, milestones, rewards, and every transfer with its reason and the balance
    after it. What was sent with a reward, such as a code, only who has shown lately that it is them."""
    before = request.GET.get("before", "")
    seen = int(before) if before.isascii() and before.isdigit() and len(before) < 18 else None
    rows = list(statement_of(request.advocate, before=seen)[: PAGE + 1])
    waiting = Submission.objects.filter(advocate=request.advocate, state=SubmissionState.SUBMITTED)
    context = {
        "held": balance_of(request.advocate),
        "pending": waiting.aggregate(total=Sum("points"))["total"] or 0,
        "rows": rows[:PAGE],
        "grants": [] if seen else grants_of(request.advocate)[:GRANTS],
        "way": None if seen else way_of(request.advocate),
        "has_offers": has_offers(),
        "has_board": leaderboard() is not None,
        "sees_notes": is_fresh(request.hub_session, now=timezone.now()),
        "next_url": f"?before={rows[PAGE - 1].pk}" if len(rows) > PAGE else "",
        "previous_url": "",
    }
    return render(request, "pages/hub/points.html", context)


@advocate
@never_cache
@require_http_methods(["GET", "POST"])
def profile(request: AdvocateRequest) -> HttpResponse:
    """Name, language and time zone; what mail to get, the address and the browsers have forms of their own."""
    form = ProfileForm(request.POST or None, advocate=request.advocate, profile=request.profile)
    if form.is_valid():
        changes = {name: form.cleaned_data[name] for name in ("name", "language", "time_zone")}
        change_own_profile(
            advocate=request.advocate,
            changes=changes,
            interests=form.cleaned_data.get("interests"),
            now=timezone.now(),
        )
        with translation.override(language_of(changes["language"], translation.get_language())):
            messages.success(request, _("Saved."))
        return redirect("hub:profile")
    return _profile_page(request, form, PhotoForm())


def _profile_page(request: AdvocateRequest, form: ProfileForm, photo_form: PhotoForm) -> HttpResponse:
    wishes = {"wishes": preferences(request.advocate), "photo_form": photo_form}
    status = 422 if form.errors or photo_form.errors else 200
    return render(request, "pages/hub/profile.html", profile_context(request, form) | wishes, status=status)


@advocate
@require_POST
def photo(request: AdvocateRequest) -> HttpResponse:
    """Show this photo from now on; one that is refused is answered with the reason beside the field."""
    form = PhotoForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            set_photo(advocate=request.advocate, upload=form.cleaned_data["photo"], now=timezone.now())
        except FileRefused as refused:
            form.add_error("photo", str(refused))
        else:
            messages.success(request, _("Saved."))
            return redirect("hub:profile")
    return _profile_page(request, ProfileForm(advocate=request.advocate, profile=request.profile), form)


@advocate
@require_POST
def photo_removal(request: AdvocateRequest) -> HttpResponse:
    """Show no photo any more."""
    set_photo(advocate=request.advocate, upload=None, now=timezone.now())
    messages.success(request, _("Your photo is removed."))
    return redirect("hub:profile")


@advocate
@require_POST
def wish(request: AdvocateRequest, topic: str) -> HttpResponse:
    """Want mail of a topic, or not; what follows one's own acts always comes."""
    try:
        set_preference(
            advocate=request.advocate,
            topic=topic,
            wanted="wanted" in request.POST,
            said_by="profile",
            now=timezone.now(),
        )
    except CannotBeRefused:
        raise Http404("no such wish") from None
    messages.success(request, _("Saved."))
    return redirect("hub:profile")
