"""Files as the programs write them that people keep their lists in."""

import csv
import io
from collections.abc import Sequence

type Rows = Sequence[Sequence[str]]

PEOPLE: Rows = [
    ("Vorname", "Name", "E-Mail-Adresse", "Telefon", "Firma"),
    ("Anna", "Schmidt", "Anna.Schmidt@Example.com", "0171 1234567", "Bäckerei Müller & Söhne"),
    ("Jürgen", "Groß", "juergen@gross.example", "", 'Hotel "Zur Post"'),
    ("Chloé", "Martin; Dupont", "chloe@example.com", "+33 1 70 18 99 00", "Rue 1\nParis, France"),
    ("Elif", "Öztürk", "elif@example.com", "", ""),
]


def _written(rows: Rows, *, delimiter: str, ending: str) -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator=ending).writerows(rows)
    return text.getvalue()


def excel_in_german(rows: Rows) -> bytes:
    """Excel's "CSV" in Germany: semicolons and Windows-1252; a line break in a cell is a line feed alone."""
    return _written(rows, delimiter=";", ending="\r\n").encode("cp1252")


def excel_utf_8(rows: Rows) -> bytes:
    """Excel's "CSV UTF-8" in Germany: with a mark before it."""
    return _written(rows, delimiter=";", ending="\r\n").encode("utf-8-sig")


def excel_unicode_text(rows: Rows) -> bytes:
    """Excel's "Unicode text": UTF-16 with tabs."""
    return b"\xff\xfe" + _written(rows, delimiter="\t", ending="\r\n").encode("utf-16-le")


def google_sheets(rows: Rows) -> bytes:
    """Google Sheets' download: UTF-8 without a mark, commas, no line ending at the end."""
    return _written(rows, delimiter=",", ending="\r\n").rstrip("\r\n").encode()


def with_line_feeds(rows: Rows) -> bytes:
    """As scripts and Linux programs write it."""
    return _written(rows, delimiter=",", ending="\n").encode()


WRITERS = [excel_in_german, excel_utf_8, excel_unicode_text, google_sheets, with_line_feeds]
