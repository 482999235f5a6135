"""The words of mails: which there are, changing them, seeing them as a person would, trying them."""

from collections.abc import Collection, Mapping

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.csp import CSP
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.doors import staff
from accounts.permissions import Permission
from accounts.requests import StaffRequest
from events.once import is_first
from foundation.answers import page
from foundation.plugs import WORDINGS, Wording
from notifications.forms import LanguageForm, PersonForm, WordsForm, braced
from notifications.models import Template
from notifications.operations import change_template, reset_template, send_test
from notifications.previews import editable_kinds, preview, words_in_use
from notifications.rendering import COMMON, Words
from notifications.writing import to_text
from programs.models import Advocate
from programs.queries import PeopleFilter, people

type Policy = Mapping[str, Collection[str] | str]

EDITOR = "notifications/console/mail_words.html"

WITH_FRAME: Policy = {**settings.SECURE_CSP, "frame-src": [CSP.SELF]}
# A mail brings its own styles and may show pictures; it runs nothing, sends nothing, and stands in our page only.
MAIL_POLICY: Policy = {
    "default-src": [CSP.NONE],
    "style-src": [CSP.UNSAFE_INLINE],
    "img-src": [CSP.SELF, "data:"],
    "frame-ancestors": [CSP.SELF],
    "sandbox": "allow-popups allow-popups-to-escape-sandbox",
}
PEOPLE = 6


@staff(can=Permission.MANAGE_MISSIONS)
@require_GET
def mail(request: StaffRequest) -> HttpResponse:
    """The mails that are sent, and whose words they have."""
    return render(request, "notifications/console/mail.html", {"kinds": editable_kinds()})


@csp_override(WITH_FRAME)
@staff(can=Permission.MANAGE_MISSIONS)
@require_http_methods(["GET", "POST"])
def mail_words(request: StaffRequest, kind: str) -> HttpResponse:
    """Change the words of one kind of mail in one language."""
    wording, language = _editable(kind), LanguageForm(request.GET).chosen()
    words, own = words_in_use(wording, language)
    form = _form(wording, request.POST or None, words=words)
    if request.method == "POST" and form.is_valid():
        change_template(kind=kind, language=language, **form.cleaned_data, by=request.user, now=timezone.now())
        messages.success(request, _("Saved. Mails that have not left have the new words, too."))
        return redirect(_address("console:mail_words", kind, language=language))
    return page(request, EDITOR, "people", _context(request, wording, language, form, own), status=_status(form))


@xframe_options_sameorigin
@csp_override(MAIL_POLICY)
@staff(can=Permission.MANAGE_MISSIONS)
@require_http_methods(["GET", "POST"])
def mail_preview(request: StaffRequest, kind: str) -> HttpResponse:
    """The mail in the frame of the editor: what is saved, or what is typed so far; as a person, as HTML or as text."""
    wording, language = _editable(kind), LanguageForm(request.GET).chosen()
    words, _own = words_in_use(wording, language)
    if request.method == "POST":
        words = _typed(_form(wording, request.POST, words=words), words)
    rendered = preview(wording, words, workspace=request.workspace, person=_person(request))
    if "text" in request.GET:
        return HttpResponse(_("Subject") + f": {rendered.subject}\n\n{rendered.text}", content_type="text/plain")
    return HttpResponse(rendered.html)


@csp_override(WITH_FRAME)
@staff(can=Permission.MANAGE_MISSIONS)
@require_POST
def mail_test(request: StaffRequest, kind: str) -> HttpResponse:
    """Send what is typed, saved or not, to oneself; the text stays in the form."""
    wording, language = _editable(kind), LanguageForm(request.GET).chosen()
    words, own = words_in_use(wording, language)
    form = _form(wording, request.POST, words=words)
    if form.is_valid() and is_first(request):
        send_test(kind=kind, **form.cleaned_data, language=language, by=request.user, now=timezone.now())
        messages.success(request, _("A test is on its way to %(email)s.") % {"email": request.user.email})
    return render(request, EDITOR, _context(request, wording, language, form, own), status=_status(form))


@staff(can=Permission.MANAGE_MISSIONS)
@require_POST
def mail_standard(request: StaffRequest, kind: str) -> HttpResponse:
    """Go back to the product's words."""
    _editable(kind)
    language = LanguageForm(request.GET).chosen()
    if reset_template(kind=kind, language=language, by=request.user, now=timezone.now()):
        messages.success(request, _("The standard words are in use again."))
    return redirect(_address("console:mail_words", kind, language=language))


def _editable(kind: str) -> Wording:
    wording = WORDINGS.get(kind)
    if wording is None or not wording.editable:
        raise Http404("no such kind of mail")
    return wording


def _form(wording: Wording, data: QueryDict | None, *, words: Words) -> WordsForm:
    initial = {"subject": words.subject, "body": to_text(words.body), "button": words.button}
    return WordsForm(data, initial=initial, variables={*COMMON, *wording.variables}, has_button=bool(wording.button))


def _typed(form: WordsForm, words: Words) -> Words:
    """What is typed; where it is not valid yet, what is in use."""
    form.is_valid()
    typed: Mapping[str, str] = form.cleaned_data
    return Words(
        typed.get("subject", words.subject),
        typed.get("body", words.body),
        typed.get("button") or words.button,
        words.language,
    )


def _context(
    request: StaffRequest, wording: Wording, language: str, form: WordsForm, own: Template | None
) -> dict[str, object]:
    """What the editor shows beside the form."""
    people_form = PersonForm(request.GET)
    sought = people_form.cleaned_data["search"] if people_form.is_valid() else ""
    person = _person(request)
    chosen = {"language": language} | ({"person": person.pk} if person else {})
    return {
        "wording": wording,
        "form": form,
        "own": own,
        "language": language,
        "languages": settings.LANGUAGES,
        "variables": [(braced(name), meant) for name, meant in {**wording.variables, **COMMON}.items()],
        "people_form": people_form,
        "sought": sought,
        "found": list(people(PeopleFilter(search=sought))[:PEOPLE]) if sought.strip() else [],
        "person": person,
        "query": urlencode(chosen),
    }


def _person(request: StaffRequest) -> Advocate | None:
    form = PersonForm(request.GET)
    pk = form.cleaned_data["person"] if form.is_valid() else None
    return Advocate.objects.filter(pk=pk, erased_at=None).first() if pk else None


def _status(form: WordsForm) -> int:
    return 422 if form.is_bound and form.errors else 200


def _address(name: str, kind: str, **query: str) -> str:
    return f"{reverse(name, args=[kind])}?{urlencode(query)}"
