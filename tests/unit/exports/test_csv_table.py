import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gallery.exports.csv_table import csv_bytes, neutral

FORMULA_STARTS = "=+-@\t\r\n＝＋－＠"  # noqa: RUF001 - the full-width forms are meant


def read(table: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(table.decode("utf-8-sig"), newline="")))


def test_a_table_is_rfc_4180_with_a_byte_order_mark() -> None:
    table = csv_bytes(["a", "b"], [['say "yes"', "one, two\r\nthree"]])
    assert table.startswith(b"\xef\xbb\xbf")
    assert table[3:] == b'"a","b"\r\n"say ""yes""","one, two\r\nthree"\r\n'


@pytest.mark.parametrize("start", FORMULA_STARTS)
@pytest.mark.parametrize("before", ["", " ", "\t", "\u00a0", "\ufeff", "\u200b", " \r\n "])
def test_a_cell_that_could_be_a_formula_becomes_text(start: str, before: str) -> None:
    assert neutral(f"{before}{start}cmd").startswith("'")


def test_plain_cells_stay_as_they_are() -> None:
    for cell in ("", "a=b", "1-2", "Zoë", "it's", "2030-01-02"):
        assert neutral(cell) == cell


@given(st.lists(st.lists(st.text(), min_size=1, max_size=4), max_size=4))
def test_no_cell_of_any_table_starts_a_formula_and_nothing_else_changes(
    rows: list[list[str]],
) -> None:
    written = read(csv_bytes(["head"], rows))
    assert written[1:] == [[neutral(cell) for cell in row] for row in rows]
    for row, original in zip(written[1:], rows, strict=True):
        for cell, before in zip(row, original, strict=True):
            assert not cell.startswith(tuple(FORMULA_STARTS))
            assert not cell.strip().startswith(tuple(FORMULA_STARTS))
            assert cell.removeprefix("'") == before.replace("\0", "\ufffd").removeprefix("'")
