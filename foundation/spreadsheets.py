"""Tables as CSV: read as Excel and Google Sheets write them, and written so that no cell can act.

A file is read in constant memory, and from any row's end, so that an import can go on where it was. Line
numbers are those of the file as an editor shows it, also where cells have line breaks in them.

Text that a spreadsheet program would take for a formula is written with an apostrophe before it. Reading takes
that apostrophe away again: in our own files, so that what was exported can be imported, and in others', where
it says "this is text" as well.
"""

import codecs
import csv
import io
import re
from collections import Counter, deque
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from typing import BinaryIO, NamedTuple

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

DELIMITERS = ("\t", ";", "|", ",")  # of two that fit equally well, the one that is rarer inside text
COLUMNS_AT_MOST = 500
BOM = codecs.BOM_UTF8

_SAMPLE_ROWS, _TITLE_ROWS = 50, 5
# A quotation mark that is never closed would swallow the rest of the file.
_ROW_LINES, _ROW_CHARACTERS, _LINE_CHARACTERS = 1000, 1_000_000, 500_000
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_SEPARATOR_LINE = re.compile(r'"?sep=(.)"?[\r\n]*', re.IGNORECASE)
_ADDRESS = re.compile(r"\S+@\S+\.\S+")
_CONTROL = re.compile(rb"[\x01-\x08\x0e-\x19\x1b-\x1f\x7f]")
_STRAY = re.compile("[\ud800-\udfff]")  # a byte that is not text
_UNUSUAL = re.compile("[\x00\r'\ud800-\udfff]")

# Characters with which a cell begins to act. Inside, after what a program in another country takes for the border
# of cells or, having lost a quotation mark, for the end of the row: `a;=1+1` is two cells in a German Excel.
_ACTING = "=+\\-@\uff1d\uff0b\uff0d\uff20"
_AT_START, _AT_START_GUARDED = (re.compile(f"^{mark}('*)(?=[{_ACTING}\t\n])") for mark in ("", "'"))
_INSIDE, _INSIDE_GUARDED = (re.compile(f"([;\t\n]){mark}('*)(?=[\" ]*[{_ACTING}])") for mark in ("", "'"))


class NotATable(ValidationError):
    """The file cannot be read as CSV; says in plain words what to do instead."""


class Row(NamedTuple):
    """A row of the file. `line` is where it begins; `offset_after` and `line_after` are where the next one does.

    `fault` says in words why it cannot be used; its cells are then what could be read.
    """

    line: int
    cells: list[str]
    fault: str
    offset_after: int
    line_after: int


@dataclass(frozen=True)
class Reading:
    """How a file is read, found by looking at it; `asdict` keeps it as JSON, `Reading(**kept)` brings it back.

    `offset` and `line` are where the data begin; `width` is the number of cells in the row of headings, which
    can be more than there are headings.
    """

    encoding: str
    delimiter: str
    headings: list[str]
    has_headings: bool
    width: int
    offset: int
    line: int


def read_table(file: BinaryIO, *, encoding: str = "", delimiter: str = "") -> Reading:
    """Find out how a file is read: its encoding, delimiter and headings, and where the data begin.

    Goes through the whole file once, in pieces, since one letter near its end can decide the encoding. A file
    whose first row has an e-mail address in it has no headings, and its columns are named A, B, C. An encoding or
    delimiter given by somebody who knows better is taken instead of what would be found. Raises NotATable.
    """
    _refuse_other_kinds(file)
    found_encoding, start = _encoding_of(file)
    if encoding not in ("", found_encoding):
        start = 0  # the mark, if there is one, is of the other encoding
    encoding = encoding or found_encoding
    told, offset, line = _separator_line(file, encoding, start)
    delimiter = delimiter or told or _delimiter_of(file, encoding, offset)
    before = _Place(offset, line)
    found = _sample(file, encoding, delimiter, offset, line)
    if not found:
        raise NotATable(_("There are no rows in this file."))
    titles = _count_titles(found)
    if titles:
        before = _Place(found[titles - 1].offset_after, found[titles - 1].line_after)
    head, body = found[titles], found[titles + 1 :]
    has_headings = not any(_ADDRESS.fullmatch(cell.strip()) for cell in head.cells)
    if has_headings:
        before = _Place(head.offset_after, head.line_after)
    width = len(head.cells)
    if width > COLUMNS_AT_MOST:
        raise NotATable(_("This file has more than %(most)s columns.") % {"most": COLUMNS_AT_MOST})
    names = head.cells if has_headings else [""] * width
    headings = _headings(names, used=max(_used(row.cells) for row in [head, *body]))
    return Reading(encoding, delimiter, headings, has_headings, width, before.offset, before.line)


