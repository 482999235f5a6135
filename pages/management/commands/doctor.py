"""`manage.py doctor`: how the engine of every workspace is, for whoever runs the installation."""

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.models import Workspace
from foundation.addresses import addressed_to
from foundation.tenancy import workspace_scope
from foundation.times import shown
from pages.health import Health, health
from segments.health import SegmentsHealth

ZONE = "UTC"


class Command(BaseCommand):
    """Prints what the Health page of each workspace shows; exit code 1 when something is wrong in any of them."""

    help = "Print how the engine of every workspace is; exit code 1 when something is wrong."

    def handle(self, *args: object, **options: object) -> None:
        unwell = 0
        for workspace in Workspace.objects.filter(purge_started_at=None).order_by("slug"):
            with workspace_scope(workspace.pk, read_only=True), addressed_to(workspace.slug):
                found = health(now=timezone.now(), zone=ZONE)
            unwell += bool(found.problems)
            self._tell(workspace, found)
        if unwell:
            raise CommandError(f"{unwell} workspaces need a look." if unwell > 1 else "1 workspace needs a look.")

    def _tell(self, workspace: Workspace, found: Health) -> None:
        self.stdout.write(f"{workspace.slug}: {'; '.join(found.problems) or 'all is well.'} ({shown(found.at, ZONE)})")
        for line in found.lines:
            oldest = f", oldest since {shown(line.oldest, ZONE)}" if line.oldest else ""
            self.stdout.write(
                f"  {line.words}: {line.planned} planned, {line.again} in hand or tried again,"
                f" {line.waiting} waiting, {line.late} late{oldest}"
            )
        for dead in found.dead:
            self.stdout.write(f"  failed for good: {dead.row.reaction} on {dead.row.event}: {dead.row.error[:200]}")
        self._tell_engine(found.engine)
        for night in found.nights:
            last = night.last
            told = (last.error or f"{last.wrong_count} wrong, {shown(last.ended_at, ZONE)}") if last else "not done yet"
            self.stdout.write(f"  {night.words}: {told}")

    def _tell_engine(self, engine: SegmentsHealth) -> None:
        since = f", oldest since {shown(engine.since, ZONE)}" if engine.since else ""
        clock = f"ticked {shown(engine.ticked_at, ZONE)}" if engine.ticked_at else "not needed"
        more = f"{engine.waiting} changes waiting{since}; clock {clock}"
        self.stdout.write(f"  Segments: {more}; {len(engine.settling)} being filled, {len(engine.stuck)} by nobody")
        for segment in engine.failing:
            failed = shown(segment.error_at, ZONE) if segment.error_at else ""
            self.stdout.write(f"  segment {segment.pk} fails since {failed}: {segment.error[:200]}")
