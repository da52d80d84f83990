"""Where a case is shown."""

from http import HTTPStatus

from flask import Response
from sqlalchemy.orm import Session

from gallery.actions.find_cases import load_case, publications_of
from gallery.actions.publish_case import publish_case
from gallery.actions.review_case import findings_for
from gallery.actions.unpublish_case import unpublish_case
from gallery.clock import utc_now
from gallery.permissions import Permission
from gallery.runtime import Runtime, UnitOfWork
from gallery.web.access import api, current_actor, current_runtime
from gallery.web.api.blueprint import blueprint
from gallery.web.api.case_bodies import PublicationBody, UnpublicationBody
from gallery.web.api.document import described
from gallery.web.api.failures import FindingAnswer
from gallery.web.api.incoming import json_body
from gallery.web.api.once import once, reply
from gallery.web.api.publication_answers import PublicationAnswer, PublishedCaseAnswer

_TAG = "Publication"


@blueprint.post("/cases/<case_id>/publication")
@api(Permission.PUBLISH)
@described(
    tag=_TAG,
    scope=Permission.PUBLISH,
    json=PublicationBody,
    answer=PublishedCaseAnswer,
    errors=(400, 404, 409, 413, 415),
    is_post=True,
)
def create_publication(case_id: str) -> Response:
    """Show a case on channels, if nothing stands against it: else 409 with the findings."""
    channels = json_body(PublicationBody).channels

    def work(uow: UnitOfWork) -> PublishedCaseAnswer:
        publish_case(uow, case_id, channels)
        return _answer(uow.session, uow.runtime, case_id, channels)

    return once(HTTPStatus.OK, work)


@blueprint.delete("/cases/<case_id>/publication")
@api(Permission.PUBLISH)
@described(
    tag=_TAG,
    scope=Permission.PUBLISH,
    json=UnpublicationBody,
    answer=PublishedCaseAnswer,
    errors=(400, 404, 409, 413, 415),
)
def delete_publication(case_id: str) -> Response:
    """Take a case from channels at once; from all of them if the body is left out."""
    channels = json_body(UnpublicationBody).channels
    with current_runtime().unit_of_work(current_actor()) as uow:
        unpublish_case(uow, case_id, channels)
        return reply(_answer(uow.session, uow.runtime, case_id, ()))


def _answer(
    session: Session, runtime: Runtime, case_id: str, channels: tuple[str, ...]
) -> PublishedCaseAnswer:
    case = load_case(session, case_id)
    findings = findings_for(session, runtime, case, channels, utc_now()) if channels else ()
    return PublishedCaseAnswer(
        id=case.id,
        slug=case.slug,
        state=case.state,
        publications=[PublicationAnswer.of(row) for row in publications_of(session, case_id)],
        findings=[FindingAnswer.of(finding) for finding in findings],
    )
