"""A mission as people meet it: card, page and e-mail, on a phone and a desktop, in a person's place (G-08)."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.csp import CSP
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_GET

from accounts.doors import staff
from accounts.permissions import Permission
from accounts.requests import StaffRequest
from foundation.languages import language_of
from missions.forms.preview import WIDTHS, PreviewForm
from missions.models import Mission
from missions.nudging import NUDGED
from missions.types import TYPES
from missions.views.aside import aside_context
from notifications.models import Notice
from notifications.previews import preview_of
from notifications.views.wording import MAIL_POLICY, WITH_FRAME, Policy
from programs.models import Advocate
from programs.queries import PeopleFilter, people

FOUND = 6
# The page in its frame runs nothing and sends nothing; it looks as it does in the hub.
PAGE_POLICY: Policy = {
    "default-src": [CSP.NONE],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "font-src": [CSP.SELF],
    "media-src": [CSP.SELF],
    "frame-ancestors": [CSP.SELF],
    "form-action": [CSP.NONE],
    "base-uri": [CSP.NONE],
}


@csp_override(WITH_FRAME)
@staff(can=Permission.MANAGE_MISSIONS)
@require_GET
def preview(request: StaffRequest, pk: int) -> HttpResponse:
    """All three side by side; beside the wizard only the one that is looked at, as it is typed."""
    mission, form = _mission(pk), PreviewForm(request.GET)
    words, person, reader = form.chosen("words"), _person(form), _reader(form)
    context = {
        **aside_context(
            mission, look=form.chosen("look", "card"), with_type="setup" in request.GET, language=reader.language
        ),
        "form": form,
        "person": person,
        "found": list(people(PeopleFilter(search=words))[:FOUND]) if words else [],
        "words": words,
        "width": form.chosen("width", "phone"),
        "widths": WIDTHS,
        "query": _query(form),
    }
    template = "missions/console/preview.html" if request.htmx else "missions/console/looks.html"
    response = render(request, template, context)
    patch_vary_headers(response, ["HX-Request"])
    return response


def _query(form: PreviewForm) -> str:
    return f"person={form.chosen('person')}&language={form.chosen('language')}"


@xframe_options_sameorigin
@csp_override(PAGE_POLICY)
@staff(can=Permission.MANAGE_MISSIONS)
@require_GET
def preview_page(request: StaffRequest, pk: int) -> HttpResponse:
    """The mission's page in the hub, of what is typed so far, in the frame."""
    mission, form = _mission(pk), PreviewForm(request.GET)
    person = _reader(form)
    context = {
        **aside_context(mission, look="page", with_type=True, language=person.language),
        "advocate": person,
        "member": None,
        "navigation": [],
        "balance": None,
        "slots": [],
        "panel": None,
        "refused": None,
    }
    with translation.override(language_of(person.language or settings.LANGUAGE_CODE)):
        if person.pk is None:
            person.name = translation.gettext("Somebody")
        return render(request, "missions/console/preview_page.html", context)


@xframe_options_sameorigin
@csp_override(MAIL_POLICY)
@staff(can=Permission.MANAGE_MISSIONS)
@require_GET
def preview_mail(request: StaffRequest, pk: int) -> HttpResponse:
    """The e-mail of the launch, or with `nudge` the one that nudges, in the frame; with `text` its plain-text part."""
    mission, form = _mission(pk), PreviewForm(request.GET)
    kind = NUDGED if "nudge" in request.GET else TYPES[mission.activity.type].notice
    facts = {"mission": mission.pk, "test": mission.draft_id is not None}
    rendered = preview_of(Notice(kind=kind, facts=facts, advocate=_reader(form)), workspace=request.workspace)
    if "text" in request.GET:
        return HttpResponse(f"{rendered.subject}\n\n{rendered.text}", content_type="text/plain; charset=utf-8")
    return HttpResponse(rendered.html)


def _mission(pk: int) -> Mission:
    """Of this workspace, in whatever state: what was sent can be read after the end, too."""
    return get_object_or_404(Mission.objects.select_related("activity__form", "draft", "live"), pk=pk)


def _person(form: PreviewForm) -> Advocate | None:
    pk = form.chosen("person")
    return Advocate.objects.filter(pk=pk, erased_at=None).first() if pk else None


def _reader(form: PreviewForm) -> Advocate:
    """In whose place it is looked at: the person's or nobody's in particular; in the language that is chosen."""
    reader = _person(form) or Advocate()
    reader.language = form.chosen("language", reader.language)
    return reader
