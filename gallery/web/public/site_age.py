"""Where visitors of another site confirm their age: alone, or embedded in the site's pages (R19).

It shows no picture and names no case: what a site's channel permits is shown by that site alone.
"""

from dataclasses import dataclass
from urllib.parse import urlsplit

from flask import Response, make_response, redirect, render_template, request, url_for

from gallery.errors import InvalidInput
from gallery.published import AdultSite, origin_of
from gallery.web.access import public, refuse_foreign_form
from gallery.web.headers import PUBLIC_POLICY
from gallery.web.public import age_gate, answers, gallery
from gallery.web.public.blueprint import blueprint
from gallery.web.public.head import Site, current_site

LONGEST_ADDRESS = 2000


@dataclass(frozen=True)
class SiteAgePage:
    """Hold what the question shows; ``back_url`` is an address of the site ``name``, if known."""

    site: Site
    name: str
    form_path: str
    back_url: str | None
    is_confirmed: bool


@blueprint.get("/sites/<site_key>/age")
@public
def site_age(site_key: str) -> Response:
    """Ask a visitor of a site for her age, and lead back to the site."""
    asking = gallery.current().adult_site(site_key)
    page = SiteAgePage(
        site=current_site(),
        name=asking.name,
        form_path=_path(site_key),
        back_url=_back(asking),
        is_confirmed=age_gate.is_confirmed(),
    )
    response = answers.page(render_template("public/site_age.html", page=page), is_shared=False)
    framed_by = " ".join(asking.origins) or "'none'"
    policy = PUBLIC_POLICY.replace("ancestors 'none'", f"ancestors {framed_by}")
    response.headers["Content-Security-Policy"] = policy
    return response


@blueprint.post("/sites/<site_key>/age")
@public
def answer_site_age(site_key: str) -> Response:
    """Keep the visitor's answer, or forget it, and show how to go back to the site."""
    refuse_foreign_form()
    _back(gallery.current().adult_site(site_key))
    answer = make_response(redirect(_path(site_key), 303))
    age_gate.keep_answer(answer, is_embedded=True)
    return answer


def _path(site_key: str) -> str:
    return url_for("public.site_age", site_key=site_key, back=request.args.get("back"))


def _back(asking: AdultSite) -> str | None:
    """Return the address to go back to, made anew so that it leads nowhere but to the site.

    :raises InvalidInput: the address asked for is none of the site's.
    """
    wanted = request.args.get("back")
    if not wanted:
        return next(iter(asking.origins), None)
    origin = origin_of(wanted)
    if origin is None or origin not in asking.origins or len(wanted) > LONGEST_ADDRESS:
        message = (
            "The address to go back to has to be one of this site's, which are"
            f" {', '.join(asking.origins) or 'not on record yet'}, and at most"
            f" {LONGEST_ADDRESS} characters long."
        )
        raise InvalidInput(message, fields={"back": message})
    return urlsplit(wanted)._replace(netloc=urlsplit(origin).netloc).geturl()
