"""Encrypt anew, with the current data key, what older keys encrypted."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, func, select, update
from sqlalchemy.orm import Session

from gallery.actions.signer_names import index_names
from gallery.errors import Conflict
from gallery.models import Base, ConsentRecord, IdempotencyRecord, Photo, Site, Subject
from gallery.runtime import OPERATOR, Runtime, UnitOfWork
from gallery.vault import Vault

BATCH_ROWS = 200


@dataclass(frozen=True)
class Encrypted:
    """Name one place where tokens of the vault are kept.

    ``index`` is the column with the text's keyed hash, ``member`` the key inside a JSON column;
    ``index_anew`` renews hashes that stand in a table of their own.
    """

    model: type[Base]
    column: str
    index: str | None = None
    member: str | None = None
    index_anew: Callable[[Session, Vault, str], None] | None = None

    @property
    def table(self) -> Table:
        """Return the table; its primary key is the single column ``id``."""
        return self.model.metadata.tables[self.model.__tablename__]

    @property
    def name(self) -> str:
        """Return ``table.column``."""
        return f"{self.model.__tablename__}.{self.column}"

    def token(self, value: object) -> str:
        """Return the token in a column's value."""
        return str(value[self.member] if isinstance(value, Mapping) else value)

    def holding(self, value: object, token: str) -> object:
        """Return the column's value with another token."""
        return {**value, self.member: token} if isinstance(value, Mapping) else token


#: Every column that the vault encrypts. A new one is added here, or it is lost with its key.
ENCRYPTED = (
    Encrypted(Subject, "chart_ref_encrypted", index="chart_ref_index"),
    Encrypted(ConsentRecord, "signer_name_encrypted", index_anew=index_names),
    Encrypted(ConsentRecord, "witness_encrypted"),
    Encrypted(ConsentRecord, "authority_encrypted"),
    Encrypted(ConsentRecord, "subject_name_encrypted", index_anew=index_names),
    Encrypted(ConsentRecord, "parties_key_encrypted"),
    Encrypted(Photo, "burnt_in_text_encrypted"),
    Encrypted(Site, "webhook_secret_encrypted"),
    Encrypted(Site, "webhook_previous_secret_encrypted"),
    Encrypted(IdempotencyRecord, "body", member="sealed"),
)


@dataclass(frozen=True)
class Progress:
    """Tell how far one column is: rows looked at, of how many, and what was done with them.

    ``clashes`` are rows whose index another row has already; ``unknown`` are those that no key of
    the ring opens. Both stay as they are.
    """

    name: str
    done: int = 0
    total: int = 0
    rotated: int = 0
    clashes: int = 0
    unknown: int = 0


@dataclass(frozen=True)
class _Row:
    id: str
    value: object


def rotate_keys(runtime: Runtime) -> Iterator[Progress]:
    """Encrypt anew what needs it, in batches of 200 rows, and yield after each batch.

    Every batch is a transaction of its own: ended at any point, the next call goes on where it
    stopped. A value that somebody changes meanwhile is left alone, as it is under the current key
    already. Ends with the event ``keys.rotated``.
    """
    counts: dict[str, int] = {}
    for place in ENCRYPTED:
        for progress in _rotate_column(runtime, place):
            counts[place.name] = progress.rotated
            yield progress
    with runtime.unit_of_work(OPERATOR) as uow:
        uow.record("keys.rotated", rotated=counts)


def count_generations(session: Session, vault: Vault) -> dict[str, Counter[int | None]]:
    """Return for each encrypted column how many values stand under which key.

    0 is the current key, n the n-th retired one, None one that the ring does not have.
    """
    found: dict[str, Counter[int | None]] = {}
    for place in ENCRYPTED:
        counts = found[place.name] = Counter()
        for rows in _pages(session, place):
            counts.update(vault.generation(place.token(row.value)) for row in rows)
    return found


def _rotate_column(runtime: Runtime, place: Encrypted) -> Iterator[Progress]:
    with runtime.reading() as session:
        total = session.execute(_present(place, func.count())).scalar_one()
    progress, after = Progress(place.name, total=total), ""
    while True:
        # Read outside the writing transaction: on SQLite that one keeps all others waiting.
        with runtime.reading() as session:
            rows = _page(session, place, after)
        if not rows:
            return
        progress = _after_batch(runtime, place, rows, progress)
        yield progress
        after = rows[-1].id


def _after_batch(
    runtime: Runtime, place: Encrypted, rows: Sequence[_Row], before: Progress
) -> Progress:
    generations = {row.id: runtime.vault.generation(place.token(row.value)) for row in rows}
    stale = [row for row in rows if generations[row.id]]
    rotated = _written(runtime, place, stale)
    return Progress(
        name=place.name,
        done=before.done + len(rows),
        total=max(before.total, before.done + len(rows)),
        rotated=before.rotated + rotated.rotated,
        clashes=before.clashes + rotated.clashes,
        unknown=before.unknown + sum(value is None for value in generations.values()),
    )


def _written(runtime: Runtime, place: Encrypted, rows: Sequence[_Row]) -> Progress:
    """Write one batch; if one row clashes, each row by itself."""
    if not rows:
        return Progress(place.name)
    try:
        with runtime.unit_of_work(OPERATOR) as uow:
            rotated = sum(_rotate_row(uow, place, row) for row in rows)
    except Conflict:
        if len(rows) == 1:
            return Progress(place.name, clashes=1)
        singly = [_written(runtime, place, [row]) for row in rows]
        return Progress(
            place.name,
            rotated=sum(one.rotated for one in singly),
            clashes=sum(one.clashes for one in singly),
        )
    return Progress(place.name, rotated=rotated)


def _rotate_row(uow: UnitOfWork, place: Encrypted, row: _Row) -> int:
    """Replace the value that was read, and only that one; return 1 if it was still there."""
    vault, table = uow.runtime.vault, place.table
    text = vault.decrypt(place.token(row.value))
    values = {place.column: place.holding(row.value, vault.encrypt(text))}
    if place.index is not None:
        values[place.index] = vault.index(text)
    statement = update(table).where(table.c.id == row.id)
    if place.member is None:  # a row with JSON is written once; JSON cannot be compared
        statement = statement.where(table.c[place.column] == row.value)
    done = uow.session.execute(statement.values(values))
    if place.index_anew is not None and done.rowcount:  # type: ignore[attr-defined] # CursorResult
        place.index_anew(uow.session, vault, row.id)
    return int(done.rowcount)  # type: ignore[attr-defined]


def _pages(session: Session, place: Encrypted) -> Iterator[Sequence[_Row]]:
    after = ""
    while rows := _page(session, place, after):
        yield rows
        after = rows[-1].id


def _page(session: Session, place: Encrypted, after: str) -> Sequence[_Row]:
    table = place.table
    query = _present(place, table.c.id, table.c[place.column])
    query = query.where(table.c.id > after).order_by(table.c.id).limit(BATCH_ROWS)
    return [_Row(*row) for row in session.execute(query)]


def _present(place: Encrypted, *columns: ColumnElement[Any]) -> Select[Any]:
    return select(*columns).where(place.table.c[place.column].is_not(None))
