from datetime import timedelta

from django.db import migrations
from django.db.models.functions import Now

NIGHTLY = ("files.sweep", "points.proof")
LATER = timedelta(hours=1)  # when the workers that know this work have taken over


def begin(apps, schema_editor):
    """Workspaces made from now on begin by themselves; `Due` is a platform table, so no scope is needed."""
    Due = apps.get_model("events", "Due")
    workspaces = apps.get_model("accounts", "Workspace").objects.values_list("pk", flat=True)
    Due.objects.bulk_create(
        [Due(workspace_id=pk, work=work, ref=1, due_at=Now() + LATER) for pk in workspaces for work in NIGHTLY]
    )


def end(apps, schema_editor):
    """No worker of the former release knows this work."""
    apps.get_model("events", "Due").objects.filter(work__in=NIGHTLY).delete()


class Migration(migrations.Migration):

    dependencies = [
        ('events', '0003_rounds_of_the_night'),
    ]

    operations = [migrations.RunPython(begin, end)]
