"""Compare the ledger with the rows that it tells of, both ways."""

import hashlib
import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import partial
from itertools import groupby, takewhile

from sqlalchemy import Row, select
from sqlalchemy.orm import InstrumentedAttribute, Session, selectinload

from gallery.actions.open_takedowns import OPENED
from gallery.actions.reconciling.checkpoints import checkpoints_unlike
from gallery.actions.reconciling.endings import ENDED, GIVEN, WITHDRAWN, endings_unlike
from gallery.actions.reconciling.parties import parties_unlike
from gallery.actions.reconciling.published import publications_unlike
from gallery.actions.reconciling.scan import (
    PAGE_ROWS,
    Discrepancy,
    Kind,
    Scan,
    id_pages,
    seen_twice,
)
from gallery.actions.reconciling.signed import columns_unlike
from gallery.actions.reconciling.takedown_events import takedowns_unlike, tasks_unlike
from gallery.actions.reconciling.whose import (
    cases_unlike,
    consents_unlike,
    links_unlike,
    photos_unlike,
    requests_unlike,
)
from gallery.actions.seal_parties import SEALED
from gallery.guards import guards_amiss
from gallery.ledger import broken_links
from gallery.models import (
    Case,
    ConsentRecord,
    LedgerEvent,
    PatientLink,
    Photo,
    Publication,
    SigningRequest,
    Takedown,
)
from gallery.vault import Vault

#: What begins a row's life in the ledger: the action, the kind of row, its table's id.
_BEGINNINGS: dict[str, tuple[str, InstrumentedAttribute[str]]] = {
    "case.opened": ("case", Case.id),
    "consent.given": ("consent", ConsentRecord.id),
    "consent.renewed": ("consent", ConsentRecord.id),
    "case.published": ("publication", Publication.id),
    "photo.added": ("photo", Photo.id),
    "patient_link.issued": ("patient_link", PatientLink.id),
    "consent.requested": ("request", SigningRequest.id),
}
_Look = Callable[[Session, Sequence[str]], Iterator[tuple[str, str]]]
#: What a finding is about, the ids to look at, and what compares these rows with their events.
_COMPARED: tuple[tuple[str, InstrumentedAttribute[str], _Look], ...] = (
    ("consent", ConsentRecord.id, consents_unlike),
    ("publication", Publication.id, publications_unlike),
    ("case", Case.id, cases_unlike),
    ("photo", Photo.id, photos_unlike),
    ("request", SigningRequest.id, requests_unlike),
    ("patient_link", PatientLink.id, links_unlike),
    ("takedown", Takedown.id, takedowns_unlike),
)


def ledger_faults(scan: Scan) -> Iterator[list[Discrepancy]]:
    """Yield, page by page, where rows and events disagree; last, what keeps the ledger whole."""
    for page in id_pages(scan.runtime, ConsentRecord.id):
        yield seen_twice(scan, partial(_consents, scan.runtime.vault), page, of="consents")
    for what, column, look in _COMPARED:
        of = column.class_.__tablename__
        for page in id_pages(scan.runtime, column):
            yield seen_twice(scan, partial(_unlike, what, look), page, of=of)
    for page in id_pages(scan.runtime, Photo.id):
        yield seen_twice(scan, _photos, page, of="photos")
    # An event that cannot be read is named by the chain's check.
    for events in _event_pages(scan, _BEGINNINGS):
        yield seen_twice(scan, _events_without_row, events, of=None)
    for events in _event_pages(scan, (OPENED,)):
        yield seen_twice(scan, partial(_unlike, "takedown", tasks_unlike), events, of=None)
    with scan.runtime.reading() as session:
        broken = next(broken_links(session), None)
        unsealed = tuple(checkpoints_unlike(session, scan.runtime.settings.ledger_key))
        amiss = guards_amiss(session.connection())
    faults = [_fault("chain", "ledger", broken)] if broken else []
    faults += [_fault("checkpoint", "ledger", words) for words in unsealed]
    yield faults + [_fault("guard", "database", words) for words in amiss]


