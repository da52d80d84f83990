"""What happened: the ledger, and what is being cleared after a withdrawal."""

from flask import Response
from pydantic import Field
from sqlalchemy import select

from gallery.actions.find_cases import takedowns_of
from gallery.actions.read_audit import events_of
from gallery.errors import NotFound
from gallery.models import Case, LedgerEvent
from gallery.permissions import Permission
from gallery.web.access import api, current_runtime
from gallery.web.api.blueprint import blueprint
from gallery.web.api.consent_answers import (
    EventListAnswer,
    TakedownListAnswer,
    event_answers,
    takedown_answers,
)
from gallery.web.api.document import described
from gallery.web.api.incoming import Incoming, Name, query_of, refuse_field
from gallery.web.api.once import reply

_TAG = "Audit"


class EventFilters(Incoming):
    """Which events to list; without a case, those of the whole installation."""

    case: Name | None = None
    limit: int = Field(default=100, ge=1, le=1000)
    before: int | None = Field(
        default=None, ge=1, le=2**63 - 1, description="Events before this position"
    )


class TakedownFilters(Incoming):
    """Of which withdrawal, or of which case."""

    event: Name | None = None
    case: Name | None = None


@blueprint.get("/audit")
@api(Permission.VIEW_AUDIT)
@described(
    tag=_TAG,
    scope=Permission.VIEW_AUDIT,
    query=EventFilters,
    answer=EventListAnswer,
    errors=(404,),
)
def list_events() -> Response:
    """List what happened, newest first; the events form a chain of hashes."""
    asked = query_of(EventFilters)
    with current_runtime().reading() as session:
        if asked.case is not None and session.get(Case, asked.case) is None:
            raise NotFound("There is no case with this id.")
        events = events_of(session, asked.case, asked.limit, asked.before)
        has_more = len(events) == asked.limit
        return reply(
            EventListAnswer(
                events=event_answers(events),
                next_before=events[-1].position if has_more else None,
            )
        )


@blueprint.get("/takedowns")
@api(Permission.VIEW_CASES)
@described(
    tag=_TAG,
    scope=Permission.VIEW_CASES,
    query=TakedownFilters,
    answer=TakedownListAnswer,
    errors=(404,),
)
def list_takedowns() -> Response:
    """List the surfaces to clear after a withdrawal (``event``) or of a case."""
    asked = query_of(TakedownFilters)
    if asked.event is None and asked.case is None:
        refuse_field("event", "Name the event of a withdrawal, or a case.")
    with current_runtime().reading() as session:
        event = select(LedgerEvent.position).where(LedgerEvent.id == asked.event)
        if asked.event is not None and session.execute(event).first() is None:
            raise NotFound("There is no event with this id.")
        if asked.case is not None and session.get(Case, asked.case) is None:
            raise NotFound("There is no case with this id.")
        takedowns = takedowns_of(session, case_id=asked.case, event_id=asked.event)
        return reply(TakedownListAnswer(takedowns=takedown_answers(takedowns)))
