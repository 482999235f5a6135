"""Writing messages: to many people by one statement, or to one recipient."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet

from accounts.models import User
from events.models import Event
from events.operations import schedule
from foundation.plugs import WORDINGS
from notifications.models import Delivery, DeliveryState, Notice
from notifications.queries import who_refused
from notifications.rules import URGENCIES, gate, urgency_of
from programs.models import Advocate

SENDING = "notifications.deliver"  # the step's name in advocacy.wiring.WORK

# Each person's notice and its delivery. A notice that exists already, from a run that is repeated, is not returned
# and so gets no second delivery. The gate is `rules.gate`.
WRITE = """
WITH person (id, email) AS MATERIALIZED ({people}), message AS (
    SELECT %s::varchar AS kind, %s::varchar AS topic, %s::bigint AS event_id, %s::jsonb AS facts, %s::varchar AS about,
        %s::smallint AS urgency, %s::timestamptz AS next_at, %s::timestamptz AS useless_after, %s::timestamptz AS now
), written AS (
    INSERT INTO notifications_notice (kind, topic, event_id, advocate_id, address, facts, useless_after, created_at)
    SELECT kind, topic, event_id, id, '', facts, useless_after, now FROM person CROSS JOIN message
    ON CONFLICT DO NOTHING
    RETURNING id, advocate_id
), refused AS (
    SELECT r.advocate_id FROM notifications_preference r JOIN message USING (topic)
    WHERE r.topic = 'missions' AND NOT r.wanted
), delivered AS (
    INSERT INTO notifications_delivery (
        notice_id, channel, number, replaced, state, urgency, about, address, attempts, next_at, handed_over, error
    )
    SELECT written.id, 'email', 1, false, CASE
            WHEN person.email IS NULL THEN 'no_address'
            WHEN refused.advocate_id IS NOT NULL THEN 'unsubscribed'
            ELSE 'queued'
        END, urgency, about, '', 0, next_at, false, ''
    FROM written
    JOIN person ON person.id = written.advocate_id
    LEFT JOIN refused ON refused.advocate_id = person.id
    CROSS JOIN message
    ON CONFLICT DO NOTHING
    RETURNING state
)
SELECT state, count(*) FROM delivered GROUP BY state
"""


@dataclass(frozen=True)
class Written:
    """How many deliveries were written, by state; none for people who had their notice already."""

    queued: int = 0
    no_address: int = 0
    unsubscribed: int = 0

    @property
    def total(self) -> int:
        return self.queued + self.no_address + self.unsubscribed


@transaction.atomic
def write_notices(
    *,
    kind: str,
    event: Event,
    advocates: QuerySet[Advocate],
    about: str = "",
    facts: Mapping[str, Any] | None = None,
    send_after: datetime | None = None,
    useless_after: datetime | None = None,
    now: datetime,
) -> Written:
    """Write the same notice to many people, with one delivery each, by one statement; sending begins after the commit.

    Once per event, kind and person, however often it is called. Give it slices of 20,000 to 50,000 people.
    """
    topic = WORDINGS[kind].topic
    people, parameters = advocates.order_by().values_list("pk", "email").query.sql_with_params()
    message: list[Any] = [
        kind, topic, event.pk, json.dumps(dict(facts or {})), about, URGENCIES[topic].value, send_after or now,
        useless_after, now,
    ]  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(WRITE.replace("{people}", people), [*parameters, *message])
        written = Written(**dict(cursor.fetchall()))
    if written.queued:
        schedule(SENDING, due_at=send_after)
    return written


@transaction.atomic
def notify(
    *,
    kind: str,
    event: Event,
    advocate: Advocate | None = None,
    staff: User | None = None,
    address: str = "",
    about: str = "",
    facts: Mapping[str, Any] | None = None,
    send_after: datetime | None = None,
    useless_after: datetime | None = None,
    now: datetime,
) -> Delivery:
    """Write a notice to one advocate, one staff user or one plain address, with its delivery; once per event and kind.

    Sending begins after the commit, or at `send_after`.
    """
    if sum(map(bool, (advocate, staff, address))) != 1:
        raise ValueError("a notice has exactly one recipient")
    notice, _ = Notice.objects.get_or_create(
        kind=kind,
        event=event,
        advocate=advocate,
        staff=staff,
        address=address,
        defaults={
            "topic": WORDINGS[kind].topic,
            "facts": dict(facts or {}),
            "useless_after": useless_after,
            "created_at": now,
        },
    )
    delivery, is_new = Delivery.objects.get_or_create(
        notice=notice,
        channel="email",
        number=1,
        defaults={
            "state": state_of_new(notice, now=now),
            "urgency": urgency_of(notice),
            "about": about,
            "next_at": send_after or now,
        },
    )
    if is_new and delivery.state == DeliveryState.QUEUED:
        schedule(SENDING, due_at=send_after)
    return delivery


def state_of_new(notice: Notice, *, now: datetime) -> DeliveryState:
    """Queued, or why the gate stops it."""
    refused = bool(who_refused(notice.topic, [notice.advocate_id]))
    return gate(notice, refused=refused, now=now)
