"""The guide is read in the console: its links lead on, it is searched, and staff say whether it helped."""

import re
from datetime import date

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from accounts.models import Role, User, Workspace
from foundation.tenancy import workspace_scope
from pages.guide import FOLDER, INDEX, anchor_of, found_in_guide, guide
from pages.models import GuideAnswer
from tests.factories.accounts import make_member

GUIDE = "/acme/console/guide/"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.mark.parametrize("slug", [path.stem for path in sorted(FOLDER.glob("*.md"))])
def test_every_link_and_picture_of_a_page_is_there(slug: str) -> None:
    page = guide()[slug]
    for href in re.findall(r'href="([^"]*)"', page.html):
        if href.startswith(("http://", "https://")):
            continue
        path, _hash, anchor = href.partition("#")
        other = path.removeprefix("../").strip("/") or (INDEX if path else slug)
        assert other in guide(), href
        assert not anchor or f'id="{anchor}"' in guide()[other].html, href
    for src in re.findall(r'src="([^"]*)"', page.html):
        assert finders.find(src.removeprefix("/static/")), src
    source = (FOLDER / f"{slug}.md").read_text()
    assert page.html.count("<img") == source.count("](../screenshots/")


@pytest.mark.parametrize("slug", [path.stem for path in sorted(FOLDER.glob("*.md"))])
def test_every_page_says_who_wrote_it_and_when(slug: str) -> None:
    assert guide()[slug].author
    updated = guide()[slug].updated_on
    assert updated, f"docs/guide/{slug}.md begins with ---, author: …, updated: …, ---"
    assert date(2026, 1, 1) <= updated


@pytest.mark.covers("S0-73")
def test_the_guide_is_read_searched_and_answered_in_the_console(
    acme: Workspace, globex: Workspace, owner: User, client: Client
) -> None:
    assert GUIDE in client.get("/acme/console/").text
    assert 'href="missions/"' in client.get(GUIDE).text
    page = client.get(f"{GUIDE}missions/")
    assert "New mission" in page.text
    assert "last updated" in page.text
    assert "Did this answer your question?" in page.text
    assert 'href="../templates/"' in page.text
    assert client.get(f"{GUIDE}README/").status_code == 404
    assert client.get(f"{GUIDE}nothing/").status_code == 404
    found = client.get(f"{GUIDE}?q=template+file").text
    assert f"{GUIDE}templates/#the-file" in found
    assert "No page has all of these words" in client.get(f"{GUIDE}?q=xyzzy").text
    key = re.findall(r'name="form_key" value="([\w-]+)"', page.text)[-1]
    body = {"helped": "no", "text": "How do I <b>begin</b>?", "form_key": key}
    for _twice in range(2):
        client.post(f"{GUIDE}missions/", body)
    with workspace_scope(acme.pk):
        assert [(row.page, row.helped) for row in GuideAnswer.objects.all()] == [("missions", False)]
    with workspace_scope(globex.pk):
        assert not GuideAnswer.objects.exists()
    told = client.get(f"{GUIDE}answers/").text
    assert "How do I &lt;b&gt;begin&lt;/b&gt;?" in told
    assert client.post(f"{GUIDE}missions/", {"text": "x"}).status_code == 422


@pytest.mark.covers("S0-73")
def test_everybody_of_staff_reads_it_and_owners_read_what_was_said(acme: Workspace) -> None:
    client = Client()
    client.force_login(make_member(acme, Role.ANALYST), backend=BACKEND)
    assert client.get(f"{GUIDE}place/").status_code == 200
    assert client.get(f"{GUIDE}answers/").status_code == 403


def test_what_a_page_brings_along_is_cleaned(monkeypatch: pytest.MonkeyPatch) -> None:
    from pages.guide import _page

    page = _page(
        "x", "# A\n\n<script>x()</script> [go](javascript:x()) [out](../../.env) ![p](https://e.example/x.png)"
    )
    assert "<script" not in page.html
    assert 'href="javascript' not in page.html
    assert ".env" not in page.html
    assert "e.example" not in page.html


def test_headings_are_linked_to_as_elsewhere() -> None:
    assert anchor_of("Before a launch: what?") == "before-a-launch-what"
    assert [found.page.slug for found in found_in_guide("")] == []
