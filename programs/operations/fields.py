"""Custom fields: made where they are first needed, changed, filled, emptied again, and removed."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import IntegrityError, transaction

from accounts.models import User
from events.operations import record
from programs.models import Advocate, CustomField, FieldKind, FieldValue
from programs.queries import options_in_use
from programs.values import Custom, Held, columns_of, held_by

BY_HAND = "hand"


class NameTaken(Exception):
    """There is a custom field of this name."""


class OptionsInUse(Exception):
    """Words cannot go from a choice while people have them; `counts` says how many have which."""

    def __init__(self, counts: Mapping[str, int]) -> None:
        super().__init__(", ".join(counts))
        self.counts = counts


@transaction.atomic
def make_field(
    *, name: str, kind: str, options: Sequence[str] = (), is_listed: bool = False, by: User, now: datetime
) -> CustomField:
    """Make a custom field. Raises NameTaken."""
    field = CustomField(name=name, kind=kind, options=list(options), is_listed=is_listed, created_at=now)
    _save(field)
    _note(field, "made", by=by, now=now)
    return field


@transaction.atomic
def change_field(
    *, field: CustomField, name: str, options: Sequence[str] = (), is_listed: bool, by: User, now: datetime
) -> None:
    """Call a field otherwise, offer other words, list it or not. Its kind stays. Raises NameTaken, OptionsInUse."""
    row = CustomField.objects.select_for_update(of=("self",), no_key=True).get(pk=field.pk)
    gone = set(row.options) - set(options) if row.kind == FieldKind.CHOICE else set()
    if gone and (counts := options_in_use(row, gone)):
        raise OptionsInUse(counts)
    row.name, row.options, row.is_listed = name, list(options), is_listed
    _save(row)
    _note(row, "changed", by=by, now=now)


@transaction.atomic
def remove_field(*, field: CustomField, by: User, now: datetime) -> None:
    """Remove a field, and what it held of everybody, for good."""
    _note(field, "removed", by=by, now=now)
    FieldValue.objects.filter(field=field).delete()
    CustomField.objects.filter(pk=field.pk).delete()


@transaction.atomic
def made_fields(*, columns: Mapping[str, object], by: User, now: datetime) -> dict[str, object]:
    """The columns of an import with those custom fields made that are still to be made, or found by their name."""
    found = dict(columns)
    for heading, column in columns.items():
        if isinstance(column, Custom) and not column.pk:
            field, is_new = CustomField.objects.get_or_create(
                name=column.name, defaults={"kind": column.kind, "created_at": now}
            )
            if is_new:
                _note(field, "made", by=by, now=now)
            found[heading] = Custom.of(field)
    return found


@transaction.atomic
def set_values(
    *, advocate: Advocate, values: Mapping[CustomField, Held | None], now: datetime, source: str = BY_HAND
) -> bool:
    """Leave exactly these values in a person's fields, None for nothing; whether that changed anything."""
    rows = FieldValue.objects.filter(advocate=advocate, field__in=values).select_related("field")
    present = {row.field_id: row for row in rows}
    is_changed = False
    for field, held in values.items():
        row = present.get(field.pk)
        if (held_by(row) if row else None) == held:
            continue
        is_changed = True
        if held is None:
            FieldValue.objects.filter(advocate=advocate, field=field).delete()
        else:
            _put(advocate, field, held, source=source, now=now)
    return is_changed


@transaction.atomic
def fill_field(
    *, advocate: Advocate, name: str, kind: str, value: Held, source: str, now: datetime
) -> CustomField | None:
    """Put a value into a person's custom field, in the place of what it held; the field is made if there is none.

    `source` says what the value comes from, such as "decision:12". None, and nothing changes, when a field of this name
    holds another kind of thing (G-34).
    """
    field, _made = CustomField.objects.get_or_create(name=name, defaults={"kind": kind, "created_at": now})
    if field.kind != kind:
        return None
    _put(advocate, field, value, source=source, now=now)
    return field


@transaction.atomic
def empty_fields(*, advocate: Advocate, source: str) -> None:
    """Take back what came from this source, and has not been filled from another one since."""
    FieldValue.objects.filter(advocate=advocate, source=source).delete()


def _put(advocate: Advocate, field: CustomField, held: Held, *, source: str, now: datetime) -> None:
    columns = columns_of(field.kind, held) | {"source": source, "set_at": now}
    FieldValue.objects.update_or_create(advocate=advocate, field=field, defaults=columns)


def _save(field: CustomField) -> None:
    try:
        with transaction.atomic():
            field.save()
    except IntegrityError:
        if CustomField.objects.filter(name=field.name).exclude(pk=field.pk).exists():
            raise NameTaken from None
        raise


def _note(field: CustomField, what: str, *, by: User, now: datetime) -> None:
    record("custom_field.changed", about=f"custom_field:{field.pk}", by_staff_id=by.pk, at=now, what=what)
