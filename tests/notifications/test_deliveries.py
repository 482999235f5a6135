"""What becomes of deliveries by the hands of staff and missions, and how they are counted."""

from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import User, Workspace
from events.models import Due, Event
from events.operations import record
from notifications.models import Delivery, DeliveryState, Hold, Notice
from notifications.operations import (
    NotToBeResent,
    cancel_deliveries,
    forget_advocate,
    hold_deliveries,
    mark_opened,
    notify,
    release_deliveries,
    resend,
    set_preference,
    write_notices,
)
from notifications.operations.notices import SENDING
from notifications.queries import (
    DeliveryCounts,
    counts_of,
    deliveries_about,
    deliveries_to,
    delivery_counts,
    is_held,
    next_due_at,
)
from notifications.sending import deliver
from programs.models import Advocate
from tests.factories.accounts import NOW
from tests.notifications.conftest import Server, make_advocate

ABOUT = "mission:1"


@pytest.fixture
def launched(happened: Event) -> list[Advocate]:
    """Five people were written to about a mission; one has no address, one has unsubscribed."""
    people = [make_advocate() for _ in range(3)] + [make_advocate(email=None, phone="+4915112345678"), make_advocate()]
    set_preference(advocate=people[4], topic="missions", wanted=False, said_by="profile", now=NOW)
    write_notices(
        kind="test.launched",
        event=happened,
        advocates=Advocate.objects.all(),
        about=ABOUT,
        facts={"thing": "tea"},
        now=NOW,
    )
    return people


def of(advocate: Advocate) -> Delivery:
    return Delivery.objects.get(notice__advocate=advocate, replaced=False)


def test_mail_is_counted_by_what_became_of_it(
    launched: list[Advocate], acme: Workspace, smtp: Server, owner: User
) -> None:
    assert delivery_counts(ABOUT) == DeliveryCounts(queued=3, no_address=1, unsubscribed=1)
    smtp.faults[str(launched[1].email)] = "550 5.1.1 no"
    deliver(acme.pk, 0)
    counts = delivery_counts(ABOUT)
    assert counts == DeliveryCounts(sent=2, bounced=1, no_address=1, unsubscribed=1)
    assert counts.total == 5
    assert counts.shown == [("sent", 2), ("bounced", 1), ("no_address", 1), ("unsubscribed", 1)]
    assert delivery_counts("mission:2") == DeliveryCounts()


def test_while_a_hold_stands_what_waits_is_held(launched: list[Advocate], owner: User) -> None:
    hold = hold_deliveries(about=ABOUT, by=owner, now=NOW)
    assert hold_deliveries(about=ABOUT, by=owner, now=NOW) == hold
    assert is_held(ABOUT)
    assert delivery_counts(ABOUT) == DeliveryCounts(held=3, no_address=1, unsubscribed=1)
    assert next_due_at() is None
    assert release_deliveries(about=ABOUT, by=owner, now=NOW)
    assert not release_deliveries(about=ABOUT, by=owner, now=NOW)
    assert delivery_counts(ABOUT).queued == 3
    assert next_due_at() == NOW
    hold.refresh_from_db()
    assert (hold.by_staff, hold.released_by, hold.released_at) == (owner, owner, NOW)
    assert hold_deliveries(about=ABOUT, by=owner, now=NOW) != hold


