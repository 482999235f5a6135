"""Points: wallets, and transfers that are never changed."""

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
            models.Index(fields=["workspace", "wallet", "-id"], name="transfer_by_wallet")
        ]

    def __str__(self) -> str:
        return f"{'+' if self.into_wallet else '-'}{self.amount} for {self.source}"
