"""To do: what waits for staff, of every case, in one place."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from gallery.actions.give_notice import tick_off
from gallery.clock import utc_now
from gallery.permissions import Permission
from gallery.web.access import current_actor, current_runtime, staff
from gallery.web.staff import to_do_page
from gallery.web.staff.blueprint import blueprint
from gallery.web.staff.notices import tell


@blueprint.get("/to-do")
@staff(Permission.VIEW_CONSENTS)
def to_do() -> ResponseReturnValue:
    """Show everything that waits, what is due first on top."""
    runtime = current_runtime()
    with runtime.reading() as session:
        page = to_do_page.build(session, runtime, utc_now())
    return render_template("staff/to_do.html", page=page)


@blueprint.post("/notices/<notice_id>/done")
@staff(Permission.WITHDRAW_CONSENTS)
def end_notice(notice_id: str) -> ResponseReturnValue:
    """Take a notice off the list."""
    with current_runtime().unit_of_work(current_actor()) as uow:
        tick_off(uow, notice_id)
    tell("Ticked off.")
    return redirect(url_for("staff.to_do"))
