"""How the photos of a pair lie over each other, and how comparable they are."""

from flask import Response

from gallery.actions.align_pair import apply_proposal, correct_alignment, undo_alignment
from gallery.actions.judge_pair import judge_pair
from gallery.errors import NotFound
from gallery.models import Pair
from gallery.permissions import Permission
from gallery.web.access import api, current_actor, current_runtime
from gallery.web.api.blueprint import blueprint
from gallery.web.api.document import described
from gallery.web.api.incoming import json_body
from gallery.web.api.once import reply
from gallery.web.api.pair_models import AlignmentBody, CheckBody, PairAnswer

_TAG = "Pairs"
_REFUSALS = (400, 404, 409, 413, 415)


@blueprint.get("/pairs/<pair_id>")
@api(Permission.VIEW_CASES)
@described(tag=_TAG, scope=Permission.VIEW_CASES, answer=PairAnswer, errors=(404,))
def show_pair(pair_id: str) -> Response:
    """Return a pair with its alignment and its nine checks."""
    with current_runtime().reading() as session:
        pair = session.get(Pair, pair_id)
        if pair is None:
            raise NotFound("There is no pair with this id.")
        return reply(PairAnswer.of(pair))


@blueprint.put("/pairs/<pair_id>/alignment")
@api(Permission.EDIT_CASES)
@described(
    tag=_TAG,
    scope=Permission.EDIT_CASES,
    json=AlignmentBody,
    answer=PairAnswer,
    errors=_REFUSALS,
)
def set_alignment(pair_id: str) -> Response:
    """Apply the proposal or a placement by hand; the group's renditions are made again."""
    body = json_body(AlignmentBody)
    with current_runtime().unit_of_work(current_actor()) as uow:
        if body.use == "proposal":
            return reply(PairAnswer.of(apply_proposal(uow, pair_id)))
        return reply(PairAnswer.of(correct_alignment(uow, pair_id, body.as_placement())))


@blueprint.delete("/pairs/<pair_id>/alignment")
@api(Permission.EDIT_CASES)
@described(tag=_TAG, scope=Permission.EDIT_CASES, answer=PairAnswer, errors=(404, 409))
def delete_alignment(pair_id: str) -> Response:
    """Undo an alignment: the photos lie middle on middle again."""
    with current_runtime().unit_of_work(current_actor()) as uow:
        return reply(PairAnswer.of(undo_alignment(uow, pair_id)))


@blueprint.put("/pairs/<pair_id>/checks/<name>")
@api(Permission.EDIT_CASES)
@described(
    tag=_TAG, scope=Permission.EDIT_CASES, json=CheckBody, answer=PairAnswer, errors=_REFUSALS
)
def judge_check(pair_id: str, name: str) -> Response:
    """Judge by hand what no picture tells, with your name and the time."""
    body = json_body(CheckBody)
    with current_runtime().unit_of_work(current_actor()) as uow:
        return reply(PairAnswer.of(judge_pair(uow, pair_id, name, passes=body.passes)))
