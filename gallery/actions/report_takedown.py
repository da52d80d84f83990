"""Let staff report that they cleared a surface by hand, with what proves it."""

import hashlib

from sqlalchemy import select

from gallery.actions.keep_evidence import Evidence, KeptEvidence, keep_evidence
from gallery.actions.open_takedowns import CDN, ORIGIN
from gallery.actions.record_state import record_state
from gallery.consent.takedown_states import OPEN
from gallery.errors import Conflict, InvalidInput
from gallery.models import Placement, Takedown
from gallery.runtime import UnitOfWork

LEAST_WORDS, MOST_WORDS = 10, 2000


def report_takedown(
    uow: UnitOfWork, takedown_id: str, words: str, proof: Evidence | None
) -> Takedown:
    """Mark a surface as cleared by hand: by a picture or document, or in words of what was done.

    Other open tasks about the very same copy are done with it.

    :raises NotFound: there is no task with this id.
    :raises InvalidInput: ``words`` is empty or too long; ``evidence_type_unsupported``,
        ``evidence_unreadable``, ``evidence_too_large``.
    :raises Conflict: ``takedown_finished``; ``takedown_is_ours``: the service clears this surface
        and goes to see for itself.
    """
    kept = keep_evidence(uow, proof, field="proof") if proof else None
    if not LEAST_WORDS <= len(words.strip()) <= MOST_WORDS:
        message = f"Say in {LEAST_WORDS} to {MOST_WORDS} characters what was taken down and how."
        raise InvalidInput(message, fields={"words": message})
    task = uow.get_in_turn(Takedown, takedown_id, "takedown task")
    if task.state not in OPEN:
        raise Conflict("Nothing is left to clear on this surface.", code="takedown_finished")
    if task.surface in {ORIGIN, CDN}:
        raise Conflict(
            "The service clears this surface itself and looks until it is gone.",
            code="takedown_is_ours",
        )
    for same in (task, *_about_the_same(uow, task)):
        _finish(uow, same, words.strip(), kept)
    _remove_placement(uow, task)
    return task


def _about_the_same(uow: UnitOfWork, task: Takedown) -> list[Takedown]:
    """Return the other open tasks of a copy on record: she may have withdrawn twice.

    Where no copy is on record, a later task may be about a later post.
    """
    if task.placement_id is None:
        return []
    query = select(Takedown).where(
        Takedown.case_id == task.case_id,
        Takedown.surface == task.surface,
        Takedown.placement_id == task.placement_id,
        Takedown.id != task.id,
        Takedown.state.in_(OPEN),
    )
    return list(uow.session.execute(query).scalars())


def _finish(uow: UnitOfWork, task: Takedown, words: str, kept: KeptEvidence | None) -> None:
    before = task.state
    task.state, task.proof = "manual_done", words
    if kept is not None:
        task.proof_key, task.proof_sha256 = kept.key, kept.sha256
        task.proof_media_type = kept.media_type
    task.finished_at, task.finished_by = uow.now, uow.actor.id
    task.updated_at, task.next_look_at = uow.now, None
    words_sha256 = hashlib.sha256(words.encode()).hexdigest()
    record_state(uow, task, before, proof_sha256=task.proof_sha256, words_sha256=words_sha256)


def look_again(uow: UnitOfWork, takedown_id: str) -> Takedown:
    """Have the service look at a surface now, not when it would have.

    :raises NotFound: there is no task with this id.
    :raises Conflict: ``takedown_finished``.
    """
    task = uow.get_in_turn(Takedown, takedown_id, "takedown task")
    if task.state not in OPEN:
        raise Conflict("Nothing is left to clear on this surface.", code="takedown_finished")
    uow.enqueue("clear_surface", {"takedown_id": task.id}, case_id=task.case_id)
    return task


def _remove_placement(uow: UnitOfWork, task: Takedown) -> None:
    if task.placement_id is not None:
        placement = uow.get(Placement, task.placement_id, "placement")
        placement.removed_at = placement.removed_at or uow.now
