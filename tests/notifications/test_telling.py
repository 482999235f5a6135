"""Telling, from the launch to the mail in the reader's hands: with real parts, through real SMTP."""

import re
from email.message import EmailMessage

import pytest
from django.db.models.functions import Now
from django.test import Client
from django.utils import timezone

from accounts.models import User, Workspace
from events.models import Due
from events.tasks import relay, work
from foundation.tenancy import workspace_scope
from missions.models import Mission
from missions.operations.decisions import decline_submission
from missions.operations.missions import pause_mission, resume_mission
from notifications.models import Delivery
from notifications.queries import delivery_counts
from programs.models import Advocate
from tests.factories.missions import hand_in, make_live
from tests.notifications.conftest import Server, make_advocate


def launch(workspace: Workspace, owner: User, *people: str) -> Mission:
    with workspace_scope(workspace.pk):
        for email in people:
            make_advocate(email)
        return make_live(owner, now=timezone.now(), notify="yes", title="Share your story", points="250")


def everything_happens() -> None:
    """What waits for its time (ten seconds after a decision), too."""
    Due.objects.update(due_at=Now())
    relay()
    work()


def text_of(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")


@pytest.mark.covers("S1-46", "S1-47", "S1-48", "S2-104", "S2-142", "S2-151")
def test_a_launch_writes_to_its_audience_with_a_personal_link_each(
    acme: Workspace, owner: User, smtp: Server, client: Client
) -> None:
    launch(acme, owner, "maya@example.com", "jonas@example.com")
    everything_happens()
    assert sorted(smtp.recipients) == ["jonas@example.com", "maya@example.com"]
    mail = smtp.to("maya@example.com")
    assert "Share your story" in str(mail["Subject"])
    assert "250 points" in text_of(mail)
    links = [re.findall(r"http://localhost:8000(/acme/\S+/)", text_of(one))[0] for one in smtp.mails]
    assert len(set(links)) == 2
    hub = Client()
    for _ in range(3):
        assert hub.get(links[0]).status_code == 200
    with workspace_scope(acme.pk):
        assert not Delivery.objects.filter(opened_at__isnull=False).exists()
    assert hub.get("/acme/").status_code == 302  # nobody is signed in by opening a link
    assert hub.post(links[0]).status_code == 302
    assert "Share your story" in hub.get("/acme/").text
    with workspace_scope(acme.pk):
        assert Delivery.objects.filter(opened_at__isnull=False).count() == 1


def test_a_pause_holds_what_has_not_left(acme: Workspace, owner: User, smtp: Server) -> None:
    mission = launch(acme, owner, "maya@example.com")
    relay()
    with workspace_scope(acme.pk):
        pause_mission(mission=mission, by=owner, now=timezone.now())
    everything_happens()
    assert not smtp.mails
    with workspace_scope(acme.pk):
        assert delivery_counts(f"mission:{mission.pk}").held == 1
        resume_mission(mission=mission, by=owner, now=timezone.now())
    everything_happens()
    assert smtp.recipients == ["maya@example.com"]


@pytest.mark.covers("S2-80", "S2-82", "S2-143")
def test_a_decline_is_mailed_with_its_feedback(acme: Workspace, owner: User, smtp: Server) -> None:
    mission = launch(acme, owner, "maya@example.com")
    everything_happens()
    smtp.mails.clear()
    with workspace_scope(acme.pk):
        maya = Advocate.objects.get()
        submission = hand_in(mission, maya, now=timezone.now())
        attempt = submission.attempt_id
        assert attempt is not None
        decline_submission(
            submission=submission, attempt_id=attempt, note="Too short.\nTell us <more>.", by=owner, now=timezone.now()
        )
    everything_happens()
    (mail,) = smtp.mails
    assert "Too short.\n> Tell us <more>." in text_of(mail)
    html = mail.get_body(("html",))
    assert html is not None
    assert "Too short.<br>Tell us &lt;more&gt;." in html.get_content()
    assert mail["List-Unsubscribe"] is None
    everything_happens()
    assert len(smtp.mails) == 1
