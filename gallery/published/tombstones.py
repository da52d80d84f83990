"""What a feed showed and must no longer show."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import lru_cache

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session, joinedload

from gallery.consent.record import Decision
from gallery.models import Case, ConsentRecord, ConsentScope, Publication
from gallery.published.audience import Audience
from gallery.published.clearance import consents_by_case, verdict_on
from gallery.published.eligibility import INSTANT, at, is_permitted
from gallery.published.values import Tombstone

#: Why a feed no longer shows what is still shown elsewhere: its site takes no such cases.
RATED_ADULT = "rated_adult"


def tombstones_of(
    session: Session, audience: Audience, limit: int, now: datetime
) -> tuple[Tombstone, ...]:
    """Return up to ``limit`` publications that ended for this audience, newest first.

    One whose consent expired without any job running counts as ended, at the expiry. So does one
    that is still shown elsewhere and turned out to show nudity, for a site that did not ask for it.
    """
    rows: list[Publication] = []
    for query in _queries(audience):
        rows += session.execute(query.limit(limit), at(now)).scalars()
    consents = consents_by_case(session, {row.case_id for row in rows if row.ended_at is None})
    found = [_tombstone(row, consents.get(row.case_id, []), now) for row in rows]
    newest_first = sorted(found, key=lambda tombstone: tombstone.deleted_at, reverse=True)
    return tuple(newest_first[:limit])


@lru_cache(maxsize=128)
def _queries(audience: Audience) -> tuple[Select[Publication], ...]:
    shown_once = (
        select(Publication)
        .where(Publication.channel.in_(audience.channels), Publication.first_shown_at.is_not(None))
        .options(joinedload(Publication.case))
    )
    ended = shown_once.where(Publication.ended_at.is_not(None))
    lapsed = shown_once.where(
        Publication.ended_at.is_(None),
        Publication.case_id.in_(_cases_to_look_at()),
        ~is_permitted(),
    )
    queries = (ended.order_by(Publication.ended_at.desc()), lapsed)
    return queries if audience.takes_adult else (*queries, _adult(shown_once))


def _adult(shown_once: Select[Publication]) -> Select[Publication]:
    rated = shown_once.join(Case, Case.id == Publication.case_id)
    return rated.where(Case.shows_nudity.is_(True), is_permitted()).order_by(Case.updated_at.desc())


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
    deleted_at, reason = _ending(publication, consents, now)
    return Tombstone(publication.id, publication.case.slug, deleted_at, reason)


def _ending(
    publication: Publication, consents: Sequence[ConsentRecord], now: datetime
) -> tuple[datetime, str]:
    if publication.ended_at is not None:
        return publication.ended_at, publication.end_reason or "unpublished"
    if verdict_on(publication, [row.as_value() for row in consents], now).permitted:
        return publication.case.updated_at, RATED_ADULT
    ends = [end for end in _ends(consents, publication.channel) if end <= now]
    return max(ends, default=now), "consent_ended"


def _ends(consents: Sequence[ConsentRecord], channel: str) -> Iterator[datetime]:
    for consent in consents:
        scopes = [scope for scope in consent.scopes if scope.channel == channel]
        ends = [consent.expires_at, consent.withdrawn_at, consent.ended_at]
        ends += [end for scope in scopes for end in (scope.ends_at, scope.withdrawn_at)]
        yield from (end for end in ends if end is not None)
