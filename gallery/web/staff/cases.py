"""Cases: the list, a new one, one with everything about it, and its end."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from gallery.actions.delete_case import delete_case as delete
from gallery.actions.edit_case import edit_case as edit
from gallery.actions.find_cases import chart_ref_of, load_case
from gallery.actions.open_case import open_case
from gallery.errors import Conflict, InvalidInput
from gallery.permissions import Permission
from gallery.web.access import current_actor, current_runtime, staff
from gallery.web.staff import case_answer, case_form, case_list
from gallery.web.staff.blueprint import blueprint
from gallery.web.staff.forms import FormState
from gallery.web.staff.notices import tell


@blueprint.get("/")
@staff(Permission.VIEW_CASES)
def cases() -> ResponseReturnValue:
    """List cases, newest change first."""
    runtime = current_runtime()
    actor = current_actor()
    seeker = case_list.Seeker.of(runtime, actor.id)
    by_signer = Permission.VIEW_CONSENTS in actor.permissions
    with runtime.reading() as session:
        page = case_list.build(session, runtime.vault, request.args, seeker, by_signer=by_signer)
    return render_template(
        "staff/cases.html", page=page, choices=case_form, states=case_list.LISTED_STATES
    )


@blueprint.post("/cases/search")
@staff(Permission.VIEW_CASES)
def search_cases() -> ResponseReturnValue:
    """Go to the list of what was looked for, at an address that does not tell it."""
    seeker = case_list.Seeker.of(current_runtime(), current_actor().id)
    return redirect(case_list.address(request.form, seeker), 303)


@blueprint.get("/cases/new")
@staff(Permission.EDIT_CASES)
def new_case() -> ResponseReturnValue:
    """Show an empty form for a case."""
    return render_template("staff/new_case.html", form=case_form.BLANK, choices=case_form)


@blueprint.post("/cases/new")
@staff(Permission.EDIT_CASES)
def add_case() -> ResponseReturnValue:
    """Open a case, and go on with its photos."""
    try:
        facts = case_form.parse(request.form)
        with current_runtime().unit_of_work(current_actor()) as uow:
            case = open_case(uow, facts)
    except InvalidInput as error:
        form = FormState.refused(request.form, error)
        return render_template("staff/new_case.html", form=form, choices=case_form), 422
    tell("The case is open.")
    return redirect(case_answer.place(case.id))


@blueprint.get("/cases/<case_id>")
@staff(Permission.VIEW_CASES)
def case(case_id: str) -> ResponseReturnValue:
    """Show a case with its photos, pairs, consents and publications."""
    return case_answer.show(case_id)


@blueprint.post("/cases/<case_id>")
@staff(Permission.EDIT_CASES)
def edit_case(case_id: str) -> ResponseReturnValue:
    """Save the facts of a case."""
    runtime = current_runtime()
    try:
        with runtime.unit_of_work(current_actor()) as uow:
            chart_ref = chart_ref_of(runtime.vault, load_case(uow.session, case_id))
            edit(uow, case_id, case_form.changes(request.form, chart_ref))
    except (InvalidInput, Conflict) as error:
        return case_answer.refused(case_id, "facts", error, request.form)
    tell("The facts are saved.")
    return redirect(case_answer.place(case_id))


@blueprint.post("/cases/<case_id>/erasure")
@staff(Permission.DELETE_CASES)
def erase_case(case_id: str) -> ResponseReturnValue:
    """Erase the pictures and texts of a case; the proof of consent is kept."""
    if "sure" not in request.form:
        error = Conflict("Tick the box to say that you mean it.", code="not_confirmed")
        return case_answer.refused(case_id, "erasure", error)
    try:
        with current_runtime().unit_of_work(current_actor()) as uow:
            delete(uow, case_id)
    except Conflict as error:
        return case_answer.refused(case_id, "erasure", error)
    tell("The case is erased. Its consents and its activity stay on record.")
    return redirect(url_for("staff.cases"))
