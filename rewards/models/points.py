"""Points: wallets, transfers that are never changed, and budgets that say how many may be given away."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from foundation.tenancy import TenantModel
from foundation.walls import AppendOnly


class Side(models.TextChoices):
    """The workspace's own side of a transfer. These are sums over transfers, never rows, so none is a hot row."""

    ISSUED = "issued"
    REDEEMED = "redeemed"
    EXPIRED = "expired"
    ADJUSTED = "adjusted"


class Wallet(TenantModel):
    """What an advocate holds: the truth, and never negative.

    `lifetime` is all that was ever credited, less reversals.
    """

    advocate = models.ForeignKey("programs.Advocate", models.PROTECT, related_name="wallets")
    balance = models.PositiveBigIntegerField(default=0)
    lifetime = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "advocate"], name="one_wallet_per_advocate"),
            models.CheckConstraint(condition=models.Q(balance__gte=0), name="a_wallet_is_never_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.balance} of {self.advocate_id}"


class Transfer(TenantModel):
    """Points moved between a wallet and the workspace: both sides in one row, once per source, for ever.

    `amount` is positive; `into_wallet` says which way. `source` is unique and names what it is for, such as
    "decision:12" or "reversal of decision:12"; a retry finds it there.
    """

    wallet = models.ForeignKey(Wallet, models.PROTECT, related_name="transfers")
    side = models.CharField(max_length=12, choices=Side)
    into_wallet = models.BooleanField()
    amount = models.PositiveBigIntegerField()
    balance_after = models.PositiveBigIntegerField()
    source = models.CharField(max_length=80)
    # What the statement shows: a reason in the words of the day, and the thing it is about, such as "mission:3".
    reason = models.CharField(max_length=200)
    about = models.CharField(max_length=60, blank=True, default="")
    by_staff = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "source"], name="one_transfer_per_source"),
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="a_transfer_moves_something"),
            models.CheckConstraint(condition=models.Q(side__in=Side.values), name="side_of_a_transfer_is_known"),
            AppendOnly(name="transfers_are_append_only"),
        ]
        indexes = [
            # For the statement, newest first.
            models.Index(fields=["workspace", "wallet", "-id"], name="transfer_by_wallet"),
            # For what one thing has paid, and how fast.
            models.Index(
                fields=["workspace", "about", "at"],
                name="transfer_by_subject",
                include=["amount", "into_wallet"],
                condition=~models.Q(about=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{'+' if self.into_wallet else '-'}{self.amount} for {self.source}"


class Budget(TenantModel):
    """The most that one thing, such as "mission:3", may give away; without `cap` (points) there is no limit.

    `committed` is all that is promised or paid: the open reservations, and every transfer about the same thing, less
    what was taken back. Paying what was reserved therefore changes nothing here, and this one row is written only when
    somebody begins or gives up (ADR 0016). `need` is what is promised to one who begins now. `money` (in the smallest
    unit of `currency`) is what staff typed where they set the cap in money, and `point_value` what 1,000 points were
    worth then. `overrun` lets those who have begun finish above the cap.
    """

    about = models.CharField(max_length=60)
    cap = models.PositiveBigIntegerField(null=True, blank=True)
    money = models.PositiveBigIntegerField(null=True, blank=True)
    currency = models.CharField(max_length=3, blank=True, default="")
    point_value = models.PositiveIntegerField(null=True, blank=True)
    overrun = models.BooleanField(default=False)
    hold_days = models.PositiveSmallIntegerField(default=7)
    need = models.PositiveBigIntegerField(default=0)
    committed = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "about"], name="one_budget_for_one_thing"),
            models.CheckConstraint(
                condition=models.Q(overrun=True) | models.Q(cap=None) | models.Q(committed__lte=models.F("cap")),
                name="a_budget_is_never_overrun",
            ),
        ]

    def __str__(self) -> str:
        return f"budget of {self.about}"


class Reservation(TenantModel):
    """Points promised to somebody who has begun: until `expires_at`, or until it is decided once that is empty.

    `key` names what for, such as "mission:3 person:5 cycle:0 slot:1", and is promised once. Paid, given up or timed
    out, the row goes.
    """

    budget = models.ForeignKey(Budget, models.PROTECT, related_name="reservations", db_index=False)
    advocate = models.ForeignKey("programs.Advocate", models.PROTECT, related_name="+", db_index=False)
    key = models.CharField(max_length=120)
    amount = models.PositiveBigIntegerField()
    expires_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "key"], name="a_thing_is_reserved_once"),
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="a_reservation_holds_something"),
        ]
        indexes = [
            # For what is promised in all, and whose time is over.
            models.Index(fields=["workspace", "budget", "expires_at"], name="reservation_by_end", include=["amount"]),
            # For the budgets of which one person has something.
            models.Index(fields=["workspace", "advocate", "budget"], name="reservation_by_advocate"),
        ]

    def __str__(self) -> str:
        return f"{self.amount} for {self.key}"


class BudgetAlert(TenantModel):
    """That a budget reached so much of its cap: told once for each cap, whatever is given up and begun again."""

    budget = models.ForeignKey(Budget, models.PROTECT, related_name="alerts", db_index=False)
    percent = models.PositiveSmallIntegerField()
    cap = models.PositiveBigIntegerField()
    committed = models.PositiveBigIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "budget", "percent", "cap"], name="an_alert_is_given_once")
        ]

    def __str__(self) -> str:
        return f"{self.percent} % of budget {self.budget_id}"
