"""Find copies put up by hand that nothing permits any more, and that are no task yet."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from gallery.consent.policy import permits_channel
from gallery.consent.record import PhotoFacts
from gallery.consent.takedown_states import OVERTAKEN
from gallery.models import Pair, Photo, Placement, Takedown
from gallery.published.clearance import consents_by_case

#: Cases whose consents are read at once.
_AT_ONCE = 200


def left_copies(session: Session, case_id: str, now: datetime) -> list[Placement]:
    """Return the copies of one case that are to be taken down, and are no task yet."""
    return _without_consent(session, _open_copies(session, case_id), now)


def cases_with_left_copies(session: Session, now: datetime) -> set[str]:
    """Return the cases of which such a copy is out there."""
    copies = _open_copies(session)
    parts = [copies[start : start + _AT_ONCE] for start in range(0, len(copies), _AT_ONCE)]
    return {case_id for part in parts for case_id in _cases_left(session, part, now)}


def _cases_left(session: Session, copies: Sequence[Placement], now: datetime) -> set[str]:
    try:
        return {row.case_id for row in _without_consent(session, copies, now)}
    except (ValueError, TypeError):
        # One row that cannot be read hides no other: each case is looked at on its own.
        return {row.case_id for row in copies}


def _open_copies(session: Session, case_id: str | None = None) -> list[Placement]:
    # A task that was overtaken let the copy stay: once that is not permitted, it is a task again.
    is_task = exists(
        select(Takedown.id).where(
            Takedown.placement_id == Placement.id, Takedown.state != OVERTAKEN
        )
    )
    query = select(Placement).where(Placement.removed_at.is_(None), ~is_task)
    if case_id is not None:
        query = query.where(Placement.case_id == case_id)
    return list(session.execute(query.order_by(Placement.placed_at)).scalars())


def _without_consent(
    session: Session, copies: Sequence[Placement], now: datetime
) -> list[Placement]:
    case_ids = {row.case_id for row in copies}
    consents, paired = consents_by_case(session, case_ids), _paired(session, case_ids)

    def is_permitted(copy: Placement) -> bool:
        on_record = [row.as_value() for row in consents.get(copy.case_id, [])]
        return permits_channel(copy.channel, paired.get(copy.case_id, ()), on_record, now)

    return [copy for copy in copies if not is_permitted(copy)]


def _paired(session: Session, case_ids: set[str]) -> dict[str, list[PhotoFacts]]:
    found: dict[str, list[PhotoFacts]] = {}
    is_paired = exists(
        select(Pair.id).where(
            Pair.case_id == Photo.case_id,
            or_(Pair.before_id == Photo.id, Pair.after_id == Photo.id),
        )
    )
    query = select(Photo).where(Photo.case_id.in_(case_ids), is_paired)
    for photo in session.execute(query).scalars():
        found.setdefault(photo.case_id, []).append(photo.as_value())
    return found
