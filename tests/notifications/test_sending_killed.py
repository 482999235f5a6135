"""A sender that is killed sends nothing twice and loses nothing; what may have arrived is said to be unknown."""

import signal
import threading
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Workspace
from events.operations import record
from foundation.tenancy import workspace_scope
from notifications.models import Delivery
from notifications.operations import notify
from notifications.operations.sending import LEASE, recover_deliveries
from notifications.sending import deliver
from tests.notifications.conftest import Server, make_advocate
from tests.processes import running

pytestmark = pytest.mark.django_db(transaction=True)


def write(workspace: Workspace, count: int) -> None:
    with workspace_scope(workspace.pk):
        event = record("test.happened")
        for number in range(count):
            notify(
                kind="test.answered",
                event=event,
                advocate=make_advocate(f"person{number}@example.com"),
                facts={"thing": "tea"},
                now=timezone.now(),
            )


def states(workspace: Workspace) -> list[str]:
    with workspace_scope(workspace.pk):
        return list(Delivery.objects.order_by("pk").values_list("state", flat=True))


def leases_run_out(workspace: Workspace) -> None:
    with workspace_scope(workspace.pk):
        recover_deliveries(now=timezone.now() + LEASE + timedelta(seconds=1))


class Stop:
    """Holds the server's answer up until the test lets it go on."""

    def __init__(self) -> None:
        self.reached, self.go_on = threading.Event(), threading.Event()

    def __call__(self) -> None:
        self.reached.set()
        self.go_on.wait(20)

    def then_kill(self, workspace: Workspace, mode: str = "as it is") -> None:
        """Run a sender, wait until it is at this point, and kill it."""
        with running("-m", "tests.notifications.send_once", str(workspace.pk), mode) as victim:
            assert self.reached.wait(90), "the sender did not come that far"
            victim.send_signal(signal.SIGKILL)
            victim.wait()
        self.go_on.set()


def test_killed_before_the_server_has_anything_it_is_sent_once(acme: Workspace, smtp: Server) -> None:
    write(acme, 3)
    smtp.before_greeting = stop = Stop()
    stop.then_kill(acme)
    assert states(acme) == ["sending"] * 3
    leases_run_out(acme)
    assert states(acme) == ["queued"] * 3
    deliver(acme.pk, 0)
    assert states(acme) == ["sent"] * 3
    assert sorted(smtp.recipients) == [f"person{number}@example.com" for number in range(3)]


@pytest.mark.parametrize("mode", ["as it is", "careless"], ids=["guarded", "control"])
def test_killed_after_handing_over_it_is_unknown_and_never_sent_twice_by_itself(
    acme: Workspace, smtp: Server, mode: str
) -> None:
    """The control does not note that the server is about to get the message, and sends it twice."""
    write(acme, 3)
    smtp.before_answer = stop = Stop()
    stop.then_kill(acme, mode)
    assert states(acme) == ["sending"] * 3
    leases_run_out(acme)
    deliver(acme.pk, 0)
    with workspace_scope(acme.pk):
        first = Delivery.objects.order_by("pk").first()
    assert first is not None
    times = smtp.recipients.count("person0@example.com")
    if mode == "careless":
        assert (states(acme), times) == (["sent"] * 3, 2)
    else:
        assert (states(acme), times) == (["unknown", "sent", "sent"], 1)


def test_killed_between_two_messages_the_first_stays_sent(acme: Workspace, smtp: Server) -> None:
    """The results of the ones before are committed when the next one goes."""
    write(acme, 4)
    stop = Stop()
    smtp.before_answer = lambda: stop() if len(smtp.mails) == 3 else None
    stop.then_kill(acme)
    leases_run_out(acme)
    assert states(acme) == ["sent", "sent", "unknown", "queued"]
    deliver(acme.pk, 0)
    assert states(acme) == ["sent", "sent", "unknown", "sent"]
    assert sorted(smtp.recipients) == [f"person{number}@example.com" for number in range(4)]
