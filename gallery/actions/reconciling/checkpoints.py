"""Compare the ledger with the checkpoints that this installation signed."""

from collections.abc import Iterator

from sqlalchemy.orm import Session

from gallery.actions.checkpoint_ledger import lost_checkpoints, unlike_last_note
from gallery.checkpoint import SigningKey


def checkpoints_unlike(session: Session, ledger_key: str) -> Iterator[str]:
    """Yield a sentence for each fault; signatures are looked at where there is a key."""
    if ledger_key:
        yield from unlike_last_note(session, (SigningKey.derive(ledger_key).verifier,))
    for position in lost_checkpoints(session):
        yield f"The ledger was signed up to event {position}, and that checkpoint is gone."
