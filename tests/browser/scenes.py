"""Small pages without a database, on which the scripts of the interface are tried. State lives in `STAGE`."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

from django import forms
from django.contrib.staticfiles.urls import staticfiles_urlpatterns
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template import engines
from django.urls import path
from django.utils import timezone

from foundation import kit
from foundation.brand import stylesheet
from foundation.forms import Form
from pages.context import Group, Item


@dataclass
class Stage:
    """What the pages remember, and how they are told to behave."""

    saved: list[dict[str, str]] = field(default_factory=list)
    taken: list[dict[str, str]] = field(default_factory=list)
    decided: list[str] = field(default_factory=list)
    waiting: list[str] = field(default_factory=lambda: ["Maya", "Jonas", "Priya", "Lucía"])
    polls: int = 0
    undone: int = 0
    undo_until: datetime = field(default_factory=lambda: timezone.now() + timedelta(seconds=10))
    answer: str = "ok"  # ok, signed_out, conflict, broken


STAGE = Stage()

DRAFT = """{% extends "console.html" %}{% block title %}Draft{% endblock %}{% block main %}<h1>Draft</h1>
<p role="status" data-autosave-status></p>
<auto-save url="/draft/save/"><form class="form" id="draft" method="post" data-keep="draft">{% csrf_token %}
<label for="id_title">Title</label><input class="input" id="id_title" name="title" value="{{ title }}">
<label for="id_file">File</label><input class="input" id="id_file" name="file" type="file">
<button class="btn" type="submit">Continue</button></form></auto-save>
<div id="preview" {% hx_nonce %} hx-get="/draft/preview/" hx-trigger="draft:saved from:auto-save"></div>
{% endblock %}"""

KEPT = """{% extends "hub.html" %}{% block title %}Story{% endblock %}{% block main %}<h1>Story</h1>
<form class="form" method="post" novalidate data-keep="story">{% csrf_token %}{{ form }}
<button class="btn" type="submit">Send</button></form>{% endblock %}"""

SIGN_IN = """{% extends "plain.html" %}{% block title %}Sign in{% endblock %}
{% block body_data %} data-entrance{% endblock %}
{% block main %}<h1>Sign in</h1><a href="{{ next }}">Go back</a>{% endblock %}"""

QUEUE = """{% extends "console.html" %}{% block title %}Review{% endblock %}{% block main %}<h1>Review</h1>
<review-queue id="queue"><ul class="card queue">{% for name in waiting %}
<li data-item{% if name == current %} aria-current="true"{% endif %}>
<input class="check" type="checkbox" name="selected" value="{{ name }}" aria-label="Select {{ name }}">
<a href="/queue/?of={{ name }}" {% hx_nonce %} hx-get="/queue/?of={{ name }}" hx-target="#detail" hx-select="#detail"
 hx-swap="outerMorph" hx-push-url="true">{{ name }}</a></li>{% endfor %}</ul>
<section class="card p-5 grid gap-4" id="detail" aria-label="Submission">
<h2 tabindex="-1" data-focus>{{ current }}</h2><p data-selected-count></p>
<form method="post" action="/queue/approve/" {% hx_nonce %} hx-post="/queue/approve/" hx-target="#queue"
 hx-select="#queue" hx-swap="outerMorph" hx-push-url="false">{% csrf_token %}
<input type="hidden" name="of" value="{{ current }}"><button class="btn" data-key="a">Approve</button></form>
<details><summary class="btn" data-key="r">Return</summary><form method="post" action="/queue/approve/">
{% csrf_token %}<input type="hidden" name="of" value="{{ current }}"><label for="note">Note</label>
<textarea class="input" id="note"></textarea></form></details></section></review-queue>{% endblock %}"""

PARTS = """{% extends "console.html" %}{% block title %}Parts{% endblock %}{% block main %}<h1>Parts</h1>
<form id="part" method="post" action="/parts/" novalidate {% hx_nonce %} hx-post="/parts/" hx-target="#part"
 hx-select="#part" hx-swap="outerMorph">{% csrf_token %}{{ form }}<button class="btn">Save</button></form>
