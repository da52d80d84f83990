"""The page of one pair: alignment and the nine checks."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from gallery.actions import align_pair, judge_pair
from gallery.actions.compare_pair import compare_again as compare
from gallery.errors import Conflict, InvalidInput
from gallery.permissions import Permission
from gallery.web.access import current_actor, current_runtime, staff
from gallery.web.staff import case_answer, pair_page
from gallery.web.staff.blueprint import blueprint
from gallery.web.staff.forms import FormState
from gallery.web.staff.notices import tell


@blueprint.get("/pairs/<pair_id>")
@staff(Permission.VIEW_CASES)
def pair(pair_id: str) -> ResponseReturnValue:
    """Show how the after lies over the before, and how comparable they are."""
    return _page(pair_id)


@blueprint.post("/pairs/<pair_id>/alignment")
@staff(Permission.EDIT_CASES)
def apply_alignment(pair_id: str) -> ResponseReturnValue:
    """Apply the proposal."""
    try:
        with current_runtime().unit_of_work(current_actor()) as uow:
            align_pair.apply_proposal(uow, pair_id)
    except (InvalidInput, Conflict) as error:
        return _page(pair_id, error)
    return _done(pair_id, "Aligned. The pictures are made again.")


@blueprint.post("/pairs/<pair_id>/correction")
@staff(Permission.EDIT_CASES)
def correct_alignment(pair_id: str) -> ResponseReturnValue:
    """Use where staff laid the after."""
    try:
        placement = pair_page.parse(request.form)
        with current_runtime().unit_of_work(current_actor()) as uow:
            align_pair.correct_alignment(uow, pair_id, placement)
    except (InvalidInput, Conflict) as error:
        return _page(pair_id, error)
    return _done(pair_id, "Aligned by hand. The pictures are made again.")


@blueprint.post("/pairs/<pair_id>/alignment/undo")
@staff(Permission.EDIT_CASES)
def undo_alignment(pair_id: str) -> ResponseReturnValue:
    """Lay the photos middle on middle again."""
    try:
        with current_runtime().unit_of_work(current_actor()) as uow:
            align_pair.undo_alignment(uow, pair_id)
    except (InvalidInput, Conflict) as error:
        return _page(pair_id, error)
    return _done(pair_id, "Undone. The pictures are made again.")


@blueprint.post("/pairs/<pair_id>/comparison")
@staff(Permission.EDIT_CASES)
def compare_again(pair_id: str) -> ResponseReturnValue:
    """Have the photos compared again, such as after the treated area was marked."""
    with current_runtime().unit_of_work(current_actor()) as uow:
        compare(uow, pair_id)
    return _done(pair_id, "The photos are compared again.")


@blueprint.post("/pairs/<pair_id>/checks/<name>")
@staff(Permission.EDIT_CASES)
def judge_check(pair_id: str, name: str) -> ResponseReturnValue:
    """Keep what staff judged, or take it back."""
    passes = {"yes": True, "no": False}.get(request.form.get("passes", ""))
    try:
        with current_runtime().unit_of_work(current_actor()) as uow:
            judge_pair.judge_pair(uow, pair_id, name, passes=passes)
    except (InvalidInput, Conflict) as error:
        return _page(pair_id, error)
    return redirect(url_for("staff.pair", pair_id=pair_id, _anchor="checks"))


def _page(pair_id: str, error: InvalidInput | Conflict | None = None) -> ResponseReturnValue:
    may_edit = Permission.EDIT_CASES in current_actor().permissions
    with current_runtime().reading() as session:
        page = pair_page.build(session, pair_id, may_edit=may_edit)
    form = page.form
    if error is not None:
        typed = "dx_px" in request.form
        form = pair_page.refused(request.form, error) if typed else _said(form, error)
    status = case_answer.status_of(error) if error else 200
    return render_template("staff/pair.html", page=page, form=form), status


def _said(form: FormState, error: InvalidInput | Conflict) -> FormState:
    return FormState(form.values, {}, error.message)


def _done(pair_id: str, text: str) -> ResponseReturnValue:
    tell(text)
    return redirect(url_for("staff.pair", pair_id=pair_id))
