"""What an import would do, shown before it starts: the first rows as they will be stored."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from django.utils.translation import gettext as _

from files.disk import open_file
from files.models import File
from foundation.plugs import Text
from foundation.spreadsheets import Reading, Row, count_rows, read_table, rows
from programs.columns import Column, Field, label_of
from programs.rows import PersonRow, read_person
from programs.values import Custom, say_value

ROWS, EXAMPLES = 8, 3
# Counting goes through the whole file; a larger one is counted by the import itself.
COUNTED_UP_TO = 4 << 20
SHOWN = (
    Field.NAME, Field.EMAIL, Field.PHONE, Field.COMPANY, Field.LANGUAGE, Field.TIME_ZONE, Field.TAGS, Field.DISTRICTS,
    Field.PROGRAMS,
)  # fmt: skip


@dataclass(frozen=True)
class PreviewRow:
    """A row as it will be stored, or why it cannot be."""

    line: int
    cells: list[tuple[Text, str]]
    fault: str


@dataclass(frozen=True)
class Preview:
    """The beginning of a file: examples for each column, the first rows as stored, and how many there are if known."""

    examples: list[list[str]]
    labels: list[Text]
    rows: list[PreviewRow]
    count: int | None


def preview(file: File, reading: Reading, columns: Mapping[str, Column], *, region: str) -> Preview:
    """Read the first rows of the file with these columns."""
    with open_file(file.path) as content:
        found = list(islice(rows(content, reading), ROWS))
        count = count_rows(content, reading) if file.size <= COUNTED_UP_TO else None
    at = {reading.headings.index(heading): field for heading, field in columns.items()}
    chosen = set(columns.values())
    if chosen & {Field.FIRST_NAME, Field.LAST_NAME}:
        chosen.add(Field.NAME)
    fields: list[Column] = [field for field in SHOWN if field in chosen]
    fields += [column for column in columns.values() if isinstance(column, Custom)]
    people = [read_person(row, at, region=region) for row in found]
    _note_repeated(people)
    shown = [_row(person, fields) for person in people]
    return Preview(_examples(found, reading), [label_of(field) for field in fields], shown, count)


def read_again(file: File, *, encoding: str, delimiter: str) -> Reading:
    """The file read in another way. Raises NotATable."""
    with open_file(file.path) as content:
        return read_table(content, encoding=encoding, delimiter=delimiter)


def _note_repeated(people: Sequence[PersonRow]) -> None:
    """Who stands in the file twice is taken once."""
    seen: dict[str, int] = {}
    for person in people:
        key = person.email or person.phone
        if key in seen and not person.faults:
            person.faults.append(_("The same person as in line %(line)s.") % {"line": seen[key]})
        elif key and not person.faults:
            seen[key] = person.line


def _row(person: PersonRow, fields: Sequence[Column]) -> PreviewRow:
    texts: dict[object, str] = {"tags": ", ".join(person.tags), "districts": ", ".join(person.districts)}
    texts |= {str(name): text for name, text in person.details.items()}
    texts |= {column: say_value(held) for column, held in person.custom.items()}
    cells = [(label_of(field), texts.get(field, "")) for field in fields]
    return PreviewRow(person.line, cells, " ".join(person.faults))


def _examples(found: list[Row], reading: Reading) -> list[list[str]]:
    """For each column its first few values that are not blank."""
    columns = zip(*(row.cells for row in found if not row.fault), strict=False)
    examples = [list(dict.fromkeys(cell for cell in column if cell.strip()))[:EXAMPLES] for column in columns]
    return examples or [[] for _heading in reading.headings]
