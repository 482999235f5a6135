"""Help in the hub, and what people say of it (S2-154)."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.doors import staff
from accounts.permissions import Permission
from accounts.requests import StaffRequest
from events.once import once
from missions.waiting import usual_wait, waiting_words
from pages.forms.feedback import FeedbackForm
from pages.models import Feedback
from pages.operations.feedback import give_feedback
from programs.doors import advocate
from programs.requests import AdvocateRequest

PAGE = 50


@advocate
@require_http_methods(["GET", "POST"])
@once
def help_page(request: AdvocateRequest) -> HttpResponse:
    """Answers to what is often asked, and the question whether they were answers."""
    form = FeedbackForm(request.POST or None)
    if form.is_valid():
        helped = form.cleaned_data["helped"] == "yes"
        give_feedback(advocate=request.advocate, helped=helped, text=form.cleaned_data["text"], now=timezone.now())
        messages.success(request, _("Thank you! The team reads it."))
        return redirect("hub:help")
    context = {"form": form, "wait": waiting_words(usual_wait()), "contact": request.profile.reply_to}
    return render(request, "pages/hub/help.html", context, status=422 if form.errors else 200)


@staff(can=Permission.MANAGE_PEOPLE)
@require_GET
def feedback(request: StaffRequest) -> HttpResponse:
    """What people said of the help, the newest first."""
    before = request.GET.get("before", "")
    rows = Feedback.objects.select_related("advocate").order_by("-pk")
    if before.isascii() and before.isdigit() and len(before) < 18:
        rows = rows.filter(pk__lt=int(before))
    found = list(rows[: PAGE + 1])
    context = {
        "rows": found[:PAGE],
        "next_url": f"?before={found[PAGE - 1].pk}" if len(found) > PAGE else "",
        "previous_url": "",
    }
    return render(request, "pages/console/feedback.html", context)
