"""The last step: check every setting, send oneself a test, launch or publish (S1-72, S1-74)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_GET, require_POST

from accounts.doors import staff
from accounts.models import LaunchApproval
from accounts.permissions import Permission
from accounts.requests import StaffRequest
from events.once import once
from foundation.money import shown as money
from foundation.plugs import WHOLES, Thing
from foundation.states import MoveNotAllowed
from foundation.templatetags.ui import number
from foundation.variables import unknown_variables
from missions.approving import approvers, latest_request, refusal_to_launch
from missions.audience import Meant, in_words
from missions.budgets import need_of
from missions.forms.approving import AskForm, ReturnForm
from missions.forms.steps import STEPS
from missions.forms.whole import StepProblem, Whole, kept_of
from missions.how_often import limits_of
from missions.models import Audience, LaunchRequest, Mission, Revision, Trigger
from missions.next_dates import recurrence_of
from missions.operations.approving import approve_launch
from missions.operations.missions import discard_draft, launch_mission, publish_changes, restore_draft, send_test
from missions.operations.promising import BudgetTooSmall
from missions.policy_words import approval_words
from missions.reach import Reach
from missions.set_off import trigger_words
from missions.states import LaunchRequestState, MissionState
from missions.trials import trial_of
from missions.types import TYPES
from missions.views.aside import aside_context
from missions.views.rehearsing import changes, rehearsal
from missions.views.wizard import editable, step_url, steps_of
from notifications.views.wording import WITH_FRAME


@dataclass(frozen=True)
class Row:
    """A setting with where to change it."""

    label: str
    value: str | Promise
    url: str


@csp_override(WITH_FRAME)
@staff(can=Permission.MANAGE_MISSIONS)
@require_GET
def check(request: StaffRequest, pk: int) -> HttpResponse:
    """Every setting as a row, what stands in the way, what will be sent to whom, who launches it."""
    return show_check(request, editable(pk))


def show_check(
    request: StaffRequest, mission: Mission, *, ask_form: AskForm | None = None, return_form: ReturnForm | None = None
) -> HttpResponse:
    """The page, with a form about its approval as it was sent when that was refused."""
    whole = Whole(mission, zone=request.profile.time_zone)
    problems = whole.problems()
    aside = aside_context(mission, look="card", with_type=False)
    reach = aside["reach"]
    context = {
        "mission": mission,
        "whole": _whole(mission),
        "steps": steps_of(mission, "check"),
        "problems": [(problem, _place(mission, problem)) for problem in problems],
        "rows": [] if problems else settings_rows(mission, whole, request.profile.points_name),
        **aside,
        "warnings": [] if problems else warnings_of(mission, whole, reach),
        "label": launch_label(mission, reach),
        "trial": trial_of(mission, request.user),
        **changes(mission, zone=request.profile.time_zone, offers=whole.offers),
        **({} if problems else rehearsal(mission, whole, reach)),
        **approval_of(request, mission),
        "ask_form": ask_form or AskForm(),
        "return_form": return_form or ReturnForm(),
        "form": ask_form or return_form,  # the title says that something is wrong
    }
    return render(request, "missions/console/check.html", context, status=422 if ask_form or return_form else 200)


def _whole(mission: Mission) -> Thing | None:
    """What it is launched together with; that has an audience of chosen people."""
    chosen = kept_of(mission).get("audience") == Audience.CHOSEN
    return WHOLES["mission"](mission.pk) if chosen and mission.live_id is None else None


def approval_of(request: StaffRequest, mission: Mission) -> dict[str, Any]:
    """Whether the reader may launch it, why not, and what was asked and answered (X-53)."""
    if request.profile.launch_approval == LaunchApproval.OFF:
        return {"refusal": "", "asked": None}
    asked = latest_request(mission)
    refusal = refusal_to_launch(profile=request.profile, member=request.member, request=asked)
    waits = asked is not None and asked.state == LaunchRequestState.OPEN
    alone = bool(refusal) and not approvers(request.member).exists()
    return {"refusal": refusal, "asked": asked, "waits": waits, "alone": alone}


def _place(mission: Mission, problem: StepProblem) -> str:
    """Where a problem is mended: the step, with its errors shown, at the field."""
    return f"{step_url(mission, problem.step)}?errors#{problem.anchor}"


def settings_rows(mission: Mission, whole: Whole, points_name: str) -> list[Row]:
    """The answers of all steps, in their order."""
    content = whole.content()
    url = {step: step_url(mission, step) for step in STEPS}
    audience = in_words(Meant(content["audience"], content["include"], content["exclude"]))
    ends = content["ends_at"] and localtime(datetime.fromisoformat(content["ends_at"]), ZoneInfo(content["zone"]))
    return [
        Row(_("Type"), TYPES[mission.activity.type].name, url["type"]),
        Row(_("Trigger"), trigger_words(content), url["trigger"]),
        Row(_("Title"), content["title"], url["setup"]),
        Row(_("Description"), content["summary"] or _("None"), url["setup"]),
        *(Row(label, words, url["setup"]) for label, words in _small_print(content) if words),
        Row(
            _("Takes"),
            ngettext("%(n)s minute", "%(n)s minutes", content["minutes"]) % {"n": content["minutes"]},
            url["setup"],
        ),
        *(Row(line.label, line.value, url["setup"]) for line in TYPES[mission.activity.type].summary(content["type"])),
        Row(_("Audience"), audience, url["setup"]),
        Row(_("In the hub"), _("Shown") if content["listed"] else _("Only with the link"), url["setup"]),
        Row(
            _("Notification"),
            _("An e-mail with a personal link") if content["notify"] else _("None, just the link"),
            url["setup"],
        ),
        *(_recognition(content, points_name, url["recognition"]) if TYPES[mission.activity.type].asks else ()),
        Row(
            _("Deadline"),
            f"{date_format(ends, 'j M Y, H:i')} {content['zone']}" if ends else _("None"),
            url["recognition"],
        ),
    ]


def _recognition(content: Mapping[str, Any], points_name: str, url: str) -> list[Row]:
    """What it earns, who decides, how often."""
    return [
        Row(
            _("Recognition"),
            recognition_words(content, points_name),
            url,
        ),
        Row(_("Budget"), _budget(content), url),
        Row(
            _("Approval"),
            approval_words(content),
            url,
        ),
        Row(_("Participation limit"), ", ".join(limits_of(recurrence_of(content), content["quota"])), url),
    ]


def recognition_words(content: Mapping[str, Any], points_name: str) -> str:
    """The points, the reward, both, or none."""
    points = f"{number(content['points'])} {points_name}" if content["points"] else ""
    return " + ".join(filter(None, [points, content.get("reward_name")])) or _("None")


def _budget(content: Mapping[str, Any]) -> str:
    budget = content["budget"]
    if budget is None:
        return _("No limit")
    words = _("%(points)s points in all") % {"points": number(budget["points"])}
    return f"{words} ({money(budget['money'], budget['currency'])})" if budget["money"] else words


def _small_print(content: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What stands around the task, where there is any."""
    return [(_("Start button"), content["start_label"]), (_("Disclaimer"), content["disclaimer"])]


