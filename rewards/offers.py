"""What advocates can take for their points, and why they cannot take something."""

from dataclasses import dataclass

from django.db.models import Count, F, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from foundation.templatetags.ui import number
from programs.models import Advocate
from rewards.models import Reward
from rewards.queries import balance_of
from rewards.states import GrantState


@dataclass(frozen=True)
class Offer:
    """A reward as one person sees it; `refusal` says why they cannot take it now, "" when they can."""

    reward: Reward
    left: int | None
    refusal: str


def offers_to(advocate: Advocate, *, only: int | None = None) -> list[Offer]:
    """What has a price, the cheapest first; two queries."""
    own = Q(grants__advocate=advocate, grants__cost__gt=0) & ~Q(grants__state=GrantState.CANCELLED)
    rows = Reward.objects.filter(archived_at=None, price__isnull=False).annotate(had=Count("grants", filter=own))
    if only is not None:
        rows = rows.filter(pk=only)
    balance = balance_of(advocate)
    return [_offer(row, row.had, balance) for row in rows.order_by(F("price"), "name")]


def _offer(reward: Reward, had: int, balance: int) -> Offer:
    left = None if reward.stock is None else max(0, reward.stock - reward.taken)
    return Offer(reward, left, _refusal(reward, left, had, (reward.price or 0) - balance))


def _refusal(reward: Reward, left: int | None, had: int, missing: int) -> str:
    if left == 0:
        return _("None is left.")
    if reward.per_person is not None and had >= reward.per_person:
        return _("You have taken it as often as you can.")
    if missing > 0:
        words = ngettext("%(n)s more is needed for it.", "%(n)s more are needed for it.", missing)
        return words % {"n": number(missing)}
    return ""
