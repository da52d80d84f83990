"""Tables as CSV that a spreadsheet opens without running anything in them."""

import csv
import io
from collections.abc import Iterable, Sequence

MEDIA_TYPE = "text/csv; charset=utf-8; header=present"

#: What a spreadsheet takes for the start of a formula, their full-width forms, and the characters
#: that may part cells (OWASP, "CSV Injection").
_FORMULA_STARTS = frozenset("=+-@\t\r\n＝＋－＠")  # noqa: RUF001 - the full-width forms are meant

#: Characters that a spreadsheet may skip before a formula.
_SKIPPED = (*range(0x21), 0x7F, 0xA0, 0xAD, 0x1680, 0x180E, *range(0x2000, 0x2010), 0x2028, 0x2029)
_INVISIBLE = "".join(map(chr, (*_SKIPPED, 0x202F, 0x205F, 0x3000, 0xFEFF))) + "'"


def csv_bytes(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Return a table as RFC 4180 in UTF-8 with a byte order mark, every cell in quotes.

    A cell that a spreadsheet could run as a formula gets an apostrophe before it.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow([neutral(cell) for cell in header])
    writer.writerows([neutral(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig", "replace")


def neutral(cell: str) -> str:
    """Return ``cell`` so that it is text to a spreadsheet, whatever precedes its first letter."""
    without_null = cell.replace("\x00", "\ufffd")
    seen = without_null.lstrip(_INVISIBLE)
    skipped = without_null[: len(without_null) - len(seen)]
    risky = not _FORMULA_STARTS.isdisjoint(skipped + seen[:1])
    return f"'{without_null}" if risky else without_null