def rows(file: BinaryIO, reading: Reading, *, offset: int | None = None, line: int | None = None) -> Iterator[Row]:
    """The rows with anything in them, each with a cell for every heading; from the start or from where a row ended.

    Memory does not grow with the file. A row that cannot be read has a fault and those after it are read.
    """
    start = _Place(reading.offset if offset is None else offset, reading.line if line is None else line)
    for row in _records(file, reading.encoding, reading.delimiter, start.offset, start.line):
        if row.fault or any(cell.strip() for cell in row.cells):
            yield _fitted(row, reading)


def count_rows(file: BinaryIO, reading: Reading) -> int:
    """How many rows there are to read."""
    return sum(1 for _row in rows(file, reading))


def csv_line(cells: Iterable[str | int | None]) -> bytes:
    """One row of a file: quoted by RFC 4180, and no text in it can be taken for a formula."""
    return (",".join(_written(cell) for cell in cells) + "\r\n").encode(errors="replace")


def csv_file(headings: Sequence[str], table: Iterable[Sequence[str | int | None]]) -> Iterator[bytes]:
    """A whole file in pieces of about 100 rows; begins with the mark by which Excel knows UTF-8."""
    lines = (csv_line(cells) for cells in table)
    yield BOM + csv_line(headings)
    while piece := b"".join(islice(lines, 100)):
        yield piece


class _Place(NamedTuple):
    offset: int
    line: int


class _RowTooLong(Exception):
    """More lines or characters than any row has."""


class _Lines:
    """The lines of a file for csv.reader, which asks for exactly those that make up a row; some can be given back."""

    def __init__(self, text: io.TextIOWrapper) -> None:
        self._text = text
        self._again: deque[str] = deque()
        self.of_row: list[str] = []
        self._characters = 0
        self.skipped = 0  # bytes of a line that is too long to be kept
        self.ended = False

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else self._text.readline(_LINE_CHARACTERS)
        if not line:
            self.ended = True
            raise StopIteration
        self.of_row.append(line)
        if len(line) >= _LINE_CHARACTERS and not line.endswith(("\n", "\r")):
            self._skip_rest()
            raise _RowTooLong
        self._characters += len(line)
        if len(self.of_row) > _ROW_LINES or self._characters > _ROW_CHARACTERS:
            raise _RowTooLong
        return line

    def _skip_rest(self) -> None:
        while rest := self._text.readline(_LINE_CHARACTERS):
            self.skipped += self.size(rest)
            if rest.endswith(("\n", "\r")):
                return

    def next_row(self) -> None:
        """Begin to collect the lines of another row."""
        self.of_row, self._characters, self.skipped = [], 0, 0

    def only_first_line(self) -> None:
        """Take only the first line collected as read; the others come again, unless part of one is gone."""
        if self.skipped:
            return
        self._again.extendleft(reversed(self.of_row[1:]))
        self.of_row = self.of_row[:1]
        self.ended = False

    def size(self, line: str) -> int:
        """How many bytes a line has in the file."""
        if line.isascii() and not self._text.encoding.startswith("utf-16"):
            return len(line)
        return len(line.encode(self._text.encoding, self._text.errors or "strict"))


