"""What a feed showed and must no longer show."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, joinedload

from gallery.models import ConsentRecord, Publication
from gallery.published.clearance import consents_by_case
from gallery.published.eligibility import may_show
from gallery.published.values import Tombstone


def tombstones_of(
    session: Session, channels: Sequence[str], limit: int, now: datetime
) -> tuple[Tombstone, ...]:
    """Return up to ``limit`` publications on ``channels`` that ended, newest first.

    One whose consent expired without any job running counts as ended, at the expiry.
    """
    query = (
        select(Publication)
        .where(
            Publication.channel.in_(channels),
            Publication.media_ready_at.is_not(None),
            or_(Publication.ended_at.is_not(None), ~may_show(Publication, now)),
        )
        .options(joinedload(Publication.case))
        .order_by(func.coalesce(Publication.ended_at, now).desc(), Publication.id)
        .limit(limit)
    )
    rows = session.execute(query).scalars().all()
    consents = consents_by_case(session, {row.case_id for row in rows if row.ended_at is None})
    found = [_tombstone(row, consents.get(row.case_id, []), now) for row in rows]
    return tuple(sorted(found, key=lambda tombstone: tombstone.deleted_at, reverse=True))


def _tombstone(
    publication: Publication, consents: Sequence[ConsentRecord], now: datetime
) -> Tombstone:
    ended_at, reason = publication.ended_at, publication.end_reason
    if ended_at is None:
        ended_at = max(
            (end for end in _ends(consents, publication.channel) if end <= now), default=now
        )
        reason = "consent_ended"
    return Tombstone(
        id=publication.id,
        slug=publication.case.slug,
        deleted_at=ended_at,
        reason=reason or "unpublished",
    )


def _ends(consents: Sequence[ConsentRecord], channel: str) -> Iterator[datetime]:
    for consent in consents:
        scopes = [scope for scope in consent.scopes if scope.channel == channel]
        ends = [consent.expires_at, consent.withdrawn_at, consent.ended_at]
        ends += [end for scope in scopes for end in (scope.ends_at, scope.withdrawn_at)]
        yield from (end for end in ends if end is not None)
