"""A workspace's own templates: kept from missions, taken to another workspace as a file that is never trusted."""

import json
from html import unescape
from typing import Any

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import User, Workspace
from foundation.tenancy import workspace_scope
from missions import library
from missions.forms.steps import DEFAULTS, STEP_FORMS, fields_of
from missions.models import Mission, MissionTemplate
from missions.operations import library as keeping
from missions.types import TYPES
from programs.models import Tag
from tests.factories.accounts import NOW
from tests.factories.missions import make_draft

NEW = "/acme/console/missions/new/"
IMPORT = "/acme/console/missions/templates/import/"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
HEAD = {"format": library.FORMAT, "version": library.VERSION}


def keep(owner: User, name: str = "Spring ask", **fields: Any) -> MissionTemplate:
    mission = make_draft(owner, **fields)
    return keeping.keep_template(mission=mission, name=name, about="For spring.", by=owner, now=NOW)


def file_with(*templates: object, **head: object) -> SimpleUploadedFile:
    return SimpleUploadedFile("t.json", json.dumps({**HEAD, "templates": templates, **head}).encode())


def sent_back(page: str) -> dict[str, str]:
    """The text that the preview's form sends."""

    return {"text": unescape(page.partition('name="text" value="')[2].partition('"')[0])}


@pytest.mark.covers("X-57")
def test_a_mission_is_kept_as_a_template_and_missions_begin_with_it(
    acme: Workspace, owner: User, client: Client
) -> None:
    with workspace_scope(acme.pk):
        mission = make_draft(owner, title="Say it in spring", ends_local="2031-05-01T10:00")
    assert "None yet." in client.get(NEW).text
    page = client.post(f"/acme/console/missions/{mission.pk}/template/", {"name": "Spring", "about": "When it blooms"})
    with workspace_scope(acme.pk):
        kept = MissionTemplate.objects.get()
        assert page.headers["Location"] == f"/acme/console/missions/templates/{kept.pk}/"
        assert "ends_local" not in kept.raw
    assert "When it blooms" in client.get(f"{NEW}?words=spring").text
    assert "When it blooms" not in client.get(f"{NEW}?words=autumn").text
    assert "When it blooms" not in client.get(f"{NEW}?type=survey").text
    client.post(f"/acme/console/missions/templates/{kept.pk}/")
    with workspace_scope(acme.pk):
        made = Mission.objects.select_related("draft", "activity").order_by("-pk")[0]
        assert (made.pk != mission.pk, made.title, made.state) == (True, "Say it in spring", "draft")
        assert made.draft
        assert made.draft.raw["type-proof"] == kept.raw["type-proof"]
    again = client.post(f"/acme/console/missions/{mission.pk}/template/", {"name": "Spring"})
    assert again.status_code == 422
    assert "There is a template called “Spring” already." in again.text
    client.post(f"/acme/console/missions/templates/{kept.pk}/words/", {"name": "May", "about": ""})
    assert "May" in client.get(NEW).text
    client.post(f"/acme/console/missions/templates/{kept.pk}/removal/")
    with workspace_scope(acme.pk):
        assert not MissionTemplate.objects.exists()
        assert Mission.objects.count() == 2


@pytest.mark.covers("X-57")
def test_a_file_brings_a_template_to_another_workspace_without_what_belongs_to_the_first(
    acme: Workspace, globex: Workspace, owner: User, client: Client
) -> None:
    with workspace_scope(acme.pk):
        vip = Tag.objects.create(name="vip")
        row = keep(
            owner,
            audience="chosen",
            include=[f"tag:{vip.pk}"],
            include_people="maya@example.com",
            topics=[str(vip.pk)],
            image="7",
            listed="",
            description="<p>Hello <strong>you</strong></p>",
        )
    page = client.get(f"/acme/console/missions/templates/{row.pk}/").text
    for words in ("Pictures", "Topics", "Whom it is for: all registered members until you say otherwise"):
        assert words in page
    file = client.get(f"/acme/console/missions/templates/{row.pk}/file/")
    assert file.headers["Content-Disposition"] == f'attachment; filename="mission-template-{row.pk}.json"'
    assert file.json() == client.get("/acme/console/missions/templates/file/").json()
    told = file.json()
    assert (told["format"], told["version"]) == ("groundswell.mission-templates", 1)
    assert not {"image", "include", "include_people", "topics"} & set(told["templates"][0]["fields"])
    other = Client()
    other.force_login(User.objects.get(email="owner@globex.example"), backend=BACKEND)
    seen = other.post(IMPORT.replace("acme", "globex"), {"file": SimpleUploadedFile("t.json", file.content)})
    assert "Spring ask" in seen.text
    with workspace_scope(globex.pk):
        assert not MissionTemplate.objects.exists()
    other.post(f"{IMPORT.replace('acme', 'globex')}choice/", {**sent_back(seen.text), "chosen": ["1"]})
    with workspace_scope(globex.pk):
        raw = MissionTemplate.objects.get().raw
        assert (raw["audience"], raw["listed"]) == ("registered", "")
        assert raw["description"] == "<p>Hello <strong>you</strong></p>"


