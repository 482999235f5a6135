"""What advocates see: their missions, one mission, handing it in, and what became of it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from files.models import File
from files.operations import FileRefused
from foundation.states import MoveNotAllowed
from foundation.times import in_zone
from missions.forms.responses import is_of_one, prefix_of, put_away, response_form, sent_files, typed_in, typed_of
from missions.forms.turns import TurnForm
from missions.models import Licence, Mission, Participation, Revision, Submission
from missions.operations.proofs import PROOFS, hold_file, release_files, store_proof
from missions.operations.submissions import (
    AlreadySent,
    MissionClosed,
    keep_answers,
    note_seen,
    submit,
    withdraw_submission,
)
from missions.preview import card_of_live
from missions.queries import kept_for, shown_answers, slots_of, standing_notes
from missions.recurring import cycle_of
from missions.rules import may_know, may_send, refusal_to_submit
from missions.states import MissionState, SubmissionState
from missions.texts import reading_of, title_of
from missions.turns import Turn, turn_of, url_of_turn
from missions.types import TYPES
from missions.types.base import Slot
from missions.types.base_acts import NotTaken, acts_of
from missions.types.rights import licence_of
from missions.unlocking import lacking
from missions.views.turns import turn_context
from missions.waiting import usual_wait, waiting_words
from programs.doors import advocate
from programs.models import Advocate
from programs.requests import AdvocateRequest


def zone_of(request: AdvocateRequest) -> str:
    """The zone in which times are shown to this person."""
    return request.advocate.time_zone or request.profile.time_zone


@dataclass(frozen=True)
class SlotView:
    """One slot on a mission's page: what was handed in, and the form when it can be (again)."""

    slot: Slot
    submission: Submission | None
    form: Any
    note: str
    answers: list[Any]
    several: bool

    @property
    def licence(self) -> Licence | None:
        """The usage rights given with what was handed in."""
        return licence_of(self.submission)

    @property
    def prefix(self) -> str:
        """What its fields' names begin with; also its id on the page."""
        return prefix_of(self.slot.number)


@advocate(guests=True)
@require_GET
def mission(request: AdvocateRequest, pk: int) -> HttpResponse:
    """A mission's page; what is closed says so, with the date and the zone, and a draft says nothing of itself."""
    row = find_mission(pk)
    return show_mission(request, row)


def find_mission(pk: int) -> Mission:
    """A mission of this workspace with what its page needs, or 404."""
    return get_object_or_404(Mission.objects.select_related("activity", "live__form_version", "image"), pk=pk)


def show_mission(
    request: AdvocateRequest,
    row: Mission,
    *,
    failed: tuple[int, Any] | None = None,
    opening: Any = None,
    status: int = 200,
) -> HttpResponse:
    """The page, with a slot's failed form, or that of an opening, in the place of its fresh one."""
    zone, now = zone_of(request), timezone.now()
    turn = turn_asked(request, row, now)
    refused = refusal_to_submit(row, request.advocate, now=now, zone=zone, turn=turn)
    begun = turn.row
    if refused is not None and (begun is None or row.state == MissionState.DRAFT or refused.key == "audience"):
        first = lacking(row, request.advocate.pk) if refused.key == "unlocked" else []
        title = title_of(row, reading_of(request.advocate)) if may_know(row, request.advocate) else ""
        context = {"refused": refused, "title": title, "first": first}
        return render(request, "missions/hub/closed.html", context, status=410 if context["title"] else 404)
    begun = begun if refused else note_seen(mission=row, advocate=request.advocate, now=now, turn=turn)
    slots = _slots(request, row, begun, closed=refused is not None, failed=failed)
    context = {
        "mission": row,
        "card": card_of_live(
            row,
            revision=begun.revision if begun else None,
            cycle=cycle_of(row, now, row=begun),
            language=reading_of(request.advocate),
        ),
        "slots": slots,
        "panel": panel_of(row, request.advocate, now),
        **turn_context(row, request.advocate, turn, zone=zone),
        "opening": opening,
        "refused": refused,
        "wait": _wait(slots),
        "forms": [form for form in (opening, *(slot.form for slot in slots)) if form],
        "form": opening or (failed[1] if failed else None),  # the one that the title speaks of
    }
    return render(request, "missions/hub/mission.html", context, status=status)


