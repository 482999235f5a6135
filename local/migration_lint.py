"""Migrations that would break the version still running while they are applied. First migrations break nobody.

Run with Django's settings and a database, which the linter asks for the SQL but does not change.
"""

import sys

import django
from django.apps import apps
from django_migration_linter import MigrationLinter

from local.parts import ROOT

# An installation migrates in a pause of its own choosing, so a locked table is no harm; and the walls' unique keys
# contain the primary key, so they can refuse nothing that the running version writes.
NO_HARM = ["ADD_UNIQUE", "CREATE_INDEX", "CREATE_INDEX_EXCLUSIVE"]


def main() -> int:
    """Check the migrations of our own apps; 1 when one is not safe."""
    django.setup()
    ours = [app.label for app in apps.get_app_configs() if _is_ours(app.path)]
    linter = MigrationLinter(
        str(ROOT),
        include_apps=ours,
        no_cache=True,
        ignore_initial_migrations=True,
        exclude_migration_tests=NO_HARM,
        quiet=["ok", "ignore"],
    )
    linter.lint_all_migrations()
    linter.print_summary()
    return 1 if linter.has_errors else 0


def _is_ours(path: str) -> bool:
    return path.startswith(str(ROOT)) and "site-packages" not in path


if __name__ == "__main__":
    sys.exit(main())
