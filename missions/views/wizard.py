"""Making a mission in five steps, each with its own address. Nothing typed is ever lost (S1-03, G-07)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.forms import BaseForm
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.csp import CSP
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_http_methods, require_POST

from accounts.doors import staff
from accounts.permissions import Permission
from accounts.requests import StaffRequest
from files.operations import FileRefused, store_image
from foundation.states import MoveNotAllowed
from missions.changes import between
from missions.forms.approval import NEWCOMERS, ONBOARDING
from missions.forms.filing import FilingForm
from missions.forms.offers import Offers
from missions.forms.raw import TYPE_PREFIX, from_post, quiet
from missions.forms.seen import SeenForm
from missions.forms.step import StepForm
from missions.forms.steps import STEP_FORMS, STEPS, TypeForm, fields_of
from missions.forms.whole import kept_of, setup_form_of_type, step_form, type_forms
from missions.models import Mission
from missions.next_dates import dates_typed
from missions.operations.missions import EditedMeanwhile, change_type, save_draft
from missions.types import TYPES
from missions.types.base import Picture
from missions.views.aside import aside_context

ORDER = list(STEPS)
COVER = (1200, 630)  # what cards and shared links show well
PHONE = (900, 900)
PICTURES = {"image_upload": ("image", Picture(cover=COVER)), "phone_upload": ("phone_image", Picture(cover=PHONE))}


@dataclass(frozen=True)
class Step:
    """A step in the head of the page."""

    label: str | Promise
    url: str
    current: bool
    done: bool


def editable(pk: int) -> Mission:
    """A mission of this workspace with what editing needs; archived and ended ones are read only."""
    rows = Mission.objects.select_related("activity__form", "draft", "live", "draft__edited_by")
    mission = get_object_or_404(rows, pk=pk)
    if mission.state in ("ended", "archived"):
        raise Http404("this mission cannot be edited any more")
    return mission


@staff(can=Permission.MANAGE_MISSIONS)
@require_http_methods(["GET", "POST"])
def type_step(request: StaffRequest, pk: int) -> HttpResponse:
    """See, and before the first launch change, what kind of thing is asked."""
    mission = editable(pk)
    form = TypeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            change_type(mission=mission, type_key=form.cleaned_data["type"], by=request.user, now=timezone.now())
        except MoveNotAllowed as refused:
            messages.error(request, str(refused))
        return redirect("console:mission_step", pk=pk, step="trigger")
    context = {
        "form": form, "types": TYPES.values(), "mission": mission, "chosen": mission.activity.type,
        "steps": steps_of(mission, "type"),
    }  # fmt: skip
    return render(request, "missions/console/type.html", context, status=422 if form.errors else 200)


@staff(can=Permission.MANAGE_MISSIONS)
@require_http_methods(["GET", "POST"])
def step(request: StaffRequest, pk: int, step: str) -> HttpResponse:
    """One of the steps with fields: what is sent is kept first, and checked then."""
    mission = editable(pk)
    if step not in STEP_FORMS:
        raise Http404("no such step")
    if request.method == "GET":
        form, own = _forms(mission, step, request.profile.time_zone)
        return show_step(request, mission, step, form=form, own=own, checked="errors" in request.GET)
    try:
        refused = _keep(request, mission, step)
    except EditedMeanwhile as meanwhile:
        return _show_both(request, mission, step, meanwhile)
    form, own = _forms(mission, step, request.profile.time_zone)
    if ("builder" in request.POST or "remove_image" in request.POST) and not refused:
        return show_step(request, mission, step, form=form, own=own, checked=False)
    for name, reason in refused.items():
        _add_error(form, own, name, reason)
    if form.is_valid() and (own is None or own.is_valid()):
        return redirect(_after(mission, step))
    return show_step(request, mission, step, form=form, own=own, checked=True)


def _show_both(request: StaffRequest, mission: Mission, step: str, meanwhile: EditedMeanwhile) -> HttpResponse:
    """What was typed, and how it differs from what somebody else has written meanwhile; who is asked decides."""
    theirs, zone = kept_of(mission), request.profile.time_zone
    mine = {**theirs, **meanwhile.fields}
    offers = Offers()
    form = step_form(mission, step, zone=zone, raw=mine, offers=offers)
    own = setup_form_of_type(mission, raw=mine) if step == "setup" else None
    clashes = [change for change in between(mission, theirs, mine, zone=zone, offers=offers) if change.step == step]
    told = {"meanwhile": meanwhile, "clashes": clashes}
    return show_step(request, mission, step, form=form, own=own, checked=False, told=told)


# The page and the e-mail stand in frames beside a step; and one step has the rich-text editor.
FRAMES = {"frame-src": [CSP.SELF]}
setup = csp_override({**settings.EDITOR_CSP, **FRAMES})(step)
step = csp_override({**settings.SECURE_CSP, **FRAMES})(step)


def _keep(request: StaffRequest, mission: Mission, step: str) -> dict[str, str]:
    """Keep what is sent; the reasons, by field, when pictures are refused, which loses nothing else."""
    many, of_type = STEP_FORMS[step].many, step == "setup"
    fields = from_post(request.POST, fields=fields_of(step), many=many, with_type=of_type)
    refused = {}
    for name, upload in request.FILES.items():
        kept, how = _picture(mission, name) if of_type else ("", None)
        if how is None or not isinstance(upload, UploadedFile):
            continue
        try:
            stored = store_image(
                upload, by_staff=request.user, audience=how.audience, cover=how.cover, now=timezone.now()
            )
            fields[kept] = str(stored.pk)
        except FileRefused as error:
            refused[name] = str(error)
    if removed := request.POST.get("remove_image"):
        fields[removed if removed in fields and removed.endswith(("-image", "_image")) else "image"] = ""
    command = request.POST.get("builder")
    if command == NEWCOMERS and step == "recognition":
        fields |= ONBOARDING
    elif command:
        fields = _built(mission, fields, command)
    replacing = TYPE_PREFIX if of_type else ""
    save_draft(
        mission=mission, fields=fields, replacing=replacing, step=step, seen_at=SeenForm(request.POST).since(),
        folder=_folder(request), by=request.user, now=timezone.now(),
    )  # fmt: skip
    return refused


def _picture(mission: Mission, name: str) -> tuple[str, Picture | None]:
    """Where the id of an uploaded picture is kept, and how the picture is."""
    if name in PICTURES:
        return PICTURES[name]
    own = name.removeprefix(TYPE_PREFIX)
    if own == name or not own.endswith("-upload"):
        return "", None
    return name.removesuffix("upload") + "image", TYPES[mission.activity.type].picture(own)


def _add_error(form: StepForm, own: BaseForm | None, name: str, reason: str) -> None:
    """Say why a picture was refused, at its field."""
    place = own if own is not None and name.startswith(TYPE_PREFIX) else form
    field = name.removeprefix(TYPE_PREFIX) if place is own else name
    place.add_error(field if field in place.fields else None, reason)


def _folder(request: StaffRequest) -> int | None:
    """The folder chosen on the page: its id, 0 for none; None where nothing was asked or it is gone."""
    chosen = FilingForm(request.POST)
    if "folder" not in request.POST or not chosen.is_valid():
        return None
    return chosen.cleaned_data["folder"].pk if chosen.cleaned_data["folder"] else 0


def _built(mission: Mission, fields: dict[str, Any], command: str) -> dict[str, Any]:
    """The fields with a row of the type's builder added, moved or removed."""
    module = type_forms(mission.activity.type)
    if not hasattr(module, "apply_builder"):
        return fields
    built: dict[str, Any] = module.apply_builder(fields, command)
    return built