def _wait(slots: list[SlotView]) -> str:
    """How long it usually takes until what waits here is decided; "" when nothing waits."""
    waits = any(view.submission and view.submission.state == SubmissionState.SUBMITTED for view in slots)
    return waiting_words(usual_wait()) if waits else ""


def panel_of(row: Mission, person: Advocate, now: datetime) -> dict[str, Any] | None:
    """What the type shows of its own above the slots, with its template."""
    key = row.activity.type
    if not TYPES[key].has_panel:
        return None
    shown = acts_of(key).panel(mission=row, advocate=person, now=now)
    return {"template": f"missions/types/{key}/hub.html", **shown}


def _slots(
    request: AdvocateRequest, row: Mission, begun: Participation | None, *, closed: bool, failed: tuple[int, Any] | None
) -> list[SlotView]:
    revision = begun.revision if begun else row.live
    content = revision.content if revision else {}
    questions = revision.form_version.questions if revision and revision.form_version else []
    handed = slots_of(row, request.advocate, begun.cycle if begun else 0)
    slots, views = TYPES[row.activity.type].slots(content.get("type", {})), []
    acts, named = acts_of(row.activity.type), TYPES[row.activity.type].names_slots
    slots = acts.offered(mission=row, advocate=request.advocate, slots=slots, handed=handed)
    notes = standing_notes(handed.values())
    for slot in slots:
        submission = handed.get(slot.number)
        form = None
        if failed and failed[0] == slot.number:
            form = failed[1]
        elif not closed and may_send(submission.state if submission else None):
            form = response_form(
                row.activity.type, content=content.get("type", {}), questions=questions, slot=slot,
                typed=typed_of(begun, slot.number), before=submission.attempt if submission else None,
                kept=kept_for(row, request.advocate, slot.number, before=submission.attempt if submission else None),
            )  # fmt: skip
        note = notes.get(submission.pk, "") if submission else ""
        views.append(SlotView(slot, submission, form, note, shown_answers(submission), named or len(slots) > 1))
    return views


@advocate(guests=True)
@require_POST
def submission(request: AdvocateRequest, pk: int, slot: int) -> HttpResponse:
    """Hand in one slot. Pressed twice, it happens once; too late, the page says why, and the text is kept."""
    row = find_mission(pk)
    turn = turn_asked(request, row, timezone.now())
    before, begun = slots_of(row, request.advocate, turn.number).get(slot), turn.row
    revision = begun.revision if begun else row.live
    chosen = slot_of(row, revision, slot)
    if chosen is None or revision is None:
        return show_mission(request, row)
    form = response_form(
        row.activity.type,
        content=revision.content.get("type", {}),
        questions=revision.form_version.questions if revision.form_version else [],
        slot=chosen,
        post=request.POST,
        files=request.FILES,
        before=before.attempt if before else None,
        kept=kept_for(row, request.advocate, slot, before=before.attempt if before else None),
    )
    form.is_valid()
    held = _hold_files(request, row, slot, form)
    if not held or form.errors or not _hand_in(request, row, slot, form, before=before, turn=turn.number):
        form.kept = kept_for(row, request.advocate, slot, before=before.attempt if before else None)
        return show_mission(request, row, failed=(slot, form), status=422)
    return redirect(url_of_turn(row.pk, turn.number, recurs=row.recurrence.recurs) + f"#{prefix_of(slot)}")


def slot_of(row: Mission, revision: Revision | None, number: int) -> Slot | None:
    """The slot of this number in the revision the person began with, else in the one in force."""
    content = revision.content.get("type", {}) if revision else {}
    return next((slot for slot in TYPES[row.activity.type].slots(content) if slot.number == number), None)


def turn_asked(request: AdvocateRequest, row: Mission, now: datetime) -> Turn:
    """The turn that the address names, or the one this person is at."""
    return turn_of(row, request.advocate, now=now, number=TurnForm(request.GET).number())


