"""Copies of a case that staff put somewhere by hand."""

from http import HTTPStatus

from flask import Response

from gallery.actions.find_cases import load_case
from gallery.actions.place_case import place_case, placements_of, remove_placement
from gallery.permissions import Permission
from gallery.runtime import UnitOfWork
from gallery.web.access import api, current_actor, current_runtime
from gallery.web.api.blueprint import blueprint
from gallery.web.api.document import described
from gallery.web.api.incoming import json_body
from gallery.web.api.once import nothing, once, reply
from gallery.web.api.signing_answers import PlacementAnswer, PlacementListAnswer
from gallery.web.api.signing_bodies import PlacementBody

_TAG = "Placements"


@blueprint.post("/cases/<case_id>/placements")
@api(Permission.PUBLISH)
@described(
    tag=_TAG,
    scope=Permission.PUBLISH,
    json=PlacementBody,
    answer=PlacementAnswer,
    status=201,
    errors=(400, 404, 409, 413, 415),
    is_post=True,
)
def create_placement(case_id: str) -> Response:
    """Put on record where a copy is, so that a withdrawal brings it up."""
    body = json_body(PlacementBody)

    def work(uow: UnitOfWork) -> PlacementAnswer:
        row = place_case(uow, case_id, body.channel, body.address, body.note)
        return PlacementAnswer.of(row)

    return once(HTTPStatus.CREATED, work)


@blueprint.get("/cases/<case_id>/placements")
@api(Permission.VIEW_CASES)
@described(tag=_TAG, scope=Permission.VIEW_CASES, answer=PlacementListAnswer, errors=(404,))
def list_placements(case_id: str) -> Response:
    """List where copies of a case were put, newest first; those that are gone, too."""
    with current_runtime().reading() as session:
        load_case(session, case_id)
        rows = placements_of(session, case_id)
        return reply(PlacementListAnswer(placements=[PlacementAnswer.of(row) for row in rows]))


@blueprint.delete("/placements/<placement_id>")
@api(Permission.WITHDRAW_CONSENTS)
@described(tag=_TAG, scope=Permission.WITHDRAW_CONSENTS, status=204, errors=(404, 409))
def end_placement(placement_id: str) -> Response:
    """Note that a copy is not there any more; it stays on the list with the time."""
    with current_runtime().unit_of_work(current_actor()) as uow:
        remove_placement(uow, placement_id)
    return nothing()
