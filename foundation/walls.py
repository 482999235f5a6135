"""The wall in PostgreSQL: row security and composite foreign keys, as constraints of each model.

`raise_walls()` runs once the models are loaded (`foundation.apps`) and adds the constraints below to
every tenant model. They are ordinary Django constraints, so makemigrations writes them down, `--check`
notices when one is missing, a review shows them, and they hold before the next migration runs.
"""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db import models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.backends.ddl_references import Statement, Table
from django.db.backends.utils import truncate_name

from foundation.tenancy import SETTING, TenantModel

# The sub-select is evaluated once a query. Without a workspace the cast fails: an error, not no rows.
SAME_WORKSPACE = f"workspace_id = (SELECT current_setting('{SETTING}')::bigint)"

# The key that composite foreign keys point to; whoever needs it first creates it.
KEY = "CREATE UNIQUE INDEX IF NOT EXISTS %(key)s ON %(target)s (workspace_id, id);"

# No per cent sign here: Django formats the statement.
REFUSE_CHANGE = """
CREATE OR REPLACE FUNCTION foundation_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF EXISTS (
            SELECT FROM accounts_workspace WHERE id = OLD.workspace_id AND purge_started_at IS NOT NULL
        ) THEN
            RETURN OLD;
        END IF;
    END IF;
    RAISE EXCEPTION USING ERRCODE = 'restrict_violation', MESSAGE = TG_TABLE_NAME || ' is append-only';
END $$;
"""


class Wall(models.BaseConstraint):
    """A piece of DDL that travels in migrations and says nothing to forms."""

    def constraint_sql(self, model: Any, schema_editor: Any) -> Any:
        """In CREATE TABLE there is nothing to say; follow when the migration's tables are there."""
        schema_editor.deferred_sql.append(self.create_sql(model, schema_editor))

    def validate(self, *args: Any, **kwargs: Any) -> None:
        """Forms have nothing to check here."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Wall) and self.deconstruct() == other.deconstruct()

    def __hash__(self) -> int:
        return hash(self.name)


class TenantTable(Wall):
    """Row security that binds the table's owner too. (Its key stays when it goes: others may use it.)"""

    def create_sql(self, model: Any, schema_editor: Any) -> Any:
        return _statement(
            KEY
            + "ALTER TABLE %(table)s ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;"
            + f"CREATE POLICY same_workspace ON %(table)s USING ({SAME_WORKSPACE})",
            schema_editor,
            model,
        )

    def remove_sql(self, model: Any, schema_editor: Any) -> Any:
        return _statement(
            "DROP POLICY same_workspace ON %(table)s;"
            "ALTER TABLE %(table)s DISABLE ROW LEVEL SECURITY, NO FORCE ROW LEVEL SECURITY",
            schema_editor,
            model,
        )


class ForeignKeyWall(Wall):
    """A foreign key of a tenant table. Django's own is left out (`db_constraint = False`).

    PostgreSQL checks existing rows by a query that row security filters even for the forced owner: it
    would see none of them and call the key valid. FORCE is lifted, under the tables' locks, meanwhile.
    """

    add = ""
    targets: tuple[str, ...] = ("table",)

    def __init__(self, *, field: str, name: str) -> None:
        super().__init__(name=name)
        self.field = field

    def deconstruct(self) -> tuple[str, Sequence[Any], dict[str, Any]]:
        path, args, kwargs = super().deconstruct()
        return path, args, {**kwargs, "field": self.field}

    def create_sql(self, model: Any, schema_editor: Any) -> Any:
        field = model._meta.get_field(self.field)
        unforce, force = (
            "".join(f"ALTER TABLE %({table})s {word} ROW LEVEL SECURITY;" for table in self.targets)
            for word in ("NO FORCE", "FORCE")
        )
        return _statement(
            f"{unforce}{self.add} DEFERRABLE INITIALLY DEFERRED;{force}",
            schema_editor,
            model,
            target=field.related_model,
            name=schema_editor.quote_name(self.name),
            column=schema_editor.quote_name(field.column),
        )

    def remove_sql(self, model: Any, schema_editor: Any) -> Any:
        return _statement(
            "SET CONSTRAINTS %(name)s IMMEDIATE; ALTER TABLE %(table)s DROP CONSTRAINT %(name)s",
            schema_editor,
            model,
            name=schema_editor.quote_name(self.name),
        )


class SameWorkspaceKey(ForeignKeyWall):
    """To a tenant table: includes the workspace, since foreign-key checks bypass row security."""

    add = KEY + (
        "ALTER TABLE %(table)s ADD CONSTRAINT %(name)s"
        " FOREIGN KEY (workspace_id, %(column)s) REFERENCES %(target)s (workspace_id, id)"
    )
    targets = ("table", "target")


class AppendOnly(Wall):
    """Rows can be added and never changed; only a workspace that is being purged gives them up.

    Declared by the model itself: the ledger, events, decisions.
    """

    def create_sql(self, model: Any, schema_editor: Any) -> Any:
        return _statement(
            REFUSE_CHANGE + "CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON %(table)s"
            " FOR EACH ROW EXECUTE FUNCTION foundation_refuse_change();"
            "CREATE TRIGGER append_only_as_a_whole BEFORE TRUNCATE ON %(table)s"
            " FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_change()",
            schema_editor,
            model,
        )

    def remove_sql(self, model: Any, schema_editor: Any) -> Any:
        return _statement(
            "DROP TRIGGER append_only ON %(table)s; DROP TRIGGER append_only_as_a_whole ON %(table)s",
            schema_editor,
            model,
        )


class PlatformKey(ForeignKeyWall):
    """To a platform table, such as the workspace itself or a user."""

    add = "ALTER TABLE %(table)s ADD CONSTRAINT %(name)s FOREIGN KEY (%(column)s) REFERENCES %(target)s (id)"


def _statement(
    template: str,
    schema_editor: BaseDatabaseSchemaEditor,
    model: type[models.Model],
    *,
    target: type[models.Model] | None = None,
    **words: str,
) -> Statement:
    """DDL whose table names follow along when a later step of the same migration renames them."""
    quote = schema_editor.quote_name
    table, other = model._meta.db_table, (target or model)._meta.db_table
    return Statement(
        template,
        table=Table(table, quote),
        target=Table(other, quote),
        key=quote(_name(other, "in_workspace")),
        **words,
    )


def raise_walls(model: type[models.Model]) -> None:
    """Give a tenant model its constraints; refuse links that could leave the workspace."""
    table, is_tenant = model._meta.db_table, issubclass(model, TenantModel)
    walls: list[Wall] = [TenantTable(name=_name(table, "in_workspace"))] if is_tenant else []
    for field in model._meta.local_fields:
        if not isinstance(field, models.ForeignKey):
            continue
        to_tenant = issubclass(field.related_model, TenantModel)
        if to_tenant and not is_tenant:
            raise ImproperlyConfigured(f"{field}: only a tenant model may point to a tenant model")
        if is_tenant:
            field.db_constraint = False  # type: ignore[attr-defined]  # not in the stubs
            kind = SameWorkspaceKey if to_tenant else PlatformKey
            walls.append(kind(field=field.name, name=_name(table, field.name, "key")))
    if walls:
        model._meta.constraints = [*model._meta.constraints, *walls]
        model._meta.original_attrs["constraints"] = model._meta.constraints


def _name(*words: str) -> str:
    return truncate_name("_".join(words), 63)
