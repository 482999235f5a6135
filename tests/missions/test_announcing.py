"""Telling the audience: everybody in it at the launch once, in steps with progress; a pause holds what has not left."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.html import strip_tags

from accounts.models import User, Workspace
from events.models import Event
from events.tasks import relay, work
from foundation.tenancy import workspace_scope
from jobs.models import Job
from missions.models import Mission
from missions.operations.announcing import announce_mission
from missions.operations.missions import end_mission, pause_mission, resume_mission
from notifications.models import BellItem, Delivery, Notice
from notifications.operations.preferences import set_preference
from notifications.queries import delivery_counts
from programs.models import Advocate
from tests.factories.missions import make_live
from tests.factories.programs import make_people


@pytest.fixture
def launched(acme: Workspace, owner: User, monkeypatch: pytest.MonkeyPatch) -> Mission:
    """Twenty people, two of them without address and one unsubscribed; nothing is sent yet."""
    monkeypatch.setattr("missions.operations.announcing.SLICE", 8)
    people = make_people(acme, 18)
    make_people(acme, 2, without_address=True, prefix="mute")
    with workspace_scope(acme.pk):
        set_preference(advocate=people[0], topic="missions", wanted=False, said_by="profile", now=timezone.now())
        return make_live(owner, now=timezone.now(), notify="yes")


@contextmanager
def nothing_leaves(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Steps run, and sending finds nothing to claim."""
    monkeypatch.setattr("notifications.sending._claim", lambda workspace_id, size: None)
    yield


@pytest.mark.covers("S2-104", "S2-151", "S1-28", "S1-47", "S1-48")
def test_everybody_in_the_audience_gets_one_notice_and_the_gate_says_why_not(
    acme: Workspace, launched: Mission, owner: User, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    with nothing_leaves(monkeypatch):
        relay()
        work()
    with workspace_scope(acme.pk):
        job = Job.objects.get()
        assert (job.state, job.done_count, job.total_count) == ("done", 20, 20)
        counts = delivery_counts(f"mission:{launched.pk}")
        assert (counts.queued, counts.no_address, counts.unsubscribed) == (17, 2, 1)
        event = Event.objects.get(name="mission.launched")
        announce_mission(event=event)  # the reaction may run twice
        assert Job.objects.count() == 1
        assert Notice.objects.count() == 20
    relay()
    with workspace_scope(acme.pk):
        assert BellItem.objects.get().url == f"/acme/console/missions/{launched.pk}/"
    assert (
        "The audience of a mission is written to: Write about us" in client.get("/acme/console/bell/").content.decode()
    )


def test_who_comes_after_the_launch_is_not_written_to(
    acme: Workspace, launched: Mission, monkeypatch: pytest.MonkeyPatch
) -> None:
    with workspace_scope(acme.pk):
        late = Advocate.objects.create(name="Late", email="late@example.com", joined_at=timezone.now())
    with nothing_leaves(monkeypatch):
        relay()
        work()
    with workspace_scope(acme.pk):
        assert not Notice.objects.filter(advocate=late).exists()


@pytest.mark.covers("S2-105", "S2-106", "S1-52")
def test_without_notification_nothing_is_written(acme: Workspace, owner: User) -> None:
    make_people(acme, 3)
    with workspace_scope(acme.pk):
        make_live(owner, now=timezone.now(), notify="no")
    relay()
    work()
    with workspace_scope(acme.pk):
        assert not Notice.objects.exists()
        assert not Job.objects.exists()


def test_a_pause_holds_every_unsent_mail_and_the_end_cancels_it(
    acme: Workspace, launched: Mission, owner: User, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    with nothing_leaves(monkeypatch):
        relay()
        work()
    about = f"mission:{launched.pk}"
    with workspace_scope(acme.pk):
        first = Delivery.objects.filter(state="queued").order_by("pk")[:5].values("pk")
        Delivery.objects.filter(pk__in=first).update(state="sent", sent_at=timezone.now())
        pause_mission(mission=launched, by=owner, now=timezone.now())
        assert (delivery_counts(about).sent, delivery_counts(about).held) == (5, 12)
    page = client.get(f"/acme/console/missions/{launched.pk}/").content.decode()
    assert "Held" in page
    with workspace_scope(acme.pk):
        resume_mission(mission=launched, by=owner, now=timezone.now())
        assert delivery_counts(about).queued == 12
        end_mission(mission=launched, by=owner, now=timezone.now())
        assert (delivery_counts(about).sent, delivery_counts(about).cancelled) == (5, 12)


def test_the_page_shows_by_itself_how_the_mail_leaves_until_none_waits(
    acme: Workspace, launched: Mission, owner: User, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    at, asks_again = f"/acme/console/missions/{launched.pk}/", f'hx-get="/acme/console/missions/{launched.pk}/"'
    assert asks_again in client.get(at).content.decode()  # nobody has begun to write
    with nothing_leaves(monkeypatch):
        relay()
        work()
        assert asks_again in client.get(at).content.decode()
        part = client.get(at, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert "Queued 17" in " ".join(strip_tags(part).split())
    with workspace_scope(acme.pk):
        Delivery.objects.filter(state="queued").update(state="sent", sent_at=timezone.now())
    shown = client.get(at).content.decode()
    assert asks_again not in shown
    assert "Queued" not in shown
