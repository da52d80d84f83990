"""Sign how far the ledger goes, so that nobody can shorten or rewrite it unnoticed."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from gallery import ledger
from gallery.checkpoint import Checkpoint, SigningKey, sign
from gallery.db import one_at_a_time
from gallery.errors import Conflict
from gallery.models import LedgerCheckpoint, LedgerEvent
from gallery.runtime import UnitOfWork


def checkpoint_ledger(uow: UnitOfWork) -> LedgerCheckpoint | None:
    """Sign and store a checkpoint of the ledger's end; None if the last one still holds it.

    What was added since the last checkpoint is checked first: a log signs nothing that contradicts
    what it has signed (C2SP tlog-checkpoint).

    :raises ConfigurationError: ``ledger_key_missing``.
    :raises Conflict: ``ledger_broken``: the ledger does not go on from its last checkpoint.
    """
    key = SigningKey.derive(uow.runtime.settings.ledger_key)
    one_at_a_time(uow.session, "ledger")
    last = _last(uow.session)
    known = ledger.Link(last.position, last.hash) if last else ledger.START
    end = _end(uow)
    _refuse_if_broken(uow, known, end)
    if end == known:
        return None
    checkpoint = Checkpoint(end.position, end.hash, uow.now.replace(microsecond=0))
    row = LedgerCheckpoint(
        position=end.position, hash=end.hash, note=sign(checkpoint, key), at=checkpoint.at
    )
    uow.session.add(row)
    uow.session.flush()
    return row


def last_note(session: Session) -> str | None:
    """Return the newest checkpoint's signed note, or None."""
    last = _last(session)
    return last.note if last else None


def _last(session: Session) -> LedgerCheckpoint | None:
    newest = select(LedgerCheckpoint).order_by(LedgerCheckpoint.position.desc()).limit(1)
    return session.execute(newest).scalar_one_or_none()


def _end(uow: UnitOfWork) -> ledger.Link:
    event = uow.session.execute(
        select(LedgerEvent.position, LedgerEvent.hash)
        .order_by(LedgerEvent.position.desc())
        .limit(1)
    ).one_or_none()
    return ledger.Link(event.position, event.hash) if event else ledger.START


def _refuse_if_broken(uow: UnitOfWork, known: ledger.Link, end: ledger.Link) -> None:
    broken = next(ledger.broken_links(uow.session, known), None)
    if broken is None and end.position <= known.position and end != known:
        broken = f"It does not hold event {known.position} as its last checkpoint does."
    if broken is not None:
        raise Conflict(
            f"The ledger is not signed, because it is broken. {broken}"
            " Look with `gallery audit verify`, and keep the earlier checkpoints.",
            code="ledger_broken",
        )
