"""Reads about messages: counts, lists, what is due, what people want to get, what staff were told."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import BigIntegerField, Count, Exists, F, Min, OuterRef, QuerySet
from django.db.models.fields.tuple_lookups import TupleGreaterThan

from accounts.models import Membership, User
from accounts.permissions import Permission, may
from foundation.prepared import Prepared, Slot
from foundation.tenancy import current_workspace_id
from notifications.models import (
    BellItem,
    Delivery,
    DeliveryState,
    Hold,
    Notice,
    Preference,
    Template,
    Topic,
    Urgency,
)
from programs.models import Advocate

# Which missions have mail in the queue, each with its first, past those that are held: one index probe a mission.
BULK_SUBJECTS = """
WITH RECURSIVE subject AS (
    (SELECT about, next_at FROM notifications_delivery WHERE state = 'queued' AND urgency = 2
     ORDER BY about, next_at LIMIT 1)
    UNION ALL
    SELECT later.about, later.next_at FROM subject CROSS JOIN LATERAL (
        SELECT d.about, d.next_at FROM notifications_delivery d
        WHERE d.state = 'queued' AND d.urgency = 2 AND d.about > subject.about ORDER BY d.about, d.next_at LIMIT 1
    ) later
)
SELECT about, next_at FROM subject
WHERE about NOT IN (SELECT h.about FROM notifications_hold h WHERE h.released_at IS NULL)
ORDER BY next_at
"""

COUNTS = """
SELECT d.about, d.state, count(*), (
    SELECT h.final FROM notifications_hold h WHERE h.about = d.about AND h.released_at IS NULL
) FROM notifications_delivery d WHERE d.about = ANY(%s) AND NOT d.replaced GROUP BY d.about, d.state
"""


@dataclass(frozen=True)
class DeliveryCounts:
    """How far the mail about one thing is, by person: a resend takes the place of what it repeats.

    `held` is what waits while a Hold stands; then nothing is `queued`.
    """

    sent: int = 0
    queued: int = 0
    held: int = 0
    bounced: int = 0
    no_address: int = 0
    unsubscribed: int = 0
    unknown: int = 0
    failed: int = 0
    cancelled: int = 0

    @property
    def total(self) -> int:
        return sum(vars(self).values())

    @property
    def shown(self) -> list[tuple[str, int]]:
        """The states that occur, each with its number, in the order of a message's life."""
        order = ("sent", "held", "queued", "bounced", "unknown", "failed", "no_address", "unsubscribed", "cancelled")
        return [(state, count) for state in order if (count := getattr(self, state))]


def delivery_counts(about: str) -> DeliveryCounts:
    """How far the mail about one thing is: one query, by index."""
    return counts_of([about])[about]


def counts_of(subjects: Iterable[str]) -> dict[str, DeliveryCounts]:
    """How far the mail about several things is, for a list: one query for all."""
    subjects = list(subjects)
    with connection.cursor() as cursor:
        cursor.execute(COUNTS, [subjects])
        rows = cursor.fetchall()
    counts: dict[str, dict[str, int]] = {about: {} for about in subjects}
    waiting = {None: "queued", False: "held", True: "cancelled"}
    for about, state, number, held_for_ever in rows:
        name = waiting[held_for_ever] if state in {"queued", "sending"} else state
        counts[about][name] = counts[about].get(name, 0) + number
    return {about: DeliveryCounts(**found) for about, found in counts.items()}


def deliveries_about(about: str, *, state: str = "", people: QuerySet[Advocate] | None = None) -> QuerySet[Delivery]:
    """One row for each person, what went wrong first; `people` narrows it to these."""
    rows = Delivery.objects.filter(about=about, replaced=False)
    if state in {"queued", "held"}:
        rows = rows.filter(state__in=[DeliveryState.QUEUED, DeliveryState.SENDING])
    elif state:
        rows = rows.filter(state=state)
    if people is not None:
        rows = rows.filter(notice__advocate__in=people)
    return rows.select_related("notice__advocate", "notice__staff").order_by("state", "pk")


def page_of_deliveries(
    about: str, *, state: str = "", people: QuerySet[Advocate] | None = None, after: int | None, size: int
) -> list[Delivery]:
    """As `deliveries_about`, after one of them, so many and one more; the first page when that one is not there."""
    rows = deliveries_about(about, state=state, people=people)
    anchor = Delivery.objects.filter(pk=after).values_list("state", "pk").first() if after else None
    if anchor is not None:
        rows = rows.filter(TupleGreaterThan((F("state"), F("pk")), anchor))
    return list(rows[: size + 1])


