"""What clocks on a wall show, as a column: a date with a time, and no zone."""

from datetime import datetime
from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper


class ClockField(models.DateTimeField):  # type: ignore[type-arg]  # its values are naive
    """A local time as `foundation.times.reached` gives it. A time with a zone is refused, never converted."""

    def db_type(self, connection: BaseDatabaseWrapper) -> str:
        """PostgreSQL's timestamp, which knows no zone."""
        return "timestamp without time zone"

    def to_python(self, value: Any) -> datetime | None:
        """Text in ISO 8601 is read as well."""
        found = datetime.fromisoformat(value) if isinstance(value, str) else value
        if found is not None and (not isinstance(found, datetime) or found.tzinfo is not None):
            raise ValueError(f"{value!r} is not what a clock on a wall shows")
        return found

    def get_prep_value(self, value: Any) -> Any:
        """Itself; without Django's warning that it has no zone."""
        return value if hasattr(value, "resolve_expression") else self.to_python(value)
