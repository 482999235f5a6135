from django.db import migrations

SCOPE = "SELECT set_config('app.workspace_id', %s, true)"
NOTE = """
INSERT INTO missions_engagement (advocate_id, last_at)
SELECT advocate_id, max(greatest(seen_at, started_at, completed_at)) FROM missions_participation
WHERE coalesce(seen_at, started_at, completed_at) IS NOT NULL GROUP BY advocate_id
ON CONFLICT DO NOTHING
"""


def note(apps, schema_editor):
    """What people do from now on is noted as they do it; what they did so far, by this."""
    workspaces = apps.get_model("accounts", "Workspace").objects.values_list("pk", flat=True)
    for workspace in workspaces:
        with schema_editor.connection.cursor() as cursor:
            cursor.execute(SCOPE, [str(workspace)])
            cursor.execute(NOTE)


class Migration(migrations.Migration):

    dependencies = [
        ('missions', '0012_engagement'),
    ]

    operations = [migrations.RunPython(note, migrations.RunPython.noop)]
