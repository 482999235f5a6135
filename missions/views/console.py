"""One mission's page: state, link, mail, people, results."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from accounts.doors import staff
from accounts.permissions import Permission, may
from accounts.requests import StaffRequest
from events.once import once
from foundation.answers import page
from foundation.plugs import WHOLES
from foundation.states import MoveNotAllowed
from jobs.models import Job, JobState
from jobs.queries import latest_job
from missions.audience import with_names
from missions.forms.filing import FilingForm
from missions.forms.raising import RaiseForm
from missions.forms.seen import DiscardedForm
from missions.models import Mission, Revision
from missions.operations.decisions import UNDO
from missions.operations.missions import (
    archive_mission,
    duplicate_mission,
    end_mission,
    pause_mission,
    restore_mission,
    resume_mission,
)
from missions.planned import next_plan
from missions.queries import audience_of_mission, submission_counts
from missions.results import funnel_of
from missions.sharing import share_url
from missions.spending import forecast, spending_of
from missions.states import DECIDED
from missions.trials import trial_of
from missions.types import TYPES
from missions.views.listing import listed
from missions.views.often import often_context
from notifications.queries import delivery_counts

FRESH = timedelta(hours=1)
JUST_NOW = timedelta(minutes=1)
WITH = ("activity", "live", "draft", "image", "folder", "created_by", "trigger_segment", "budget")


@dataclass(frozen=True)
class Undo:
    """Where something is taken back, and until when that is offered."""

    url: str
    until: datetime


def _discarded(request: StaffRequest, row: Mission) -> Undo | None:
    """The offer to put back the changes that the address tells of, as long as there are no others."""
    pk = DiscardedForm(request.GET).revision()
    if pk is None or row.draft_id or not Revision.objects.filter(pk=pk, mission=row, published_at=None).exists():
        return None
    return Undo(reverse("console:mission_draft_return", args=[row.pk, pk]), timezone.now() + UNDO)


def _shown_job(about: str) -> Job | None:
    """The announcement while it goes on, some time after its end, and as long as it takes when it failed."""
    job = latest_job(about)
    if job and job.state == JobState.DONE and job.ended_at and job.ended_at < timezone.now() - FRESH:
        return None
    return job


def _is_fresh(row: Mission) -> bool:
    """Whether it was launched just now, so that somebody is about to write to its audience."""
    return row.notify and row.launched_at is not None and row.launched_at > timezone.now() - JUST_NOW


@staff(can=Permission.SEE)
@require_GET
def mission(request: StaffRequest, pk: int) -> HttpResponse:
    """One mission: what it is, what became of its mail, who took part."""
    rows = Mission.objects.select_related(*WITH).prefetch_related(Prefetch("audience_rules", with_names()))
    row = get_object_or_404(rows, pk=pk)
    context = {
        "mission": row,
        "listed": listed(row),
        "entry": TYPES[row.activity.type],
        "link": share_url(row),
        "discarded": _discarded(request, row),
        "trial": trial_of(row, request.user) if may(request.member.role, Permission.MANAGE_MISSIONS) else None,
        "next_plan": next_plan(row),
        "whole": WHOLES["mission"](pk),
        "filing": FilingForm(initial={"folder": row.folder_id}),
        **_told(row),
        **_taken_part(row),
        **often_context(row, request.profile.time_zone),
        **_budget(request, row),
    }
    return page(request, "missions/console/mission.html", "now", context)


def _told(row: Mission) -> dict[str, Any]:
    """Whom it means, what became of the mail to them, and whether that goes on."""
    about = f"mission:{row.pk}"
    job, mail = _shown_job(about), delivery_counts(about)
    return {
        "mail": mail,
        "job": job,
        "under_way": bool(mail.queued or (job.is_going if job else _is_fresh(row))),
        "audience_count": audience_of_mission(row).count() if row.live_id else None,
    }


def _taken_part(row: Mission) -> dict[str, Any]:
    """How many did what so far."""
    counts = submission_counts(row)
    return {
        "funnel": funnel_of(row) if row.live_id else None,
        "submissions": counts,
        "has_submissions": any(counts.values()),
        "has_decided": any(counts[state] for state in DECIDED),
    }


def _budget(request: StaffRequest, row: Mission) -> dict[str, Any]:
    """How the budget stands, when it is used up, and the form that raises it."""
    spending = spending_of(row, now=timezone.now())
    if spending is None or spending.cap is None:
        return {"spending": None}
    words = forecast(spending, zone=request.profile.time_zone)
    return {"spending": spending, "forecast": words, "raise_form": RaiseForm(budget=spending.budget)}


ACTS = {
    "pause": (pause_mission, gettext_lazy("Paused. Mail that has not left is held.")),
    "resume": (resume_mission, gettext_lazy("The mission is live again. Held mail leaves now.")),
    "end": (end_mission, gettext_lazy("The mission has ended.")),
    "archive": (archive_mission, gettext_lazy("Archived. Submissions and points stay.")),
    "restore": (restore_mission, gettext_lazy("Taken out of the archive.")),
}


@staff(can=Permission.MANAGE_MISSIONS)
@require_POST
def state(request: StaffRequest, pk: int, act: str) -> HttpResponse:
    """Pause, resume, end, archive or restore; what was done already is said, not done twice."""
    row = get_object_or_404(Mission, pk=pk)
    operation, words = ACTS[act]
    try:
        operation(mission=row, by=request.user, now=timezone.now())
    except MoveNotAllowed:
        messages.info(request, _("Nothing changed: the mission is %(state)s.") % {"state": _state_of(pk)})
    else:
        messages.success(request, words)
    return redirect("console:mission", pk=pk)


def _state_of(pk: int) -> str:
    return str(Mission.objects.get(pk=pk).get_state_display()).lower()


@staff(can=Permission.MANAGE_MISSIONS)
@require_POST
@once
def copy(request: StaffRequest, pk: int) -> HttpResponse:
    """A draft with the same settings and no submissions, opened at its first step."""
    row = get_object_or_404(Mission.objects.select_related("activity", "draft", "live"), pk=pk)
    made = duplicate_mission(mission=row, by=request.user, now=timezone.now())
    messages.success(request, _("This is a copy, as a draft."))
    return redirect("console:mission_type", pk=made.pk)
