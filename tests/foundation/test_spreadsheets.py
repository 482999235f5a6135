"""Tables are read however spreadsheet programs write them, and written so that no cell acts."""

import csv
import io
import re
import time
import tracemalloc
from dataclasses import asdict

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given, settings
from hypothesis import strategies as st

from foundation.spreadsheets import (
    COLUMNS_AT_MOST,
    NotATable,
    Reading,
    Row,
    count_rows,
    csv_file,
    csv_line,
    read_table,
    rows,
)

PEOPLE = 'Name;E-Mail\r\n"Müller; Anna";anna@example.com\r\nŻółć;o@example.com\r\n'


def reading_of(content: bytes) -> Reading:
    return read_table(io.BytesIO(content))


def table(content: bytes) -> list[tuple[int, list[str]]]:
    """Lines and cells of all rows, none of which has a fault."""
    file = io.BytesIO(content)
    found = list(rows(file, read_table(file)))
    assert [row.fault for row in found] == [""] * len(found)
    return [(row.line, row.cells) for row in found]


def faulty(content: bytes) -> list[tuple[int, str]]:
    file = io.BytesIO(content)
    return [(row.line, row.fault) for row in rows(file, read_table(file)) if row.fault]


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (PEOPLE.encode("utf-8"), "utf-8"),
        (PEOPLE.encode("utf-8-sig"), "utf-8"),
        (b"\xff\xfe" + PEOPLE.encode("utf-16-le"), "utf-16-le"),
        (b"\xfe\xff" + PEOPLE.encode("utf-16-be"), "utf-16-be"),
        (PEOPLE.encode("utf-16-le"), "utf-16-le"),
        (PEOPLE.encode("utf-16-be"), "utf-16-be"),
        (PEOPLE.replace("Żółć", "Øłé".replace("ł", "ÿ")).encode("cp1252"), "cp1252"),
    ],
)
def test_every_encoding_of_excel_and_google_sheets_is_read(content: bytes, encoding: str) -> None:
    reading = reading_of(content)
    assert (reading.encoding, reading.delimiter, reading.headings) == (encoding, ";", ["Name", "E-Mail"])
    assert table(content)[0] == (2, ["Müller; Anna", "anna@example.com"])
    assert table(content)[1][0] == 3


def test_one_letter_near_the_end_decides_the_encoding() -> None:
    plain = b"Name,E-Mail\r\n" + b"Ada Lovelace,ada@example.com\r\n" * 40_000
    assert reading_of(plain + "Zoë,z@example.com".encode("cp1252")).encoding == "cp1252"
    assert table(plain + "Zoë,z@example.com".encode("cp1252"))[-1] == (40_002, ["Zoë", "z@example.com"])
    assert table(plain + "Zoë,z@example.com".encode())[-1] == (40_002, ["Zoë", "z@example.com"])


def test_one_bad_byte_does_not_spoil_the_letters_of_a_whole_file() -> None:
    assert table("Name,City\nZoë,Łódź\n".encode() + b"X\xff,Y\n") == [(2, ["Zoë", "Łódź"]), (3, ["X\ufffd", "Y"])]


def test_somebody_who_knows_better_is_obeyed() -> None:
    file = io.BytesIO("Name|X;E-Mail\nŁódź|a;b\n".encode("cp1250"))
    assert read_table(file).encoding == "cp1252"
    reading = read_table(file, encoding="cp1250", delimiter="|")
    assert (reading.encoding, reading.headings) == ("cp1250", ["Name", "X;E-Mail"])
    assert [row.cells for row in rows(file, reading)] == [["Łódź", "a;b"]]
    marked = io.BytesIO(PEOPLE.encode("utf-8-sig"))
    assert read_table(marked, encoding="cp1252").headings[1] == "E-Mail"
    assert read_table(marked, encoding="utf-8").headings == ["Name", "E-Mail"]


def test_bytes_that_windows_does_not_know_are_shown_as_unknown() -> None:
    assert table(b"Name,City\nM\xfcller\x81,Y\n") == [(2, ["Müller\ufffd", "Y"])]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("ending", ["\r\n", "\n", "\r"])
def test_every_delimiter_and_line_ending_is_found(delimiter: str, ending: str) -> None:
    content = (
        ending.join(["Name", "Ada", "Bob"]).replace("Name", "Name,Note").replace("Ada", "Ada,a").replace("Bob", "Bob,b")
    )
    content = content.replace(",", delimiter) + ending
    assert reading_of(content.encode()).delimiter == delimiter
    assert table(content.encode()) == [(2, ["Ada", "a"]), (3, ["Bob", "b"])]


