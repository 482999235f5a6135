"""Changing the words of mails: listed, edited, seen as a person, tried, and taken back."""

import re

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Role, User, Workspace
from events.models import Event
from foundation.tenancy import workspace_scope
from notifications.models import Delivery, Notice, Template
from notifications.operations import change_template
from programs.models import Advocate
from programs.operations.people import add_advocate
from tests.factories.accounts import NOW, make_member
from tests.notifications.conftest import make_advocate

LIST = "/acme/console/settings/mail/"
EDITOR = f"{LIST}test.launched/"
TYPED = {"subject": "New: {{ thing }}", "body": "{{ greeting }}\n\nthis is **{{ thing }}**.", "button": "Go"}


def own_words(workspace: Workspace, by: User, **changes: str) -> None:
    words = {"subject": "Ours {{ thing }}", "body": "<p>Moin {{ firstName }}</p>", "button": "Los", "language": "en"}
    with workspace_scope(workspace.pk):
        change_template(kind="test.launched", **(words | changes), by=by, now=NOW)


def templates(workspace: Workspace) -> list[tuple[str, str, str, str]]:
    with workspace_scope(workspace.pk):
        return list(Template.objects.order_by("pk").values_list("language", "subject", "body", "button"))


@pytest.mark.covers("S2-142", "S2-143")
def test_the_list_says_whose_words_each_mail_has(acme: Workspace, owner: User, client: Client) -> None:
    page = client.get(LIST)
    assert page.status_code == 200
    for name in ("Mission created", "Mission declined", "Staff invitation", "Sign-in link and code", "test.launched"):
        assert name in page.text
    assert "Test of a wording" not in page.text  # not for staff to change
    assert page.text.count("Your own") == 0
    own_words(acme, owner)
    assert client.get(LIST).text.count("Your own") == 1


def test_words_can_be_changed(acme: Workspace, owner: User, client: Client) -> None:
    page = client.get(EDITOR)
    assert "{{ greeting }}\n\nthis is about **{{ thing }}**." in page.text
    response = client.post(EDITOR, TYPED)
    assert (response.status_code, response["Location"]) == (302, f"{EDITOR}?language=en")
    body = "<p>{{ greeting }}</p><p>this is <strong>{{ thing }}</strong>.</p>"
    assert templates(acme) == [("en", "New: {{ thing }}", body, "Go")]
    client.post(EDITOR, TYPED)
    assert len(templates(acme)) == 1
    page = client.get(EDITOR)
    assert "{{ greeting }}\n\nthis is **{{ thing }}**." in page.text
    assert "last changed by Owner" in page.text


@pytest.mark.covers("S2-31")
def test_the_words_of_mission_created_can_be_changed(acme: Workspace, owner: User, client: Client) -> None:
    assert "Mission created" in client.get(LIST).text
    editor = f"{LIST}mission.launched/"
    assert "There is a new mission for you" in client.get(editor).text
    words = {"subject": "For you: {{ mission }}", "body": "{{ greeting }}\n\n**{{ mission }}** waits.", "button": "Go"}
    assert client.post(editor, words).status_code == 302
    assert [row[1] for row in templates(acme)] == ["For you: {{ mission }}"]
    assert "**{{ mission }}** waits." in client.get(editor).text


def test_each_language_has_its_own_words(acme: Workspace, owner: User, client: Client) -> None:
    client.post(f"{EDITOR}?language=es", TYPED | {"subject": "Nuevo: {{ thing }}"})
    assert [row[:2] for row in templates(acme)] == [("es", "Nuevo: {{ thing }}")]
    assert "Nuevo" not in client.get(EDITOR).text
    assert "Nuevo" in client.get(f"{EDITOR}?language=es").text
    assert client.get(f"{EDITOR}?language=xx").status_code == 200


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"subject": ""}, "Subject"),
        ({"body": " \n "}, "Text"),
        ({"button": ""}, "Button"),
        ({"subject": "x" * 201}, "Subject"),
        ({"body": "x" * 20_001}, "Text"),
    ],
)
def test_what_is_missing_or_too_long_is_said_and_kept(
    acme: Workspace, owner: User, client: Client, changes: dict[str, str], message: str
) -> None:
    response = client.post(EDITOR, TYPED | changes)
    assert response.status_code == 422
    assert "There is a problem" in response.text
    assert message in response.text
    assert "New: {{ thing }}" in response.text or "subject" in changes
    assert not templates(acme)


