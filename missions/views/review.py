"""The review queue: oldest first, by keyboard or mouse; every decision can be undone (S2-69, G-22)."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.doors import staff
from accounts.permissions import Permission
from accounts.requests import StaffRequest
from events.once import once
from foundation.answers import page
from foundation.states import MoveNotAllowed
from foundation.times import in_zone
from jobs.models import Job
from missions.forms.review import CHECKS, DECIDED_SHELF, DecisionForm, QueueFilter
from missions.gallery import may_be_exhibited
from missions.models import Decision, SpotCheck, Submission, Verdict
from missions.operations.bulk import KIND, start_bulk_approval
from missions.operations.decisions import UNDO, approve_submission, decline_submission, return_submission, undo_decision
from missions.operations.quotas import QuotaTaken
from missions.operations.spot_checks import confirm_spot_check
from missions.queries import (
    SEEN_IN_REVIEW,
    earlier_of,
    history_of,
    lines_of,
    submissions_decided,
    submissions_to_check,
    submissions_to_review,
)
from missions.types.rights import licence_of
from missions.views.exhibits import today_of
from rewards.operations import BalanceSpent
from rewards.operations.charging import BudgetSpent

SHOWN = 100
SHELVES: dict[str, Callable[[int | None], QuerySet[Submission]]] = {
    "": lambda mission_id: submissions_to_review(mission_id=mission_id)[:SHOWN],
    DECIDED_SHELF: lambda mission_id: submissions_decided(mission_id=mission_id)[:SHOWN],
    CHECKS: lambda _mission_id: submissions_to_check(most=SHOWN),
}


@staff(can=Permission.REVIEW)
@require_GET
def queue(request: StaffRequest) -> HttpResponse:
    """The queue with its first submission open."""
    return show_queue(request, None)


@staff(can=Permission.REVIEW)
@require_GET
def submission(request: StaffRequest, pk: int) -> HttpResponse:
    """The queue with this submission open; a decided one shows its decision."""
    return show_queue(request, _find(pk))


def _find(pk: int) -> Submission:
    return get_object_or_404(Submission.objects.select_related(*SEEN_IN_REVIEW), pk=pk)


def show_queue(
    request: StaffRequest, current: Submission | None, *, form: DecisionForm | None = None, status: int = 200
) -> HttpResponse:
    """The list and the open submission beside it."""
    filter_form = QueueFilter(request.GET)
    shelf, mission_id = filter_form.shelf(), filter_form.chosen()
    checks = SpotCheck.objects.filter(closed_at=None).count()
    rows = list(SHELVES[shelf](mission_id))
    current = current or next(iter(rows), None)
    context: dict[str, Any] = {
        "rows": rows,
        "count": checks if shelf == CHECKS else submissions_to_review(mission_id=mission_id).count(),
        "shelf": shelf,
        "checks": checks,
        "current": current,
        "filter_form": filter_form,
        "filtered": mission_id is not None,
        "query": request.GET.urlencode(),
        "undo": _undoable(request),
        "job": _running(request),
    }
    if current is not None:
        context |= _detail(current, form)
        context["can_be_shown"] = bool(context["licence"]) and may_be_exhibited(current, today=today_of(request))
    return page(request, "missions/console/review.html", "review", context, status=status)


def _detail(current: Submission, form: DecisionForm | None) -> dict[str, Any]:
    history = history_of(current)
    standing = next((d for d in history[-1].decisions.all() if d.reversed_at is None), None) if history else None
    return {
        "licence": licence_of(current),
        "lines": lines_of(current, current.attempt) if current.attempt else [],
        "files": history[-1].files.all() if history else [],
        "history": history[:-1],
        "decision": standing,
        "check": SpotCheck.objects.filter(decision=standing, closed_at=None).first() if standing else None,
        "earlier": earlier_of(current),
        "form": form or DecisionForm(initial={"attempt": current.attempt_id}),
    }


@staff(can=Permission.REVIEW)
@require_POST
def decision(request: StaffRequest, pk: int) -> HttpResponse:
    """Decide, once: whoever is second is told who was first, and when."""
    row = _find(pk)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return show_queue(request, row, form=form, status=422)
    try:
        made = _decide(row, form.cleaned_data, request, timezone.now())
    except MoveNotAllowed:
        messages.info(request, _already(request, row))
        return redirect(_with_filter(request, reverse("console:submission", args=[pk])))
    except BudgetSpent:
        messages.error(request, _("The mission’s budget is used up, so nothing was approved. Raise it first."))
        return redirect(_with_filter(request, reverse("console:submission", args=[pk])))
    request.session["undo"] = made.pk
    return redirect(_next(request, row))


@staff(can=Permission.REVIEW)
@require_POST
def spot_check(request: StaffRequest, pk: int) -> HttpResponse:
    """Say that what was approved at once was right; the next one is opened."""
    row = get_object_or_404(SpotCheck.objects.select_related("decision__submission"), pk=pk)
    try:
        confirm_spot_check(check=row, by=request.user, now=timezone.now())
    except MoveNotAllowed:
        messages.info(request, _("This spot check was answered already."))
    else:
        messages.success(request, _("Noted: it was right."))
    return redirect(reverse("console:review", query={"show": "checks"}))


def _decide(row: Submission, given: dict[str, Any], request: StaffRequest, now: datetime) -> Decision:
    about: dict[str, Any] = {"submission": row, "attempt_id": given["attempt"], "by": request.user, "now": now}
    if given["verdict"] == "approved":
        return approve_submission(**about)
    decide = return_submission if given["verdict"] == "returned" else decline_submission
    return decide(note=given["note"], **about)


def _already(request: StaffRequest, row: Submission) -> str:
    """Who decided meanwhile, what, and when."""
    made = Decision.objects.filter(submission=row, reversed_at=None).select_related("by_staff").order_by("-pk").first()
    if made is None:
        return _("It was changed by the advocate meanwhile. Read it again.")
    when = date_format(in_zone(made.at, request.profile.time_zone), "j M Y, H:i")
    return _("Already %(verdict)s by %(name)s at %(when)s %(zone)s.") % {
        "verdict": made.get_verdict_display().lower(), "name": made.by_staff or _("the mission’s rule"), "when": when,
        "zone": request.profile.time_zone,
    }  # fmt: skip


def _next(request: StaffRequest, done: Submission) -> str:
    """The next in the queue after this one, else the first that waits, else the empty queue."""
    waiting: QuerySet[Submission] = submissions_to_review(mission_id=QueueFilter(request.GET).chosen())
    following = waiting.filter(submitted_at__gte=done.submitted_at).first() or waiting.first()
    url = reverse("console:submission", args=[following.pk]) if following else reverse("console:review")
    return _with_filter(request, url)


def _with_filter(request: StaffRequest, url: str) -> str:
    filter_form = QueueFilter(request.GET)
    asked = {"show": filter_form.shelf(), "mission": filter_form.chosen()}
    query = urlencode({name: value for name, value in asked.items() if value})
    return f"{url}?{query}" if query else url


def _undoable(request: StaffRequest) -> dict[str, Any] | None:
    """The decision this person made in the last ten seconds, for the toast that survives a reload."""
    pk = request.session.get("undo")
    made = (
        Decision.objects.select_related("submission__advocate").filter(pk=pk, reversed_at=None).first() if pk else None
    )
    if made is None or timezone.now() >= made.at + UNDO:
        return None
    text = _("%(verdict)s: %(name)s") % {"verdict": made.get_verdict_display(), "name": made.submission.advocate}
    return {
        "text": text,
        "until": made.at + UNDO,
        "url": _with_filter(request, reverse("console:decision_reversal", args=[made.pk])),
    }


@staff(can=Permission.REVIEW)
@require_POST
def reversal(request: StaffRequest, pk: int) -> HttpResponse:
    """Undo within ten seconds, reverse later; the submission waits again and is opened."""
    made = get_object_or_404(Decision.objects.select_related("submission__mission"), pk=pk)
    try:
        in_time = undo_decision(decision=made, by=request.user, now=timezone.now())
    except QuotaTaken:
        messages.error(
            request, _("Somebody else took its place meanwhile: the mission is full. Raise its limit first.")
        )
    except MoveNotAllowed:
        messages.info(
            request, _("This decision cannot be taken back any more: it was already, or something was sent since.")
        )
    except BalanceSpent as spent:
        messages.error(
            request, _("The points were spent: %(missing)s are missing in the wallet.") % {"missing": spent.missing}
        )
    else:
        messages.success(request, _("Undone. Nothing was sent.") if in_time else _("Reversed. The advocate is told."))
    return redirect(_with_filter(request, reverse("console:submission", args=[made.submission_id])))


@staff(can=Permission.REVIEW)
@require_http_methods(["GET", "POST"])
@once
def bulk(request: StaffRequest) -> HttpResponse:
    """Approve the selected, or after a page that says how many and how many points all that match, as a job."""
    waiting = submissions_to_review(mission_id=QueueFilter(request.GET).chosen())
    if request.method == "GET":
        context = {"count": waiting.count(), "points": sum_of(waiting), "query": request.GET.urlencode()}
        return page(request, "missions/console/bulk.html", "job", context)
    if "selected" in request.POST:
        waiting = waiting.filter(pk__in=[pk for pk in request.POST.getlist("selected") if is_id(pk)])
    frozen = list(waiting.values_list("pk", "attempt_id"))
    job = start_bulk_approval(submissions=frozen, by=request.user, now=timezone.now())
    return redirect("console:bulk_job", pk=job.pk)


def is_id(text: str) -> bool:
    """Whether this can be the id of a row."""
    return text.isascii() and text.isdigit() and len(text) < 18


def sum_of(rows: QuerySet[Submission]) -> int:
    """The points these would pay."""
    return sum(rows.values_list("points", flat=True))


@staff(can=Permission.REVIEW)
@require_GET
def bulk_job(request: StaffRequest, pk: int) -> HttpResponse:
    """How far a bulk approval is, and at its end what was skipped and why."""
    job = get_object_or_404(Job, pk=pk, kind=KIND)
    return page(request, "missions/console/bulk_job.html", "job", {"job": job, "skipped": _skips(job)})


def _skips(job: Job) -> list[dict[str, Any]]:
    found = job.result.get("skipped", [])
    rows = Submission.objects.select_related("advocate", "mission").in_bulk([skip["submission"] for skip in found])
    return [
        {
            "submission": rows.get(skip["submission"]),
            "verdict": dict(Verdict.choices).get(skip["verdict"], ""),
            "by": skip["by"],
            "budget": skip.get("budget", False),
        }
        for skip in found
    ]


def _running(request: StaffRequest) -> Job | None:
    """A bulk approval of one's own that is still at work."""
    return Job.objects.filter(kind=KIND, by=request.user, state__in=["waiting", "running"]).order_by("-pk").first()