def _consents(vault: Vault, session: Session, consent_ids: Sequence[str]) -> Iterator[Discrepancy]:
    query = (
        select(ConsentRecord)
        .where(ConsentRecord.id.in_(consent_ids))
        .options(selectinload(ConsentRecord.scopes), selectinload(ConsentRecord.covered))
    )
    rows = session.execute(query).scalars().all()
    actions = (*GIVEN, SEALED, WITHDRAWN, *ENDED)
    told: dict[str | None, list[LedgerEvent]] = {}
    for event in _events(session, {row.case_id for row in rows}, actions):
        told.setdefault(event.case_id, []).append(event)
    photos = _photos_told(session, {row.case_id for row in rows if not row.terms.get("photos")})
    for row in rows:
        events = told.get(row.case_id, [])
        given = [one for one in events if one.subject_id == row.id and one.action in GIVEN]
        if not given:
            yield _fault("consent", row.id, "The ledger has no event of its signature.")
        for event in given:
            there = _photos_at(photos.get(row.case_id, ()), event.position)
            yield from _signed_otherwise(row, event, there)
        hers = [one for one in events if one.subject_id == row.id]
        for words in (*endings_unlike(row, events), *parties_unlike(vault, row, hers)):
            yield _fault("consent", row.id, words)


def _signed_otherwise(
    row: ConsentRecord, event: LedgerEvent, photos: frozenset[str]
) -> Iterator[Discrepancy]:
    canonical = json.dumps(row.terms, sort_keys=True, separators=(",", ":"))
    facts = {
        "terms_sha256": hashlib.sha256(canonical.encode()).hexdigest(),
        "evidence_sha256": row.evidence_sha256,
        "text_sha256": row.text_sha256,
    }
    amiss = [name for name in facts if event.details.get(name, facts[name]) != facts[name]]
    for name in amiss:
        words = f"Its {name} is not the one that event {event.position} holds."
        yield _fault("consent", row.id, words)
    if "terms_sha256" in amiss:
        return  # terms that were edited vouch for nothing
    columns = list(columns_unlike(row, event, photos))
    if columns:
        words = f"Not as it was signed by event {event.position}: {', '.join(columns)}."
        yield _fault("consent", row.id, words)


def _photos_told(
    session: Session, case_ids: Collection[str]
) -> Mapping[str | None, Sequence[Row[str | None, str | None, str, int]]]:
    """Return in order, for each case, which photos came and went."""
    columns = (
        LedgerEvent.case_id,
        LedgerEvent.subject_id,
        LedgerEvent.action,
        LedgerEvent.position,
    )
    query = select(*columns).where(
        LedgerEvent.case_id.in_(case_ids),
        LedgerEvent.action.in_(("photo.added", "photo.removed")),
    )
    rows = session.execute(query.order_by(LedgerEvent.case_id, LedgerEvent.position))
    return {case_id: list(group) for case_id, group in groupby(rows, lambda row: row.case_id)}


def _photos_at(
    told: Sequence[Row[str | None, str | None, str, int]], position: int
) -> frozenset[str]:
    there: set[str] = set()
    for row in takewhile(lambda row: row.position < position, told):
        change = there.add if row.action == "photo.added" else there.discard
        change(row.subject_id or "")
    return frozenset(there)


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


def _unlike(what: str, look: _Look, session: Session, ids: Sequence[str]) -> Iterator[Discrepancy]:
    for identity, words in look(session, ids):
        yield _fault(what, identity, words)


def _event_pages(scan: Scan, actions: Collection[str]) -> Iterator[Sequence[str]]:
    """Yield the ids of events of these actions, a page at a time."""
    last = 0
    query = select(LedgerEvent.position, LedgerEvent.id).where(LedgerEvent.action.in_(actions))
    while True:
        following = query.where(LedgerEvent.position > last).order_by(LedgerEvent.position)
        with scan.runtime.reading() as session:
            rows = session.execute(following.limit(PAGE_ROWS)).all()
        if not rows:
            return
        yield [row.id for row in rows if isinstance(row.id, str)]
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
    return session.execute(query.order_by(LedgerEvent.position)).scalars().all()


def _fault(what: str, identity: str, words: str) -> Discrepancy:
    advice = "Compare with a backup, and find out who wrote to the database."
    return Discrepancy(Kind.LEDGER_MISMATCH, what, identity, f"{words} {advice}")
