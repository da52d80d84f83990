"""Copies that staff put somewhere by hand: noted, and noted as gone."""

from flask import redirect, request
from flask.typing import ResponseReturnValue

from gallery.actions.place_case import LONGEST_ADDRESS, LONGEST_NOTE, place_case, remove_placement
from gallery.consent.channels import NAMED
from gallery.errors import Conflict, InvalidInput
from gallery.models import Placement
from gallery.permissions import Permission
from gallery.web.access import current_actor, current_runtime, staff
from gallery.web.staff import case_answer
from gallery.web.staff.blueprint import blueprint
from gallery.web.staff.forms import Form, FormReader
from gallery.web.staff.notices import tell, warn
from gallery.web.staff.placement_rows import KINDS


@blueprint.post("/cases/<case_id>/placements")
@staff(Permission.PUBLISH)
def add_placement(case_id: str) -> ResponseReturnValue:
    """Note where a copy was placed."""
    try:
        channel, address, note = _parse(request.form)
        with current_runtime().unit_of_work(current_actor()) as uow:
            place_case(uow, case_id, channel, address, note)
    except (InvalidInput, Conflict) as error:
        return case_answer.refused(case_id, "placements", error, request.form)
    tell("Noted. If the consent ends, it comes up under Takedowns.")
    return redirect(case_answer.place(case_id, "placements"))


@blueprint.post("/placements/<placement_id>/removal")
@staff(Permission.WITHDRAW_CONSENTS)
def end_placement(placement_id: str) -> ResponseReturnValue:
    """Note that a copy is not there any more."""
    with current_runtime().reading() as session:
        row = session.get(Placement, placement_id)
        onward = case_answer.place(row.case_id, "placements") if row else ""
    try:
        with current_runtime().unit_of_work(current_actor()) as uow:
            remove_placement(uow, placement_id)
    except Conflict as error:
        warn(error.message)
    else:
        tell("Noted as gone.")
    return redirect(onward)


def _parse(form: Form) -> tuple[str, str, str]:
    read = FormReader(form)
    kind = read.choice("channel", dict(KINDS), label="Where", needed=True) or ""
    name = read.text("name", label="Its name", longest=48).lower()
    if kind in NAMED and not name:
        read.faults["name"] = "Name it, such as instagram or realself."
    address = read.text("address", label="Address", longest=LONGEST_ADDRESS)
    note = read.text("note", label="Note", longest=LONGEST_NOTE)
    read.finish()
    return f"{kind}:{name}" if kind in NAMED else kind, address, note
