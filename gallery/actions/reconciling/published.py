"""Compare what is published, since when and of which photos with what the ledger tells."""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from gallery.models import LedgerEvent, Publication, PublishedPhoto

_PUBLISHED, _RENEWED = "case.published", "consent.renewed"


def publications_unlike(
    session: Session, publication_ids: Sequence[str]
) -> Iterator[tuple[str, str]]:
    """Yield the id of each publication that is not as it was published, and how.

    It stands since it was published, or since a consent took the place of another: whoever moves
    that on lets it stand on consents that were never asked about it.
    """
    query = (
        select(Publication)
        .where(Publication.id.in_(publication_ids))
        .options(selectinload(Publication.shown).selectinload(PublishedPhoto.keys))
    )
    rows = session.execute(query).scalars().all()
    case_ids = {row.case_id for row in rows}
    events = session.execute(
        select(LedgerEvent)
        .where(LedgerEvent.case_id.in_(case_ids), LedgerEvent.action.in_((_PUBLISHED, _RENEWED)))
        .order_by(LedgerEvent.position)
    ).scalars()
    told: dict[str | None, LedgerEvent] = {}
    renewed: dict[str | None, set[datetime]] = {}
    for event in events:
        if event.action == _PUBLISHED:
            told[event.subject_id] = event
        else:
            renewed.setdefault(event.case_id, set()).add(event.at)
    for row in rows:
        if row.id not in told:
            yield row.id, "The ledger has no event of its publishing."
            continue
        amiss = list(_columns_unlike(row, told[row.id], renewed.get(row.case_id, set())))
        if amiss:
            position = told[row.id].position
            yield row.id, f"Not as it was published by event {position}: {', '.join(amiss)}."
        if any(not shown.keys for shown in row.shown):
            yield row.id, "A photo that it shows has no public name left."


def _columns_unlike(
    row: Publication, event: LedgerEvent, renewed: Collection[datetime]
) -> Iterator[str]:
    if event.details.get("channel", row.channel) != row.channel:
        yield "channel"
    if row.published_at != event.at:
        yield "published_at"
    if row.stands_since not in {event.at, *renewed}:
        yield "stands_since"
    photos = event.details.get("photos")
    if isinstance(photos, list) and photos != sorted(shown.photo_id for shown in row.shown):
        yield "photos"