def warnings_of(mission: Mission, whole: Whole, reach: Reach) -> list[str]:
    """What is allowed, and perhaps not meant."""
    content = whole.content()
    found = list(TYPES[mission.activity.type].doubts(content["type"]))
    if reach.people == 0:
        found.append(_("Nobody belongs to the audience at the moment."))
    if content["image"] is None:
        found.append(_("There is no featured image; the cover you chose is shown."))
    if content["budget"] and content["budget"]["points"] < need_of(mission, content):
        found.append(_("The budget is less than what one person earns in all, so nobody will be able to begin."))
    if not content["description"]:
        found.append(_("There is no description."))
    elif braces := unknown_variables(content["description"], known=()):
        words = _("Nothing is filled in in the description: people read %(typed)s there.")
        found.append(words % {"typed": "{{" + braces[0] + "}}"})
    if not content["listed"] and not content["notify"]:
        found.append(
            _("The hub does not show it and nobody is written to: only people you give the link will find it.")
        )
    return found


def launch_label(mission: Mission, reach: Reach) -> str:
    """What the button does: "Launch to 9,874 people"."""
    if mission.live_id:
        return _("Publish the changes")
    raw = mission.draft.raw if mission.draft else {}
    if raw.get("trigger") == Trigger.SCHEDULED:
        return _("Schedule the launch")
    if raw.get("trigger") == Trigger.SEGMENT:
        return _("Arm the trigger")
    people = f"{reach.people:,}"
    return ngettext("Launch to %(n)s person", "Launch to %(n)s people", reach.people) % {"n": people}


