from django.db import migrations, models

SCOPE = "SELECT set_config('app.workspace_id', %s, true)"
NOTE = """
UPDATE missions_reference SET last_asked_at = asked.newest FROM (
    SELECT advocate_id, max(asked_at) AS newest FROM missions_callinvitation
    WHERE state <> 'withdrawn' GROUP BY advocate_id
) AS asked WHERE asked.advocate_id = missions_reference.advocate_id
"""


def note(apps, schema_editor):
    """Who is asked from now on is noted when it happens; who was so far, by this."""
    workspaces = apps.get_model("accounts", "Workspace").objects.values_list("pk", flat=True)
    for workspace in workspaces:
        with schema_editor.connection.cursor() as cursor:
            cursor.execute(SCOPE, [str(workspace)])
            cursor.execute(NOTE)


class Migration(migrations.Migration):

    dependencies = [
        ("missions", "0027_reminders_of_firings"),
    ]

    operations = [
        migrations.AddField(
            model_name="reference",
            name="last_asked_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.RunPython(note, migrations.RunPython.noop),
    ]
