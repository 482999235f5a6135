"""A table leaves as CSV, a workbook or JSON; nothing in it can act, and memory does not grow with it."""

import io
import json
import tracemalloc
import zipfile
from xml.etree import ElementTree

import pytest

from foundation import tables
from foundation.tables import Cells, table_file, table_of_pieces, table_piece

HEADINGS = ["Name", "Points", "Name"]
SPACE = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
Cell = tuple[str, str, bool]


def sheets_of(content: bytes) -> list[list[list[Cell]]]:
    """Each sheet's rows of cells: type, text, and whether the cell is marked as text."""
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        styles = ElementTree.fromstring(book.read("xl/styles.xml"))
        marked = [style.get("quotePrefix") == "1" for style in styles.findall(f"{SPACE}cellXfs/{SPACE}xf")]
        names = sorted(name for name in book.namelist() if name.startswith("xl/worksheets/sheet"))
        found = [ElementTree.fromstring(book.read(name)) for name in names]
        assert not any(list(sheet.iter(f"{SPACE}f")) for sheet in found)  # no formula anywhere
    return [
        [
            [
                (cell.get("t", "n"), "".join(cell.itertext()), marked[int(cell.get("s", 0))])
                for cell in row.iter(f"{SPACE}c")
            ]
            for row in sheet.iter(f"{SPACE}row")
        ]
        for sheet in found
    ]


@pytest.mark.covers("X-60")
@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", " =", "＝"])
def test_no_text_in_a_workbook_is_a_formula(start: str) -> None:
    text = f"{start}cmd|' /C calc'!A0"
    _headings, row = sheets_of(b"".join(table_file("xlsx", ["Name", "Points"], [[text, -5]])))[0]
    assert row == [("inlineStr", text, True), ("n", "-5", False)]


@pytest.mark.covers("X-60")
def test_each_format_holds_the_same_also_put_together_of_pieces() -> None:
    rows: list[Cells] = [["Zoë <&>", 5, "a"], ["", None, "b"], ["Ada", 0, "c\nd"]]
    for key in tables.FORMATS:
        pieces = [list(table_piece(key, HEADINGS, rows[:2])), list(table_piece(key, HEADINGS, rows[2:]))]
        again = [[b"".join(piece)[at : at + 7] for at in range(0, 400, 7)] for piece in pieces]  # cut anywhere
        whole, cut = (b"".join(table_of_pieces(key, HEADINGS, given)) for given in (pieces, again))
        if key == "xlsx":
            texts = [[cell[1] for cell in row] for row in sheets_of(whole)[0]]
            assert texts == [HEADINGS, ["Zoë <&>", "5", "a"], ["", "b"], ["Ada", "0", "c\nd"]]
            assert sheets_of(cut) == sheets_of(whole)
        else:
            assert cut == whole
    found = json.loads(b"".join(table_file("json", HEADINGS, rows)))
    assert found[0] == {"Name": "Zoë <&>", "Points": 5, "Name (2)": "a"}
    assert [row["Points"] for row in found] == [5, None, 0]
    assert json.loads(b"".join(table_file("json", HEADINGS, []))) == []


def test_rows_beyond_a_sheet_go_on_the_next_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "SHEET_ROWS", 3)
    sheets = sheets_of(b"".join(table_file("xlsx", ["N"], ([n] for n in range(5)))))
    assert [[row[0][1] for row in sheet] for sheet in sheets] == [["N", "0", "1"], ["N", "2", "3"], ["N", "4"]]


def test_what_a_workbook_cannot_hold_is_left_out() -> None:
    text = "a\x00\x0b\ud800" + "b" * 40_000
    (_headings, row), *_none = sheets_of(b"".join(table_file("xlsx", ["N"], [[text]])))
    assert row[0][1] == "a" + "b" * 32_766


@pytest.mark.covers("X-60")
@pytest.mark.parametrize("key", list(tables.FORMATS))
def test_memory_does_not_grow_with_the_rows(key: str) -> None:
    """Ten times the rows, and not twice the memory."""
    peaks = []
    for count in (500, 5_000):
        tracemalloc.start()
        for _piece in table_file(key, ["Name", "Number"], (["Somebody " * 10, n] for n in range(count))):
            pass
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < peaks[0] * 2 + 300_000
