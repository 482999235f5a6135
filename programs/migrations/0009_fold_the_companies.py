from django.db import migrations

from foundation.folding import fold

SCOPE = "SELECT set_config('app.workspace_id', %s, true)"
COMPANIES = "SELECT DISTINCT company FROM programs_advocate WHERE company <> ''"
FOLDED = "UPDATE programs_advocate SET company_key = %s WHERE company = %s"


def fold_companies(apps, schema_editor):
    """People who are added or changed from now on stand with their company; those that are there already, by this."""
    workspaces = apps.get_model("accounts", "Workspace").objects.values_list("pk", flat=True)
    for workspace in workspaces:
        with schema_editor.connection.cursor() as cursor:
            cursor.execute(SCOPE, [str(workspace)])
            cursor.execute(COMPANIES)
            cursor.executemany(FOLDED, [(fold(name)[:120].strip(), name) for (name,) in cursor.fetchall()])


class Migration(migrations.Migration):

    dependencies = [
        ('programs', '0008_districts_and_companies'),
    ]

    operations = [migrations.RunPython(fold_companies, migrations.RunPython.noop)]