<button class="btn" id="vanishing" type="button" {% hx_nonce %} hx-get="/parts/gone/" hx-swap="outerHTML">Go</button>
{% endblock %}"""

UNSTAMPED = """{% extends "plain.html" %}{% block title %}Unstamped{% endblock %}{% block main %}<h1>Unstamped</h1>
<button class="btn" type="button" id="unstamped" hx-get="/parts/">Injected</button>{% endblock %}"""


JOB = """{% extends "console.html" %}{% block title %}Import{% endblock %}
{% block toasts %}{% include "components/undo-toast.html" with text="Approved Maya" undo_url="/undo/" key="u" %}
{% endblock %}{% block main %}<h1>Import</h1>{% include "components/job-progress.html" %}{% endblock %}"""


class Story(Form):
    """A field to keep, one never to keep."""

    story = forms.CharField(label="Story", widget=forms.Textarea(attrs={"data-counter": "", "data-limit": "50"}))
    kind = forms.ChoiceField(label="Kind", widget=forms.RadioSelect, choices=[("a", "A"), ("b", "B")], required=False)
    secret = forms.CharField(label="Secret", widget=forms.PasswordInput, required=False)


def page(request: HttpRequest, source: str, *, status: int = 200, **context: Any) -> HttpResponse:
    return HttpResponse(engines["django"].from_string(source).render(context, request), status=status)


def shell(_request: HttpRequest) -> dict[str, Any]:
    """The context processor of these pages."""
    urls = SimpleNamespace(
        home="/kit/",
        bell="",
        profile="",
        points="",
        hub="",
        sign_in="",
        sign_out="/out/",
        remove_sample="/out/",
        brand="/b.css",
    )
    user = SimpleNamespace(email="jonas@example.com", keyboard_shortcuts=True)
    return {
        "workspace": SimpleNamespace(name="Northwind", slug="northwind"),
        "profile": SimpleNamespace(time_zone="Europe/Berlin", points_name="points", logo_url="", is_sample=True),
        "navigation": [Group("Reach", (_item("People", current=True), _item("Review", badge=12)))],
        "member": SimpleNamespace(user=user, get_role_display="Manager"),
        "memberships": [_membership("Northwind", current=True), _membership("Globex", current=False)],
        "advocate": SimpleNamespace(name="Maya Okafor", email="maya@example.com", time_zone="Europe/Madrid"),
        "balance": 1340,
        "bell_count": 3,
        "urls": urls,
    }


def _item(label: str, *, current: bool = False, badge: int = 0) -> Item:
    return Item(label, "/kit/", "users", current, badge)


def _membership(name: str, *, current: bool) -> SimpleNamespace:
    return SimpleNamespace(name=name, url="/kit/", role="Manager", current=current)


def draft(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        STAGE.taken.append(request.POST.dict())
        return HttpResponseRedirect("/kit/")
    return page(request, DRAFT, title=STAGE.saved[-1]["title"] if STAGE.saved else "")


def draft_save(request: HttpRequest) -> HttpResponse:
    if STAGE.answer == "signed_out":
        return HttpResponseRedirect("/sign-in/?next=/draft/")
    if STAGE.answer == "conflict":
        return HttpResponse("Jonas changed it at 14:03.", status=409, content_type="text/plain")
    STAGE.saved.append({**request.POST.dict(), "files": str(len(request.FILES))})
    return HttpResponse("Draft saved 14:05:12", content_type="text/plain")


def draft_preview(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"<p>{STAGE.saved[-1]['title']}</p>")


def story(request: HttpRequest) -> HttpResponse:
    form = Story(request.POST or None)
    if request.method == "POST" and STAGE.answer == "signed_out":
        STAGE.answer = "ok"
        return HttpResponseRedirect("/sign-in/?next=/story/")
    if form.is_valid():
        STAGE.taken.append(request.POST.dict())
        return HttpResponseRedirect("/story/")
    return page(request, KEPT, form=form, status=422 if form.errors else 200)


def sign_in(request: HttpRequest) -> HttpResponse:
    return page(request, SIGN_IN, next=request.GET.get("next", "/kit/"))


def queue(request: HttpRequest) -> HttpResponse:
    first = STAGE.waiting[0] if STAGE.waiting else ""
    return page(request, QUEUE, waiting=STAGE.waiting, current=request.GET.get("of", first))


def approve(request: HttpRequest) -> HttpResponse:
    name = request.POST["of"]
    position = STAGE.waiting.index(name)
    STAGE.waiting.remove(name)
    STAGE.decided.append(name)
    follower = STAGE.waiting[min(position, len(STAGE.waiting) - 1)]
    return HttpResponseRedirect(f"/queue/?of={follower}")


def parts(request: HttpRequest) -> HttpResponse:
    if STAGE.answer == "signed_out":
        return HttpResponseRedirect("/sign-in/?next=/parts/")
    if STAGE.answer == "broken":
        return render(request, "errors/500.html", {"reference": "7F3K"}, status=500)
    form = Story(request.POST or None)
    if form.is_valid():
        response = page(request, PARTS, form=Story())
        response["HX-Trigger"] = '{"toast": {"text": "Saved it"}}'
        return response
    return page(request, PARTS, form=form, status=422 if form.errors else 200)


def gone(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("<p>Gone</p>")


def job(request: HttpRequest) -> HttpResponse:
    return page(request, JOB, **_job_now(), until=STAGE.undo_until)


def job_part(request: HttpRequest) -> HttpResponse:
    STAGE.polls += 1
    return render(request, "components/job-progress.html", _job_now())


def _job_now() -> dict[str, Any]:
    """Done after two questions."""
    state = "done" if STAGE.polls > 1 else "running"
    job = SimpleNamespace(pk=7, state=state, done_count=500 * STAGE.polls, total_count=1000)
    return {"job": job, "title": "People", "poll_url": "/job/part/", "result": "", "failure": "", "cancel_url": ""}


def undo(_request: HttpRequest) -> HttpResponse:
    STAGE.undone += 1
    return HttpResponseRedirect("/kit/")


def unstamped(request: HttpRequest) -> HttpResponse:
    return page(request, UNSTAMPED)


def kit_page(request: HttpRequest) -> HttpResponse:
    return render(request, "kit.html", kit.examples())


def brand(_request: HttpRequest) -> HttpResponse:
    return HttpResponse(stylesheet("#ffcc00"), content_type="text/css")


def error(request: HttpRequest, code: str) -> HttpResponse:
    return render(request, f"errors/{code}.html", {"reference": "7F3K-92QD"})


urlpatterns = [
    path("kit/", kit_page),
    path("b.css", brand),
    path("draft/", draft),
    path("draft/save/", draft_save),
    path("draft/preview/", draft_preview),
    path("story/", story),
    path("sign-in/", sign_in),
    path("queue/", queue),
    path("queue/approve/", approve),
    path("parts/", parts),
    path("parts/gone/", gone),
    path("job/", job),
    path("job/part/", job_part),
    path("undo/", undo),
    path("unstamped/", unstamped),
    path("errors/<str:code>/", error),
    *staticfiles_urlpatterns(),
]
