"""What happened (tenant rows, append-only) and what is due (a platform table without content)."""

from collections.abc import Mapping

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from foundation.tenancy import TenantModel
from foundation.walls import AppendOnly


class Event(TenantModel):
    """One thing that happened, written in the transaction that made it true, never changed.

    The same rows are a person's timeline, the audit trail and what reactions hear. `advocate` is whom it
    concerns; `about` names the thing, such as "mission:12"; who did it is one of the two `by_` columns, and
    neither when the system did.
    """

    name = models.CharField(max_length=60)
    payload = models.JSONField(default=dict)
    advocate = models.ForeignKey("programs.Advocate", models.PROTECT, null=True, blank=True, related_name="+")
    about = models.CharField(max_length=60, blank=True, default="")
    by_staff = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    by_advocate = models.ForeignKey("programs.Advocate", models.PROTECT, null=True, blank=True, related_name="+")
    occurred_at = models.DateTimeField(db_default=Now())

    # {"mission": "Review us"}: what the event is about is called, looked up for all of a page at once.
    names: Mapping[str, str] = {}

    class Meta:
        constraints = [AppendOnly(name="events_are_append_only")]
        indexes = [
            # For a person's timeline, newest first.
            models.Index(fields=["workspace", "advocate", "-id"], name="event_by_advocate"),
            # For the history of one thing, newest first.
            models.Index(fields=["workspace", "about", "-id"], name="event_by_subject", condition=~models.Q(about="")),
        ]

    def __str__(self) -> str:
        return f"{self.name} #{self.pk}"


class Due(models.Model):
    """A call to look into a workspace: inserted and deleted, never updated, and without content.

    `work` is "event" (relay event `ref`; an empty `reaction` means every one wired, a named one a single
    retry) or the name of a step listed in the wiring's WORK, which looks up itself what there is to do.
    """

    workspace = models.ForeignKey("accounts.Workspace", models.CASCADE, db_index=False)
    work = models.CharField(max_length=40)
    ref = models.BigIntegerField(default=0)
    reaction = models.CharField(max_length=120, default="", blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [
            # For the relay's claim: each workspace's oldest due events.
            models.Index(
                fields=["workspace", "due_at", "id"], name="due_event_by_workspace", condition=models.Q(work="event")
            ),
            # For the claim of all other work.
            models.Index(fields=["due_at", "id"], name="due_work_by_time", condition=~models.Q(work="event")),
            # For whether some work of a workspace waits already.
            models.Index(
                fields=["workspace", "work", "due_at"], name="due_work_by_kind", condition=~models.Q(work="event")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.work} {self.ref}"


class DeadReaction(TenantModel):
    """A reaction that failed ten times: shown to staff with its error, and run again by a button."""

    event = models.ForeignKey(Event, models.PROTECT)
    reaction = models.CharField(max_length=120)
    error = models.TextField()
    failed_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "event", "reaction"], name="a_reaction_dies_once_per_event")
        ]

    def __str__(self) -> str:
        return f"{self.reaction} on {self.event_id}"


class Round(TenantModel):
    """One turn of work that comes round every night (events.rounds), with what it found or why it failed.

    `wrong_count` says how much of it staff must look at; `facts` has the particulars.
    """

    work = models.CharField(max_length=40)
    number = models.PositiveIntegerField()
    facts = models.JSONField(default=dict)
    wrong_count = models.PositiveIntegerField(default=0)
    error = models.TextField(blank=True, default="")
    ended_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "work", "number"], name="a_round_is_done_once")]

    def __str__(self) -> str:
        return f"{self.work} {self.number}"


class FormKey(TenantModel):
    """A form that was sent and had its effect; a second post with the same key is led to where the first one went."""

    key = models.CharField(max_length=64)
    location = models.CharField(max_length=500)
    used_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "key"], name="a_form_key_is_used_once")]

    def __str__(self) -> str:
        return self.key
