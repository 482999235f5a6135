"""What is stuck beyond five minutes rings for managers once; the button that puts segments right is safe twice."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db.models.functions import Now
from django.test import Client
from django.utils import timezone

from accounts.models import Role, User, Workspace
from events.models import Due, Event
from events.operations import schedule
from foundation.tenancy import current_workspace_id, workspace_scope
from jobs.models import Job
from notifications.models import BellItem
from pages.models import Alarm
from pages.work import watch_all, watch_once
from programs.models import Advocate
from rewards.facts import MOVED
from segments.health import segments_health
from segments.models import Clock, Segment, Touch
from segments.operations.asking import TICKING, ask_touched, tick
from segments.operations.touching import DRAINING, touch
from segments.work import keep_ticking
from tests.factories.accounts import make_member
from tests.factories.programs import make_advocate
from tests.factories.segments import clause, make_segment, settle

PAGE = "/acme/console/health/"


@pytest.fixture(autouse=True)
def _nothing_due(acme: Workspace, globex: Workspace) -> None:
    Due.objects.all().delete()


def late(workspace: Workspace, work: str = "job", *, minutes: float = 6) -> None:
    with workspace_scope(workspace.pk):
        schedule(work, ref=1)
    Due.objects.filter(work=work).update(due_at=Now() - timedelta(minutes=minutes))


@pytest.mark.covers("X-55")
def test_late_work_rings_for_managers_once_until_it_is_over(owner: User, acme: Workspace, globex: Workspace) -> None:
    manager, editor = make_member(acme, Role.MANAGER), make_member(acme, Role.EDITOR)
    late(acme)
    assert watch_all() == 1
    assert watch_all() == 1
    with workspace_scope(acme.pk):
        rung = BellItem.objects.filter(kind="engine.stuck")
        assert {item.staff_id for item in rung} == {owner.pk, manager.pk}
        assert editor.pk not in {item.staff_id for item in rung}
        assert rung.count() == 2
        assert Alarm.objects.filter(ended_at=None).get().what == "job"
    Due.objects.filter(work="job").delete()
    watch_once(acme.pk, 0)
    late(acme)
    watch_all()
    with workspace_scope(acme.pk):
        assert [alarm.ended_at is None for alarm in Alarm.objects.order_by("pk")] == [False, True]
        assert BellItem.objects.filter(kind="engine.stuck").count() == 4
    with workspace_scope(globex.pk):
        assert not BellItem.objects.exists()


def test_what_is_late_for_less_is_only_busy(owner: User, acme: Workspace) -> None:
    late(acme, minutes=4.5)
    assert watch_all() == 0
    with workspace_scope(acme.pk):
        assert not Alarm.objects.exists()


def test_what_fails_again_and_again_is_stuck_as_well(owner: User, acme: Workspace) -> None:
    with workspace_scope(acme.pk):
        schedule("job", ref=1, due_at=timezone.now() + timedelta(minutes=9))
    assert watch_all() == 0
    Due.objects.filter(work="job").update(attempts=7)
    assert watch_all() == 1


def failing(owner: User) -> Segment:
    """One whose rule asks about a field that is gone, and that was told so a while ago."""
    segment = make_segment(owner, clause("balance", "min", 1), name="Broken")
    Segment.objects.filter(pk=segment.pk).update(rule={"version": 9})
    touch(advocates=[make_advocate_in_scope()], word=MOVED)
    ask_touched(now=timezone.now() - timedelta(minutes=6))
    Due.objects.all().delete()
    segment.refresh_from_db()
    return segment


def make_advocate_in_scope() -> int:
    workspace = Workspace.objects.get(pk=current_workspace_id())
    return make_advocate(workspace).pk


@pytest.mark.covers("X-55")
def test_a_segment_that_fails_is_told_once_and_keeps_since_when(owner: User, acme: Workspace) -> None:
    with workspace_scope(acme.pk):
        segment = failing(owner)
        since = segment.error_at
        touch(advocates=list(acme_people()), word=MOVED)
        ask_touched(now=timezone.now())
        segment.refresh_from_db()
        assert segment.error_at == since
        assert Event.objects.filter(name="segment.failed").count() == 1
    for _twice in range(2):
        watch_once(acme.pk, 0)
    with workspace_scope(acme.pk):
        assert Alarm.objects.get().what == f"segment:{segment.pk}"
        assert BellItem.objects.filter(kind="engine.stuck", staff=owner).count() == 1


def acme_people() -> list[int]:

    return list(Advocate.objects.values_list("pk", flat=True))


@pytest.mark.covers("B-17", "S2-153")
def test_the_button_puts_right_what_is_stuck_and_does_nothing_the_second_time(
    owner: User, client: Client, acme: Workspace
) -> None:
    with workspace_scope(acme.pk):
        broken = failing(owner)
        stopped = make_segment(owner, clause("joined", "within", 30), name="Timed")
        Segment.objects.filter(pk=stopped.pk).update(whole_version=0)
        Job.objects.all().update(state="cancelled", ended_at=timezone.now())
        Segment.objects.filter(pk=broken.pk).update(rule=make_rule())
        Clock.objects.update(ticked_at=timezone.now() - timedelta(minutes=10))
        touch(advocates=acme_people(), word=MOVED)
        Due.objects.all().delete()
        Touch.objects.update(at=timezone.now() - timedelta(minutes=7))
    page = " ".join(client.get(PAGE).content.decode().split())
    for words in (
        "The segment “Broken” cannot be evaluated.", "Nobody fills the segment “Timed”.",
        "Changes of people wait for the segments since", "The clock of the segments stands since",
    ):  # fmt: skip
        assert words in page
    output = StringIO()
    with pytest.raises(CommandError):
        call_command("doctor", stdout=output)
    assert "The clock of the segments stands since" in output.getvalue()
    assert f"segment {broken.pk} fails since" in output.getvalue()
    first = client.post(f"{PAGE}segments/", follow=True).content.decode()
    due = sorted(Due.objects.filter(workspace=acme).exclude(work="event").values_list("work", "ref"))
    assert "It is being put right." in first
    second = client.post(f"{PAGE}segments/", follow=True).content.decode()
    assert "Nothing had to be put right" in second
    assert sorted(Due.objects.filter(workspace=acme).exclude(work="event").values_list("work", "ref")) == due
    with workspace_scope(acme.pk):
        number = Clock.objects.get().number
        assert {work for work, _ref in due} == {"job", DRAINING, TICKING}
        tick(number=number, now=timezone.now())
        settle(timezone.now())
        assert segments_health(now=timezone.now()).is_well
    assert "fails since" not in client.get(PAGE).content.decode()


def make_rule() -> dict[str, object]:
    return {"version": 1, "among": "registered", "match": "all", "parts": [{"fact": "address", "op": "yes"}]}


def test_a_clock_that_failed_at_every_try_goes_on(in_acme: Workspace, owner: User) -> None:
    make_segment(owner, clause("joined", "within", 30))
    Due.objects.all().delete()
    keep_ticking(in_acme.pk, 0, "it was Tuesday")
    assert Due.objects.get(workspace=in_acme, work=TICKING).ref == 0
