"""Links in mail: signed over the delivery, nothing stored. Reading one changes nothing."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from foundation.tokens import BadToken, TokenExpired, read_signed, sign
from notifications.models import Delivery, Notice
from programs.models import Advocate

PERSONAL, UNSUBSCRIBE = "notifications.personal", "notifications.unsubscribe"
PERSONAL_LASTS = timedelta(days=30)


@dataclass(frozen=True)
class PersonalLink:
    """What a personal link says: which delivery it was in, whose it is, and which version of her links it is of."""

    delivery_id: int
    advocate_id: int
    link_version: int


class LinkProblem(StrEnum):
    """Why a personal link opens nothing."""

    BAD = "bad"
    EXPIRED = "expired"
    VOID = "void"


@dataclass(frozen=True)
class LinkReading:
    """What a personal link leads to; with a `problem` it signs nobody in.

    An expired or void link still tells which notice it was in, so that the page can name the mission and offer a
    new link to the address; whose it was must not be shown then.
    """

    delivery: Delivery | None
    notice: Notice | None
    advocate: Advocate | None
    problem: LinkProblem | None


def personal_token(*, delivery_id: int, advocate_id: int, link_version: int, now: datetime) -> str:
    """The last part of a personal link: good for 30 days, and while the person's links are not voided."""
    return sign(delivery_id, advocate_id, link_version, purpose=PERSONAL, now=now)


def read_personal_token(token: str, *, now: datetime) -> PersonalLink:
    """What the link says. Raises BadToken, and TokenExpired after 30 days."""
    ids = read_signed(token, purpose=PERSONAL, now=now, max_age=PERSONAL_LASTS)
    if len(ids) != 3:
        raise BadToken
    return PersonalLink(*ids)


def open_link(token: str, now: datetime) -> LinkReading:
    """What a personal link leads to, or why it does not. A GET may call this; a POST then calls `mark_opened`."""
    problem = None
    try:
        link = read_personal_token(token, now=now)
    except TokenExpired:
        problem = LinkProblem.EXPIRED
        link = PersonalLink(*read_signed(token, purpose=PERSONAL, now=now))
    except BadToken:
        return LinkReading(None, None, None, LinkProblem.BAD)
    rows = Delivery.objects.select_related("notice__advocate")
    delivery = rows.filter(pk=link.delivery_id, notice__advocate=link.advocate_id).first()
    if delivery is None:
        return LinkReading(None, None, None, LinkProblem.BAD)
    advocate = delivery.notice.advocate
    if advocate is not None and problem is None and advocate.link_version != link.link_version:
        problem = LinkProblem.VOID
    return LinkReading(delivery, delivery.notice, advocate, problem)


def unsubscribe_token(*, advocate_id: int, now: datetime) -> str:
    """The last part of a link by which one person stops mail about missions; it never expires."""
    return sign(advocate_id, purpose=UNSUBSCRIBE, now=now)


def read_unsubscribe_token(token: str, *, now: datetime) -> int:
    """Whose link it is. Raises BadToken."""
    (advocate_id,) = read_signed(token, purpose=UNSUBSCRIBE, now=now)
    return advocate_id
