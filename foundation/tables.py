"""A table as a file in three formats: CSV, an Excel workbook, JSON. Memory does not grow with its rows.

A large one is written piece by piece, by steps that may be hours apart, and put together at the end.
Nothing in a workbook can act: text is written as text, and marked so that it stays text when somebody edits it. The
same text is guarded in CSV by an apostrophe (foundation.spreadsheets).
"""

import json
import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any

from xlsxwriter import Workbook  # type: ignore[import-untyped]  # has no types of its own

from foundation.spreadsheets import csv_file, csv_line

type Cells = Sequence[str | int | None]

SHEET_ROWS = 1_048_576  # the most that a sheet of a workbook holds
CELL_CHARACTERS = 32_767
PIECE = 1 << 18
_ACTING = re.compile(r"\s*[=+\-@\t\n\uff1d\uff0b\uff0d\uff20]")
_NO_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


@dataclass(frozen=True)
class Format:
    """How a table leaves: the end of the file's name, what it is called, and its media type."""

    key: str
    name: str
    media_type: str


XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMATS = {
    "csv": Format("csv", "CSV", "text/csv; charset=utf-8"),
    "xlsx": Format("xlsx", "Excel", XLSX),
    "json": Format("json", "JSON", "application/json"),
}


def table_file(key: str, headings: Sequence[str], table: Iterable[Cells]) -> Iterator[bytes]:
    """A whole file at once."""
    return table_of_pieces(key, headings, [table_piece(key, headings, table)])


def table_piece(key: str, headings: Sequence[str], table: Iterable[Cells]) -> Iterator[bytes]:
    """Some rows, to be put together with others later."""
    if key == "csv":
        return map(csv_line, table)
    if key == "xlsx":
        return (json.dumps(list(row)).encode() + b"\n" for row in table)
    names = _different(headings)
    return (b",\n" + json.dumps(dict(zip(names, row, strict=False)), ensure_ascii=False).encode() for row in table)


def table_of_pieces(key: str, headings: Sequence[str], pieces: Iterable[Iterable[bytes]]) -> Iterator[bytes]:
    """The file made of all its pieces, in their order."""
    content = chain.from_iterable(pieces)
    if key == "csv":
        return chain(csv_file(headings, []), content)
    if key == "xlsx":
        return _workbook(headings, _rows(content))
    return _array(content)


def _array(content: Iterator[bytes]) -> Iterator[bytes]:
    first = next(content, b"")
    yield b"[" + first.removeprefix(b",")
    yield from content
    yield b"\n]\n"


def _rows(content: Iterator[bytes]) -> Iterator[list[Any]]:
    """The rows of the pieces of a workbook, however their bytes were cut."""
    rest = b""
    for some in content:
        *lines, rest = (rest + some).split(b"\n")
        yield from map(json.loads, lines)


def _workbook(headings: Sequence[str], table: Iterator[list[Any]]) -> Iterator[bytes]:
    """Rows go to the disk as they come; what does not fit on a sheet goes on the next one, with headings again."""
    with tempfile.TemporaryFile() as file:
        with Workbook(file, {"constant_memory": True, "use_zip64": True}) as book:
            bold, text = book.add_format({"bold": True}), book.add_format()
            text.set_quote_prefix()
            while True:
                sheet = book.add_worksheet()
                sheet.freeze_panes(1, 0)
                for column, name in enumerate(headings):
                    sheet.write_string(0, column, _text(name), bold)
                number = 0
                for number, row in enumerate(islice(table, SHEET_ROWS - 1), 1):
                    _write(sheet, number, row, text)
                if number < SHEET_ROWS - 1:
                    break
        file.seek(0)
        while piece := file.read(PIECE):
            yield piece


def _write(sheet: Any, number: int, row: Sequence[str | int | None], text: Any) -> None:
    for column, cell in enumerate(row):
        if isinstance(cell, str):
            sheet.write_string(number, column, _text(cell), text if _ACTING.match(cell) else None)
        elif cell is not None:
            sheet.write_number(number, column, cell)


def _text(cell: str) -> str:
    """What a workbook can hold of it."""
    return _NO_TEXT.sub("", cell)[:CELL_CHARACTERS]


def _different(headings: Sequence[str]) -> list[str]:
    """Names for the columns of which no two are alike."""
    names: list[str] = []
    for heading in headings:
        name, number = heading, 2
        while name in names:
            name, number = f"{heading} ({number})", number + 1
        names.append(name)
    return names
