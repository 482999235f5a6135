from datetime import timedelta

from django.db import migrations
from django.db.models.functions import Now

AUDIT = "segments.audit"
LATER = timedelta(hours=1)  # when the workers that know this work have taken over


def begin(apps, schema_editor):
    """Workspaces made from now on begin by themselves; `Due` is a platform table, so no scope is needed."""
    Due = apps.get_model("events", "Due")
    workspaces = apps.get_model("accounts", "Workspace").objects.values_list("pk", flat=True)
    Due.objects.bulk_create([Due(workspace_id=pk, work=AUDIT, ref=1, due_at=Now() + LATER) for pk in workspaces])


def end(apps, schema_editor):
    """No worker of the former release knows this work."""
    works = (AUDIT, "segments.drain", "segments.tick")
    apps.get_model("events", "Due").objects.filter(work__in=works).delete()


class Migration(migrations.Migration):

    dependencies = [
        ('segments', '0001_segments_and_stays'),
    ]

    operations = [migrations.RunPython(begin, end)]
