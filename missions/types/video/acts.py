"""The picture, the licence and the figures of handed-in videos."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from files.operations import give_poster
from missions.models import AttemptFile
from missions.results import Figure
from missions.types.material import MaterialActs, licence_figures, standing

if TYPE_CHECKING:
    from missions.models import Mission, Submission


class VideoActs(MaterialActs):
    """A picture that came with the video stands for it until ffmpeg has made a better one."""

    def submitted(self, *, submission: Submission, answers: Mapping[str, Any], now: datetime) -> None:
        super().submitted(submission=submission, answers=answers, now=now)
        files = {row.field: row.file for row in AttemptFile.objects.filter(attempt=submission.attempt_id)}
        if "video" in files and "poster" in files:
            give_poster(video=files["video"], poster=files["poster"])

    def figures(self, *, mission: Mission) -> Sequence[Figure]:
        rows = standing(mission).filter(field="video")
        found = rows.aggregate(videos=Count("pk"), length=Sum("file__video__length_ms"))
        return [
            Figure(_("Videos"), found["videos"], _("That people have sent and not taken back.")),
            Figure(_("Minutes of video"), round((found["length"] or 0) / 60_000), _("Of all of them together.")),
            *licence_figures(mission, now=timezone.now()),
        ]


ACTS = VideoActs()
