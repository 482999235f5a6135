"""Which moves exist of what is given; `foundation.states.move` makes them by one conditional UPDATE."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class GrantState(models.TextChoices):
    """Where a reward is on its way to somebody."""

    PENDING = "pending", _("To hand out")
    FULFILLED = "fulfilled", _("Handed out")
    CANCELLED = "cancelled", _("Cancelled")


SETTLE = {GrantState.PENDING}
GIVE_AGAIN = {GrantState.CANCELLED}