def _records(file: BinaryIO, encoding: str, delimiter: str, offset: int, line: int) -> Generator[Row]:
    """Everything csv.reader finds, blank rows too. A row that never ends is a fault of its first line alone."""
    file.seek(offset)
    # Both ways of meeting bytes that are not text give them their length back when encoded again.
    errors = "replace" if encoding.startswith("utf-16") else "surrogateescape"
    text = io.TextIOWrapper(file, encoding, errors=errors, newline="")
    lines = _Lines(text)
    reader = csv.reader(lines, delimiter=delimiter)
    try:
        while True:
            lines.next_row()
            fault, cells = "", []
            try:
                cells = next(reader)
            except StopIteration:
                return
            except (_RowTooLong, csv.Error):  # fmt: skip
                fault = _unreadable(lines)
            if not fault and lines.ended:  # the file ended where a cell had not
                fault = _unreadable(lines)
            if fault:
                lines.only_first_line()
                cells, reader = [lines.of_row[0][:200].strip()], csv.reader(lines, delimiter=delimiter)
            offset += sum(map(lines.size, lines.of_row)) + lines.skipped
            yield Row(line, list(map(_read, cells)), fault, offset, line + len(lines.of_row))
            line += len(lines.of_row)
    finally:
        text.detach()  # or the file would be closed with the wrapper


def _unreadable(lines: _Lines) -> str:
    if lines.skipped:
        return _("This line is too long to be read.")
    return _('A quotation mark (") in this row is never closed.')


def _fitted(row: Row, reading: Reading) -> Row:
    """As many cells as there are headings. Text beyond the last column means that an earlier cell was broken up."""
    if row.fault:
        return row
    missing = len(reading.headings) - len(row.cells)
    if missing >= 0:
        return row._replace(cells=row.cells + [""] * missing)
    if (found := _used(row.cells)) > reading.width:
        counts = {"found": found, "expected": reading.width}
        return row._replace(fault=_("This row has %(found)s cells, but there are %(expected)s columns.") % counts)
    return row._replace(cells=row.cells[: len(reading.headings)])


def _read(cell: str) -> str:
    """A cell as it was meant: line breaks as line feeds, no NUL, no apostrophe that only says "this is text"."""
    if not _UNUSUAL.search(cell):
        return cell
    cell = _STRAY.sub("\ufffd", cell.replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n"))
    return _INSIDE_GUARDED.sub(r"\1\2", _AT_START_GUARDED.sub(r"\1", cell))


def _written(cell: str | int | None) -> str:
    if not isinstance(cell, str):
        return "" if cell is None else str(cell)
    text = cell.replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n")
    text = _AT_START.sub(r"'\1", _INSIDE.sub(r"\1'\2", text))
    if text and text == text.strip() and not any(character in text for character in ',";|\t\n'):
        return text
    return '"' + text.replace('"', '""') + '"'


def _used(cells: Sequence[str]) -> int:
    """The number of cells without the empty ones at the end."""
    return max((at for at, cell in enumerate(cells, 1) if cell.strip()), default=0)


def _refuse_other_kinds(file: BinaryIO) -> None:
    file.seek(0)
    head = file.read(8192)
    if not head.strip(b"\x00 \t\r\n"):
        raise NotATable(_("This file is empty."))
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0")):
        raise NotATable(
            _(
                "This is a workbook, not a CSV file. In Excel, choose File, Save As, “CSV UTF-8 (Comma delimited)”;"
                " in Google Sheets, choose File, Download, “Comma-separated values”. Then upload that file."
            )
        )
    if re.match(rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype|html|table|\?xml|svg)", head, re.IGNORECASE):
        raise NotATable(_("This is a web page, not a CSV file. Open it in a spreadsheet program and save it as CSV."))
    if not head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) and _binary(head):
        raise NotATable(_("This is not a CSV file."))


