"""What happened to a consent, from the ledger, as exports tell it: by code and by role."""

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from gallery.consent.record import Grantor
from gallery.exports.record import ActorKind, ConsentStatus, EventType, ExportedEvent
from gallery.models import ConsentRecord, LedgerEvent

_TYPES: Mapping[str, EventType] = {
    "consent.requested": EventType.REQUESTED,
    "consent.given": EventType.GIVEN,
    "consent.renewed": EventType.RENEWED,
    "consent.expiring_notice": EventType.EXPIRING_NOTICE,
    "consent.expired": EventType.EXPIRED,
    "consent.withdrawn": EventType.WITHDRAWN,
    "consent.superseded": EventType.SUPERSEDED,
    "consent.declined": EventType.DECLINED,
    "consent.invalidated": EventType.INVALIDATED,
    "consent.entered_in_error": EventType.ENTERED_IN_ERROR,
    "consent.receipt_issued": EventType.RECEIPT_ISSUED,
    "consent.accessed": EventType.ACCESSED,
    "consent.exported": EventType.ACCESSED,
    "evidence.viewed": EventType.ACCESSED,
}
_ROLES = {"system": ActorKind.SYSTEM, "patient": ActorKind.SUBJECT}


def exported_events(
    session: Session, row: ConsentRecord, status: ConsentStatus
) -> tuple[ExportedEvent, ...]:
    """Return the events of one consent and of the request that it answers, oldest first."""
    query = (
        select(LedgerEvent)
        .where(LedgerEvent.case_id == row.case_id, LedgerEvent.action.in_(list(_TYPES)))
        .order_by(LedgerEvent.position)
    )
    events = session.execute(query).scalars()
    return tuple(_event(event, row) for event in events if _concerns(event, row, status))


def _concerns(event: LedgerEvent, row: ConsentRecord, status: ConsentStatus) -> bool:
    """Tell whether an event is about this consent, which others of its case may be named with."""
    if event.action == "consent.expired" and status is not ConsentStatus.EXPIRED:
        return False  # it names every consent whose day is past, also those that ended before
    return _is_subject(event, row) or row.id in _named_in(event)


def _is_subject(event: LedgerEvent, row: ConsentRecord) -> bool:
    own = {("consent", row.id), ("request", row.signing_request_id)}
    return (event.subject_kind or "", event.subject_id) in own


def _named_in(event: LedgerEvent) -> list[object]:
    named = event.details.get("consents")
    return named if isinstance(named, list) else []


def _event(event: LedgerEvent, row: ConsentRecord) -> ExportedEvent:
    return ExportedEvent(event.at, _type(event, row), _role(event, row), event.hash)


def _type(event: LedgerEvent, row: ConsentRecord) -> EventType:
    """Tell a withdrawal of some places, or of another consent's, from that of the whole."""
    is_whole = event.details.get("channels") == "all" and _is_subject(event, row)
    if event.action == "consent.withdrawn" and not is_whole:
        return EventType.SCOPE_CHANGED
    return _TYPES[event.action]


def _role(event: LedgerEvent, row: ConsentRecord) -> ActorKind:
    role = _ROLES.get(event.actor, ActorKind.STAFF)
    is_for_her = role is ActorKind.SUBJECT and row.terms.get("grantor") != Grantor.SELF
    return ActorKind.REPRESENTATIVE if is_for_her else role
