"""Security headers of every answer, by the door that gave it."""

from flask import Flask, Response, request

PUBLIC_POLICY = (
    "default-src 'none'; img-src 'self'; style-src 'self'; script-src 'self'; font-src 'self';"
    " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
STAFF_POLICY = (
    "default-src 'none'; img-src 'self' blob: data:; style-src 'self'; script-src 'self';"
    " font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none';"
    " frame-ancestors 'none'"
)
PATIENT_POLICY = (
    "default-src 'none'; img-src 'self'; style-src 'self'; script-src 'self'; connect-src 'self';"
    " form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
#: What stands under these addresses is for one person, errors that no view gave included.
PATIENT_PREFIXES = ("/consents/", "/my/")
API_POLICY = "default-src 'none'; frame-ancestors 'none'"


def install(app: Flask) -> None:
    """Add headers that a view has not set itself."""
    app.after_request(_add)


def _add(response: Response) -> Response:
    headers = response.headers
    if request.path.startswith(PATIENT_PREFIXES):
        _keep_to_her(response)
    headers.setdefault("Content-Security-Policy", _policy())
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
    headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
    if request.is_secure:
        headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    if request.blueprint == "api":
        headers.setdefault("Cache-Control", "no-store")
    return response


def _keep_to_her(response: Response) -> None:
    """Keep an address with a secret in it, and its page, from caches, search engines and others."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers.setdefault("Content-Security-Policy", PATIENT_POLICY)


def _policy() -> str:
    return {"staff": STAFF_POLICY, "api": API_POLICY}.get(request.blueprint or "", PUBLIC_POLICY)
