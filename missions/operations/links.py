"""Short links of people, and counting who follows them."""

import secrets
import string
from collections.abc import Mapping
from datetime import UTC, datetime

from django.db import transaction
from django.db.models import F

from missions.models import LinkVisit, Mission, ShortLink
from programs.models import Advocate

ALPHABET = string.ascii_letters + string.digits
TOKEN_LENGTH = 10  # 59 bits: nobody guesses one, and it fits into a post
MOST_BELIEVED = 20  # visits of one visitor on one day; more is a script


@transaction.atomic
def keep_short_links(
    *, mission: Mission, advocate: Advocate, targets: Mapping[str, str], now: datetime
) -> dict[str, str]:
    """The token of this person's short link for each place; made at the first time, the same ever after.

    A link follows the target of the revision that the person has; it never leads anywhere else. Made twice at once,
    there is one.
    """
    if not targets:
        return {}
    kept = _kept(mission, advocate)
    ShortLink.objects.bulk_create(
        (
            ShortLink(mission=mission, advocate=advocate, place=place, target=target, token=_new_token(), made_at=now)
            for place, target in targets.items()
            if place not in kept
        ),
        ignore_conflicts=True,
    )
    for place, link in kept.items():
        if place in targets and link.target != targets[place]:
            ShortLink.objects.filter(pk=link.pk).update(target=targets[place])
    kept = kept if targets.keys() <= kept.keys() else _kept(mission, advocate)
    return {place: kept[place].token for place in targets}


def _new_token() -> str:
    """A random word of letters and digits."""
    return "".join(secrets.choice(ALPHABET) for _ in range(TOKEN_LENGTH))


def _kept(mission: Mission, advocate: Advocate) -> dict[str, ShortLink]:
    return {link.place: link for link in ShortLink.objects.filter(mission=mission, advocate=advocate)}


@transaction.atomic
def note_visit(*, link: ShortLink, visitor: str, now: datetime) -> None:
    """Somebody followed the link: counted for this visitor and day (UTC), twenty times at most.

    Each visitor has a row of their own, so a link that is followed a lot has no row that all wait for.
    """
    day = now.astimezone(UTC).date()
    LinkVisit.objects.bulk_create([LinkVisit(link=link, visited_on=day, visitor=visitor)], ignore_conflicts=True)
    rows = LinkVisit.objects.filter(link=link, visited_on=day, visitor=visitor, count__lt=MOST_BELIEVED)
    rows.update(count=F("count") + 1)
