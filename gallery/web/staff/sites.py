"""Sites that show our cases: their pages, their webhook, and what they were told."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from gallery.actions.manage_sites import add_site, list_sites, rotate_webhook_secret, set_site
from gallery.actions.read_sites import last_deliveries, site_named
from gallery.errors import Conflict, GalleryError, InvalidInput
from gallery.models import Site
from gallery.permissions import Permission
from gallery.web.access import current_actor, current_runtime, staff
from gallery.web.staff import case_answer
from gallery.web.staff.blueprint import blueprint
from gallery.web.staff.forms import FormReader, FormState
from gallery.web.staff.notices import tell, warn

LONGEST_ADDRESS = 500


@blueprint.get("/sites")
@staff(Permission.MANAGE_SETTINGS)
def sites() -> ResponseReturnValue:
    """List the sites."""
    return _list(FormState())


@blueprint.post("/sites")
@staff(Permission.MANAGE_SETTINGS)
def new_site() -> ResponseReturnValue:
    """Add a site, and go on with its webhook."""
    read = FormReader(request.form)
    name = read.text("name", label="Name", longest=120, needed=True)
    origins = read.lines("origins", label="Addresses", longest=200)
    pages = read.lines("pages", label="Pages", longest=LONGEST_ADDRESS)
    if not origins:
        read.faults.setdefault("origins", "Give the site's address, such as https://example.com.")
    try:
        read.finish()
        with current_runtime().unit_of_work(current_actor()) as uow:
            site = add_site(uow, name, origins, pages=pages)
    except (InvalidInput, Conflict) as error:
        return _list(_beside(error), error)
    tell("The site is added. Its consents are asked for by its own channel.")
    return redirect(url_for("staff.site", key=site.key))


@blueprint.get("/sites/<key>")
@staff(Permission.MANAGE_SETTINGS)
def site(key: str) -> ResponseReturnValue:
    """Show a site: how it is told, and how that went."""
    return _page(key)


@blueprint.post("/sites/<key>")
@staff(Permission.MANAGE_SETTINGS)
def change_site(key: str) -> ResponseReturnValue:
    """Save where a site shows cases and where it wants to be told; this enables it again."""
    read = FormReader(request.form)
    pages = read.lines("pages", label="Pages", longest=LONGEST_ADDRESS)
    address = read.text("webhook_url", label="Address", longest=LONGEST_ADDRESS) or None
    try:
        read.finish()
        with current_runtime().unit_of_work(current_actor()) as uow:
            _, secret = set_site(
                uow,
                key,
                pages=pages,
                webhook_url=address,
                shows_adult=read.flag("shows_adult"),
            )
    except (InvalidInput, Conflict) as error:
        return _page(key, form=_beside(error), error=error)
    if secret is not None:
        return _page(key, secret=secret)
    tell("The site is saved.")
    return redirect(url_for("staff.site", key=key))


@blueprint.post("/sites/<key>/secret")
@staff(Permission.MANAGE_SETTINGS)
def new_secret(key: str) -> ResponseReturnValue:
    """Make another secret, and show it this once; the old one signs beside it for now."""
    try:
        with current_runtime().unit_of_work(current_actor()) as uow:
            secret = rotate_webhook_secret(uow, key)
    except Conflict as error:
        warn(error.message)
        return redirect(url_for("staff.site", key=key))
    return _page(key, secret=secret)


@blueprint.post("/sites/<key>/secret/retirement")
@staff(Permission.MANAGE_SETTINGS)
def retire_secret(key: str) -> ResponseReturnValue:
    """Stop signing with the old secret."""
    with current_runtime().unit_of_work(current_actor()) as uow:
        rotate_webhook_secret(uow, key, is_final=True)
    tell("Messages are signed with the new secret alone.")
    return redirect(url_for("staff.site", key=key))


@blueprint.post("/sites/<key>/enabling")
@staff(Permission.MANAGE_SETTINGS)
def enable_site(key: str) -> ResponseReturnValue:
    """Go on telling a site that had answered 410."""
    with current_runtime().unit_of_work(current_actor()) as uow:
        row = site_named(uow.session, key)
        set_site(
            uow,
            key,
            pages=tuple(row.pages),
            webhook_url=row.webhook_url,
            shows_adult=row.shows_adult,
        )
    tell("The site is told again from now on.")
    return redirect(url_for("staff.site", key=key))


def _beside(error: GalleryError) -> FormState:
    """Show what was typed, with each fault under the name that the form has for its field."""
    shown = FormState.refused(request.form, error)
    names = {"url": "webhook_url", "channels": "name"}
    faults = {names.get(name, name): text for name, text in shown.faults.items()}
    return FormState(shown.values, faults, shown.message)


def _list(form: FormState, error: GalleryError | None = None) -> ResponseReturnValue:
    with current_runtime().reading() as session:
        body = render_template("staff/sites.html", sites=list_sites(session), form=form)
    return body, case_answer.status_of(error) if error else 200


def _page(
    key: str,
    *,
    form: FormState | None = None,
    error: GalleryError | None = None,
    secret: str | None = None,
) -> ResponseReturnValue:
    with current_runtime().reading() as session:
        row = site_named(session, key)
        body = render_template(
            "staff/site.html",
            site=row,
            form=form or _kept(row),
            deliveries=last_deliveries(session, row.id),
            secret=secret,
        )
    return body, case_answer.status_of(error) if error else 200


def _kept(row: Site) -> FormState:
    return FormState.of(
        {
            "pages": "\n".join(row.pages),
            "webhook_url": row.webhook_url,
            "shows_adult": row.shows_adult,
        }
    )
