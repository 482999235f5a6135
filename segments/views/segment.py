"""The list of segments, one segment, its name, its asking anew, its archive."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.doors import staff
from accounts.permissions import Permission
from accounts.requests import StaffRequest
from events.models import Event
from foundation.answers import page
from foundation.plugs import EVENT_WORDS
from foundation.states import MoveNotAllowed
from jobs.operations import cancel_job
from jobs.queries import latest_job
from segments.forms.segments import ListForm, NameForm
from segments.language import Wrong
from segments.looking import Reason, outline
from segments.models import Segment
from segments.operations.segments import InUse, NameTaken, archive_segment, rename_segment, restore_segment
from segments.operations.whole import KIND, ask_everybody
from segments.queries import everybody, folders, lag_of, used_by, waiting

LATEST = 8


@staff(can=Permission.SEE)
@require_GET
def segment_list(request: StaffRequest) -> HttpResponse:
    """Segments by name, those in use or those archived."""
    archived, folder = ListForm(request.GET).wanted()
    rows = Segment.objects.filter(archived_at__isnull=not archived).select_related("folder").order_by("name", "pk")
    waits = waiting()
    context = {
        "segments": [(row, lag_of(row, waits)) for row in (rows.filter(folder=folder) if folder else rows)],
        "archived": archived,
        "folder": folder,
        "folders": [] if archived else folders(),
        "everybody_count": everybody().count(),
    }
    return render(request, "segments/console/list.html", context)


@staff(can=Permission.SEE)
@require_GET
def segment_page(request: StaffRequest, pk: int) -> HttpResponse:
    """How many are in it, by which rule, how fresh that is, who crossed last, and what uses it."""
    segment = get_object_or_404(Segment, pk=pk)
    events = list(Event.objects.filter(about=f"segment:{pk}").select_related("by_staff").order_by("-pk")[:LATEST])
    job = latest_job(f"segment:{pk}", kind=KIND)
    context = {
        "segment": segment,
        "outline": _outline(segment),
        "job": job if job and (job.is_going or segment.is_settling) else None,
        "lag": lag_of(segment, waiting()),
        "uses": used_by(segment),
        "events": [(event, EVENT_WORDS[event.name].icon, EVENT_WORDS[event.name].words(event)) for event in events
                   if event.name in EVENT_WORDS],
    }  # fmt: skip
    return page(request, "segments/console/segment.html", "progress", context)


def _outline(segment: Segment) -> Reason | None:
    """None also when something that the rule is about is not there any more."""
    try:
        return outline(segment)
    except Wrong:
        return None


@staff(can=Permission.MANAGE_PEOPLE)
@require_http_methods(["GET", "POST"])
def segment_name(request: StaffRequest, pk: int) -> HttpResponse:
    """Call it otherwise."""
    segment = get_object_or_404(Segment, pk=pk)
    initial = {"name": segment.name, "description": segment.description, "folder": segment.folder or ""}
    form = NameForm(request.POST or None, initial=initial, by_hand=segment.is_static)
    if request.method == "POST" and form.is_valid():
        try:
            rename_segment(segment=segment, named=form.named(), by=request.user, now=timezone.now())
        except NameTaken:
            form.say_taken()
        else:
            return redirect("console:segment", segment.pk)
    context = {"segment": segment, "form": form}
    return render(request, "segments/console/name.html", context, status=422 if form.errors else 200)


@staff(can=Permission.MANAGE_PEOPLE)
@require_POST
def segment_archive(request: StaffRequest, pk: int) -> HttpResponse:
    """Put it out of sight, or take it out of the archive again."""
    segment = get_object_or_404(Segment, pk=pk)
    try:
        if segment.archived_at:
            restore_segment(segment=segment, by=request.user, now=timezone.now())
            messages.success(request, _("It is in use again."))
        else:
            archive_segment(segment=segment, by=request.user, now=timezone.now())
            messages.success(request, _("Archived. Nobody enters or leaves it any more; you can take it out again."))
    except InUse:
        messages.error(request, _("Something still uses this segment. Change that first."))
    except NameTaken:
        messages.error(request, _("Another segment has this name now. Rename one of them."))
    return redirect("console:segment", segment.pk)


@staff(can=Permission.MANAGE_PEOPLE)
@require_POST
def segment_asking(request: StaffRequest, pk: int) -> HttpResponse:
    """Have everybody asked anew: safe to press, also twice."""
    segment = get_object_or_404(Segment, pk=pk, archived_at=None, kind="dynamic")
    job = latest_job(f"segment:{pk}", kind=KIND)
    if job is None or not job.is_going:
        ask_everybody(segment=segment, fires=False, by=request.user, now=timezone.now())
    messages.success(request, _("Everybody is being asked."))
    return redirect("console:segment", segment.pk)


@staff(can=Permission.MANAGE_PEOPLE)
@require_POST
def segment_asking_stop(request: StaffRequest, pk: int) -> HttpResponse:
    """Stop asking everybody; who was asked so far stays as they are."""
    segment = get_object_or_404(Segment, pk=pk)
    job = latest_job(f"segment:{pk}", kind=KIND)
    try:
        if job is not None:
            cancel_job(job=job, now=timezone.now())
            messages.success(request, _("Stopped. Those not asked yet are asked as soon as you want, or in the night."))
    except MoveNotAllowed:
        messages.info(request, _("It was done already."))
    return redirect("console:segment", segment.pk)
