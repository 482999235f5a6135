"""The user guide in the console, and what staff say of it (S0-73)."""

from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.doors import staff
from accounts.permissions import Permission
from accounts.requests import StaffRequest
from events.once import once
from foundation.answers import page
from pages.forms.feedback import FeedbackForm
from pages.forms.guide import GuideSearch, PlaceForm
from pages.guide import INDEX, found_in_guide, guide
from pages.models import GuideAnswer
from pages.operations.guide import answer_guide

PAGE = 50


@staff(can=Permission.SEE)
@require_GET
def guide_index(request: StaffRequest) -> HttpResponse:
    """What the guide has, and a search in it."""
    form = GuideSearch(request.GET)
    words = form.words()
    context = {"index": guide()[INDEX], "filter_form": form, "words": words, "found": found_in_guide(words)}
    return page(request, "pages/console/guide.html", "found", context)


@staff(can=Permission.SEE)
@require_http_methods(["GET", "POST"])
@once
def guide_page(request: StaffRequest, slug: str) -> HttpResponse:
    """One page, and whether it answered the question."""
    shown = guide().get(slug)
    if shown is None or slug == INDEX:
        raise Http404("no such page of the guide")
    form = FeedbackForm(request.POST or None)
    if form.is_valid():
        helped = form.cleaned_data["helped"] == "yes"
        answer_guide(page=slug, helped=helped, text=form.cleaned_data["text"], by=request.user, now=timezone.now())
        messages.success(request, _("Thank you. The owners of this workspace read it."))
        return redirect("console:guide_page", slug)
    others = [one for one in guide().values() if one.slug != INDEX]
    context = {"shown": shown, "pages": others, "form": form}
    return render(request, "pages/console/guide_page.html", context, status=422 if form.errors else 200)


@staff(can=Permission.MANAGE_WORKSPACE)
@require_GET
def guide_answers(request: StaffRequest) -> HttpResponse:
    """What staff said of the guide, the newest first, and how often each page helped."""
    before = PlaceForm(request.GET).place()
    rows = GuideAnswer.objects.select_related("by_staff").order_by("-pk")
    found = list((rows.filter(pk__lt=before) if before else rows)[: PAGE + 1])
    titles = {one.slug: one.title for one in guide().values()}
    counts = GuideAnswer.objects.values("page").annotate(
        yes=Count("pk", filter=Q(helped=True)), no=Count("pk", filter=Q(helped=False))
    )
    context = {
        "rows": [(row, titles.get(row.page, row.page)) for row in found[:PAGE]],
        "counts": [(titles.get(one["page"], one["page"]), one["yes"], one["no"]) for one in counts.order_by("page")],
        "next_url": f"?before={found[PAGE - 1].pk}" if len(found) > PAGE else "",
    }
    return render(request, "pages/console/guide_answers.html", context)
