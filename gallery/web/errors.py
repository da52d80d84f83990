"""The web's error boundary: every failure becomes a page or one shape of JSON."""

import logging
from http import HTTPStatus

from flask import Flask, Response, g, jsonify, make_response, render_template, request
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from gallery.errors import (
    Conflict,
    EvidenceTooLarge,
    GalleryError,
    Gone,
    ImagingUnavailable,
    InvalidInput,
    NotAuthenticated,
    NotFound,
    NotPermitted,
    PictureTooLarge,
    PictureTypeUnsupported,
    StorageUnavailable,
    TooManyAttempts,
)
from gallery.publishing.finding import Finding, PublicationBlocked

logger = logging.getLogger(__name__)

#: The most specific class first: the first that fits decides.
_STATUS: tuple[tuple[type[GalleryError], HTTPStatus], ...] = (
    (PictureTooLarge, HTTPStatus.REQUEST_ENTITY_TOO_LARGE),
    (EvidenceTooLarge, HTTPStatus.REQUEST_ENTITY_TOO_LARGE),
    (PictureTypeUnsupported, HTTPStatus.UNSUPPORTED_MEDIA_TYPE),
    (InvalidInput, HTTPStatus.UNPROCESSABLE_ENTITY),
    (NotAuthenticated, HTTPStatus.UNAUTHORIZED),
    (NotPermitted, HTTPStatus.FORBIDDEN),
    (NotFound, HTTPStatus.NOT_FOUND),
    (Gone, HTTPStatus.GONE),
    (Conflict, HTTPStatus.CONFLICT),
    (TooManyAttempts, HTTPStatus.TOO_MANY_REQUESTS),
    (StorageUnavailable, HTTPStatus.SERVICE_UNAVAILABLE),
    (ImagingUnavailable, HTTPStatus.SERVICE_UNAVAILABLE),
)
_PAGES = frozenset({400, 401, 403, 404, 409, 410, 413, 415, 422, 429, 500, 503})
_HTTP_CODES = {
    400: "bad_request",
    404: "not_found",
    405: "method_not_allowed",
    413: "request_too_large",
    415: "media_type_unsupported",
    429: "too_many_attempts",
}


def install(app: Flask) -> None:
    """Register the handlers."""
    app.register_error_handler(GalleryError, answer_to)
    app.register_error_handler(CSRFError, _csrf_error)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _unforeseen)


def status_of(error: GalleryError) -> HTTPStatus:
    """Return the HTTP status that says what kind of failure it is (RFC 9110)."""
    for kind, status in _STATUS:
        if isinstance(error, kind):
            return status
    return HTTPStatus.INTERNAL_SERVER_ERROR


def wants_json() -> bool:
    """Tell whether the caller reads JSON: the API, or a script that says so."""
    if request.path.startswith("/api/"):
        return True
    best = request.accept_mimetypes.best_match(["text/html", "application/json"])
    return best == "application/json"


def finding_json(finding: Finding) -> dict[str, str | None]:
    """Return a finding as the API gives it."""
    return {
        "rule": finding.rule,
        "code": finding.code,
        "message": finding.message,
        "source": finding.source,
        "severity": finding.severity.value,
        "subject_id": finding.subject_id,
    }


def answer_to(error: GalleryError) -> Response:
    """Answer with the page, or the JSON, of what failed."""
    status = status_of(error)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        logger.error("request %s: %s", g.get("request_id", "-"), error.code)
    fields = error.fields if isinstance(error, InvalidInput) else None
    findings = error.findings if isinstance(error, PublicationBlocked) else ()
    response = _answer(status, error.code, error.message, fields, findings)
    if isinstance(error, TooManyAttempts):
        response.headers["Retry-After"] = str(error.retry_after_seconds)
    if status == HTTPStatus.UNAUTHORIZED:
        response.headers["WWW-Authenticate"] = "Bearer"
    return response


def _csrf_error(_error: CSRFError) -> Response:
    return _answer(
        HTTPStatus.BAD_REQUEST,
        "form_expired",
        "This form has expired. Go back, reload the page and send it again.",
    )


def _http_error(error: HTTPException) -> Response:
    status = error.code or 500
    code = _HTTP_CODES.get(status, "http_error")
    if status < HTTPStatus.BAD_REQUEST:
        return make_response(error.get_response())
    response = _answer(status, code, _words(status))
    for name, value in error.get_headers():
        if name in {"Allow", "Retry-After"}:
            response.headers[name] = value
    return response


def _unforeseen(error: Exception) -> Response:
    logger.error("request %s failed", g.get("request_id", "-"), exc_info=error)
    return _answer(500, "internal_error", "Something went wrong here. It has been noted.")


def _words(status: int) -> str:
    words = {
        400: "The request could not be read.",
        404: "There is nothing under this address.",
        405: "This address does not take this method.",
        413: "The request is larger than this service accepts.",
        415: "The request's content type is not accepted here.",
    }
    return words.get(status, "The request could not be answered.")


def _answer(
    status: int,
    code: str,
    message: str,
    fields: dict[str, str] | None = None,
    findings: tuple[Finding, ...] = (),
) -> Response:
    request_id = g.get("request_id", "")
    if wants_json():
        error: dict[str, object] = {"code": code, "message": message, "request_id": request_id}
        if fields:
            error["fields"] = fields
        body: dict[str, object] = {"error": error}
        if findings:
            error["findings"] = body["findings"] = [finding_json(found) for found in findings]
        response = jsonify(body)
    else:
        name = status if status in _PAGES else (500 if status >= 500 else 400)
        response = make_response(
            render_template(
                f"errors/{name}.html",
                message=message,
                fields=fields or {},
                findings=findings,
                request_id=request_id,
            )
        )
    response.status_code = int(status)
    response.headers["Cache-Control"] = "no-store"
    return response
