"""The share link of a mission: opens the mission and signs nobody in. There from the first draft (domain: links)."""

from datetime import UTC, datetime

from django.db import transaction
from django.db.models import F

from accounts.models import User
from events.operations import record
from missions.models import Mission, ShareVisit
from missions.operations.links import MOST_BELIEVED


@transaction.atomic
def renew_share_link(*, mission: Mission, by: User, now: datetime) -> None:
    """Another link with a log of its own; the former one opens nothing any more, wherever it was posted."""
    Mission.objects.filter(pk=mission.pk).update(share_version=F("share_version") + 1, share_revoked_at=None)
    mission.refresh_from_db(fields=["share_version", "share_revoked_at"])
    record(
        "share_link.renewed", about=f"mission:{mission.pk}", by_staff_id=by.pk, at=now, version=mission.share_version
    )


@transaction.atomic
def revoke_share_link(*, mission: Mission, by: User, now: datetime) -> bool:
    """The link opens nothing any more, until there is another; False when it was revoked already."""
    if not Mission.objects.filter(pk=mission.pk, share_revoked_at=None).update(share_revoked_at=now):
        return False
    mission.share_revoked_at = now
    record(
        "share_link.revoked", about=f"mission:{mission.pk}", by_staff_id=by.pk, at=now, version=mission.share_version
    )
    return True


@transaction.atomic
def note_share_visit(*, mission: Mission, visitor: str, now: datetime) -> None:
    """Somebody opened the link: counted for this visitor and day (UTC), twenty times at most.

    Each visitor has a row of their own, so a link that is opened a lot has no row that all wait for.
    """
    key = {"mission": mission, "version": mission.share_version, "visited_on": now.astimezone(UTC).date()}
    ShareVisit.objects.bulk_create([ShareVisit(**key, visitor=visitor)], ignore_conflicts=True)
    rows = ShareVisit.objects.filter(**key, visitor=visitor, count__lt=MOST_BELIEVED)
    rows.update(count=F("count") + 1)
