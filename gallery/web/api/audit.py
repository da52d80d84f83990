"""What happened: the ledger."""

from flask import Response
from pydantic import Field

from gallery.actions.read_audit import events_of
from gallery.errors import NotFound
from gallery.models import Case
from gallery.permissions import Permission
from gallery.web.access import api, current_runtime
from gallery.web.api.blueprint import blueprint
from gallery.web.api.consent_answers import EventListAnswer, event_answers
from gallery.web.api.document import described
from gallery.web.api.incoming import Incoming, Name, query_of
from gallery.web.api.once import reply

_TAG = "Audit"


class EventFilters(Incoming):
    """Which events to list; without a case, those of the whole installation."""

    case: Name | None = None
    limit: int = Field(default=100, ge=1, le=1000)
    before: int | None = Field(
        default=None, ge=1, le=2**63 - 1, description="Events before this position"
    )


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
