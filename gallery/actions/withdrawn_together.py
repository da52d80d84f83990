"""Find the events that one list of surfaces belongs to: consents that were withdrawn at once."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from gallery.models import LedgerEvent

WITHDRAWN = "consent.withdrawn"


def withdrawn_together(session: Session, event_id: str) -> Sequence[LedgerEvent]:
    """Return the event with those of its transaction that withdrew other consents of the case.

    She withdraws everything as one thing: each consent has its event, and the surfaces hang on
    the last. Transactions of one case wait for each other, and take their instant after that: what
    has the same one was done in the same. Empty if there is no such event.
    """
    event = session.execute(
        select(LedgerEvent).where(LedgerEvent.id == event_id)
    ).scalar_one_or_none()
    if event is None or event.action != WITHDRAWN:
        return [event] if event else []
    together = select(LedgerEvent).where(
        LedgerEvent.case_id == event.case_id,
        LedgerEvent.action == WITHDRAWN,
        LedgerEvent.at == event.at,
    )
    return session.execute(together.order_by(LedgerEvent.position)).scalars().all()