def test_unknown_variables_are_warned_about_and_saved_as_typed(acme: Workspace, owner: User, client: Client) -> None:
    client.post(EDITOR, TYPED | {"body": "{{ nobody }} {{ name.__class__ }} {{ thing }}"})
    page = client.get(EDITOR).text
    warned = page.partition("These will not be filled in")[2].partition("</div>")[0]
    assert re.findall(r"\{\{ (.*?) \}\}", warned) == ["nobody", "name.__class__"]


def test_a_subject_of_several_lines_becomes_one(acme: Workspace, owner: User, client: Client) -> None:
    client.post(EDITOR, TYPED | {"subject": "New\r\nBcc: x@example.com"})
    assert templates(acme)[0][1] == "New Bcc: x@example.com"


def test_the_standard_words_come_back(acme: Workspace, owner: User, client: Client) -> None:
    own_words(acme, owner)
    assert client.get(f"{EDITOR}standard/").status_code == 405
    for _ in range(2):
        assert client.post(f"{EDITOR}standard/").status_code == 302
    assert not templates(acme)
    with workspace_scope(acme.pk):
        assert Event.objects.filter(name="template.reset").count() == 1


def test_the_preview_is_what_is_typed_as_a_person_reads_it(acme: Workspace, owner: User, client: Client) -> None:
    with workspace_scope(acme.pk):
        maya = make_advocate(name="Maya <b>Okafor</b>")
    shown = client.get(f"{EDITOR}preview/")
    assert "this is about <strong>an example</strong>" in shown.text
    typed = client.post(f"{EDITOR}preview/?person={maya.pk}", TYPED | {"body": "{{ name }} reads **this** <script>"})
    assert "Maya &lt;b&gt;Okafor&lt;/b&gt; reads <strong>this</strong> &lt;script&gt;" in typed.text
    assert "<script" not in typed.text
    text = client.get(f"{EDITOR}preview/?person={maya.pk}&text")
    assert text["Content-Type"].startswith("text/plain")
    assert text.text.startswith("Subject: About an example\n\nHi Maya,")
    assert not templates(acme)


def test_the_preview_of_something_unfinished_shows_what_is_in_use(acme: Workspace, owner: User, client: Client) -> None:
    response = client.post(f"{EDITOR}preview/", {"subject": "", "body": "", "button": ""})
    assert response.status_code == 200
    assert "this is about <strong>an example</strong>" in response.text


def test_only_our_page_may_frame_the_preview_and_it_may_do_nothing(owner: User, client: Client) -> None:
    preview = client.get(f"{EDITOR}preview/")
    policy = preview["Content-Security-Policy"]
    assert "frame-ancestors 'self'" in policy
    assert "default-src 'none'" in policy
    assert "sandbox allow-popups" in policy
    assert "script-src" not in policy
    assert preview["X-Frame-Options"] == "SAMEORIGIN"
    page = client.get(EDITOR)
    assert "frame-src 'self'" in page["Content-Security-Policy"]
    assert "require-trusted-types-for 'script'" in page["Content-Security-Policy"]
    assert page["X-Frame-Options"] == "DENY"


