"""A small application that holds the public door alone."""

from flask import Flask, render_template
from jinja2 import StrictUndefined

from gallery.errors import GalleryError, Gone, NotFound
from gallery.web.public import blueprint
from tests.support.fake_published import FakeGallery

BASE_URL = "https://gallery.example"


def public_app(gallery: FakeGallery, base_url: str = BASE_URL) -> Flask:
    """Make an application over a fake gallery."""
    app = Flask("gallery")
    app.config.update(TESTING=True, SECRET_KEY="x" * 32, PUBLIC_BASE_URL=base_url)
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.extensions["published"] = gallery
    app.extensions["readiness"] = lambda: {"database": True, "bucket": True}
    app.register_error_handler(GalleryError, _problem)
    app.register_blueprint(blueprint)
    return app


def _problem(error: GalleryError) -> tuple[str, int]:
    statuses: dict[type[GalleryError], int] = {NotFound: 404, Gone: 410}
    status = statuses.get(type(error), 500)
    page = render_template(
        f"errors/{status}.html", message=error.message, fields={}, findings=(), request_id="r1"
    )
    return page, status
