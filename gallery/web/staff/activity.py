"""Activity: the ledger of everything that was done, newest first."""

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from gallery.actions.read_audit import events_of
from gallery.permissions import Permission
from gallery.web.access import current_runtime, staff
from gallery.web.staff.activity_rows import event_rows
from gallery.web.staff.blueprint import blueprint

PER_PAGE = 100
#: In digits: what 64 bits hold.
LONGEST_POSITION = 18


@blueprint.get("/activity")
@staff(Permission.VIEW_AUDIT)
def activity() -> ResponseReturnValue:
    """List events, of one case or of all."""
    case_id = request.args.get("case") or None
    before = request.args.get("before", "")
    is_position = before.isdecimal() and len(before) <= LONGEST_POSITION
    with current_runtime().reading() as session:
        found = events_of(session, case_id, PER_PAGE, int(before) if is_position else None)
        rows = event_rows(session, found)
    onward = None
    if len(rows) == PER_PAGE:
        onward = url_for("staff.activity", case=case_id, before=rows[-1].position)
    return render_template("staff/activity.html", rows=rows, case_id=case_id, onward=onward)
