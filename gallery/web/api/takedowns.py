"""Surfaces that are to be cleared: which, how far, and what people report."""

from http import HTTPStatus
from typing import Literal

from flask import Response
from pydantic import Field
from sqlalchemy import select
from sqlalchemy.orm import Session

from gallery.actions.find_takedowns import TakedownQuery, find_takedowns
from gallery.actions.keep_evidence import Evidence
from gallery.actions.report_takedown import look_again, report_takedown
from gallery.clock import utc_now
from gallery.consent.takedown_states import TakedownState
from gallery.errors import EvidenceTooLarge, NotFound
from gallery.models import Case, LedgerEvent
from gallery.permissions import Permission
from gallery.runtime import UnitOfWork
from gallery.web.access import api, current_runtime
from gallery.web.api.blueprint import blueprint
from gallery.web.api.document import described
from gallery.web.api.incoming import Incoming, LongText, Name, form_of, query_of, refuse_field
from gallery.web.api.once import once, reply
from gallery.web.api.takedown_answers import (
    TakedownAnswer,
    TakedownPageAnswer,
    takedown_answers,
)
from gallery.web.api.uploads import content_of, file_parts

_TAG = "Takedowns"
_MOST = 1_000_000
_State = Literal["open", TakedownState]


class TakedownFilters(Incoming):
    """Which surfaces; one of the first four has to be named."""

    event: Name | None = None
    case: Name | None = None
    state: _State | None = Field(default=None, description="open: every one that is not clear")
    late: bool | None = Field(default=None, description="Open past the deadline")
    page: int = Field(default=1, ge=1, le=_MOST)
    per_page: int = Field(default=200, ge=1, le=1000)

    def query(self) -> TakedownQuery:
        """Return the filters as the action takes them."""
        return TakedownQuery(
            event_id=self.event,
            case_id=self.case,
            state=self.state,
            is_late=self.late,
            page=self.page,
            per_page=self.per_page,
        )


class ReportFields(Incoming):
    """What was done to clear a surface, in 10 to 2000 characters."""

    words: LongText


class ReportForm(ReportFields):
    """What was done, and if there is one a document that shows it."""

    proof: str = Field(
        default="",
        description="PDF, JPEG, PNG, WebP or HEIC",
        json_schema_extra={"contentMediaType": "application/octet-stream"},
    )


@blueprint.get("/takedowns")
@api(Permission.VIEW_CASES)
@described(
    tag=_TAG,
    scope=Permission.VIEW_CASES,
    query=TakedownFilters,
    answer=TakedownPageAnswer,
    errors=(404,),
)
def list_takedowns() -> Response:
    """List surfaces to clear: of an event, of a case, in a state, or those that are late."""
    asked, now = query_of(TakedownFilters), utc_now()
    if asked.query() == TakedownQuery(page=asked.page, per_page=asked.per_page):
        refuse_field("event", "Name the event of a withdrawal, a case, a state, or late.")
    with current_runtime().reading() as session:
        _check_known(session, asked)
        found = find_takedowns(session, asked.query(), now)
        return reply(
            TakedownPageAnswer(
                takedowns=takedown_answers(found.tasks, now),
                page=asked.page,
                per_page=asked.per_page,
                total=found.total,
            )
        )


@blueprint.post("/takedowns/<takedown_id>/report")
@api(Permission.WITHDRAW_CONSENTS)
@described(
    tag=_TAG,
    scope=Permission.WITHDRAW_CONSENTS,
    form=ReportForm,
    answer=TakedownAnswer,
    errors=(404, 409, 413, 415),
    is_post=True,
)
def report_surface(takedown_id: str) -> Response:
    """Say that a surface was cleared by hand, in words and if there is one with a document."""
    limit_bytes = current_runtime().settings.max_upload_bytes
    said = form_of(ReportFields, limit_bytes, EvidenceTooLarge)
    file = file_parts({"proof"}).get("proof")
    proof = Evidence(content_of(file, "proof", limit_bytes)) if file is not None else None

    def work(uow: UnitOfWork) -> TakedownAnswer:
        return TakedownAnswer.of(report_takedown(uow, takedown_id, said.words, proof), uow.now)

    return once(HTTPStatus.OK, work)


@blueprint.post("/takedowns/<takedown_id>/look")
@api(Permission.WITHDRAW_CONSENTS)
@described(
    tag=_TAG,
    scope=Permission.WITHDRAW_CONSENTS,
    answer=TakedownAnswer,
    status=202,
    errors=(404, 409),
    is_post=True,
)
def look_at_surface(takedown_id: str) -> Response:
    """Have the service look at a surface now; ask for it again to see what it saw."""

    def work(uow: UnitOfWork) -> TakedownAnswer:
        return TakedownAnswer.of(look_again(uow, takedown_id), uow.now)

    return once(HTTPStatus.ACCEPTED, work)


def _check_known(session: Session, asked: TakedownFilters) -> None:
    event = select(LedgerEvent.position).where(LedgerEvent.id == asked.event)
    if asked.event is not None and session.execute(event).first() is None:
        raise NotFound("There is no event with this id.")
    if asked.case is not None and session.get(Case, asked.case) is None:
        raise NotFound("There is no case with this id.")