def _forms(mission: Mission, step: str, zone: str) -> tuple[StepForm, BaseForm | None]:
    """The step's form, and the type's own beside it in the setup step."""
    own = setup_form_of_type(mission) if step == "setup" else None
    return step_form(mission, step, zone=zone), own


def _after(mission: Mission, step: str) -> str:
    """The address of the next step."""
    return step_url(mission, ORDER[ORDER.index(step) + 1])


def step_url(mission: Mission, step: str) -> str:
    """The address of a step of this mission."""
    if step in STEP_FORMS:
        return reverse("console:mission_step", args=[mission.pk, step])
    return reverse(f"console:mission_{step}", args=[mission.pk])


def show_step(
    request: StaffRequest,
    mission: Mission,
    step: str,
    *,
    form: StepForm,
    own: BaseForm | None,
    checked: bool,
    told: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """The step's page; without `checked` it shows what is typed and scolds nobody. `told` is of another editor."""
    if not checked:
        form, own = quiet(form), own and quiet(own)
    context = {
        "mission": mission,
        "step": step,
        "steps": steps_of(mission, step),
        "form": form,
        "forms": [form, own] if own else [form],
        **aside_context(mission, look="card", with_type=False),
        "type_form": own,
        "type_template": f"missions/types/{mission.activity.type}/setup.html",
        "tips": TYPES[mission.activity.type].tips,
        "next": STEPS[ORDER[ORDER.index(step) + 1]],
        "seen_at": timezone.now().isoformat(),
        "dates": dates_typed(mission, kept_of(mission), now=timezone.now(), zone=request.profile.time_zone),
        **(told or {}),
    }
    failed = bool(form.errors or (own and own.errors))
    status = 409 if told else 422 if failed else 200
    return render(request, f"missions/console/{step}.html", context, status=status)


def steps_of(mission: Mission | None, current: str) -> list[Step]:
    """The five steps for the head of the page; every step of a draft can be gone to."""
    reached = ORDER.index(current)
    return [
        Step(label, step_url(mission, key) if mission else "", key == current, number < reached)
        for number, (key, label) in enumerate(STEPS.items())
    ]


@staff(can=Permission.MANAGE_MISSIONS)
@require_POST
def draft(request: StaffRequest, pk: int, step: str) -> HttpResponse:
    """Keep what is typed while it is typed; answers when it was kept, in the workspace's zone."""
    mission = editable(pk)
    if step not in STEP_FORMS:
        raise Http404("no such step")
    try:
        _keep(request, mission, step)
    except EditedMeanwhile as meanwhile:
        words = _("%(name)s changed this step meanwhile. Press Continue to see both; what you typed stays here.")
        return HttpResponse(words % {"name": meanwhile.by}, status=409, content_type="text/plain; charset=utf-8")
    local = localtime(timezone.now(), ZoneInfo(request.profile.time_zone))
    return HttpResponse(
        _("Draft saved %(time)s") % {"time": date_format(local, "H:i:s")}, content_type="text/plain; charset=utf-8"
    )
