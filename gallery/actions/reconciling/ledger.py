"""Compare the ledger with the rows that it tells of, both ways."""

import hashlib
import json
from collections.abc import Callable, Collection, Iterator, Sequence

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute, Session, selectinload

from gallery.actions.reconciling.scan import (
    PAGE_ROWS,
    Discrepancy,
    Kind,
    Scan,
    id_pages,
    seen_twice,
)
from gallery.consent.record import Decision
from gallery.guards import guards_amiss
from gallery.ledger import broken_links
from gallery.models import Case, ConsentRecord, LedgerEvent, Photo, Publication

GIVEN = ("consent.given", "consent.renewed")
WITHDRAWN = "consent.withdrawn"
_Look = Callable[[Session, Sequence[str]], Iterator[Discrepancy]]
#: What begins a row's life in the ledger: the action, the kind of row, its table's id.
_BEGINNINGS: dict[str, tuple[str, InstrumentedAttribute[str]]] = {
    "case.opened": ("case", Case.id),
    "consent.given": ("consent", ConsentRecord.id),
    "consent.renewed": ("consent", ConsentRecord.id),
    "case.published": ("publication", Publication.id),
    "photo.added": ("photo", Photo.id),
}


def ledger_faults(scan: Scan) -> Iterator[list[Discrepancy]]:
    """Yield, page by page, where rows and events disagree; last, what keeps the ledger whole."""
    for page in id_pages(scan.runtime, ConsentRecord.id):
        yield _compared(scan, _consents, page)
    for page in id_pages(scan.runtime, Publication.id):
        yield _compared(scan, _publications, page)
    for page in id_pages(scan.runtime, Photo.id):
        yield _compared(scan, _photos, page)
    for events in _event_pages(scan):
        yield _compared(scan, _events_without_row, events)
    with scan.runtime.reading() as session:
        broken = next(broken_links(session), None)
        amiss = guards_amiss(session.connection())
    faults = [_fault("chain", "ledger", broken)] if broken else []
    yield faults + [_fault("guard", "database", words) for words in amiss]


def _compared(scan: Scan, look: _Look, identities: Sequence[str]) -> list[Discrepancy]:
    """Compare a page, passing over what cannot be read: the chain's check names such an event."""
    try:
        return seen_twice(scan, look, identities)
    except (ValueError, TypeError):
        half = len(identities) // 2
        if not half:
            return []
        first, second = identities[:half], identities[half:]
        return _compared(scan, look, first) + _compared(scan, look, second)


def _consents(session: Session, consent_ids: Sequence[str]) -> Iterator[Discrepancy]:
    query = (
        select(ConsentRecord)
        .where(ConsentRecord.id.in_(consent_ids))
        .options(selectinload(ConsentRecord.scopes))
    )
    rows = session.execute(query).scalars().all()
    events = _events(session, {row.case_id for row in rows}, (*GIVEN, WITHDRAWN))
    for row in rows:
        own = [event for event in events if event.subject_id == row.id]
        given = [event for event in own if event.action in GIVEN]
        if not given:
            yield _fault("consent", row.id, "The ledger has no event of its signature.")
        for event in given:
            yield from _signed_otherwise(row, event)
        yield from _withdrawn_otherwise(row, own, events)


def _signed_otherwise(row: ConsentRecord, event: LedgerEvent) -> Iterator[Discrepancy]:
    canonical = json.dumps(row.terms, sort_keys=True, separators=(",", ":"))
    facts = {
        "terms_sha256": hashlib.sha256(canonical.encode()).hexdigest(),
        "evidence_sha256": row.evidence_sha256,
    }
    for name, value in facts.items():
        if name in event.details and event.details[name] != value:
            words = f"Its {name} is not the one that event {event.position} holds."
            yield _fault("consent", row.id, words)


def _withdrawn_otherwise(
    row: ConsentRecord, own: Sequence[LedgerEvent], events: Sequence[LedgerEvent]
) -> Iterator[Discrepancy]:
    """Compare both ways: a withdrawal that the row forgot is the worse of the two."""
    told = [event for event in own if event.action == WITHDRAWN]
    is_told_whole = any(event.details.get("channels") == "all" for event in told)
    if is_told_whole and row.withdrawn_at is None:
        yield _fault("consent", row.id, "The ledger tells of its withdrawal, the row does not.")
    if row.withdrawn_at is not None and not is_told_whole:
        yield _fault("consent", row.id, "The row is withdrawn, the ledger tells of no withdrawal.")
    told_channels = {channel for event in told for channel in _channels(event)}
    touched = told or [event for event in events if row.id in _also_ended(event)]
    touched = touched or [event for event in own if event.details.get("withdrawn_before")]
    for scope in row.scopes:
        if scope.decision != Decision.PERMIT:
            continue
        if scope.withdrawn_at is None and scope.channel in told_channels:
            words = f"The ledger tells that {scope.channel} was withdrawn, the row does not."
            yield _fault("consent", row.id, words)
        if scope.withdrawn_at is not None and not touched:
            words = f"{scope.channel} is withdrawn, the ledger tells of no withdrawal."
            yield _fault("consent", row.id, words)


