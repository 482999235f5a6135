from django.db import migrations

from foundation.folding import fold

SCOPE = "SELECT set_config('app.workspace_id', %s, true)"
TEXTS = "SELECT id, text FROM programs_fieldvalue WHERE text <> ''"
FOLDED = "UPDATE programs_fieldvalue SET folded = %s WHERE id = %s"


def fold_texts(apps, schema_editor):
    """Values kept from now on are found by their words; those that are there already, by this."""
    workspaces = apps.get_model("accounts", "Workspace").objects.values_list("pk", flat=True)
    for workspace in workspaces:
        with schema_editor.connection.cursor() as cursor:
            cursor.execute(SCOPE, [str(workspace)])
            cursor.execute(TEXTS)
            cursor.executemany(FOLDED, [(fold(text)[:100].strip(), pk) for pk, text in cursor.fetchall()])


class Migration(migrations.Migration):

    dependencies = [
        ('programs', '0006_kinds_and_words_of_fields'),
    ]

    operations = [migrations.RunPython(fold_texts, migrations.RunPython.noop)]