@pytest.mark.parametrize(
    ("content", "delimiter"),
    [
        ("Name;Street\nAda;High St 1, London\nBob;Low St 2, Leeds", ";"),
        ("Name,Notes\nAda,one; two\nBob,three", ","),
        ("Item;Price\nA;1,50\nB;2,75", ";"),
        ('Name,Notes\n"Ada; the first","a;b"\n"Bob","c;d;e"', ","),
        ("Name\tNotes\nAda\ta, b; c\nBob\td", "\t"),
        ("Name\nAda\nBob", ","),
        ("ada@example.com\nbob@example.com", ","),
    ],
)
def test_text_with_other_delimiters_in_it_does_not_mislead(content: str, delimiter: str) -> None:
    assert reading_of(content.encode()).delimiter == delimiter


@pytest.mark.parametrize("first", ["sep=;\r\n", '"sep=;"\n', "SEP=;\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_excels_separator_line_is_obeyed_and_counted(first: str, encoding: str) -> None:
    content = (first + "Name;a,b,c\nAda;1,2,3\n").encode(encoding)
    assert table(content) == [(3, ["Ada", "1,2,3"])]


def test_line_numbers_are_those_of_the_file() -> None:
    content = 'Name,Note\r\n"Ada","one\r\ntwo\r\nthree"\r\n\r\n,,\r\nBob,plain\r\n"Cy\nrus",x\r\n"Dora",""\r\n'
    assert table(content.encode()) == [
        (2, ["Ada", "one\ntwo\nthree"]),
        (7, ["Bob", "plain"]),
        (8, ["Cy\nrus", "x"]),
        (10, ["Dora", ""]),
    ]


def test_doubled_quotes_are_one_quote() -> None:
    assert table(b'Name,Note\nAda,"the ""first"""\nBob,5" pipe\n') == [
        (2, ["Ada", 'the "first"']),
        (3, ["Bob", '5" pipe']),
    ]


def test_trailing_empty_columns_are_left_out() -> None:
    content = b"Name,E-Mail,,,\r\nAda,ada@example.com,,,\r\nBob,,,,\r\n"
    assert reading_of(content).headings == ["Name", "E-Mail"]
    assert table(content) == [(2, ["Ada", "ada@example.com"]), (3, ["Bob", ""])]


def test_short_rows_are_filled_up() -> None:
    assert table(b"A1,B1,C1\nx\ny,z\n") == [(2, ["x", "", ""]), (3, ["y", "z", ""])]


def test_a_row_broken_up_by_a_delimiter_has_a_fault() -> None:
    file = io.BytesIO(b"Name,City\nAda,London\nSmith, John,Leeds\nBob,York,\n")
    found = list(rows(file, read_table(file)))
    assert [(row.line, bool(row.fault)) for row in found] == [(2, False), (3, True), (4, False)]
    assert found[1].fault == "This row has 3 cells, but there are 2 columns."
    assert found[1].cells == ["Smith", " John", "Leeds"]
    assert found[2].cells == ["Bob", "York"]


def test_columns_without_or_with_the_same_heading_get_names_of_their_own() -> None:
    content = b"Name,,Name,name,Name (2),,\nAda,x,y,z,u,v,\n"
    assert reading_of(content).headings == ["Name", "Column B", "Name (2)", "name", "Name (2) (2)", "Column F"]
    assert reading_of(b"  First \n name ,B\n1,2".replace(b" \n ", b"  ")).headings == ["First name", "B"]


def test_a_file_without_headings_loses_no_row() -> None:
    content = b"Ada,ada@example.com\nBob,bob@example.com\n"
    reading = reading_of(content)
    assert not reading.has_headings
    assert reading.headings == ["Column A", "Column B"]
    assert table(content) == [(1, ["Ada", "ada@example.com"]), (2, ["Bob", "bob@example.com"])]


def test_titles_and_empty_lines_above_the_headings_are_passed_over() -> None:
    content = b"People of 2026,,\n,,\nName,E-Mail,City\nAda,ada@example.com,London\n"
    assert reading_of(content).headings == ["Name", "E-Mail", "City"]
    assert table(content) == [(4, ["Ada", "ada@example.com", "London"])]


def test_nul_bytes_inside_text_vanish() -> None:
    assert table(b"Name,City\nA\x00da,London\n" + b"x,y\n" * 10)[0] == (2, ["Ada", "London"])


def test_a_quote_that_is_never_closed_costs_one_row() -> None:
    content = b'Name,Note\nAda,1\n"Bob,2\nCy,3\nDora,4\n' + b"Eve,5\n" * 3000
    assert faulty(content) == [(3, 'A quotation mark (") in this row is never closed.')]
    file = io.BytesIO(content)
    found = list(rows(file, read_table(file)))
    assert [(row.line, row.cells) for row in found[:4]] == [
        (2, ["Ada", "1"]),
        (3, ['"Bob,2']),
        (4, ["Cy", "3"]),
        (5, ["Dora", "4"]),
    ]
    assert len(found) == 3004


def test_a_quote_left_open_at_the_end_of_the_file_costs_one_row() -> None:
    assert faulty(b'Name,Note\nAda,1\n"Bob,2\nCy,3\n') == [(3, 'A quotation mark (") in this row is never closed.')]
    assert faulty(b'Name,Note\nAda,1\n"Bob') == [(3, 'A quotation mark (") in this row is never closed.')]
    assert faulty(b'Name,Note\nAda,"1"') == []


def test_an_endless_line_costs_one_row_and_little_memory() -> None:
    file = io.BytesIO(b"Name,Note\nAda,1\n" + b"x" * 20_000_000 + b"\nBob,2\n")
    tracemalloc.start()
    found = list(rows(file, read_table(file)))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert [(row.line, row.cells[0][:3], bool(row.fault)) for row in found] == [
        (2, "Ada", False),
        (3, "xxx", True),
        (4, "Bob", False),
    ]
    assert peak < 12_000_000


def test_an_endless_line_inside_an_open_quote_is_read_past() -> None:
    content = b'Name,Note\nAda,1\n"Bob,2\n' + b"x" * 2_000_000 + b"\nCy,3\n"
    file = io.BytesIO(content)
    found = list(rows(file, read_table(file)))
    assert found[-1].cells == ["Cy", "3"]
    assert found[-1].line == 5
    assert found[-1].offset_after == len(content)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf", "no rows"),
        (b"\r\n \r\n", "empty"),
        (b",,,\n,,,\n", "no rows"),
        (b"PK\x03\x04\x14\x00\x06\x00[Content_Types].xml", "Save As"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "Save As"),
        (b"<html><table><tr><td>Name</td></tr></table></html>", "web page"),
        (b"  <?xml version='1.0'?><Workbook/>", "web page"),
        (b"%PDF-1.7\nxyz", "not a CSV file"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4, "not a CSV file"),
        (b"x," * COLUMNS_AT_MOST + b"x\n1,2\n", "more than 500 columns"),
    ],
)
def test_what_is_not_a_table_is_refused_with_advice(content: bytes, words: str) -> None:
    with pytest.raises(NotATable) as refusal:
        reading_of(content)
    assert words in refusal.value.messages[0]


