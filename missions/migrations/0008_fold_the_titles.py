from django.db import migrations

from foundation.folding import SORT_NAME_LENGTH, fold, search_words

SCOPE = "SELECT set_config('app.workspace_id', %s, true)"
TITLES = "SELECT id, title FROM missions_mission WHERE title <> ''"
SORT = "UPDATE missions_mission SET sort_title = %s WHERE id = %s"
WORD = "INSERT INTO missions_titleword (mission_id, word) VALUES (%s, %s) ON CONFLICT DO NOTHING"


def fold_titles(apps, schema_editor):
    """Missions made from now on are found and sorted by their titles; those that are there already, by this."""
    workspaces = apps.get_model("accounts", "Workspace").objects.values_list("pk", flat=True)
    for workspace in workspaces:
        with schema_editor.connection.cursor() as cursor:
            cursor.execute(SCOPE, [str(workspace)])
            cursor.execute(TITLES)
            for pk, title in cursor.fetchall():
                cursor.execute(SORT, [fold(title)[:SORT_NAME_LENGTH], pk])
                cursor.executemany(WORD, [(pk, word) for word in sorted(search_words(title))])


class Migration(migrations.Migration):

    dependencies = [
        ('missions', '0007_folders_views_and_title_words'),
    ]

    operations = [migrations.RunPython(fold_titles, migrations.RunPython.noop)]
