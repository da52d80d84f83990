"""Pairs of a before and an after."""

from http import HTTPStatus

from flask import Response

from gallery.actions.pair_photos import pair_photos, unpair_photos
from gallery.permissions import Permission
from gallery.runtime import UnitOfWork
from gallery.web.access import api, current_actor, current_runtime
from gallery.web.api.blueprint import blueprint
from gallery.web.api.case_bodies import PairBody
from gallery.web.api.document import described
from gallery.web.api.incoming import json_body
from gallery.web.api.once import nothing, once
from gallery.web.api.pair_models import PairAnswer

_TAG = "Pairs"


@blueprint.post("/cases/<case_id>/pairs")
@api(Permission.EDIT_CASES)
@described(
    tag=_TAG,
    scope=Permission.EDIT_CASES,
    json=PairBody,
    answer=PairAnswer,
    status=201,
    errors=(400, 404, 409, 413, 415),
    is_post=True,
)
def create_pair(case_id: str) -> Response:
    """Pair a before with an after of the same view."""
    body = json_body(PairBody)

    def work(uow: UnitOfWork) -> PairAnswer:
        return PairAnswer.of(pair_photos(uow, case_id, body.before, body.after, body.view))

    return once(HTTPStatus.CREATED, work)


@blueprint.delete("/pairs/<pair_id>")
@api(Permission.EDIT_CASES)
@described(tag=_TAG, scope=Permission.EDIT_CASES, status=204, errors=(404, 409))
def delete_pair(pair_id: str) -> Response:
    """Take a pair apart; its photos stay."""
    with current_runtime().unit_of_work(current_actor()) as uow:
        unpair_photos(uow, pair_id)
    return nothing()