@settings(max_examples=300)
@given(st.binary(max_size=400) | st.text(alphabet='a,;\t"\r\n\x00é=', max_size=200).map(str.encode))
def test_any_file_is_read_to_its_end_or_refused(content: bytes) -> None:
    file = io.BytesIO(content)
    try:
        reading = read_table(file)
    except NotATable:
        return
    found = list(rows(file, reading))
    assert all(len(row.cells) == len(reading.headings) for row in found if not row.fault)
    assert all("\x00" not in cell for row in found for cell in row.cells)
    assert [row.line for row in found] == sorted({row.line for row in found})
    assert all(row.offset_after <= len(content) + 1 for row in found)  # + 1: half a character at the end of UTF-16


letters = st.characters(exclude_categories=["Cs", "Cc"], include_characters="\t\r\n")
cells = st.text(letters, max_size=12)
acting = st.text(alphabet="=+-@'\"\t\n;, ab\uff1d\uff20", max_size=8)


@settings(max_examples=300)
@given(
    st.lists(st.lists(cells | acting, min_size=3, max_size=3), max_size=6),
    st.sampled_from(["utf-8-sig", "utf-8", "utf-16", "utf-16-be"]),
)
def test_reading_goes_on_from_the_end_of_any_row(table: list[list[str]], encoding: str) -> None:
    text = io.StringIO()
    csv.writer(text).writerows([["H1", "H2", "H3"], *table])
    file = io.BytesIO((b"\xfe\xff" if encoding == "utf-16-be" else b"") + text.getvalue().encode(encoding))
    reading = Reading(**asdict(read_table(file)))
    whole = list(rows(file, reading))
    for at, row in enumerate(whole, 1):
        assert list(rows(file, reading, offset=row.offset_after, line=row.line_after)) == whole[at:]
    assert count_rows(file, reading) == len(whole)


def plain(cell: str) -> str:
    """A cell as it comes back: line breaks are line feeds."""
    return cell.replace("\r\n", "\n").replace("\r", "\n")


