"""Compare whose a row is, and what decides where it may be shown, with what the ledger tells.

Events tell the patient of a row, and these facts, since they could be given to another unseen;
rows from before are compared as far as an event says anything of them.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from gallery.actions import add_photo, open_case
from gallery.actions.reconciling.endings import GIVEN
from gallery.consent.offer import offer_from
from gallery.models import Case, ConsentRecord, LedgerEvent, PatientLink, Photo, SigningRequest
from gallery.publishing.lifecycle import CaseState

#: Id of a row, and what is said of it.
Unlike = Iterator[tuple[str, str]]
_Told = Mapping[str, Sequence[LedgerEvent]]
_ASKED = ("text_sha256", "channels")
_OTHER_PATIENT = "It is another patient's than event {} tells."


def cases_unlike(session: Session, case_ids: Sequence[str]) -> Unlike:
    """Yield cases that are another's, or of which something else was told; purged ones are bare."""
    query = select(Case).where(Case.id.in_(case_ids)).options(selectinload(Case.procedures))
    rows = session.execute(query).scalars().all()
    told = _of_cases(session, case_ids, ("case.opened", "case.edited"))
    for row in rows:
        events = told.get(row.id, [])
        yield from _whose(row.id, row.subject_id, events, "case.opened")
        if row.state == CaseState.PURGED:
            continue
        there = {name: getattr(row, name) for name in open_case.DECIDING if name != "procedures"}
        there["procedures"] = sorted(row.procedure_slugs)
        wanted = _facts(events)
        if isinstance(slugs := wanted.get("procedures"), list):
            wanted["procedures"] = sorted(set(slugs))
        yield from _facts_unlike(row.id, there, wanted)


def photos_unlike(session: Session, photo_ids: Sequence[str]) -> Unlike:
    """Yield photos of another case, said to be later than they are, or to show something else."""
    query = select(Photo).where(Photo.id.in_(photo_ids))
    rows = session.execute(query).scalars().all()
    case_ids = {row.case_id for row in rows}
    told = _of_rows(_of_cases(session, case_ids, ("photo.added", "photo.edited")))
    for row in rows:
        events = told.get(row.id, [])
        there = {name: getattr(row, name) for name in add_photo.DECIDING}
        yield from _facts_unlike(row.id, there, _facts(events))
        # A later one is covered by a consent to later photos.
        if any(row.created_at > one.at for one in events if one.action == "photo.added"):
            yield row.id, "Its created_at is after the event of its upload."


def consents_unlike(session: Session, consent_ids: Sequence[str]) -> Unlike:
    """Yield consents of another patient than their case's, or than was told at the signature."""
    query = (
        select(ConsentRecord.id, ConsentRecord.case_id, ConsentRecord.subject_id, Case.subject_id)
        .join(Case, Case.id == ConsentRecord.case_id)
        .where(ConsentRecord.id.in_(consent_ids))
    )
    rows = session.execute(query).all()
    told = _of_rows(_of_cases(session, {row.case_id for row in rows}, GIVEN))
    for identity, _case_id, hers, of_case in rows:
        if hers != of_case:
            yield identity, "It is another patient's than its case."
        yield from _whose(identity, hers, told.get(identity, []), None)


def requests_unlike(session: Session, request_ids: Sequence[str]) -> Unlike:
    """Yield requests to sign of another patient, or with another text, than was told."""
    query = (
        select(SigningRequest, Case.subject_id)
        .join(Case, Case.id == SigningRequest.case_id)
        .where(SigningRequest.id.in_(request_ids))
    )
    rows = session.execute(query).all()
    action = "consent.requested"
    told = _of_rows(_of_cases(session, {row[0].case_id for row in rows}, (action,)))
    for row, of_case in rows:
        events = told.get(row.id, [])
        if row.subject_id != of_case:
            yield row.id, "It is another patient's than its case."
        yield from _whose(row.id, row.subject_id, events, action)
        wanted = {key: one.details[key] for one in events for key in _ASKED if key in one.details}
        there = {"text_sha256": row.text_sha256, "channels": sorted(offer_from(row.offer).channels)}
        yield from _facts_unlike(row.id, there, wanted)


def links_unlike(session: Session, link_ids: Sequence[str]) -> Unlike:
    """Yield links to a patient's page that lead to another's, or are closed or open untold."""
    query = select(PatientLink).where(PatientLink.id.in_(link_ids))
    rows = session.execute(query).scalars().all()
    issued, revoked = "patient_link.issued", "patient_link.revoked"
    events = session.execute(
        select(LedgerEvent)
        .where(LedgerEvent.subject_id.in_(link_ids), LedgerEvent.action.in_((issued, revoked)))
        .order_by(LedgerEvent.position)
    ).scalars()
    told = _of_rows({"": list(events)})
    for row in rows:
        own = told.get(row.id, [])
        yield from _whose(row.id, row.subject_id, own, issued)
        closed = next((one.at for one in own if one.action == revoked), None)
        if row.revoked_at != closed:
            yield row.id, "Its revoked_at is not what the ledger tells."


def _whose(identity: str, hers: str, events: Sequence[LedgerEvent], begun_by: str | None) -> Unlike:
    """Compare the patient; an action in ``begun_by`` must have been told of every such row."""
    if begun_by is not None and not any(event.action == begun_by for event in events):
        yield identity, f"The ledger has no event {begun_by} of it."
    for event in events:
        if event.details.get("subject_id", hers) != hers:
            yield identity, _OTHER_PATIENT.format(event.position)


def _facts(events: Sequence[LedgerEvent]) -> dict[str, object]:
    """Return what was told last of each fact; of a change whose outcome is not told, nothing."""
    told: dict[str, object] = {}
    for event in events:
        fields = event.details.get("fields")
        for name in fields if isinstance(fields, list) else ():
            told.pop(name, None)
        after = event.details.get("after")
        told |= after if isinstance(after, dict) else {}
    return told


def _facts_unlike(identity: str, there: Mapping[str, object], told: Mapping[str, object]) -> Unlike:
    amiss = [name for name, value in there.items() if told.get(name, value) != value]
    if amiss:
        yield identity, f"Not what the ledger told last: {', '.join(sorted(amiss))}."


def _of_cases(
    session: Session, case_ids: Collection[str], actions: Sequence[str]
) -> dict[str, list[LedgerEvent]]:
    query = select(LedgerEvent).where(
        LedgerEvent.case_id.in_(case_ids), LedgerEvent.action.in_(actions)
    )
    told: dict[str, list[LedgerEvent]] = {}
    for event in session.execute(query.order_by(LedgerEvent.position)).scalars():
        told.setdefault(event.case_id or "", []).append(event)
    return told


def _of_rows(by_case: _Told) -> dict[str, list[LedgerEvent]]:
    told: dict[str, list[LedgerEvent]] = {}
    for events in by_case.values():
        for event in events:
            told.setdefault(event.subject_id or "", []).append(event)
    return told
