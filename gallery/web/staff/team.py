"""The team: who may sign in, and what each may do."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from gallery.actions.manage_staff import add_user, deactivate_user, list_users, set_role
from gallery.errors import Conflict, InvalidInput
from gallery.permissions import Permission
from gallery.web.access import current_actor, current_runtime, current_user, staff
from gallery.web.staff import words
from gallery.web.staff.blueprint import blueprint
from gallery.web.staff.forms import FormReader, FormState
from gallery.web.staff.notices import tell, warn


@blueprint.get("/team")
@staff(Permission.MANAGE_STAFF)
def team() -> ResponseReturnValue:
    """List the accounts."""
    return _page(FormState.of({"role": "editor"}))


@blueprint.post("/team")
@staff(Permission.MANAGE_STAFF)
def add_member() -> ResponseReturnValue:
    """Add an account, and show its one-time password this once."""
    read = FormReader(request.form)
    email = read.text("email", label="E-mail address", longest=254, needed=True)
    role = read.choice("role", words.STAFF_ROLES, label="Role", needed=True)
    try:
        read.finish()
        with current_runtime().unit_of_work(current_actor()) as uow:
            user, password = add_user(uow, email, role or "", None)
    except (InvalidInput, Conflict) as error:
        return _page(FormState.refused(request.form, error)), 422
    return _page(FormState.of({"role": "editor"}), added=(user.email, password))


@blueprint.post("/team/<user_id>/role")
@staff(Permission.MANAGE_STAFF)
def change_role(user_id: str) -> ResponseReturnValue:
    """Give an account another role."""
    read = FormReader(request.form)
    role = read.choice("role", words.STAFF_ROLES, label="Role", needed=True)
    try:
        read.finish()
        with current_runtime().unit_of_work(current_actor()) as uow:
            set_role(uow, user_id, role or "")
    except (InvalidInput, Conflict) as error:
        warn(error.message)
    else:
        tell("The role is changed.")
    return redirect(url_for("staff.team"))


@blueprint.post("/team/<user_id>/deactivation")
@staff(Permission.MANAGE_STAFF)
def deactivate_member(user_id: str) -> ResponseReturnValue:
    """Close an account; whoever is signed in with it is signed out."""
    try:
        with current_runtime().unit_of_work(current_actor()) as uow:
            deactivate_user(uow, user_id)
    except Conflict as error:
        warn(error.message)
    else:
        tell("The account is closed.")
    return redirect(url_for("staff.team"))


def _page(form: FormState, added: tuple[str, str] | None = None) -> str:
    with current_runtime().reading() as session:
        users, own_id = list_users(session), current_user().id
        return render_template(
            "staff/team.html", users=users, form=form, added=added, own_id=own_id
        )
