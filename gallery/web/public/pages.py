"""The pages that visitors read."""

from flask import Response, render_template, request

from gallery.web.access import public
from gallery.web.public import answers, case_page, gallery_page
from gallery.web.public import filters as asked
from gallery.web.public.blueprint import blueprint


@blueprint.get("/")
@public
def home() -> Response:
    """Show the gallery."""
    page = gallery_page.home(asked.parse(request.args), asked.page_number(request.args))
    return answers.page(render_template("public/gallery.html", page=page), is_shared=page.is_shared)


@blueprint.get("/procedures/<slug>")
@public
def procedure(slug: str) -> Response:
    """Show one procedure and its cases."""
    filters, number = asked.parse(request.args), asked.page_number(request.args)
    page = gallery_page.procedure(slug, filters, number)
    return answers.page(render_template("public/gallery.html", page=page), is_shared=page.is_shared)


@blueprint.get("/cases/<slug>")
@public
def case(slug: str) -> Response:
    """Show one case."""
    page = case_page.build(slug)
    return answers.page(render_template("public/case.html", page=page), is_shared=page.is_shared)
