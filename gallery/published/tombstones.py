"""What a feed showed and must no longer show."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import lru_cache

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session, joinedload

from gallery.consent.record import Decision
from gallery.models import Case, ConsentRecord, ConsentScope, Publication
from gallery.published.audience import Audience
from gallery.published.clearance import consents_by_case
from gallery.published.eligibility import INSTANT, at, is_permitted
from gallery.published.values import Tombstone

#: Why a feed does not show what is shown elsewhere: its site takes no cases with nudity.
RATED_ADULT = "rated_adult"


def tombstones_of(
    session: Session, audience: Audience, limit: int, now: datetime
) -> tuple[Tombstone, ...]:
    """Return up to ``limit`` publications that ended, newest first.

    One whose consent expired without any job running counts as ended, at the expiry. Up to as many
    follow that are shown elsewhere and show nudity, for a site that takes no such cases: it may
    have had them before. They take no place from those that ended.
    """
    ended, lapsed, adult = _queries(audience.channels)
    rows: list[Publication] = []
    for query in (ended, lapsed):
        rows += session.execute(query.limit(limit), at(now)).scalars()
    consents = consents_by_case(session, {row.case_id for row in rows if row.ended_at is None})
    found = [_tombstone(row, consents.get(row.case_id, []), now) for row in rows]
    newest_first = sorted(found, key=lambda tombstone: tombstone.deleted_at, reverse=True)[:limit]
    if not audience.takes_adult:
        named = {row.id for row in rows}
        rated = session.execute(adult.limit(limit), at(now)).scalars()
        newest_first += [_rated(row) for row in rated if row.id not in named]
    return tuple(newest_first)


@lru_cache(maxsize=128)
def _queries(channels: tuple[str, ...]) -> tuple[Select[Publication], ...]:
    shown_once = (
        select(Publication)
        .where(Publication.channel.in_(channels), Publication.first_shown_at.is_not(None))
        .options(joinedload(Publication.case))
    )
    ended = shown_once.where(Publication.ended_at.is_not(None))
    lapsed = shown_once.where(
        Publication.ended_at.is_(None),
        Publication.case_id.in_(_cases_to_look_at()),
        ~is_permitted(),
    )
    adult = shown_once.join(Case, Case.id == Publication.case_id).where(
        Publication.ended_at.is_(None), Case.shows_nudity.is_(True)
    )
    newest = (Publication.ended_at.desc(), Case.updated_at.desc())
    return ended.order_by(newest[0]), lapsed, adult.order_by(newest[1])


def _cases_to_look_at() -> Select[str]:
    """Select the cases of which a consent or scope has ended, or that have a denial.

    Without it the policy would be asked about every publication to find the few that lapsed.
    """
    return (
        select(ConsentRecord.case_id)
        .join(ConsentScope, ConsentScope.consent_id == ConsentRecord.id)
        .where(
            or_(
                ConsentRecord.expires_at <= INSTANT,
                ConsentRecord.withdrawn_at <= INSTANT,
                ConsentRecord.ended_at <= INSTANT,
                ConsentScope.ends_at <= INSTANT,
                ConsentScope.withdrawn_at <= INSTANT,
                ConsentScope.decision == Decision.DENY.value,
            )
        )
    )


def _tombstone(
    publication: Publication, consents: Sequence[ConsentRecord], now: datetime
) -> Tombstone:
    ended_at, reason = publication.ended_at, publication.end_reason
    if ended_at is None:
        ends = [end for end in _ends(consents, publication.channel) if end <= now]
        ended_at, reason = max(ends, default=now), "consent_ended"
    slug = publication.case.slug
    return Tombstone(publication.id, slug, ended_at, reason or "unpublished")


def _rated(publication: Publication) -> Tombstone:
    case = publication.case
    return Tombstone(publication.id, case.slug, case.updated_at, RATED_ADULT)


def _ends(consents: Sequence[ConsentRecord], channel: str) -> Iterator[datetime]:
    for consent in consents:
        scopes = [scope for scope in consent.scopes if scope.channel == channel]
        ends = [consent.expires_at, consent.withdrawn_at, consent.ended_at]
        ends += [end for scope in scopes for end in (scope.ends_at, scope.withdrawn_at)]
        yield from (end for end in ends if end is not None)
