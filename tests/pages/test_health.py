"""The Health page and `manage.py doctor`: all is well in words; what is late, failed, unknown or wrong is named."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db.models.functions import Now
from django.test import Client
from django.utils import timezone

from accounts.models import Role, User, Workspace
from advocacy.wiring import WORK
from events.models import DeadReaction, Due, Round
from events.operations import record, schedule
from events.rounds import begin_rounds, give_round_up
from files.work import SWEEPING
from foundation.tenancy import workspace_scope
from pages.health import WORK_WORDS
from rewards.proof import PROVING
from segments.operations.whole import AUDITING
from tests.factories.accounts import NOW, make_member

PAGE = "/acme/console/health/"


@pytest.fixture(autouse=True)
def _well(acme: Workspace, globex: Workspace) -> None:
    """Nothing is due but the rounds of the night."""
    Due.objects.all().delete()
    for workspace in (acme, globex):
        with workspace_scope(workspace.pk):
            for work in (PROVING, SWEEPING, AUDITING):
                begin_rounds(work, now=NOW)
    Due.objects.update(due_at=Now() + timedelta(hours=5))


def fail(workspace: Workspace, error: str) -> DeadReaction:
    with workspace_scope(workspace.pk):
        event = record("job.ended", job=1, kind="test", state="done")
        Due.objects.filter(work="event").delete()
        return DeadReaction.objects.create(event=event, reaction="notifications.reactions.ring_for_job", error=error)


def test_all_is_well_is_said_with_the_time_and_its_zone(owner: User, client: Client, globex: Workspace) -> None:
    fail(globex, "theirs")
    page = client.get(PAGE).content.decode()
    assert "All is well." in page
    assert "Europe/Berlin" in page
    assert "Nightly proof of balances" in page
    assert "theirs" not in page


def test_what_is_late_failed_or_off_the_clock_is_named(owner: User, client: Client, acme: Workspace) -> None:
    fail(acme, "KeyError: 'no such mission'")
    with workspace_scope(acme.pk):
        schedule("job", ref=1)
        give_round_up(work=SWEEPING, number=1, error="OSError: the disk is away", now=timezone.now())
        Due.objects.filter(work=PROVING, workspace=acme).delete()
    Due.objects.filter(work="job").update(due_at=Now() - timedelta(minutes=5))
    page = " ".join(client.get(PAGE).content.decode().split())
    for words in (
        "1 thing is late, since",
        "1 thing that should have followed failed for good.",
        "Job ended",
        "KeyError: &#x27;no such mission&#x27;",
        "Nightly sweep of files: the last round failed.",
        "OSError: the disk is away",
        "Nightly proof of balances: on no schedule.",
        "Imports, exports and other long work",
    ):
        assert words in page
    assert "All is well." not in page


def test_run_again_pressed_twice_is_one_more_try(owner: User, client: Client, acme: Workspace) -> None:
    dead = fail(acme, "once")
    for words in ("It is tried again now", "It is being tried again already"):
        answer = client.post(f"{PAGE}reactions/{dead.pk}/", follow=True)
        assert words in answer.content.decode()
    (due,) = Due.objects.filter(work="event", workspace=acme)
    assert (due.ref, due.reaction, due.attempts) == (dead.event_id, dead.reaction, 0)


def test_all_are_run_again_once_and_only_here(owner: User, client: Client, acme: Workspace, globex: Workspace) -> None:
    for workspace in (acme, acme, globex):
        fail(workspace, "again")
    for _press in range(2):
        assert client.post(f"{PAGE}reactions/").status_code == 302
    assert Due.objects.filter(work="event", workspace=acme).count() == 2
    with workspace_scope(globex.pk):
        assert DeadReaction.objects.count() == 1


def test_managers_see_it_and_reviewers_do_not(acme: Workspace, client: Client) -> None:
    for role, status in ((Role.MANAGER, 200), (Role.REVIEWER, 403), (Role.ANALYST, 403)):
        user = make_member(acme, role)
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        assert client.get(PAGE).status_code == status


def test_every_kind_of_work_has_words() -> None:
    assert set(WORK_WORDS) == {"event", *WORK}


def test_the_doctor_finds_nothing_where_all_is_well() -> None:
    out = StringIO()
    call_command("doctor", stdout=out)
    assert "acme: all is well." in out.getvalue()
    assert "globex: all is well." in out.getvalue()


def test_the_doctor_names_the_workspace_and_fails(acme: Workspace) -> None:
    fail(acme, "KeyError: 'a'")
    with workspace_scope(acme.pk):
        Round.objects.create(work=PROVING, number=1, wrong_count=2, facts={"wallets": 9}, ended_at=NOW)
    out = StringIO()
    with pytest.raises(CommandError, match=r"1 workspace needs a look\.") as failed:
        call_command("doctor", stdout=out)
    assert failed.value.returncode == 1
    assert "acme: 1 thing that should have followed failed for good.; The points of 2 people" in out.getvalue()
    assert "globex: all is well." in out.getvalue()
