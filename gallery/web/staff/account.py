"""Signing in and out, and choosing one's password."""

from datetime import timedelta

from flask import make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user as signed_in_user

from gallery.actions.change_password import change_password as change
from gallery.actions.sign_in import sign_in as check_password
from gallery.clock import utc_now
from gallery.errors import InvalidInput, NotAuthenticated, TooManyAttempts
from gallery.permissions import Permission
from gallery.web.access import (
    begin_session,
    current_actor,
    current_runtime,
    current_user,
    end_session,
    public,
    staff,
)
from gallery.web.staff import words
from gallery.web.staff.blueprint import blueprint
from gallery.web.staff.destinations import same_site_path
from gallery.web.staff.forms import FormReader, FormState
from gallery.web.staff.notices import tell


@blueprint.get("/sign-in")
@public
def sign_in() -> ResponseReturnValue:
    """Show the sign-in form."""
    onward = same_site_path(request.args.get("next"))
    if signed_in_user.is_authenticated:
        return redirect(onward or url_for("staff.cases"))
    return render_template("staff/sign_in.html", form=FormState(), onward=onward or "")


@blueprint.post("/sign-in")
@public
def begin() -> ResponseReturnValue:
    """Sign in, and go on to where the reader was going."""
    onward = same_site_path(request.form.get("next"))
    email, password = request.form.get("email", ""), request.form.get("password", "")
    try:
        signed_in = check_password(current_runtime(), email, password, _address())
    except NotAuthenticated as error:
        return _refused(error, onward), 401
    except TooManyAttempts as error:
        seconds = error.retry_after_seconds
        return _refused(_told_when(seconds), onward), 429, {"Retry-After": str(seconds)}
    begin_session(signed_in)
    return redirect(onward or url_for("staff.cases"))


@blueprint.post("/sign-out")
@public
def sign_out() -> ResponseReturnValue:
    """Sign out, and have the browser forget what it kept of patients."""
    end_session()
    response = make_response(redirect(url_for("staff.sign_in")))
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


@blueprint.get("/password")
@staff(Permission.OWN_ACCOUNT)
def password() -> ResponseReturnValue:
    """Show the form for another password."""
    return _password_page(FormState())


@blueprint.post("/password")
@staff(Permission.OWN_ACCOUNT)
def change_password() -> ResponseReturnValue:
    """Change the reader's own password."""
    read = FormReader(request.form)
    # A password is taken as typed: surrounding space may be part of it.
    current, new = request.form.get("current", ""), request.form.get("password", "")
    if new != request.form.get("again", ""):
        read.faults["again"] = "The two new passwords differ; type the new one twice."
    try:
        read.finish()
        with current_runtime().unit_of_work(current_actor()) as uow:
            change(uow, current_user().id, current, new)
    except InvalidInput as error:
        return _password_page(FormState(message=error.message, faults=error.fields)), 422
    # Every session ended with the old password; this browser gets a new one.
    email = current_user().email
    begin_session(check_password(current_runtime(), email, new, _address()))
    tell("The password is changed. Other browsers were signed out.")
    return redirect(url_for("staff.cases"))


def _address() -> str:
    return request.remote_addr or "unknown"


def _password_page(form: FormState) -> str:
    is_first = current_user().must_change_password
    return render_template("staff/password.html", form=form, is_first=is_first)


def _refused(error: NotAuthenticated | TooManyAttempts, onward: str | None) -> str:
    form = FormState.of({"email": request.form.get("email", "")})
    shown = FormState(form.values, {}, error.message)
    return render_template("staff/sign_in.html", form=shown, onward=onward or "")


def _told_when(seconds: int) -> TooManyAttempts:
    minutes = max(1, -(-seconds // 60))
    at = words.local(utc_now() + timedelta(seconds=seconds))
    message = (
        f"Too many failed sign-ins. Try again in {words.count(minutes, 'minute')}, at {at:%H:%M}."
    )
    return TooManyAttempts(message, retry_after_seconds=seconds)