@pytest.mark.covers("X-57")
def test_hostile_content_is_cleaned_and_named(acme: Workspace, owner: User, client: Client) -> None:
    fields = {
        "title": "<script>alert(1)</script>\ud800\x00",
        "description": '<p onclick="x()">Hi</p><script>alert(1)</script><a href="javascript:x()">go</a>',
        "include": ["tag:1"], "image": "1", "state": "live", "created_by": "1",
        "type-introduction": "<img src=x onerror=alert(1)><p>Yes</p>", "type-q": "1", "type-q-1-kind": "nps",
        "type-q-1-label": "Well?", "type-hero-image": "4", "type-none": "x",
    }  # fmt: skip
    page = client.post(IMPORT, {"file": file_with({"name": "A\x00<b>", "type": "survey", "fields": fields})}).text
    assert "<script>alert(1)" not in page
    assert "Left out: Whom it is for: all registered members until you say otherwise; Pictures;" in page
    assert "3 fields this version does not have" in page
    assert "To be filled in before a launch:" in page
    client.post(f"{IMPORT}choice/", {**sent_back(page), "chosen": ["1"]})
    with workspace_scope(acme.pk):
        row = MissionTemplate.objects.get()
        assert row.name == "A<b>"
        assert row.raw["title"] == "<script>alert(1)</script>"
        assert row.raw["description"] == "<p>Hi</p><a>go</a>".replace("<a>", '<a rel="noopener noreferrer">')
        assert row.raw["type-introduction"] == "<p>Yes</p>"
        assert set(row.raw) - set(DEFAULTS) == {
            "title", "description", "type-introduction", "type-q", "type-q-1-kind", "type-q-1-label",
        }  # fmt: skip
    assert "<script>alert(1)" not in client.get(f"/acme/console/missions/templates/{row.pk}/").text
    assert "<script>alert(1)" not in client.get(NEW).text


@pytest.mark.covers("X-57")
@pytest.mark.parametrize(
    ("file", "words"),
    [
        (SimpleUploadedFile("t.json", b"\xff\xfe"), "it is no JSON"),
        (SimpleUploadedFile("t.json", b"[" * 200_000), "it is no JSON"),
        (SimpleUploadedFile("t.json", b" " * (library.LARGEST + 1)), "larger than 512 kB"),
        (SimpleUploadedFile("t.json", b"[]"), "not a file of mission templates"),
        (file_with(format="other"), "not a file of mission templates"),
        (file_with(version=2), "newer version"),
        (file_with(), "no template in the file"),
        (file_with(templates={"a": 1}), "no template in the file"),
        (file_with(*[{}] * 101), "At most 100 templates"),
    ],
    ids=["bytes", "deep", "large", "list", "format", "version", "empty", "mapping", "many"],
)
def test_a_file_that_is_none_is_refused_in_words(
    owner: User, client: Client, file: SimpleUploadedFile, words: str
) -> None:
    file.seek(0)
    answer = client.post(IMPORT, {"file": file})
    assert answer.status_code == 422
    assert words in answer.text


@pytest.mark.covers("X-57")
def test_each_template_says_what_is_wrong_with_it_and_the_others_can_be_taken(
    acme: Workspace, owner: User, client: Client
) -> None:
    with workspace_scope(acme.pk):
        keep(owner, name="Good")
    good = {"name": "Good", "about": "One", "type": "survey", "fields": {}}
    wrong = [
        7,
        {"type": "survey", "fields": {}},
        {"name": "x" * 61, "type": "survey", "fields": {}},
        {"name": "Dance", "type": ["dance"], "fields": {}},
        {"name": "Odd", "type": "survey", "fields": {"title": 7}},
        {"name": "Long", "type": "survey", "fields": {"title": "x" * 20_001}},
    ]
    page = client.post(IMPORT, {"file": file_with(*wrong, good, good)}).text
    for words in (
        "It is no template.", "It has no name.", "more than 60 characters", "no mission type “[&#x27;dance&#x27;]”",
        "not texts", "more than 20,000 characters",
    ):  # fmt: skip
        assert words in page
    assert "it will be called “Good (2)”" in page
    nothing = client.post(f"{IMPORT}choice/", sent_back(page))
    assert nothing.status_code == 422
    assert "Choose at least one template." in nothing.text
    client.post(f"{IMPORT}choice/", {**sent_back(page), "chosen": ["1", "2"]})
    with workspace_scope(acme.pk):
        assert sorted(MissionTemplate.objects.values_list("name", flat=True)) == ["Good", "Good (2)", "Good (3)"]


def test_the_library_has_an_end(acme: Workspace, owner: User, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    with workspace_scope(acme.pk):
        mission = make_draft(owner)
    monkeypatch.setattr(keeping, "MOST_KEPT", 0)
    answer = client.post(f"/acme/console/missions/{mission.pk}/template/", {"name": "Spring"})
    assert answer.status_code == 422
    assert "Remove some first." in answer.text


def test_what_is_chosen_from_rows_of_a_workspace_never_leaves_it(in_acme: Workspace) -> None:
    """Fields of the steps whose choices are made when they are asked for: ids, which mean nothing elsewhere."""
    of_rows = [
        name
        for step in STEP_FORMS
        for name in fields_of(step)
        if isinstance(field := STEP_FORMS[step].base_fields[name], forms.ChoiceField) and field.choices == []
    ]
    assert {"include", "trigger_segment", "requires", "approval_segments", "topics"} <= set(of_rows)
    kept = library.portable({**DEFAULTS, **{name: ["777"] for name in of_rows}}, TYPES["custom_task"])
    assert set(kept.fields) & set(of_rows) == set()
    assert "The missions that come before it" in kept.left_out
