"""Building a segment's rule: rows that can be added and removed, counted while one types."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.doors import staff
from accounts.permissions import Permission
from accounts.requests import StaffRequest
from foundation.answers import page
from segments.forms.rule import EMPTY, RuleForm
from segments.forms.segments import NameForm
from segments.language import known_facts
from segments.looking import Counted, count, effect_of, is_large
from segments.models import Segment
from segments.operations.segments import AsksItself, NameTaken, change_rule, create_segment
from segments.queries import used_by
from segments.templates import TEMPLATES, template_of

BUILDER = "segments/console/builder.html"


@staff(can=Permission.MANAGE_PEOPLE)
@require_http_methods(["GET", "POST"])
def segment_new(request: StaffRequest) -> HttpResponse:
    """Make a segment: by a rule, from a beginning or none, or filled by hand."""
    if request.GET.get("kind") == "static":
        return _new_by_hand(request)
    now, zone = timezone.now(), request.profile.time_zone
    template = template_of(request.GET.get("from", ""))
    source = template.source(now=now, zone=zone) if template else EMPTY
    initial = {"name": template.name, "description": template.description} if template else {}
    named = NameForm(request.POST or None, initial=initial)
    form = RuleForm(request.POST or None, facts=known_facts(), source=source)
    if request.method == "POST" and request.POST.get("do") == "save" and named.is_valid() & form.is_valid():
        try:
            segment = create_segment(named=named.named(), rule=form.rule, by=request.user, now=now)
        except NameTaken:
            named.say_taken()
        else:
            return redirect("console:segment", segment.pk)
    return _builder(request, form, {"named": named, "templates": TEMPLATES, "template": template})


def _new_by_hand(request: StaffRequest) -> HttpResponse:
    named = NameForm(request.POST or None, by_hand=True)
    if request.method == "POST" and named.is_valid():
        try:
            segment = create_segment(named=named.named(), rule=None, by=request.user, now=timezone.now())
        except NameTaken:
            named.say_taken()
        else:
            return redirect("console:segment_add", segment.pk)
    status = 422 if named.errors else 200
    return page(request, "segments/console/new_by_hand.html", "", {"form": named}, status=status)


@staff(can=Permission.MANAGE_PEOPLE)
@require_http_methods(["GET", "POST"])
def segment_rule(request: StaffRequest, pk: int) -> HttpResponse:
    """Change the rule; before it is in force, the page says who comes and who goes, and what uses the segment."""
    segment = get_object_or_404(Segment, pk=pk, archived_at=None, kind="dynamic")
    form = RuleForm(request.POST or None, facts=known_facts(), source=segment.rule)
    do = request.POST.get("do", "")
    if do in ("save", "confirm") and form.is_valid() and form.rule is not None:
        if do == "save":
            effect = effect_of(segment, form.rule, now=timezone.now())
            context = {
                "segment": segment,
                "form": form,
                "effect": effect,
                "uses": used_by(segment),
                "data": request.POST,
            }
            return page(request, "segments/console/change.html", "", context)
        if _change(request, segment, form):
            return redirect("console:segment", segment.pk)
    return _builder(request, form, {"segment": segment})


def _change(request: StaffRequest, segment: Segment, form: RuleForm) -> bool:
    fires = request.POST.get("fires") == "on"
    try:
        with transaction.atomic():
            changed = change_rule(segment=segment, rule=form.rule, fires=fires, by=request.user, now=timezone.now())  # type: ignore[arg-type]  # a valid form has one
    except AsksItself:
        form.add_error(None, _("This rule would ask about its own segment, directly or through another one."))
        return False
    messages.success(request, _("Everybody is being asked.") if changed else _("Nothing had to be changed."))
    return True


def _builder(request: StaffRequest, form: RuleForm, context: Mapping[str, Any]) -> HttpResponse:
    """The page, or for htmx the part with the rule; "save" alone tells what is wrong, the other buttons only count."""
    do = request.POST.get("do", "")
    if request.method == "POST" and do not in ("save", "confirm"):
        form.do(do)
    large, found = is_large(), None
    if do == "count" or not large:
        found = _counted(form)
    if do not in ("save", "confirm"):
        form.faults.clear()
    shown = {
        "form": form, "box": form.box(found.each if found else None), "counted": found, "large": large,
        "path": request.get_full_path(), "told": do in ("save", "confirm"),
    }  # fmt: skip
    failed = do in ("save", "confirm") and (form.errors or getattr(context.get("named"), "errors", None))
    return page(request, BUILDER, "rule", {**context, **shown}, status=422 if failed else 200)


def _counted(form: RuleForm) -> Counted | None:
    """Of a rule that can be understood."""
    rule = form.understood()
    return count(rule, now=timezone.now()) if rule else None