@settings(max_examples=500)
@given(st.lists(st.lists(cells | acting, min_size=2, max_size=2), min_size=1, max_size=8))
def test_our_own_files_are_read_back_as_they_were(table: list[list[str]]) -> None:
    file = io.BytesIO(b"".join(csv_file(["First", "Second"], table)))
    reading = read_table(file)
    expected = [[plain(cell) for cell in row] for row in table if any(cell.strip() for cell in row)]
    assert (reading.encoding, reading.delimiter, reading.headings) == ("utf-8", ",", ["First", "Second"])
    assert [row.cells for row in rows(file, reading)] == expected


@settings(max_examples=500)
@given(st.lists(cells | acting, min_size=1, max_size=4))
def test_no_written_cell_begins_as_a_formula(row: list[str]) -> None:
    """Neither for our own comma, nor for a program that takes semicolons or tabs for the border of cells."""
    line = csv_line(row).decode()
    for written in next(csv.reader(io.StringIO(line))):
        assert not re.match("[=+\\-@\t\r\n\x00＝＋－＠]", written)
    for delimiter in ";\t":
        for broken in csv.reader(io.StringIO(line, newline=""), delimiter=delimiter):
            for written in broken:
                assert not re.match("[=+\\-@＝＋－＠]", written), (delimiter, line)


@pytest.mark.parametrize("first", [*"=+-@\t\r＝＋－＠", "\x00="])
def test_formulas_are_written_as_text(first: str) -> None:
    written = next(csv.reader(io.StringIO(csv_line([f"{first}cmd|' /C calc'!A0"]).decode(), newline="")))[0]
    assert written.startswith("'")


def test_a_formula_behind_a_foreign_border_is_written_as_text() -> None:
    assert csv_line(["Ada", "a;=1+1"]) == b'Ada,"a;\'=1+1"\r\n'
    assert csv_line(["a\r\n- b", 'x;"=1"']) == b'"a\n\'- b","x;\'""=1"""\r\n'


def test_numbers_and_nothing_are_written_as_they_are() -> None:
    assert csv_line([-5, None, "-5", "a"]) == b"-5,,'-5,a\r\n"


def test_an_apostrophe_of_ones_own_survives() -> None:
    row = ["'s-Hertogenbosch", "'=1", "''+", "O'Brien", "'"]
    file = io.BytesIO(b"".join(csv_file(["A1", "B1", "C1", "D1", "E1"], [row])))
    assert next(rows(file, read_table(file))).cells == row


def test_a_number_marked_as_text_in_another_file_loses_its_mark() -> None:
    assert table(b"Name,Phone\nAda,'+49 30 123456\n") == [(2, ["Ada", "+49 30 123456"])]


def test_excel_knows_our_files_by_their_mark() -> None:
    content = b"".join(csv_file(["Name"], [["Zoë"]]))
    assert content == "\ufeffName\r\nZoë\r\n".encode()


def test_a_file_stays_open_and_an_upload_can_be_read() -> None:
    upload = SimpleUploadedFile("people.csv", PEOPLE.encode())
    reading = read_table(upload)  # type: ignore[arg-type]  # a Django file reads like one
    assert [row.cells[1] for row in rows(upload, reading)] == ["anna@example.com", "o@example.com"]  # type: ignore[arg-type]
    assert not upload.closed


def test_a_hundred_thousand_rows_are_read_in_seconds_and_constant_memory() -> None:
    line = b'"Ada, Countess","ada.%d@example.com","12 St James\'s Square","London","+44 20 7946 0018"\r\n'
    file = io.BytesIO(b"Name,E-Mail,Street,City,Phone\r\n" + b"".join(line % at for at in range(100_000)))
    reading = read_table(file)
    started = time.perf_counter()
    assert count_rows(file, reading) == 100_000
    assert time.perf_counter() - started < 10
    tracemalloc.start()
    for row in rows(file, reading):
        if row.line > 3000:
            break
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 2_000_000


def test_going_on_near_the_end_does_not_read_the_beginning() -> None:
    content = b"Name,City\n" + b"Ada,London\n" * 500_000

    class Counting(io.BytesIO):
        read_bytes = 0

        def read1(self, size: int | None = -1) -> bytes:
            piece = super().read1(size)
            self.read_bytes += len(piece)
            return piece

    file = Counting(content)
    reading = read_table(file)
    file.read_bytes = 0
    last = list(rows(file, reading, offset=len(content) - 22, line=499_999))
    assert last == [
        Row(499_999, ["Ada", "London"], "", len(content) - 11, 500_000),
        Row(500_000, ["Ada", "London"], "", len(content), 500_001),
    ]
    assert file.read_bytes < 100