def _hold_files(request: AdvocateRequest, row: Mission, slot: int, form: Any) -> bool:
    """Keep each file that came, whatever else is wrong; False with the reasons in the form when one is refused.

    Those ticked to be put away are let go of.
    """
    about: dict[str, Any] = {"mission": row, "advocate": request.advocate, "slot": slot}
    release_files(only=put_away(form), **about)
    taken, now = True, timezone.now()
    for name, upload in sent_files(form):
        field = form.fields[name]
        kinds: dict[str, Any] = {
            "takes": getattr(field, "takes", PROOFS),
            "longest_s": getattr(field, "longest_s", None),
        }
        try:
            file = store_proof(upload, by_advocate=request.advocate, now=now, **kinds)
        except FileRefused as refused:
            form.add_error(name, str(refused))
            taken = False
        else:
            hold_file(file=file, field=name, alone=is_of_one(form, name), now=now, **about)
    return taken


def _files(row: Mission, person: Advocate, slot: int, form: Any, before: Submission | None) -> list[tuple[str, File]]:
    """What is handed in with the form: of a field of one file the latest, of one of several all."""
    away = put_away(form)
    kept = kept_for(row, person, slot, before=before.attempt if before else None)
    files = [(one.field, one.file) for one in kept if one.file.pk not in away]
    latest = dict(files)
    return [(name, file) for name, file in files if not is_of_one(form, name) or latest[name] == file]


def _hand_in(
    request: AdvocateRequest, row: Mission, slot: int, form: Any, *, before: Submission | None, turn: int
) -> bool:
    """Hand in; False with the reason in the form."""
    now = timezone.now()
    typed: dict[str, Any] = {
        "mission": row, "advocate": request.advocate, "slot": slot, "fields": typed_in(request.POST, slot),
        "now": now, "turn": turn,
    }  # fmt: skip
    try:
        sent = submit(
            mission=row,
            advocate=request.advocate,
            slot=slot,
            answers=form.answers(),
            files=_files(row, request.advocate, slot, form, before),
            zone=zone_of(request),
            now=now,
            turn=turn,
        )
    except MissionClosed as closed:
        keep_answers(**typed)
        form.add_error(None, str(closed.reason.polite))
        return False
    except NotTaken as refused:
        keep_answers(**typed)
        for name, reason in refused.errors.items():
            form.add_error(name or None, reason)
        return False
    except AlreadySent:
        messages.info(request, _("You have sent this already."))
        return True
    approved = sent.state == "approved"
    messages.success(
        request, _("Thank you! Your points are in.") if approved and sent.points else _("Thank you! It is sent.")
    )
    return True


@advocate(guests=True)
@require_POST
def answers(request: AdvocateRequest, pk: int, slot: int) -> HttpResponse:
    """Keep what is typed while it is typed."""
    row = find_mission(pk)
    turn = turn_asked(request, row, timezone.now())
    if refusal_to_submit(row, request.advocate, now=timezone.now(), zone=zone_of(request), turn=turn):
        return HttpResponse(
            _("This mission is closed; what you typed stays in this tab."),
            status=409,
            content_type="text/plain; charset=utf-8",
        )
    keep_answers(
        mission=row, advocate=request.advocate, slot=slot, fields=typed_in(request.POST, slot), now=timezone.now(),
        turn=turn.number,
    )  # fmt: skip
    local = in_zone(timezone.now(), zone_of(request))
    return HttpResponse(
        _("Draft saved %(time)s") % {"time": date_format(local, "H:i:s")}, content_type="text/plain; charset=utf-8"
    )


@advocate(guests=True)
@require_POST
def withdrawal(request: AdvocateRequest, pk: int) -> HttpResponse:
    """Take back what one handed in, before it is decided."""
    row = get_object_or_404(Submission.objects.select_related("mission"), pk=pk, advocate=request.advocate)
    try:
        withdraw_submission(submission=row, now=timezone.now())
    except MoveNotAllowed:
        messages.info(request, _("It has been decided meanwhile."))
    else:
        messages.success(request, _("Taken back. You can send it again."))
    return redirect(url_of_turn(row.mission_id, row.cycle, recurs=row.mission.recurrence.recurs))
