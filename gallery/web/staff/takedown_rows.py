"""Surfaces to clear as the staff pages show them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from flask import url_for

from gallery.actions.open_takedowns import CDN, ORIGIN, is_manual
from gallery.actions.read_takedowns import NamedTakedown
from gallery.consent.takedown_states import OPEN, OVERTAKEN
from gallery.models import Takedown
from gallery.web.staff import event_words, words
from gallery.web.staff.words import Badge


@dataclass(frozen=True)
class SurfaceRow:
    """One surface: where it is, how far its clearing is, and what can be done about it."""

    id: str
    path: str
    surface: str
    address: str
    case_id: str
    case_title: str
    cause_path: str
    state: Badge
    is_open: bool
    was_overtaken: bool
    is_late: bool
    deadline_at: datetime
    attempts: int
    proof: str
    looked_at: datetime | None
    next_look_at: datetime | None
    finished_at: datetime | None
    has_proof_file: bool
    can_report: bool
    can_look: bool


def row(named: NamedTakedown, now: datetime) -> SurfaceRow:
    """Return how a surface is shown at ``now``."""
    task = named.task
    is_open, by_hand = task.state in OPEN, is_manual(task.surface)
    is_late = is_open and task.deadline_at <= now
    return SurfaceRow(
        id=task.id,
        path=url_for("staff.takedown", takedown_id=task.id),
        surface=words.surface(task.surface),
        address=task.address or "",
        case_id=task.case_id,
        case_title=named.case_title,
        cause_path=url_for("staff.withdrawal", event_id=task.event_id),
        state=_state(task, by_hand=by_hand, is_late=is_late),
        is_open=is_open,
        was_overtaken=task.state == OVERTAKEN,
        is_late=is_late,
        deadline_at=task.deadline_at,
        attempts=task.attempts,
        proof=event_words.clocked(task.proof or ""),
        looked_at=task.updated_at if task.attempts and task.state != OVERTAKEN else None,
        next_look_at=task.next_look_at if is_open else None,
        finished_at=task.finished_at,
        has_proof_file=task.proof_key is not None,
        can_report=is_open and task.surface not in {ORIGIN, CDN},
        can_look=is_open and (not by_hand or task.address is not None),
    )


def rows(tasks: Iterable[Takedown], case_title: str, now: datetime) -> tuple[SurfaceRow, ...]:
    """Return the surfaces of one case as they are shown."""
    return tuple(row(NamedTakedown(task, case_title), now) for task in tasks)


def _state(task: Takedown, *, by_hand: bool, is_late: bool) -> Badge:
    """The service's own work in progress is told apart from what waits for a person."""
    is_ours = task.state == "pending" and not by_hand
    known = words.badge(words.TAKEDOWN_STATES, task.state)
    shown = Badge("Being cleared", "busy") if is_ours else known
    if is_late and shown.tone != "bad":
        return Badge(f"Late: {shown.word.lower()}", "bad")
    return shown
