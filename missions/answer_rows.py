"""A mission's answers as cells of a table, made while they are read: a million answers need no more memory than ten."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from missions.funnel import Narrowing, submissions_of_mission
from missions.models import Mission, Revision, Submission
from missions.queries import lines_of
from surveys.models import FormVersion
from surveys.queries import versions_of
from surveys.results import Sheet, sheet

AT_A_TIME = 500


@dataclass(frozen=True)
class Answers:
    """What all rows of a table have in common, read once: the columns of the form, its versions, the revisions."""

    mission: Mission
    zone: str
    questions: Sheet | None
    versions: dict[int, FormVersion]
    revisions: dict[int, Revision]

    @property
    def headings(self) -> list[str]:
        """Who and when, the zone named; then each question of any version, or the slot and what was handed in."""
        own = list(self.questions.headings) if self.questions else [_("Slot"), _("Answer")]
        return [_("Name"), _("E-mail"), _("State"), _("Sent (%(zone)s)") % {"zone": self.zone}, *own]

    def rows(self, submissions: Iterable[Submission]) -> Iterator[Sequence[str]]:
        """The cells of each submission's latest handing-in."""
        for row in submissions:
            row.activity, row.revision = self.mission.activity, self.revisions[row.revision_id]
            yield self._cells(row)

    def _cells(self, row: Submission) -> list[str]:
        attempt = row.attempt
        sent = localtime(attempt.at if attempt else row.submitted_at, ZoneInfo(self.zone))
        start = [
            row.advocate.name, row.advocate.email or "", str(row.get_state_display()), f"{sent:%Y-%m-%d %H:%M:%S}",
        ]  # fmt: skip
        if attempt is None:
            return start
        attempt.form_version = self.versions.get(attempt.form_version_id or 0)
        if self.questions and attempt.form_version:
            return [*start, *self.questions.row(attempt.form_version.number, attempt.answers)]
        said = "; ".join(f"{line.label}: {line.value}" for line in lines_of(row, attempt))
        return [*start, str(row.number), said]


def answers_of(mission: Mission, *, zone: str) -> Answers:
    """Three queries."""
    versions = versions_of(mission.activity.form) if mission.activity.form else []
    return Answers(
        mission,
        zone,
        sheet(versions) if versions else None,
        {version.pk: version for version in versions},
        {revision.pk: revision for revision in Revision.objects.filter(mission=mission, published_at__isnull=False)},
    )


def answered(mission: Mission, wanted: Narrowing) -> Iterator[Submission]:
    """What the answers are read from, the one begun last first, by a cursor of the server."""
    rows = submissions_of_mission(mission, wanted).select_related("attempt", "advocate")
    yield from rows.order_by("-pk").iterator(chunk_size=AT_A_TIME)