def _channels(event: LedgerEvent) -> list[str]:
    named = event.details.get("channels")
    return named if isinstance(named, list) else []


def _also_ended(event: LedgerEvent) -> list[str]:
    named = event.details.get("consents")
    return named if event.action == WITHDRAWN and isinstance(named, list) else []


def _publications(session: Session, publication_ids: Sequence[str]) -> Iterator[Discrepancy]:
    query = select(Publication.id, Publication.case_id).where(Publication.id.in_(publication_ids))
    rows = session.execute(query).all()
    events = _events(session, {row.case_id for row in rows}, ("case.published",))
    told = {event.subject_id for event in events}
    for row in rows:
        if row.id not in told:
            yield _fault("publication", row.id, "The ledger has no event of its publishing.")


def _photos(session: Session, photo_ids: Sequence[str]) -> Iterator[Discrepancy]:
    query = select(Photo.id, Photo.case_id, Photo.sha256).where(Photo.id.in_(photo_ids))
    rows = session.execute(query).all()
    events = _events(session, {row.case_id for row in rows}, ("photo.added",))
    told = {event.subject_id: event.details.get("sha256") for event in events}
    for row in rows:
        if row.id not in told:
            yield _fault("original", row.id, "The ledger has no event of its upload.")
        elif told[row.id] != row.sha256:
            yield _fault("original", row.id, "Its SHA-256 is not the one that the ledger holds.")


def _event_pages(scan: Scan) -> Iterator[Sequence[str]]:
    """Yield the ids of events that begin something, a page at a time."""
    last = 0
    query = select(LedgerEvent.position, LedgerEvent.id).where(LedgerEvent.action.in_(_BEGINNINGS))
    while True:
        following = query.where(LedgerEvent.position > last).order_by(LedgerEvent.position)
        with scan.runtime.reading() as session:
            rows = session.execute(following.limit(PAGE_ROWS)).all()
        if not rows:
            return
        yield [row.id for row in rows]
        last = rows[-1].position


def _events_without_row(session: Session, event_ids: Sequence[str]) -> Iterator[Discrepancy]:
    query = select(LedgerEvent).where(LedgerEvent.id.in_(event_ids))
    events = session.execute(query).scalars().all()
    for kind, column in dict(_BEGINNINGS.values()).items():
        named = {_identity(e): e for e in events if _BEGINNINGS[e.action][0] == kind}
        there = set(session.execute(select(column).where(column.in_(named))).scalars())
        gone = {name: event for name, event in named.items() if name not in there}
        # After the rows: a photo taken out meanwhile has its event by now.
        removed = _removed(session, gone) if kind == "photo" and gone else set()
        for name in gone.keys() - removed:
            words = f"Event {gone[name].position} names this {kind}, and there is no such row."
            yield _fault(kind, name, words)


def _identity(event: LedgerEvent) -> str:
    return (event.case_id if event.action == "case.opened" else event.subject_id) or ""


def _removed(session: Session, gone: dict[str, LedgerEvent]) -> set[str]:
    """Return the photos that staff took out: their rows go, rightly."""
    case_ids = {event.case_id for event in gone.values() if event.case_id}
    events = _events(session, case_ids, ("photo.removed",))
    return {event.subject_id for event in events if event.subject_id}


def _events(
    session: Session, case_ids: Collection[str], actions: Sequence[str]
) -> Sequence[LedgerEvent]:
    query = select(LedgerEvent).where(
        LedgerEvent.case_id.in_(case_ids), LedgerEvent.action.in_(actions)
    )
    return session.execute(query).scalars().all()


def _fault(what: str, identity: str, words: str) -> Discrepancy:
    advice = "Compare with a backup, and find out who wrote to the database."
    return Discrepancy(Kind.LEDGER_MISMATCH, what, identity, f"{words} {advice}")
