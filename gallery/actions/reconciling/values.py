"""Find values that cannot be read, in any row: damaged, or written by nobody here.

Such a value stops whatever comes across it. It is named before anything is compared, by table, id
and column; never by what it holds, which may be about a patient.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import JSON, Column, Date, DateTime, Table, select
from sqlalchemy.orm import Session

from gallery.actions.reconciling.scan import UNREADABLE, Discrepancy, Kind, Scan, id_pages
from gallery.models import Base
from gallery.models.base import UtcDateTime
from gallery.vault import Vault

_ADVICE = "Restore the row from a backup of the database, and find out who wrote to it."
_ENCRYPTED = "_encrypted"


def unreadable_values(scan: Scan) -> Iterator[list[Discrepancy]]:
    """Yield, page by page, the values of any table that cannot be read."""
    for table in Base.metadata.sorted_tables:
        if len(table.primary_key.columns) > 1:
            continue  # they hold plain words only
        (key,) = table.primary_key.columns
        for page in id_pages(scan.runtime, key):
            with scan.runtime.reading() as session:
                yield list(_faults(scan.runtime.vault, session, table, page))


def _faults(
    vault: Vault, session: Session, table: Table, keys: Sequence[Any]
) -> Iterator[Discrepancy]:
    """Read a page of rows at once, and in halves where one of them cannot be read."""
    (key,) = table.primary_key.columns
    columns = list(table.columns)
    try:
        rows = session.execute(select(key, *columns).where(key.in_(keys))).all()
    except UNREADABLE:
        half = len(keys) // 2
        for part in (keys[:half], keys[half:]) if half else ():
            yield from _faults(vault, session, table, part)
        if not half:
            yield from _column_by_column(vault, session, table, keys[0])
        return
    for row in rows:
        values: Sequence[Any] = row[1:]
        for column, value in zip(columns, values, strict=True):
            if words := _amiss(vault, column, value):
                yield _fault(column, row[0], words)


def _column_by_column(
    vault: Vault, session: Session, table: Table, identity: object
) -> Iterator[Discrepancy]:
    (key,) = table.primary_key.columns
    for column in table.columns:
        try:
            value = session.execute(select(column).where(key == identity)).scalar_one_or_none()
            words = _amiss(vault, column, value)
        except UNREADABLE:
            words = _unlike(column)
        if words:
            yield _fault(column, identity, words)


def _amiss(vault: Vault, column: Column[Any], value: object) -> str | None:
    """Say what is wrong with a value that the database's driver has read."""
    if value is None or isinstance(column.type, JSON):
        return None
    wanted = column.type.python_type
    if not isinstance(value, wanted | int if wanted is float else wanted):
        return _unlike(column)
    if column.name.endswith(_ENCRYPTED) and vault.generation(str(value)) is None:
        return "was damaged, or no data key of this installation fits"
    return None


def _unlike(column: Column[Any]) -> str:
    kinds = ((JSON, "JSON"), (Date, "day"), (DateTime | UtcDateTime, "instant"))
    kind = next((name for type_, name in kinds if isinstance(column.type, type_)), "such value")
    return f"holds no {kind} that can be read"


def _fault(column: Column[Any], identity: object, words: str) -> Discrepancy:
    said = f"Its {column.name} {words}. {_ADVICE}"
    return Discrepancy(Kind.UNREADABLE_VALUE, column.table.name, str(identity), said)
