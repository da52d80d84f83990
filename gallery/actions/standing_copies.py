"""Read which copies of a case that were put somewhere by hand are, or may be, still there."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from gallery.actions.find_cases import takedowns_of
from gallery.actions.open_takedowns import is_manual
from gallery.consent.takedown_states import OPEN, OVERTAKEN
from gallery.models import Placement


@dataclass(frozen=True)
class Copy:
    """Hold a copy; ``placed_at`` is None where staff noted none and have yet to look for them."""

    channel: str
    address: str | None
    placed_at: datetime | None
    is_to_go: bool


def standing_copies(session: Session, case_id: str) -> list[Copy]:
    """Return the copies that nobody has reported or seen gone, newest first."""
    tasks = [task for task in takedowns_of(session, case_id=case_id) if is_manual(task.surface)]
    to_go = {task.placement_id for task in tasks if task.state in OPEN}
    gone = {task.placement_id for task in tasks if task.state not in (*OPEN, OVERTAKEN)} - to_go
    query = (
        select(Placement)
        .where(Placement.case_id == case_id, Placement.removed_at.is_(None))
        .order_by(Placement.placed_at.desc(), Placement.id)
    )
    noted = [
        Copy(row.channel, row.address, row.placed_at, row.id in to_go)
        for row in session.execute(query).scalars()
        if row.id not in gone
    ]
    unnoted = {task.surface for task in tasks if task.state in OPEN and not task.placement_id}
    return [*noted, *(Copy(channel, None, None, is_to_go=True) for channel in sorted(unnoted))]
