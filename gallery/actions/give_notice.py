"""Tell staff what is due: consents and their places that end soon, surfaces not clear yet."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import cast

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from gallery.actions.open_takedowns import CDN, ORIGIN
from gallery.consent.record import Decision
from gallery.consent.takedown_states import OPEN
from gallery.models import Case, ConsentRecord, ConsentScope, Notice, Takedown
from gallery.publishing.lifecycle import CaseState
from gallery.runtime import UnitOfWork

#: Days before the expiry at which staff are told; the last one that applies stands on the list.
THRESHOLDS = (30, 7)
SCOPE_EXPIRING = "scope_expiring"
#: A task by hand is brought up again when this much of its time is left, and once it is late.
TAKEDOWN_DUE = timedelta(days=2)


def give_notices(uow: UnitOfWork) -> list[Notice]:
    """Add what has become due since the last time; each thing is told once a threshold."""
    given = [*_expiring(uow), *_scopes_ending(uow), *_takedowns(uow)]
    uow.session.flush()
    return given


def open_notices(session: Session, limit: int = 200) -> list[Notice]:
    """Return what is due and nobody has ticked off, soonest first."""
    query = select(Notice).where(Notice.done_at.is_(None)).order_by(Notice.due_at).limit(limit)
    return list(session.execute(query).scalars())


def channels_told_of(session: Session, notices: Iterable[Notice]) -> dict[str, str]:
    """Return the channel of each notice that is about one place of a consent, by its id."""
    scopes = {row.subject_id: row.id for row in notices if row.kind == SCOPE_EXPIRING}
    query = select(ConsentScope.id, ConsentScope.channel).where(ConsentScope.id.in_(scopes))
    return {scopes[scope]: channel for scope, channel in session.execute(query).all()}


def tick_off(uow: UnitOfWork, notice_id: str) -> Notice:
    """Take a notice off the list.

    :raises NotFound: there is no notice with this id.
    """
    notice = uow.get(Notice, notice_id, "notice")
    if notice.done_at is None:
        notice.done_at, notice.done_by = uow.now, uow.actor.id
        uow.record("notice.done", case_id=notice.case_id, subject=("notice", notice.id))
    return notice


def _expiring(uow: UnitOfWork) -> Iterator[Notice]:
    soon = uow.now + timedelta(days=max(THRESHOLDS))
    query = (
        select(ConsentRecord)
        .join(Case, Case.id == ConsentRecord.case_id)
        .where(
            ConsentRecord.expires_at > uow.now,
            ConsentRecord.expires_at <= soon,
            ConsentRecord.withdrawn_at.is_(None),
            ConsentRecord.ended_at.is_(None),
            Case.state != CaseState.PURGED.value,
        )
    )
    for row in uow.session.execute(query).scalars().all():
        threshold = _threshold(row.expires_at, uow.now)
        notice = _told_once(uow, "consent_expiring", row.case_id, row.id, threshold, row.expires_at)
        if notice is not None:
            uow.record(
                "consent.expiring_notice",
                case_id=row.case_id,
                subject=("consent", row.id),
                days=threshold,
            )
            yield notice


def _scopes_ending(uow: UnitOfWork) -> Iterator[Notice]:
    """Tell of each place whose permission ends before its consent does."""
    soon = uow.now + timedelta(days=max(THRESHOLDS))
    query = (
        select(ConsentScope, ConsentRecord.case_id)
        .join(ConsentRecord, ConsentRecord.id == ConsentScope.consent_id)
        .join(Case, Case.id == ConsentRecord.case_id)
        .where(
            ConsentScope.decision == Decision.PERMIT.value,
            ConsentScope.ends_at > uow.now,
            ConsentScope.ends_at <= soon,
            ConsentScope.ends_at < ConsentRecord.expires_at,
            ConsentScope.withdrawn_at.is_(None),
            ConsentRecord.withdrawn_at.is_(None),
            ConsentRecord.ended_at.is_(None),
            Case.state != CaseState.PURGED.value,
        )
    )
    for scope, case_id in uow.session.execute(query).all():
        ends_at = cast("datetime", scope.ends_at)  # the query asks for one
        threshold = _threshold(ends_at, uow.now)
        notice = _told_once(uow, SCOPE_EXPIRING, case_id, scope.id, threshold, ends_at)
        if notice is not None:
            uow.record(
                "consent.expiring_notice",
                case_id=case_id,
                subject=("consent", scope.consent_id),
                days=threshold,
                channel=scope.channel,
            )
            yield notice


def _threshold(ends_at: datetime, now: datetime) -> int:
    return min(days for days in THRESHOLDS if ends_at - now <= timedelta(days=days))


def _takedowns(uow: UnitOfWork) -> Iterator[Notice]:
    due = Takedown.deadline_at <= uow.now + TAKEDOWN_DUE
    by_hand = Takedown.surface.not_in((ORIGIN, CDN)) & Takedown.surface.not_like("site:%")
    query = select(Takedown).where(
        Takedown.state.in_(OPEN), or_(Takedown.deadline_at <= uow.now, due & by_hand)
    )
    for task in uow.session.execute(query).scalars().all():
        threshold = 0 if task.deadline_at <= uow.now else TAKEDOWN_DUE.days
        notice = _told_once(uow, "takedown_due", task.case_id, task.id, threshold, task.deadline_at)
        if notice is not None:
            uow.record(
                "takedown.due_notice",
                case_id=task.case_id,
                subject=("takedown", task.id),
                surface=task.surface,
            )
            yield notice


def _told_once(
    uow: UnitOfWork, kind: str, case_id: str, subject_id: str, threshold: int, due_at: datetime
) -> Notice | None:
    """Add a notice unless it was given; an earlier one about the same gives way to it."""
    same = select(Notice).where(Notice.kind == kind, Notice.subject_id == subject_id)
    earlier = uow.session.execute(same).scalars().all()
    if any(notice.threshold_days == threshold for notice in earlier):
        return None
    for notice in earlier:
        notice.done_at = notice.done_at or uow.now
    made = Notice(
        kind=kind,
        case_id=case_id,
        subject_id=subject_id,
        threshold_days=threshold,
        due_at=due_at,
        created_at=uow.now,
    )
    uow.session.add(made)
    return made
