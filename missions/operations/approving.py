"""Approval before launch: asked for, taken back, given, or given back with a note (X-53)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from events.operations import record
from foundation.states import MoveNotAllowed, move
from missions.models import LaunchRequest, Mission
from missions.operations.missions import launch_mission, publish_changes
from missions.states import ANSWER_REQUEST, LaunchRequestState


@transaction.atomic
def ask_for_launch(*, mission: Mission, note: str = "", by: User, now: datetime) -> LaunchRequest:
    """Send the draft, as it stands, for approval. Raises MoveNotAllowed when it waits already or has no draft."""
    if not Mission.objects.filter(pk=mission.pk).exclude(draft=None).exists():
        raise MoveNotAllowed(_("There is nothing to approve: nothing was changed."))
    try:
        with transaction.atomic():
            row = LaunchRequest.objects.create(mission=mission, note=note, asked_by=by, asked_at=now)
    except IntegrityError as waiting:
        raise MoveNotAllowed(_("It waits for approval already.")) from waiting
    _record("launch_request.asked", row, by=by, now=now)
    return row


@transaction.atomic
def take_back_request(*, request: LaunchRequest, by: User, now: datetime) -> None:
    """Ask no longer. Raises MoveNotAllowed when it was answered, or fell."""
    _close(request, LaunchRequestState.WITHDRAWN, by=by, now=now)
    _record("launch_request.taken_back", request, by=by, now=now)


@transaction.atomic
def return_request(*, request: LaunchRequest, answer: str, by: User, now: datetime) -> None:
    """Give it back to its author, who reads the answer. Raises MoveNotAllowed when it no longer waits."""
    _close(request, LaunchRequestState.RETURNED, by=by, now=now, answer=answer)
    _record("launch_request.returned", request, by=by, now=now)


@transaction.atomic
def approve_launch(
    *,
    request: LaunchRequest,
    mission: Mission,
    content: Mapping[str, Any],
    questions: Sequence[Mapping[str, Any]] = (),
    by: User,
    now: datetime,
) -> None:
    """Launch the mission, or publish its changes, as it was asked for and seen: `content` is of `mission.draft`.

    Raises MoveNotAllowed for the one who asked, and when the draft was changed or somebody else was faster.
    """
    if request.asked_by_id == by.pk:
        raise MoveNotAllowed(_("You asked for the approval, so somebody else gives it."))
    row = Mission.objects.select_for_update(of=("self",), no_key=True).select_related("draft").get(pk=mission.pk)
    seen = mission.draft
    if seen is None or row.draft is None or (row.draft.pk, row.draft.edited_at) != (seen.pk, seen.edited_at):
        raise MoveNotAllowed(_("It was changed a moment ago, so it is not approved. Its author must ask again."))
    _close(request, LaunchRequestState.APPROVED, by=by, now=now)
    publish = publish_changes if mission.live_id else launch_mission
    publish(mission=mission, content=content, questions=questions, by=by, now=now)
    _record("launch_request.approved", request, by=by, now=now)


def _close(request: LaunchRequest, state: LaunchRequestState, *, by: User, now: datetime, answer: str = "") -> None:
    try:
        move(request, from_=ANSWER_REQUEST, to=state, closed_by=by, closed_at=now, answer=answer)
    except MoveNotAllowed as gone:
        raise MoveNotAllowed(_("It does not wait for approval any more: it was answered or changed.")) from gone


def _record(name: str, request: LaunchRequest, *, by: User, now: datetime) -> None:
    record(
        name,
        about=f"mission:{request.mission_id}",
        by_staff_id=by.pk,
        at=now,
        request=request.pk,
        author=request.asked_by_id,
    )
