"""One message to one recipient, its delivery, and what recipients want to get."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from foundation.tenancy import TenantModel


class Topic(models.TextChoices):
    """What a message is for; says whether it can be unsubscribed, and what leaves first.

    Missions can be unsubscribed. Receipts follow one's own acts, service was asked for (a sign-in, an invitation);
    both always come.
    """

    MISSIONS = "missions", _("New missions")
    RECEIPTS = "receipts", _("Answers to what you did")
    SERVICE = "service", _("Sign-in and account")


class Urgency(models.IntegerChoices):
    """What leaves first: a sign-in code never waits behind a mission for 200,000 people."""

    SERVICE = 0
    RECEIPTS = 1
    MISSIONS = 2


class Notice(TenantModel):
    """A message to one advocate, staff user or plain address about one event; written once per event and recipient.

    Its words are made when it is sent, from `facts`: ids and small things, never personal data. After
    `useless_after` it is not sent any more.
    """

    kind = models.CharField(max_length=40)
    topic = models.CharField(max_length=12, choices=Topic)
    # Composite keys and the two constraints below serve as indexes; a launch writes a row for each person.
    event = models.ForeignKey("events.Event", models.PROTECT, related_name="+", db_index=False)
    advocate = models.ForeignKey(
        "programs.Advocate", models.PROTECT, null=True, blank=True, related_name="notices", db_index=False
    )
    staff = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    address = models.CharField(max_length=254, blank=True, default="")
    facts = models.JSONField(default=dict)
    useless_after = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            # Begins with the person, so that it also finds everything that was written to her.
            models.UniqueConstraint(
                fields=["workspace", "advocate", "event", "kind"],
                condition=models.Q(advocate__isnull=False),
                name="one_notice_per_event_and_advocate",
            ),
            models.UniqueConstraint(
                fields=["workspace", "event", "kind", "staff", "address"],
                condition=models.Q(advocate__isnull=True),
                nulls_distinct=False,
                name="one_notice_per_event_and_staff_or_address",
            ),
            models.CheckConstraint(condition=models.Q(topic__in=Topic.values), name="topic_of_a_notice_is_known"),
            models.CheckConstraint(
                condition=models.Q(advocate__isnull=True, staff__isnull=True)
                | models.Q(address="", staff__isnull=True)
                | models.Q(address="", advocate__isnull=True),
                name="a_notice_has_one_recipient",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class DeliveryState(models.TextChoices):
    """How far one message on one channel is. Held is not a state: it is queued, and a Hold stands.

    Unknown: the server was handed the message, and its answer was never recorded.
    """

    QUEUED = "queued", _("Queued")
    SENDING = "sending", _("Being sent")
    SENT = "sent", _("Sent")
    BOUNCED = "bounced", _("Bounced")
    FAILED = "failed", _("Failed")
    UNKNOWN = "unknown", _("Unknown")
    NO_ADDRESS = "no_address", _("No address")
    UNSUBSCRIBED = "unsubscribed", _("Unsubscribed")
    CANCELLED = "cancelled", _("Not sent")


class Delivery(TenantModel):
    """A notice on one channel. Claimed by a lease, sent outside any transaction, recorded after.

    `about` is the thing it is counted and held with, such as "mission:12". `number` counts resends of the same
    notice by staff; the one before is then `replaced`. `address` is where it went, known once it is claimed. It
    leaves at `next_at` at the earliest. `handed_over` is committed before the server gets to see the message.
    """

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="deliveries", db_index=False)
    channel = models.CharField(max_length=12, default="email")
    number = models.PositiveSmallIntegerField(default=1)
    replaced = models.BooleanField(default=False)
    state = models.CharField(max_length=12, choices=DeliveryState, default=DeliveryState.QUEUED)
    urgency = models.PositiveSmallIntegerField(choices=Urgency)
    about = models.CharField(max_length=60, blank=True, default="")
    address = models.CharField(max_length=254, blank=True, default="")
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField()
    leased_until = models.DateTimeField(null=True, blank=True)
    handed_over = models.BooleanField(default=False)
    error = models.CharField(max_length=300, blank=True, default="")
    sent_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "notice", "channel", "number"], name="one_delivery_per_notice_channel_and_number"
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=DeliveryState.values), name="state_of_a_delivery_is_known"
            ),
            models.CheckConstraint(
                condition=models.Q(state="sending", leased_until__isnull=False) | ~models.Q(state="sending"),
                name="a_delivery_being_sent_has_a_lease",
            ),
        ]
        indexes = [
            # For the claim of what cannot wait.
            models.Index(
                fields=["workspace", "urgency", "next_at", "id"],
                name="delivery_urgent",
                condition=models.Q(state="queued", urgency__lt=2),
            ),
            # For the claim of the rest: each mission's next ones, and which missions have any.
            models.Index(
                fields=["workspace", "about", "next_at", "id"],
                name="delivery_bulk",
                condition=models.Q(state="queued", urgency=2),
            ),
            # For leases that ran out.
            models.Index(
                fields=["workspace", "leased_until"], name="delivery_leased", condition=models.Q(state="sending")
            ),
            # For the counts and the list of one thing.
            models.Index(
                fields=["workspace", "about", "state", "id"],
                name="delivery_by_subject",
                condition=models.Q(replaced=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.channel} of notice {self.notice_id}"


class Hold(TenantModel):
    """Keeps every unsent delivery about one thing from leaving, until it is released; a final one is for ever.

    It works at once, however many they are. What is under a final hold is cancelled by and by.
    """

    about = models.CharField(max_length=60)
    final = models.BooleanField(default=False)
    by_staff = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    placed_at = models.DateTimeField()
    released_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    released_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "about"], condition=models.Q(released_at=None), name="one_hold_per_subject"
            )
        ]

    def __str__(self) -> str:
        return f"hold of {self.about}"


class Preference(TenantModel):
    """That an advocate wants, or does not want, mail of one topic; no row means wanted."""

    advocate = models.ForeignKey("programs.Advocate", models.CASCADE, related_name="preferences")
    topic = models.CharField(max_length=12, choices=Topic)
    wanted = models.BooleanField()
    # How it was said: "unsubscribe link", "profile", "staff".
    said_by = models.CharField(max_length=40)
    said_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "advocate", "topic"], name="one_preference_per_topic")
        ]

    def __str__(self) -> str:
        return f"{self.topic}: {self.wanted}"


class Template(TenantModel):
    """A workspace's own wording of one kind of mail in one language; without a row the product's words are used."""

    kind = models.CharField(max_length=40)
    language = models.CharField(max_length=12, default="en")
    subject = models.CharField(_("subject"), max_length=200)
    body = models.TextField(_("text"))
    button = models.CharField(_("button"), max_length=60, blank=True)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "kind", "language"], name="one_template_per_kind_and_language")
        ]

    def __str__(self) -> str:
        return f"{self.kind} ({self.language})"


class BellItem(TenantModel):
    """Something one staff user is told in the product: what finished, what waits."""

    kind = models.CharField(max_length=40)
    event = models.ForeignKey("events.Event", models.PROTECT, related_name="+")
    staff = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    facts = models.JSONField(default=dict)
    url = models.CharField(max_length=300, blank=True, default="")
    at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "event", "kind", "staff"], name="one_bell_item_per_event")
        ]
        indexes = [
            # For the list, newest first.
            models.Index(fields=["workspace", "staff", "-id"], name="bell_by_staff"),
            # For the count beside the bell.
            models.Index(fields=["workspace", "staff"], name="bell_unseen", condition=models.Q(seen_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} for {self.staff_id}"