@staff(can=Permission.MANAGE_MISSIONS)
@require_POST
def launch(request: StaffRequest, pk: int) -> HttpResponse:
    """Go live, or put the changes to what is live in force. Pressed twice, it happens once."""
    mission = editable(pk)
    if mission.live_id is None and (part_of := WHOLES["mission"](pk)):
        messages.info(request, _("It is launched together with “%(name)s”.") % {"name": part_of.name})
        return redirect(part_of.url)
    whole = Whole(mission, zone=request.profile.time_zone)
    if whole.problems():
        return redirect("console:mission_check", pk=pk)
    asked = latest_request(mission)
    refusal = refusal_to_launch(profile=request.profile, member=request.member, request=asked)
    if refusal or request.POST.get("request", "") not in ("", str(_waiting(asked))):
        messages.error(request, refusal or _("It was changed or answered since you looked. Please look again."))
        return redirect("console:mission_check", pk=pk)
    changed = mission.live_id is not None
    try:
        _put_in_force(request, mission, whole, asked)
    except BudgetTooSmall as small:
        messages.error(request, budget_words(small))
        return redirect("console:mission_check", pk=pk)
    except MoveNotAllowed:
        messages.info(request, _("Somebody was faster: this was done already."))
    else:
        messages.success(request, _done(mission, changed))
    return redirect("console:mission", pk=pk)


def _done(mission: Mission, changed: bool) -> str:
    if mission.state == MissionState.SCHEDULED:
        return _("The launch is planned.")
    if mission.trigger == Trigger.SEGMENT and not changed:
        return _("The trigger is armed: the mission is set off by entering the segment.")
    return _("The changes are published.") if changed else _("The mission is live.")


def budget_words(small: BudgetTooSmall) -> str:
    """Why a budget cannot be put in force, and what can be done."""
    return _(
        "The budget is too small: %(committed)s points are paid or promised already. Set it to that or more, or let"
        " whoever has begun finish above it."
    ) % {"committed": number(small.committed)}  # fmt: skip


def _waiting(asked: LaunchRequest | None) -> int | None:
    return asked.pk if asked and asked.state == LaunchRequestState.OPEN else None


def _put_in_force(request: StaffRequest, mission: Mission, whole: Whole, asked: LaunchRequest | None) -> None:
    """Approve what somebody else asked for, or launch or publish by oneself."""
    given: dict[str, Any] = {
        "content": whole.content(),
        "questions": whole.questions(),
        "by": request.user,
        "now": timezone.now(),
    }
    if asked and _waiting(asked) and asked.asked_by_id != request.user.pk:
        approve_launch(request=asked, mission=mission, **given)
    else:
        (publish_changes if mission.live_id else launch_mission)(mission=mission, **given)


@staff(can=Permission.MANAGE_MISSIONS)
@require_POST
@once
def test_mail(request: StaffRequest, pk: int) -> HttpResponse:
    """Send the author the mail as the audience would get it, with a link that previews."""
    mission = editable(pk)
    send_test(mission=mission, by=request.user, now=timezone.now())
    messages.success(request, _("A test mail is on its way to %(email)s.") % {"email": request.user.email})
    return redirect("console:mission_check", pk=pk)


@staff(can=Permission.MANAGE_MISSIONS)
@require_POST
def draft_removal(request: StaffRequest, pk: int) -> HttpResponse:
    """Throw the changes to a launched mission away."""
    mission = editable(pk)
    try:
        draft = discard_draft(mission=mission, by=request.user)
    except MoveNotAllowed as refused:
        messages.error(request, str(refused))
        return redirect("console:mission", pk=pk)
    return redirect(reverse("console:mission", args=[pk], query={"discarded": draft.pk}))


@staff(can=Permission.MANAGE_MISSIONS)
@require_POST
def draft_return(request: StaffRequest, pk: int, revision_pk: int) -> HttpResponse:
    """Put changes that were just thrown away back."""
    mission = editable(pk)
    revision = get_object_or_404(Revision, pk=revision_pk, mission=mission)
    try:
        restore_draft(mission=mission, revision=revision, by=request.user, now=timezone.now())
    except MoveNotAllowed as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("The changes are back."))
    return redirect("console:mission", pk=pk)
