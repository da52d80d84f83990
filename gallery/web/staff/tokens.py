"""API tokens: what other systems may do in the practice's name."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from gallery.actions.manage_tokens import issue_token, list_tokens, revoke_token
from gallery.errors import Conflict, InvalidInput
from gallery.permissions import Permission
from gallery.web.access import current_actor, current_runtime, staff
from gallery.web.staff import words
from gallery.web.staff.blueprint import blueprint
from gallery.web.staff.forms import FormReader, FormState
from gallery.web.staff.notices import tell, warn


@blueprint.get("/tokens")
@staff(Permission.MANAGE_SETTINGS)
def tokens() -> ResponseReturnValue:
    """List the tokens."""
    return _page(FormState())


@blueprint.post("/tokens")
@staff(Permission.MANAGE_SETTINGS)
def add_token() -> ResponseReturnValue:
    """Issue a token, and show it this once."""
    read = FormReader(request.form)
    name = read.text("name", label="Name", longest=100, needed=True)
    scopes = read.choices("scopes", words.SCOPES, label="Scopes")
    if not scopes:
        read.faults["scopes"] = "Tick what the token may do."
    try:
        read.finish()
        with current_runtime().unit_of_work(current_actor()) as uow:
            token, secret = issue_token(uow, name, scopes)
    except (InvalidInput, Conflict) as error:
        return _page(FormState.refused(request.form, error)), 422
    return _page(FormState(), issued=(token.name, secret))


@blueprint.post("/tokens/<token_id>/revocation")
@staff(Permission.MANAGE_SETTINGS)
def end_token(token_id: str) -> ResponseReturnValue:
    """Revoke a token: it opens nothing from now on."""
    try:
        with current_runtime().unit_of_work(current_actor()) as uow:
            revoke_token(uow, token_id)
    except Conflict as error:
        warn(error.message)
    else:
        tell("The token is revoked.")
    return redirect(url_for("staff.tokens"))


def _page(form: FormState, issued: tuple[str, str] | None = None) -> str:
    with current_runtime().reading() as session:
        rows = list_tokens(session)
        return render_template("staff/tokens.html", tokens=rows, form=form, issued=issued)
