"""Record in the ledger that a takedown stands otherwise than before."""

from gallery.models import Takedown
from gallery.runtime import UnitOfWork


def record_state(uow: UnitOfWork, task: Takedown, before: str, **details: object) -> None:
    """Append ``takedown.<state>`` for the state that the task has now.

    ``reconcile`` holds each task against the last of these: whoever changes a state records it.
    """
    uow.record(
        f"takedown.{task.state}",
        case_id=task.case_id,
        subject=("takedown", task.id),
        event=task.event_id,
        surface=task.surface,
        before={"state": before},
        after={"state": task.state},
        **details,
    )
