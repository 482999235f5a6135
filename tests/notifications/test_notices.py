"""Writing to many by one statement, or to one; once, however often it is asked for."""

from datetime import timedelta
from typing import Any

import pytest
from django.db.models import QuerySet
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import User, Workspace
from events.models import Due, Event
from events.operations import record
from foundation.tenancy import workspace_scope
from notifications.models import Delivery, DeliveryState, Notice, Urgency
from notifications.operations import Written, notify, set_preference, write_notices
from notifications.operations.notices import SENDING
from programs.models import Advocate
from tests.factories.accounts import NOW
from tests.notifications.conftest import make_advocate


def write(event: Event, people: QuerySet[Advocate] | None = None, **fields: Any) -> Written:
    given: dict[str, Any] = {"kind": "test.launched", "about": "mission:1", "facts": {"thing": "tea"}, "now": NOW}
    return write_notices(
        event=event, advocates=Advocate.objects.all() if people is None else people, **(given | fields)
    )


def test_everybody_gets_one_notice_and_the_gate_says_who_is_not_mailed(happened: Event) -> None:
    maya, jonas, ada = make_advocate(), make_advocate(email=None, phone="+4915112345678"), make_advocate()
    set_preference(advocate=ada, topic="missions", wanted=False, said_by="profile", now=NOW)
    assert write(happened) == Written(queued=1, no_address=1, unsubscribed=1)
    states = dict(Delivery.objects.values_list("notice__advocate_id", "state"))
    assert states == {maya.pk: "queued", jonas.pk: "no_address", ada.pk: "unsubscribed"}
    notice = Notice.objects.get(advocate=maya)
    delivery = Delivery.objects.get(notice=notice)
    assert (notice.kind, notice.topic, notice.facts) == ("test.launched", "missions", {"thing": "tea"})
    assert (delivery.about, delivery.urgency, delivery.next_at) == ("mission:1", Urgency.MISSIONS, NOW)


def test_the_same_event_writes_to_nobody_twice(happened: Event) -> None:
    for _ in range(3):
        make_advocate()
    assert write(happened).total == 3
    make_advocate()  # a slice that is repeated may meet somebody new
    assert write(happened) == Written(queued=1)
    assert Delivery.objects.count() == Notice.objects.count() == 4
    assert write(record("test.happened")).total == 4


def test_answers_to_ones_own_acts_come_in_spite_of_unsubscribing(happened: Event) -> None:
    maya = make_advocate()
    set_preference(advocate=maya, topic="missions", wanted=False, said_by="profile", now=NOW)
    assert write(happened, kind="test.answered") == Written(queued=1)


def test_only_the_people_given_are_written_to(happened: Event) -> None:
    maya, _jonas = make_advocate(name="100%s 'quoted' %"), make_advocate()
    assert write(happened, Advocate.objects.filter(name="100%s 'quoted' %")).total == 1
    assert Notice.objects.get().advocate == maya


def test_one_batch_takes_one_statement_and_one_due_row(
    happened: Event, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(40):
        make_advocate()
    with django_assert_num_queries(4) as captured:  # savepoint, the statement, the due row, release
        write(happened)
    assert sum("INSERT INTO notifications_notice" in query["sql"] for query in captured.captured_queries) == 1
    assert Due.objects.filter(work=SENDING).count() == 1


def test_nothing_is_due_when_nobody_is_to_get_anything(happened: Event) -> None:
    make_advocate(email=None, phone="+4915112345678")
    write(happened)
    assert not Due.objects.exists()


def test_mail_may_be_written_now_and_leave_later(happened: Event) -> None:
    make_advocate()
    later = NOW + timedelta(days=1)
    write(happened, send_after=later, useless_after=later + timedelta(days=1))
    assert Delivery.objects.get().next_at == later
    assert Due.objects.get(work=SENDING).due_at == later
    assert Notice.objects.get().useless_after == later + timedelta(days=1)


@pytest.mark.django_db(transaction=True)
def test_no_other_workspace_is_written_to_or_read(acme: Workspace, globex: Workspace) -> None:
    with workspace_scope(globex.pk):
        make_advocate()
    with workspace_scope(acme.pk):
        make_advocate()
        assert write(record("test.happened")).total == 1
    with workspace_scope(globex.pk):
        assert not Notice.objects.exists()
        assert not Delivery.objects.exists()


def test_row_security_alone_keeps_the_statement_in_its_workspace(acme: Workspace, globex: Workspace) -> None:
    """With the ORM's wall taken out of the query, PostgreSQL still shows acme's people only."""
    with workspace_scope(globex.pk):
        make_advocate()
    with workspace_scope(acme.pk):
        make_advocate()
        people = Advocate.objects.all()
        people.query.where.children.clear()
        assert "WHERE" not in str(people.values("pk").query)
        assert write(record("test.happened"), people).total == 1


def test_one_recipient_is_written_to_once(happened: Event) -> None:
    maya = make_advocate()
    first = notify(kind="test.answered", event=happened, advocate=maya, about="submission:1", now=NOW)
    again = notify(kind="test.answered", event=happened, advocate=maya, about="submission:1", now=NOW)
    assert first == again
    assert (first.state, first.urgency, first.about) == ("queued", Urgency.RECEIPTS, "submission:1")
    assert Due.objects.filter(work=SENDING).count() == 1


def test_staff_and_plain_addresses_can_be_written_to(happened: Event, owner: User) -> None:
    to_staff = notify(kind="test.launched", event=happened, staff=owner, now=NOW)
    again = notify(kind="test.launched", event=happened, staff=owner, now=NOW)
    to_address = notify(kind="test.asked", event=happened, address="new@example.com", now=NOW)
    other = notify(kind="test.asked", event=happened, address="other@example.com", now=NOW)
    assert to_staff == again
    assert len({to_staff.pk, to_address.pk, other.pk}) == 3
    assert to_staff.urgency == to_address.urgency == Urgency.SERVICE


def test_a_notice_has_exactly_one_recipient(happened: Event, owner: User) -> None:
    with pytest.raises(ValueError, match="exactly one"):
        notify(kind="test.asked", event=happened, now=NOW)
    with pytest.raises(ValueError, match="exactly one"):
        notify(kind="test.asked", event=happened, staff=owner, address="x@example.com", now=NOW)


@pytest.mark.parametrize(
    ("fields", "state"),
    [
        ({"email": None, "phone": "+4915112345678"}, DeliveryState.NO_ADDRESS),
        ({"status": "suspended"}, DeliveryState.CANCELLED),
        ({"status": "left"}, DeliveryState.CANCELLED),
        ({}, DeliveryState.QUEUED),
    ],
)
def test_one_recipient_passes_the_gate_too(happened: Event, fields: dict[str, Any], state: DeliveryState) -> None:
    delivery = notify(kind="test.launched", event=happened, advocate=make_advocate(**fields), now=NOW)
    assert delivery.state == state
    assert Due.objects.exists() == (state == DeliveryState.QUEUED)


def test_what_is_useless_already_is_not_queued(happened: Event) -> None:
    past = timezone.now() - timedelta(minutes=1)
    delivery = notify(
        kind="test.asked", event=happened, advocate=make_advocate(), useless_after=past, now=timezone.now()
    )
    assert delivery.state == DeliveryState.CANCELLED
