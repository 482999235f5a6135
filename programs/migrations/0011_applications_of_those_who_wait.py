from django.db import migrations

SCOPE = "SELECT set_config('app.workspace_id', %s, true)"
APPLIED = """
INSERT INTO programs_application (program_id, advocate_id, state, answers, terms, note, applied_at)
SELECT program.id, advocate.id, 'waiting', '{}', '', '', advocate.joined_at
FROM programs_advocate advocate JOIN programs_program program ON program.is_default
WHERE advocate.status = 'applied' AND advocate.erased_at IS NULL
"""


def queue(apps, schema_editor):
    """Whoever asked to become a member before applications were kept stands in the queue like all others."""
    workspaces = apps.get_model("accounts", "Workspace").objects.values_list("pk", flat=True)
    for workspace in workspaces:
        with schema_editor.connection.cursor() as cursor:
            cursor.execute(SCOPE, [str(workspace)])
            cursor.execute(APPLIED)


class Migration(migrations.Migration):

    dependencies = [
        ('programs', '0010_several_programs_and_applications'),
    ]

    operations = [migrations.RunPython(queue, migrations.RunPython.noop)]
