"""Pairs: a before and an after of the same view."""

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from gallery.actions.find_cases import load_case
from gallery.actions.pair_photos import pair_photos, suggest_pairs, unpair_photos
from gallery.errors import Conflict, InvalidInput
from gallery.models import Pair
from gallery.permissions import Permission
from gallery.web.access import current_actor, current_runtime, staff
from gallery.web.staff import case_answer, words
from gallery.web.staff.blueprint import blueprint
from gallery.web.staff.forms import FormReader
from gallery.web.staff.notices import tell, tell_with_undo


@blueprint.post("/cases/<case_id>/pairs")
@staff(Permission.EDIT_CASES)
def add_pair(case_id: str) -> ResponseReturnValue:
    """Pair the two photos that were chosen."""
    read = FormReader(request.form)
    before = read.text("before", label="The before photo", longest=40, needed=True)
    after = read.text("after", label="The after photo", longest=40, needed=True)
    try:
        read.finish()
        with current_runtime().unit_of_work(current_actor()) as uow:
            pair_photos(uow, case_id, before, after)
    except (InvalidInput, Conflict) as error:
        return case_answer.refused(case_id, "pairs", _plain(error), request.form)
    tell("Paired.")
    return redirect(case_answer.place(case_id, "pairs"))


@blueprint.post("/cases/<case_id>/pairs/suggested")
@staff(Permission.EDIT_CASES)
def add_suggested_pairs(case_id: str) -> ResponseReturnValue:
    """Make every pair that suggests itself."""
    try:
        with current_runtime().unit_of_work(current_actor()) as uow:
            suggested = [(b.id, a.id) for b, a in suggest_pairs(load_case(uow.session, case_id))]
            for before_id, after_id in suggested:
                pair_photos(uow, case_id, before_id, after_id)
    except (InvalidInput, Conflict) as error:
        return case_answer.refused(case_id, "pairs", error)
    tell(f"{words.count(len(suggested), 'pair')} made.")
    return redirect(case_answer.place(case_id, "pairs"))


@blueprint.post("/pairs/<pair_id>/removal")
@staff(Permission.EDIT_CASES)
def remove_pair(pair_id: str) -> ResponseReturnValue:
    """Take a pair apart; the photos stay, and the pair can be put back."""
    case_id = ""
    try:
        with current_runtime().unit_of_work(current_actor()) as uow:
            pair = uow.get(Pair, pair_id, "pair")
            case_id = pair.case_id
            fields = {"before": pair.before_id, "after": pair.after_id}
            unpair_photos(uow, pair_id)
    except Conflict as error:
        return case_answer.refused(case_id, "pairs", error)
    tell_with_undo("Taken apart.", url_for("staff.add_pair", case_id=case_id), fields)
    return redirect(case_answer.place(case_id, "pairs"))


def _plain(error: InvalidInput | Conflict) -> InvalidInput | Conflict:
    """Say in one sentence what the fields say: the form shows pictures, not fields."""
    if isinstance(error, InvalidInput) and error.fields:
        return InvalidInput(" ".join(error.fields.values()), code=error.code)
    return error
