"""Put the doors together into one WSGI application."""

import secrets
from collections.abc import Callable
from typing import Any

from flask import Flask, g, request
from flask_wtf.csrf import CSRFProtect
from jinja2 import StrictUndefined
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.middleware.proxy_fix import ProxyFix

from gallery import config
from gallery.actions.add_photo import warm_up
from gallery.db import is_at_head
from gallery.errors import ConfigurationError, GalleryError, NotFound
from gallery.published import PublishedGallery
from gallery.runtime import Runtime
from gallery.web import access, errors, headers
from gallery.web.api import blueprint as api_blueprint
from gallery.web.arguments import CleanRequest
from gallery.web.patient import blueprint as patient_blueprint
from gallery.web.public import blueprint as public_blueprint
from gallery.web.sessions import StaffSessions
from gallery.web.staff import blueprint as staff_blueprint

#: A form has a picture or a document beside its fields.
_FORM_ALLOWANCE_BYTES = 1024 * 1024
#: Several pictures go through one form where the browser runs no script.
_PICTURES_A_FORM = 20


def create_app(settings: config.Settings | None = None) -> Flask:
    """Build the application over ``settings`` (default: those of the environment)."""
    settings = settings or config.load()
    app = Flask("gallery.web", static_folder="../static", template_folder="../templates")
    app.request_class = CleanRequest
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.session_interface = StaffSessions()
    attach(app, Runtime.open(settings))
    csrf = CSRFProtect(app)
    csrf.exempt(api_blueprint)
    csrf.exempt(patient_blueprint)  # the token in the address is the proof, see web.access
    csrf.exempt(public_blueprint)  # visitors have no session; foreign forms are refused
    app.register_blueprint(public_blueprint)
    app.register_blueprint(patient_blueprint)
    app.register_blueprint(staff_blueprint, url_prefix="/staff")
    app.register_blueprint(api_blueprint, url_prefix="/api/v1")
    errors.install(app)
    headers.install(app)
    access.install(app)
    app.before_request_funcs.setdefault(None, []).insert(0, _name_request)
    app.url_value_preprocessor(_refuse_unprintable)
    warm_up()
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops
        )
    return app


def attach(app: Flask, runtime: Runtime) -> None:
    """Let the application work over ``runtime`` from the next request on."""
    _configure(app, runtime.settings)
    app.extensions["runtime"] = runtime
    app.extensions["published"] = PublishedGallery(runtime.engine, runtime.store)
    app.extensions["readiness"] = lambda: _readiness(runtime)


def _configure(app: Flask, settings: config.Settings) -> None:
    app.config.update(
        SECRET_KEY=settings.secret_key,
        PUBLIC_BASE_URL=settings.base_url,
        MAX_CONTENT_LENGTH=settings.max_upload_bytes * _PICTURES_A_FORM + _FORM_ALLOWANCE_BYTES,
        MAX_FORM_MEMORY_SIZE=2 * _FORM_ALLOWANCE_BYTES,
        MAX_FORM_PARTS=500,
        SESSION_COOKIE_NAME="__Host-gallery" if settings.is_https else "gallery",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.is_https,
        WTF_CSRF_TIME_LIMIT=None,  # the form lives as long as the session, which has time-outs
        WTF_CSRF_SSL_STRICT=settings.is_https,
        SEND_FILE_MAX_AGE_DEFAULT=3600,
    )


def _name_request() -> None:
    """Give the request a name for logs and error answers."""
    given = request.headers.get("X-Request-Id", "")
    is_plain = given.isalnum() and len(given) <= 64
    g.request_id = given if is_plain else secrets.token_hex(8)


def _refuse_unprintable(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    """Answer 404 for names that no row can have; PostgreSQL would fail on a NUL character."""
    if any(isinstance(value, str) and "\0" in value for value in (values or {}).values()):
        raise NotFound("There is nothing under this address.")


def _readiness(runtime: Runtime) -> dict[str, bool]:
    """Tell which of the parts that every request needs are there."""
    probes: dict[str, Callable[[], object]] = {
        "database": lambda: _select_one(runtime),
        "schema": lambda: _check_schema(runtime),
        "object_store": runtime.store.health,
        "queue": runtime.queue.depth,
    }
    return {name: _answers(probe) for name, probe in probes.items()}


def _answers(probe: Callable[[], object]) -> bool:
    try:
        probe()
    except (GalleryError, SQLAlchemyError, OSError):
        return False
    return True


def _select_one(runtime: Runtime) -> None:
    with runtime.engine.connect() as connection:
        connection.execute(text("SELECT 1"))


def _check_schema(runtime: Runtime) -> None:
    if not is_at_head(runtime.engine):
        raise ConfigurationError("The schema is not up to date: run `gallery db upgrade`.")
