"""The gate: every endpoint says who may use it, and nothing else is answered.

``@public``, ``@patient``, ``@staff(permission)`` and ``@api(permission)`` go directly under the
route. An endpoint without one stops the start-up; one that is registered later answers 403.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar, cast

from flask import Flask, current_app, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, UserMixin, login_user, logout_user
from flask_login import current_user as login_user_proxy

from gallery.actions.manage_tokens import token_actor
from gallery.actions.sign_in import SignedIn, actor_of, session_user, sign_out
from gallery.errors import ConfigurationError, NotAuthenticated, NotPermitted
from gallery.models import StaffUser
from gallery.permissions import Permission
from gallery.runtime import Actor, Runtime

View = TypeVar("View", bound=Callable[..., Any])
_MARK = "gallery_access"


class Door(StrEnum):
    """Name the kinds of caller that an endpoint serves."""

    PUBLIC = "public"
    PATIENT = "patient"
    STAFF = "staff"
    API = "api"


#: The largest signature of 2 MB grows by a third in a form, and its strokes go beside it.
_PATIENT_FORM_BYTES = 4 * 1024 * 1024
#: A visitor answers a question or signs in; a site names what it holds.
_PUBLIC_FORM_BYTES = 64 * 1024
_FORM_BYTES = {Door.PATIENT: _PATIENT_FORM_BYTES, Door.PUBLIC: _PUBLIC_FORM_BYTES}


@dataclass(frozen=True)
class Access:
    """Declare who may use an endpoint."""

    door: Door
    permission: Permission | None = None


class Login(UserMixin):  # type: ignore[misc] # Flask-Login is untyped
    """Stand for a signed-in browser; its Flask-Login id is the session's secret token."""

    def __init__(self, token: str, user: StaffUser) -> None:
        """Keep the token and the account that it was checked for."""
        self.token = token
        self.user = user
        self.email = user.email
        self.role = user.role
        self.must_change_password = user.must_change_password

    def get_id(self) -> str:
        """Return what the signed cookie holds: the token, never the account's id."""
        return self.token


def public(view: View) -> View:
    """Let anyone use the view."""
    return _declare(view, Access(Door.PUBLIC))


def patient(view: View) -> View:
    """Let whoever holds the secret token of the address use the view, which checks it.

    There is no cookie and no session: nothing of the browser's own opens this door, so that a
    form needs no token against forgery. One sent by another site's page is refused all the same.
    """
    return _declare(view, Access(Door.PATIENT))


def staff(permission: Permission) -> Callable[[View], View]:
    """Let signed-in staff with ``permission`` use the view."""
    return lambda view: _declare(view, Access(Door.STAFF, permission))


def api(permission: Permission) -> Callable[[View], View]:
    """Let bearer tokens with the scope ``permission`` use the view."""
    return lambda view: _declare(view, Access(Door.API, permission))


def declared(app: Flask) -> dict[str, Access | None]:
    """Return what every endpoint of the app declares; None where it declares nothing."""
    return {endpoint: getattr(view, _MARK, None) for endpoint, view in app.view_functions.items()}


def install(app: Flask) -> None:
    """Put the gate before every request.

    :raises ConfigurationError: an endpoint declares nothing.
    """
    app.view_functions["static"] = public(_plain(app.view_functions["static"]))
    undeclared = sorted(name for name, access in declared(app).items() if access is None)
    if undeclared:
        raise ConfigurationError(f"Endpoints without an access declaration: {undeclared}")
    manager = LoginManager(app)
    manager.session_protection = None  # the server-side session is the protection
    manager.user_loader(_load)
    app.before_request_funcs.setdefault(None, []).insert(0, _gate)


def current_runtime() -> Runtime:
    """Return the connections of this process."""
    return cast("Runtime", current_app.extensions["runtime"])


def current_actor() -> Actor:
    """Return on whose behalf the request acts; the gate has let it pass."""
    if "actor" in g:
        return cast("Actor", g.actor)
    return actor_of(current_user())


def current_user() -> StaffUser:
    """Return the signed-in member of staff.

    :raises NotAuthenticated: nobody is signed in.
    """
    if not login_user_proxy.is_authenticated:
        raise NotAuthenticated("Sign in first.")
    return cast("StaffUser", login_user_proxy.user)


def begin_session(signed_in: SignedIn) -> None:
    """Let the browser keep the session's token; whatever it kept before is forgotten."""
    session.clear()
    session.permanent = False
    login_user(Login(signed_in.token, signed_in.user))


def end_session() -> None:
    """End the session on the server and in the browser."""
    if login_user_proxy.is_authenticated:
        sign_out(current_runtime(), login_user_proxy.token)
    logout_user()
    session.clear()


def refuse_foreign_form() -> None:
    """Refuse a form that another site's page sent (Fetch Metadata, W3C).

    The patient's pages send no referrer, so that without Fetch Metadata a browser may name their
    origin as ``null``; the address's secret is what protects then.

    :raises NotPermitted: ``foreign_form``.
    """
    if request.method in {"GET", "HEAD", "OPTIONS"}:
        return
    site = request.headers.get("Sec-Fetch-Site")
    origin = request.headers.get("Origin", "null")
    own = {request.host_url.rstrip("/"), current_app.config.get("PUBLIC_BASE_URL")}
    is_own = site in {"same-origin", "none"} if site else origin == "null" or origin in own
    if not is_own:
        raise NotPermitted("This form was sent from another website.", code="foreign_form")


def _declare(view: View, access: Access) -> View:
    setattr(view, _MARK, access)
    return view


def _plain(view: Callable[..., Any]) -> Callable[..., Any]:
    """Wrap a bound method, which takes no attribute."""

    def static(**arguments: Any) -> Any:
        return view(**arguments)

    return static


def _load(token: str) -> Login | None:
    user = session_user(current_runtime(), token)
    return Login(token, user) if user else None


def _gate() -> ResponseReturnValue | None:
    """Refuse or pass the request by what its endpoint declares."""
    if request.endpoint is None:
        return None  # Flask answers 404 or 405
    access: Access | None = getattr(current_app.view_functions[request.endpoint], _MARK, None)
    if access is None:
        raise NotPermitted("This address is closed.")
    if access.door in _FORM_BYTES:
        request.max_content_length = request.max_form_memory_size = _FORM_BYTES[access.door]
    if access.door is Door.PATIENT:
        refuse_foreign_form()
    if access.door is Door.STAFF:
        return _gate_staff(access)
    if access.door is Door.API:
        _gate_api(access)
    return None


def _gate_staff(access: Access) -> ResponseReturnValue | None:
    if not login_user_proxy.is_authenticated:
        if request.method == "GET" and request.accept_mimetypes.accept_html:
            return redirect(url_for("staff.sign_in", next=request.full_path.rstrip("?")))
        raise NotAuthenticated("Sign in first.")
    actor = actor_of(current_user())
    if access.permission not in actor.permissions:
        raise NotPermitted("Your role does not allow this.")
    g.actor = actor
    return None


def _gate_api(access: Access) -> None:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise NotAuthenticated("Send an Authorization header: Bearer <token>.")
    actor = token_actor(current_runtime(), token.strip())
    if actor is None:
        raise NotAuthenticated("This token is unknown or was revoked.", code="token_invalid")
    if access.permission not in actor.permissions:
        raise NotPermitted(f"This token lacks the scope {access.permission}.", code="scope_missing")
    g.actor = actor
