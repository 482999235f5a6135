"""What the application does before its first page: migrations, the sample workspace, the token for the first one.

Run as `python -m local.prepare WORDS [SAMPLE]` with the environment of the product's processes. One process does all,
because loading Django takes longer than the steps. What a person needs to sign in is written to the file WORDS.
"""

import io
import os
import sys
from pathlib import Path

import django
import environ
from django.apps import apps
from django.conf import settings
from django.core.management import call_command, get_commands
from django.db import connection
from django.db.migrations.executor import MigrationExecutor


def main(words: Path, sample: Path | None) -> None:
    """Migrate with the login that owns the tables, then do the rest with the application's."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "advocacy.settings.dev")
    django.setup()
    use_login(os.environ["DATABASE_OWNER_URL"])
    migrate()
    use_login(os.environ["DATABASE_URL"])
    words.write_text(prepare(sample))


def use_login(url: str) -> None:
    """Let the default connection use this address from now on; the options of the settings stay."""
    connection.close()
    asked = environ.Env.db_url_config(url)
    options = {**connection.settings_dict["OPTIONS"], **asked.pop("OPTIONS", {})}
    connection.settings_dict.update({**asked, "OPTIONS": options})


def migrate() -> None:
    """Apply the migrations that are missing; asking is much cheaper than `migrate`, which also renews permissions."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", skip_checks=True)


def prepare(sample: Path | None) -> str:
    """Make the sample on the first start, and return what a person needs to sign in.

    `sample` keeps what its command said, because its sign-ins are shown at every start while the sample exists; one
    that was removed is not made again. None makes no sample. A command that does not exist is left out.
    """
    words = [] if sample is None else [_sample(sample)]
    if "workspace_token" in get_commands():
        token = _said_by("workspace_token", first=True)
        words.append(f"A workspace of your own: /new/ with the one-time token {token}" if token else "")
    here = settings.PUBLIC_URL
    return "\n\n".join(word for word in words if word).replace(" /", f" {here}/")


def _sample(sample: Path) -> str:
    exists = apps.get_model("accounts", "Workspace").objects.filter(is_sample=True).exists
    if not sample.exists() and not exists() and "create_sample" in get_commands():
        sample.write_text(_said_by("create_sample"))
    return sample.read_text() if sample.exists() and exists() else ""


def _said_by(command: str, **options: bool) -> str:
    out = io.StringIO()
    call_command(command, stdout=out, **options)
    return out.getvalue().strip()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else None)