def deliveries_to(advocate: Advocate) -> QuerySet[Delivery]:
    """Everything that was written to one person, newest first, resends too."""
    rows = Delivery.objects.filter(notice__advocate=advocate).select_related("notice")
    return rows.annotate(held=Exists(_standing_hold(OuterRef("about")))).order_by("-notice_id", "-number")


def is_held(about: str) -> bool:
    """Whether mail about this thing waits."""
    return Hold.objects.filter(about=about, released_at=None).exists()


def _standing_hold(about: OuterRef) -> QuerySet[Hold]:
    return Hold.objects.filter(about=about, released_at=None)


def bulk_subjects() -> list[tuple[str, datetime]]:
    """The missions with mail in the queue that is not held, and when the first of each may leave."""
    with connection.cursor() as cursor:
        cursor.execute(BULK_SUBJECTS)
        return list(cursor.fetchall())


def urgent_deliveries() -> QuerySet[Delivery]:
    """Receipts and service mail in the queue that is not held, in the order of leaving."""
    rows = Delivery.objects.filter(state=DeliveryState.QUEUED, urgency__lt=Urgency.MISSIONS)
    return rows.filter(~Exists(_standing_hold(OuterRef("about")))).order_by("urgency", "next_at", "pk")


def bulk_deliveries(about: str) -> QuerySet[Delivery]:
    """Mail of one mission in the queue, in the order of leaving."""
    rows = Delivery.objects.filter(state=DeliveryState.QUEUED, urgency=Urgency.MISSIONS, about=about)
    return rows.order_by("next_at", "pk")


def next_due_at() -> datetime | None:
    """When there is something to send next, or a lease runs out; None when nothing waits."""
    leases = Delivery.objects.filter(state=DeliveryState.SENDING).aggregate(first=Min("leased_until"))["first"]
    urgent = urgent_deliveries().order_by().aggregate(first=Min("next_at"))["first"]
    times = [leases, urgent, *(next_at for _, next_at in bulk_subjects()[:1])]
    return min((at for at in times if at is not None), default=None)


def who_refused(topic: str, advocate_ids: Iterable[int | None]) -> set[int | None]:
    """Those of these people who have unsubscribed from a topic."""
    people = {pk for pk in advocate_ids if pk is not None}
    rows = Preference.objects.filter(topic=topic, wanted=False, advocate_id__in=people)
    return set(rows.values_list("advocate_id", flat=True))


def has_refused(advocate: Advocate, topic: str) -> bool:
    """Whether a person has unsubscribed from a topic."""
    return bool(who_refused(topic, [advocate.pk]))


@dataclass(frozen=True)
class Choice:
    """A topic and whether a person wants it; what cannot be refused is always wanted."""

    topic: Topic
    wanted: bool
    changeable: bool


def preferences(advocate: Advocate) -> list[Choice]:
    """What a person wants to get, topic by topic: for the hub's profile and the person's page."""
    refused = set(Preference.objects.filter(advocate=advocate, wanted=False).values_list("topic", flat=True))
    return [
        Choice(topic, wanted=not (changeable and topic in refused), changeable=changeable)
        for topic in (Topic.MISSIONS, Topic.RECEIPTS)
        for changeable in [topic == Topic.MISSIONS]
    ]


def templates_of(kinds: Iterable[str]) -> dict[tuple[str, str], Template]:
    """The workspace's own wordings of these kinds, by kind and language."""
    return {(row.kind, row.language): row for row in Template.objects.filter(kind__in=set(kinds))}


def notices_to(advocate: Advocate) -> QuerySet[Notice]:
    """The notices written to one person."""
    return Notice.objects.filter(advocate=advocate)


def bell_items(user: User) -> QuerySet[BellItem]:
    """What one staff user was told here, newest first."""
    return BellItem.objects.filter(staff=user).order_by("-pk")


def _unseen() -> QuerySet[BellItem, tuple[int]]:
    rows = BellItem.objects.filter(staff=Slot("staff", BigIntegerField()), seen_at=None)
    return rows.order_by().values("staff").annotate(count=Count("pk")).values_list("count")


UNSEEN = Prepared(_unseen)


def unseen_count(user: User) -> int:
    """The number beside the bell."""
    return sum(number for (number,) in UNSEEN(staff=user.pk))


def staff_who_may(permission: Permission) -> list[int]:
    """The staff users of this workspace whose role may do this, for `ring_staff`."""
    rows = Membership.objects.filter(workspace_id=current_workspace_id()).values_list("user_id", "role")
    return [user_id for user_id, role in rows if may(role, permission)]
