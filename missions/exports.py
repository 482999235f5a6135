"""Missions as CSV, made while they are read: a million need no more memory than ten."""

from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import batched
from zoneinfo import ZoneInfo

from django.db.models import Prefetch, QuerySet
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from foundation.spreadsheets import csv_file
from missions.audience import with_names
from missions.listing import Taken, taken_part
from missions.models import Mission
from missions.rules import visibility
from missions.types import TYPES

SOME = 500


def mission_lines(rows: QuerySet[Mission], audience: Callable[[Mission], str], *, zone: str) -> Iterator[bytes]:
    """A heading, then a line for each mission in the order of the list; times in the zone named in the heading."""
    times = [f"{name} ({zone})" for name in (_("Created"), _("Launched"), _("Deadline"))]
    figures = [_("Points"), _("Minutes"), _("Started"), _("Completed")]
    names = [_("Mission"), _("Type"), _("Status"), _("Audience"), _("Visibility"), _("Folder"), _("Featured")]
    return csv_file([*names, *figures, *times], _mission_rows(rows, audience, ZoneInfo(zone)))


def _mission_rows(rows: QuerySet[Mission], audience: Callable[[Mission], str], zone: ZoneInfo) -> Iterator[list[str]]:
    rows = rows.select_related("activity", "draft", "folder").prefetch_related(Prefetch("audience_rules", with_names()))
    for some in batched(rows.iterator(chunk_size=SOME), SOME, strict=False):
        taken = taken_part(some)
        for row in some:
            part = taken.get(row.pk, Taken())
            yield [
                row.title, str(TYPES[row.activity.type].name), str(row.get_state_display()), audience(row),
                visibility(row), str(row.folder or ""), _("yes") if row.featured_at else "",
                str(row.points), str(row.minutes), str(part.started), str(part.completed),
                *(_local(at, zone) for at in (row.created_at, row.launched_at, row.ends_at)),
            ]  # fmt: skip


def _local(at: datetime | None, zone: ZoneInfo) -> str:
    return localtime(at, zone).strftime("%Y-%m-%d %H:%M") if at else ""
