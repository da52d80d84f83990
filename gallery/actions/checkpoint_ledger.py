"""Sign how far the ledger goes, so that nobody can shorten or rewrite it unnoticed."""

from collections.abc import Iterator, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from gallery import ledger
from gallery.checkpoint import Checkpoint, SigningKey, VerifierKey, open_note, sign
from gallery.db import one_at_a_time
from gallery.errors import Conflict, InvalidInput
from gallery.models import LedgerCheckpoint, LedgerEvent
from gallery.runtime import UnitOfWork

#: The event of a signature. It names the position that was signed, so that a checkpoint whose row
#: was taken away is missed.
SIGNED = "ledger.checkpointed"


def checkpoint_ledger(
    uow: UnitOfWork, trusted: Sequence[VerifierKey] = ()
) -> LedgerCheckpoint | None:
    """Sign and store a checkpoint of the ledger's end; None if the last one still holds it.

    The last checkpoint is believed by its signature, not by its row, and what was added since is
    checked: a log signs nothing that contradicts what it has signed (C2SP tlog-checkpoint).
    ``trusted`` names earlier keys of the installation.

    :raises ConfigurationError: ``ledger_key_missing``.
    :raises Conflict: ``ledger_broken``: the ledger does not go on from its last checkpoint, or no
        key that is trusted has signed that.
    """
    key = SigningKey.derive(uow.runtime.settings.ledger_key)
    one_at_a_time(uow.session, "ledger")
    _refuse(next(unlike_last_note(uow.session, (key.verifier, *trusted)), None))
    last = _last(uow.session)
    known = ledger.Link(last.position, last.hash) if last else ledger.START
    end = _end(uow)
    _refuse(next(ledger.broken_links(uow.session, known), None))
    is_ours = next(unlike_last_note(uow.session, (key.verifier,)), None) is None
    if end == known or (is_ours and not _has_news(uow.session, known)):
        return None
    checkpoint = Checkpoint(end.position, end.hash, uow.now.replace(microsecond=0))
    row = LedgerCheckpoint(
        position=end.position, hash=end.hash, note=sign(checkpoint, key), at=checkpoint.at
    )
    uow.session.add(row)
    uow.session.flush()
    uow.record(SIGNED, position=end.position)
    return row


def unlike_last_note(session: Session, trusted: Sequence[VerifierKey]) -> Iterator[str]:
    """Yield why the newest checkpoint's note does not vouch for the chain as it stands.

    Nothing while there is no checkpoint. The rest of the chain hangs on the event that it names.
    """
    last = _last(session)
    if last is None:
        return
    try:
        signed = open_note(last.note, trusted)
    except InvalidInput as error:
        yield f"The checkpoint of event {last.position} vouches for nothing. {error.message}"
        return
    if (signed.position, signed.hash) != (last.position, last.hash):
        yield f"The row of the checkpoint of event {signed.position} is not what was signed."
    of_event = select(LedgerEvent.hash).where(LedgerEvent.position == signed.position)
    held = session.execute(of_event).scalar_one_or_none()
    if held != signed.hash:
        yield (
            f"Event {signed.position} is not the one that its checkpoint holds: the ledger was cut"
            " or written anew."
        )


def lost_checkpoints(session: Session) -> Iterator[int]:
    """Yield the positions that the ledger tells were signed, and of which no checkpoint is kept."""
    told = select(LedgerEvent.details).where(LedgerEvent.action == SIGNED)
    kept = set(session.execute(select(LedgerCheckpoint.position)).scalars())
    try:
        signed = [details.get("position") for details in session.execute(told).scalars()]
    except (ValueError, TypeError, AttributeError):
        return  # an event that cannot be read is named by the chain's check
    yield from sorted(at for at in signed if isinstance(at, int) and at not in kept)


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


def _has_news(session: Session, known: ledger.Link) -> bool:
    """Tell whether anything but the event of the last signature came since."""
    since = select(LedgerEvent.position).where(
        LedgerEvent.position > known.position, LedgerEvent.action != SIGNED
    )
    return session.execute(since.limit(1)).first() is not None


def _refuse(broken: str | None) -> None:
    if broken is not None:
        raise Conflict(
            f"The ledger is not signed, because it is broken. {broken}"
            " Look with `gallery audit verify`, and keep the earlier checkpoints. If"
            " GALLERY_LEDGER_KEY is another since, sign once with `gallery audit checkpoint --key`"
            " and the earlier verifier key.",
            code="ledger_broken",
        )