def test_the_person_is_found_by_name_or_address(acme: Workspace, owner: User, client: Client) -> None:
    with workspace_scope(acme.pk):
        maya = add_advocate(email="maya@example.com", name="Maya Okafor", by=owner, now=NOW)
        add_advocate(email="jonas@example.com", name="Jonas Weber", by=owner, now=NOW)
    page = client.get(f"{EDITOR}?search=oka")
    assert f"person={maya.pk}" in page.text
    assert "Jonas" not in page.text
    assert "Nobody matches" in client.get(f"{EDITOR}?search=zzz").text
    assert "As Maya Okafor reads it" in client.get(f"{EDITOR}?person={maya.pk}").text
    assert client.get(f"{EDITOR}?person=999999").status_code == 200
    assert client.get(f"{EDITOR}?person=x").status_code == 200


def test_a_person_of_another_workspace_is_nobody(
    acme: Workspace, globex: Workspace, owner: User, client: Client
) -> None:
    with workspace_scope(globex.pk):
        stranger = make_advocate(name="Gideon Globex")
    page = client.get(f"{EDITOR}preview/?person={stranger.pk}")
    assert "Gideon" not in page.text
    assert "Hi Maya," in page.text  # the example


def test_a_test_goes_to_oneself_and_the_text_stays(acme: Workspace, owner: User, client: Client) -> None:
    response = client.post(f"{EDITOR}test/", TYPED)
    assert response.status_code == 200
    assert "A test is on its way to owner@acme.example" in response.text
    assert "New: {{ thing }}" in response.text
    with workspace_scope(acme.pk):
        notice = Notice.objects.get()
        assert (notice.staff, notice.kind, Delivery.objects.get().state) == (owner, "mail.test", "queued")
    assert not templates(acme)
    assert client.post(f"{EDITOR}test/", TYPED | {"subject": ""}).status_code == 422
    assert client.get(f"{EDITOR}test/").status_code == 405


@pytest.mark.parametrize("kind", ["nothing", "mail.test"])
def test_a_kind_that_cannot_be_changed_is_not_found(owner: User, client: Client, kind: str) -> None:
    for path in ("", "preview/"):
        assert client.get(f"{LIST}{kind}/{path}").status_code == 404
    for path in ("", "preview/", "test/", "standard/"):
        assert client.post(f"{LIST}{kind}/{path}", TYPED).status_code == 404


PATHS = [LIST, EDITOR, f"{EDITOR}preview/", f"{EDITOR}test/", f"{EDITOR}standard/"]


@pytest.mark.parametrize("path", PATHS)
def test_only_those_who_manage_missions_may(acme: Workspace, client: Client, path: str) -> None:
    get = client.get if path not in PATHS[3:] else client.post
    assert get(path)["Location"].startswith("/accounts/login/")
    for role, status in ((Role.REVIEWER, 403), (Role.ANALYST, 403), (Role.MANAGER, 200)):
        client.force_login(make_member(acme, role), backend="allauth.account.auth_backends.AuthenticationBackend")
        if status == 403 or get == client.get:
            assert get(path).status_code == status
    with workspace_scope(acme.pk):
        assert not Template.objects.exists()


def test_staff_of_another_workspace_find_nothing(acme: Workspace, globex: Workspace, client: Client) -> None:
    stranger = make_member(globex, Role.OWNER, email="boss@globex.example")
    client.force_login(stranger, backend="allauth.account.auth_backends.AuthenticationBackend")
    for path in PATHS[:3]:
        assert client.get(path).status_code == 404


def test_the_words_of_one_workspace_are_not_those_of_another(
    acme: Workspace, globex: Workspace, owner: User, client: Client
) -> None:
    make_member(globex, Role.OWNER, email="x@globex.example")
    own_words(acme, owner)
    assert templates(globex) == []


def test_searching_people_renews_their_part_of_the_page(acme: Workspace, owner: User, client: Client) -> None:
    with workspace_scope(acme.pk):
        add_advocate(email="maya@example.com", name="Maya Okafor", by=owner, now=timezone.now())
        assert Advocate.objects.count() == 1
    response = client.get(f"{EDITOR}?search=maya", headers={"HX-Request": "true"})
    assert response.status_code == 200
    assert 'id="preview-people"' in response.text
