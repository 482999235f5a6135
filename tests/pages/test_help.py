"""Help in the hub asks whether it helped; staff read what people say; erasing empties it (S2-154, S2-156)."""

import re

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User, Workspace
from events.tasks import relay
from foundation.tenancy import workspace_scope
from pages.models import Feedback
from programs.operations.people import erase_advocate
from tests.factories.hub import open_hub
from tests.factories.programs import make_advocate


@pytest.mark.covers("S2-154", "S2-156")
def test_help_answers_asks_whether_it_did_and_staff_read_what_is_missing(
    acme: Workspace, owner: User, client: Client
) -> None:
    maya = make_advocate(acme)
    hub = open_hub(acme, maya)
    home = hub.get("/acme/").content.decode()
    assert 'href="/acme/help/"' in home
    assert re.search(r'<body[^>]*>\s*<a class="skip" href="#main">Skip to content</a>', home)
    page = hub.get("/acme/help/").content.decode()
    for words in ("When is what I sent decided?", "We write to you as soon as it is decided.", "Did this answer your"):
        assert words in page
    key = re.search(r'name="form_key"\s+value="([^"]+)"', page)
    assert key, page
    wrong = hub.post("/acme/help/", {"text": "Where are my points?", "form_key": key[1]})
    assert (wrong.status_code, "Where are my points?" in wrong.content.decode()) == (422, True)
    for _press in range(2):
        sent = hub.post("/acme/help/", {"helped": "no", "text": "Where are my points?", "form_key": key[1]})
        assert sent["Location"] == "/acme/help/"
    said = client.get("/acme/console/feedback/").content.decode()
    assert said.count("Where are my points?") == 1
    assert "Needs help" in said
    assert "Said that the help did not help" in client.get(f"/acme/console/people/{maya.pk}/").content.decode()
    with workspace_scope(acme.pk):
        erase_advocate(advocate=maya, by=owner, now=timezone.now())
    relay()
    with workspace_scope(acme.pk):
        assert list(Feedback.objects.values_list("helped", "text")) == [(False, "")]


def test_feedback_is_read_in_pages(
    acme: Workspace, owner: User, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pages.views.help.PAGE", 2)
    maya = make_advocate(acme)
    assert "Nobody has said anything yet" in client.get("/acme/console/feedback/").content.decode()
    with workspace_scope(acme.pk):
        for n in range(3):
            Feedback.objects.create(advocate=maya, helped=True, text=f"Number {n}", at=timezone.now())
    page = client.get("/acme/console/feedback/").content.decode()
    assert "Number 2" in page
    assert "Number 0" not in page
    further = re.search(r'href="(\?before=\d+)"', page)
    assert further, page
    assert "Number 0" in client.get(f"/acme/console/feedback/{further[1]}").content.decode()