def test_counts_take_one_query_for_any_number_of_things(
    launched: list[Advocate], owner: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    hold_deliveries(about=ABOUT, by=owner, now=NOW)
    with django_assert_num_queries(1):
        counts = counts_of([ABOUT, "mission:2"])
    assert (counts[ABOUT].held, counts["mission:2"].total) == (3, 0)
    with django_assert_num_queries(1):
        delivery_counts(ABOUT)


def test_what_is_cancelled_never_leaves_not_even_what_is_written_later(
    launched: list[Advocate], happened: Event, acme: Workspace, smtp: Server, owner: User
) -> None:
    """A launch that is still being written to its audience when the mission ends sends nothing more."""
    hold_deliveries(about=ABOUT, by=owner, now=NOW)
    cancel_deliveries(about=ABOUT, now=NOW)
    assert delivery_counts(ABOUT) == DeliveryCounts(cancelled=3, no_address=1, unsubscribed=1)
    make_advocate()
    write_notices(kind="test.launched", event=happened, advocates=Advocate.objects.all(), about=ABOUT, now=NOW)
    assert delivery_counts(ABOUT).cancelled == 4
    assert not release_deliveries(about=ABOUT, by=owner, now=NOW)
    deliver(acme.pk, 0)
    assert Delivery.objects.filter(state=DeliveryState.CANCELLED).count() == 4
    assert not smtp.mails
    assert Hold.objects.filter(about=ABOUT, final=True, released_at=None).count() == 1


def test_cancelling_goes_on_until_all_are_cancelled(
    launched: list[Advocate], acme: Workspace, smtp: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("notifications.operations.sending.CANCELLED_AT_ONCE", 2)
    cancel_deliveries(about=ABOUT, now=NOW)
    assert Due.objects.filter(work=SENDING).exists()
    assert deliver(acme.pk, 0)  # two, and more
    assert not deliver(acme.pk, 0)
    assert Delivery.objects.filter(state=DeliveryState.CANCELLED).count() == 3


def test_staff_may_send_again_and_the_person_is_still_counted_once(
    launched: list[Advocate], acme: Workspace, smtp: Server, owner: User
) -> None:
    smtp.faults[str(launched[0].email)] = "550 5.1.1 no"
    deliver(acme.pk, 0)
    first = of(launched[0])
    assert first.state == DeliveryState.BOUNCED
    smtp.faults.clear()
    again = resend(delivery=first, by=owner, now=timezone.now())
    assert (again.number, again.state) == (2, DeliveryState.QUEUED)
    assert delivery_counts(ABOUT).total == 5
    deliver(acme.pk, 0)
    assert of(launched[0]).state == DeliveryState.SENT
    assert delivery_counts(ABOUT) == DeliveryCounts(sent=3, no_address=1, unsubscribed=1)
    assert [row.number for row in deliveries_to(launched[0])] == [2, 1]
    ids = {str(mail["Message-ID"]) for mail in smtp.mails if mail["To"] == launched[0].email}
    assert ids == {f"<delivery-{again.pk}@localhost>"}
    event = Event.objects.get(name="delivery.resent")
    assert (event.advocate, event.by_staff, event.about) == (launched[0], owner, ABOUT)
    assert "@" not in str(event.payload)


def test_what_is_on_its_way_or_was_resent_is_not_sent_again(launched: list[Advocate], owner: User) -> None:
    delivery = of(launched[0])
    with pytest.raises(NotToBeResent):
        resend(delivery=delivery, by=owner, now=NOW)
    Delivery.objects.filter(pk=delivery.pk).update(state="unknown")
    resend(delivery=delivery, by=owner, now=NOW)
    with pytest.raises(NotToBeResent):  # pressed twice
        resend(delivery=delivery, by=owner, now=NOW)
    assert Delivery.objects.filter(notice=delivery.notice).count() == 2


def test_sending_again_passes_the_gate(launched: list[Advocate], owner: User) -> None:
    assert resend(delivery=of(launched[3]), by=owner, now=NOW).state == DeliveryState.NO_ADDRESS
    assert resend(delivery=of(launched[4]), by=owner, now=NOW).state == DeliveryState.UNSUBSCRIBED
    assert not Event.objects.filter(name="delivery.resent", payload__contains={"delivery": 0}).exists()


def test_what_became_useless_can_be_sent_again_on_purpose(happened: Event, owner: User) -> None:
    delivery = notify(
        kind="test.answered", event=happened, advocate=make_advocate(), useless_after=NOW - timedelta(1), now=NOW
    )
    assert delivery.state == DeliveryState.CANCELLED
    assert resend(delivery=delivery, by=owner, now=NOW).state == DeliveryState.QUEUED


def test_the_list_can_be_narrowed_to_a_state_or_to_people(launched: list[Advocate], owner: User) -> None:
    assert [row.state for row in deliveries_about(ABOUT)] == [
        "no_address",
        "queued",
        "queued",
        "queued",
        "unsubscribed",
    ]
    assert [row.notice.advocate for row in deliveries_about(ABOUT, state="no_address")] == [launched[3]]
    only = Advocate.objects.filter(pk__in=[launched[0].pk, launched[4].pk])
    assert {row.notice.advocate for row in deliveries_about(ABOUT, people=only)} == {launched[0], launched[4]}
    assert deliveries_about(ABOUT, state="queued").count() == deliveries_about(ABOUT, state="held").count() == 3


@pytest.mark.parametrize("count", [1, 30])
def test_the_list_takes_one_query(
    happened: Event, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(count):
        make_advocate()
    write_notices(kind="test.launched", event=happened, advocates=Advocate.objects.all(), about=ABOUT, now=NOW)
    with django_assert_num_queries(1):
        assert len([row.notice.advocate for row in deliveries_about(ABOUT)]) == count


def test_the_first_opening_is_kept(launched: list[Advocate]) -> None:
    delivery = of(launched[0])
    mark_opened(delivery=delivery, now=NOW)
    mark_opened(delivery=delivery, now=NOW + timedelta(hours=1))
    delivery.refresh_from_db()
    assert delivery.opened_at == NOW


def test_of_an_erased_person_nothing_personal_stays(
    launched: list[Advocate], acme: Workspace, smtp: Server, owner: User
) -> None:
    maya, jonas = launched[:2]
    smtp.faults[str(maya.email)] = f"550 <{maya.email}> unknown"
    deliver(acme.pk, 0)
    waiting = notify(kind="test.answered", event=record("test.happened"), advocate=maya, facts={"decision": 4}, now=NOW)
    wish = record("address_change.requested", advocate_id=maya.pk)
    to_other = notify(kind="test.asked", event=wish, address="maya.new@example.com", now=NOW)
    forget_advocate(advocate_id=maya.pk)
    forget_advocate(advocate_id=maya.pk)
    hers = list(Delivery.objects.filter(notice__advocate=maya).order_by("pk"))
    assert [(row.state, row.address, row.error) for row in hers] == [("bounced", "", ""), ("cancelled", "", "")]
    assert {str(facts) for facts in Notice.objects.filter(advocate=maya).values_list("facts", flat=True)} == {"{}"}
    waiting.refresh_from_db()
    to_other.refresh_from_db()
    assert (waiting.state, to_other.state) == ("cancelled", "cancelled")
    assert not Notice.objects.exclude(address="").exists()
    assert of(jonas).address == jonas.email  # of others everything
    assert Notice.objects.get(advocate=jonas).facts == {"thing": "tea"}


def test_an_answer_that_comes_after_the_erasing_names_nobody(
    launched: list[Advocate], acme: Workspace, smtp: Server
) -> None:
    """The person is erased while the server is thinking; what it says afterwards is not kept."""
    maya = launched[0]
    smtp.faults[str(maya.email)] = f"550 <{maya.email}> unknown"
    original = deliver.__globals__["_post"]

    def erase_meanwhile(*arguments: object) -> object:
        answer = original(*arguments)
        if "unknown" in answer.words:
            forget_advocate(advocate_id=maya.pk)
        return answer

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("notifications.sending._post", erase_meanwhile)
        deliver(acme.pk, 0)
    assert (of(maya).error, of(maya).address) == ("", "")
