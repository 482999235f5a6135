"""Reads of what was given to whom: the console's list, its file, and what waits."""

from collections.abc import Iterator, Mapping
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, Min, Q, QuerySet
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.permissions import Permission
from foundation.plugs import Waiting, Waits
from foundation.spreadsheets import csv_file
from foundation.templatetags.ui import number
from rewards.models import Grant, Reward
from rewards.states import GrantState


def grants_listed(wanted: Mapping[str, Any], *, before: int | None = None) -> QuerySet[Grant]:
    """Grants with these columns, newest first, from the one before the id `before`."""
    rows = Grant.objects.filter(**wanted).select_related("reward", "advocate", "by_staff").order_by("-pk")
    return rows.filter(pk__lt=before) if before else rows


def grant_lines(wanted: Mapping[str, Any], *, zone: str) -> Iterator[bytes]:
    """The list as a CSV; times in the workspace's zone."""
    head = [
        _("Reward"), _("Person"), _("E-mail"), _("For"), _("Status"), _("Given (%(zone)s)") % {"zone": zone},
        _("Handed out or cancelled (%(zone)s)") % {"zone": zone}, _("What the person was told"),
    ]  # fmt: skip
    return csv_file(head, (_line(row, ZoneInfo(zone)) for row in grants_listed(wanted).iterator(chunk_size=500)))


def _line(row: Grant, zone: ZoneInfo) -> list[str]:
    settled = localtime(row.settled_at, zone).strftime("%Y-%m-%d %H:%M") if row.settled_at else ""
    return [
        row.reward.name, row.advocate.name, row.advocate.email or "", row.reason, str(GrantState(row.state).label),
        localtime(row.at, zone).strftime("%Y-%m-%d %H:%M"), settled, row.note,
    ]  # fmt: skip


def rewards_with_counts(*, archived: bool) -> QuerySet[Reward]:
    """Rewards by name, each with how many wait to be handed out and how many were."""
    rows = Reward.objects.filter(archived_at__isnull=not archived).order_by("name")
    return rows.annotate(
        waiting=Count("grants", filter=Q(grants__state=GrantState.PENDING), distinct=True),
        given=Count("grants", filter=Q(grants__state=GrantState.FULFILLED), distinct=True),
    )


def _to_hand_out() -> Waiting | None:
    found = Grant.objects.filter(state=GrantState.PENDING).aggregate(count=Count("pk"), since=Min("at"))
    if not found["count"]:
        return None
    words = ngettext("%(n)s reward is to be handed out", "%(n)s rewards are to be handed out", found["count"])
    url = reverse("console:grants", query={"state": GrantState.PENDING})
    return Waiting(words % {"n": number(found["count"])}, found["since"], url)


WAITING = [Waits("gift", Permission.MANAGE_MISSIONS, _to_hand_out)]
