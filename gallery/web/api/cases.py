"""Cases."""

from http import HTTPStatus

from flask import Response

from gallery.actions.delete_case import delete_case
from gallery.actions.edit_case import edit_case
from gallery.actions.find_cases import find_cases
from gallery.actions.open_case import open_case
from gallery.permissions import Permission
from gallery.runtime import UnitOfWork
from gallery.web.access import api, current_actor, current_runtime
from gallery.web.api.blueprint import blueprint
from gallery.web.api.case_answers import CaseAnswer, CaseListAnswer, case_answer, case_list
from gallery.web.api.case_bodies import CaseBody, CaseChanges, CaseFilters, CaseSearch
from gallery.web.api.document import described
from gallery.web.api.incoming import json_body, query_of
from gallery.web.api.once import nothing, once, reply

_TAG = "Cases"


@blueprint.post("/cases")
@api(Permission.EDIT_CASES)
@described(
    tag=_TAG,
    scope=Permission.EDIT_CASES,
    json=CaseBody,
    answer=CaseAnswer,
    status=201,
    errors=(400, 413, 415),
    is_post=True,
)
def create_case() -> Response:
    """Open a case."""
    facts = json_body(CaseBody).facts()

    def work(uow: UnitOfWork) -> CaseAnswer:
        case = open_case(uow, facts)
        return case_answer(uow.session, uow.runtime, uow.actor, case.id)

    return once(HTTPStatus.CREATED, work)


@blueprint.get("/cases")
@api(Permission.VIEW_CASES)
@described(tag=_TAG, scope=Permission.VIEW_CASES, query=CaseFilters, answer=CaseListAnswer)
def list_cases() -> Response:
    """List cases, newest change first; deleted ones only with ``state=purged``."""
    query, runtime = query_of(CaseFilters).query(), current_runtime()
    with runtime.reading() as session:
        return reply(case_list(find_cases(session, runtime.vault, query)))


@blueprint.post("/cases/search")
@api(Permission.VIEW_CASES)
@described(
    tag=_TAG,
    scope=Permission.VIEW_CASES,
    json=CaseSearch,
    answer=CaseListAnswer,
    errors=(400, 413, 415),
)
def search_cases() -> Response:
    """Find cases by what no address may hold, such as a patient's name; nothing is changed."""
    by_signer = Permission.VIEW_CONSENTS in current_actor().permissions
    query, runtime = (
        json_body(CaseSearch).query(by_chart_ref=True, by_signer=by_signer),
        current_runtime(),
    )
    with runtime.reading() as session:
        return reply(case_list(find_cases(session, runtime.vault, query)))


@blueprint.get("/cases/<case_id>")
@api(Permission.VIEW_CASES)
@described(tag=_TAG, scope=Permission.VIEW_CASES, answer=CaseAnswer, errors=(404,))
def show_case(case_id: str) -> Response:
    """Return a case with all that belongs to it."""
    runtime = current_runtime()
    with runtime.reading() as session:
        return reply(case_answer(session, runtime, current_actor(), case_id))


@blueprint.patch("/cases/<case_id>")
@api(Permission.EDIT_CASES)
@described(
    tag=_TAG,
    scope=Permission.EDIT_CASES,
    json=CaseChanges,
    answer=CaseAnswer,
    errors=(400, 404, 409, 413, 415),
)
def change_case(case_id: str) -> Response:
    """Change the facts that are given; a live case needs the scope publications:write too."""
    changes = json_body(CaseChanges).model_dump(exclude_unset=True)
    with current_runtime().unit_of_work(current_actor()) as uow:
        edit_case(uow, case_id, changes)
        return reply(case_answer(uow.session, uow.runtime, uow.actor, case_id))


@blueprint.delete("/cases/<case_id>")
@api(Permission.DELETE_CASES)
@described(tag=_TAG, scope=Permission.DELETE_CASES, status=204, errors=(404, 409))
def remove_case(case_id: str) -> Response:
    """Erase the pictures and texts of a case; consents, their evidence and the ledger stay."""
    with current_runtime().unit_of_work(current_actor()) as uow:
        delete_case(uow, case_id)
    return nothing()