def _binary(head: bytes) -> bool:
    return head.startswith(b"%PDF-") or len(_CONTROL.findall(head)) > max(8, len(head) // 20)


def _encoding_of(file: BinaryIO) -> tuple[str, int]:
    """The encoding, and how many bytes its mark has."""
    file.seek(0)
    head = file.read(4096)
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return encoding, len(mark)
    half = len(head) // 2
    for encoding, nul_at in (("utf-16-le", 1), ("utf-16-be", 0)):
        if head[nul_at::2].count(0) > half * 0.4 and head[1 - nul_at :: 2].count(0) < half * 0.05:
            return encoding, 0
    letters, strays = _letters_of_utf_8(file)
    # Text of Windows-1252 is hardly ever valid UTF-8; a few bad bytes in UTF-8 do not make it something else.
    return ("utf-8" if letters >= strays else "cp1252"), 0


def _letters_of_utf_8(file: BinaryIO) -> tuple[int, int]:
    """How many characters beyond ASCII there are when the file is read as UTF-8, and how many bytes that are none."""
    file.seek(0)
    decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
    letters = strays = 0
    while piece := file.read(1 << 18):
        text = decoder.decode(piece)
        if not text.isascii():
            beyond = len(text) - len(text.encode("ascii", "ignore"))
            stray = len(_STRAY.findall(text))
            letters, strays = letters + beyond - stray, strays + stray
    return letters, strays


def _separator_line(file: BinaryIO, encoding: str, offset: int) -> tuple[str, int, int]:
    """Excel's first line `sep=;`: its delimiter and where the next line begins; no delimiter without such a line."""
    with closing(_records(file, encoding, "\x1f", offset, 1)) as lines:
        first = next(lines, None)
    told = _SEPARATOR_LINE.fullmatch("".join(first.cells)) if first else None
    if first is None or told is None:
        return "", offset, 1
    return told[1], first.offset_after, first.line_after


def _delimiter_of(file: BinaryIO, encoding: str, offset: int) -> str:
    """The delimiter that cuts most of the first rows into the same number of cells, more than one."""
    best, best_fit = ",", (0.5, 1)
    for delimiter in DELIMITERS:
        counts = Counter(len(row.cells) for row in _sample(file, encoding, delimiter, offset, 1))
        if counts:
            cells, agreeing = counts.most_common(1)[0]
            fit = (agreeing / counts.total(), cells)
            if cells > 1 and fit > best_fit:
                best, best_fit = delimiter, fit
    return best


def _sample(file: BinaryIO, encoding: str, delimiter: str, offset: int, line: int) -> list[Row]:
    with closing(_records(file, encoding, delimiter, offset, line)) as found:
        some = list(islice(found, _SAMPLE_ROWS))
    return [row for row in some if not row.fault and any(cell.strip() for cell in row.cells)]


def _count_titles(found: Sequence[Row]) -> int:
    """How many rows at the top are titles: one cell of text, and rows of several below them."""
    widths = [sum(1 for cell in row.cells if cell.strip()) for row in found]
    titles = next((at for at, width in enumerate(widths) if width > 1), 0)
    return titles if titles <= _TITLE_ROWS else 0


def _headings(names: Sequence[str], *, used: int) -> list[str]:
    """A different name for each column in use; those without a name are called by their letter."""
    headings: list[str] = []
    for at, name in enumerate(names[:used]):
        plain = " ".join(name.replace("\ufeff", "").split())[:100] or _("Column %(letter)s") % {"letter": _letter(at)}
        heading, number = plain, 2
        while heading in headings:
            heading, number = f"{plain} ({number})", number + 1
        headings.append(heading)
    return headings


def _letter(at: int) -> str:
    """The name spreadsheet programs give a column: A to Z, AA, AB and so on."""
    letters = ""
    at += 1
    while at:
        at, rest = divmod(at - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
