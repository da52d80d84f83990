"""The bytes of published pictures."""

from flask import Response, request

from gallery.published import MediaFile
from gallery.web.access import public
from gallery.web.public import age_gate, gallery
from gallery.web.public.answers import Lasting
from gallery.web.public.blueprint import blueprint
from gallery.web.public.ranges import Span, Verdict, judge


@blueprint.get("/media/<key>.<any(avif, webp, jpg):extension>")
@public
def media(key: str, extension: str) -> Response:
    """Serve one picture. Consent and age are asked before any condition of the request.

    Both are asked again when its bytes are there (``standing``), and its lifetime counts from then.
    """
    file = gallery.current().media(key, extension, is_adult_confirmed=age_gate.is_confirmed())
    verdict, span = judge(
        request.method, request.headers, file.etag, file.last_modified, file.size_bytes
    )
    response = _ANSWERS[verdict](file, span)
    response.valid_until = file.valid_until
    response.scope = "private" if file.is_adult else "public"
    response.headers.update(_headers(file))
    if file.is_adult:
        response.vary.add("Cookie")
    return response


def _headers(file: MediaFile) -> dict[str, str]:
    return {
        "ETag": f'"{file.etag}"',
        "Accept-Ranges": "bytes",
        "Surrogate-Key": file.publication_id,
        "Cache-Tag": file.publication_id,
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; sandbox",
    }


def _whole(file: MediaFile, span: Span) -> Lasting:
    content = None if request.method == "HEAD" else file.read(None, None)
    return _bytes(file, span, content, 200)


def _part(file: MediaFile, span: Span) -> Lasting:
    response = _bytes(file, span, file.read(span.start, span.end), 206)
    response.headers["Content-Range"] = f"bytes {span.start}-{span.end}/{file.size_bytes}"
    return response


def _bytes(file: MediaFile, span: Span, content: bytes | None, status: int) -> Lasting:
    response = Lasting(content, status, content_type=file.content_type)
    response.content_length = span.size_bytes
    response.last_modified = file.last_modified
    return response


def _not_modified(file: MediaFile, _span: Span) -> Lasting:
    response = Lasting(status=304)
    response.last_modified = file.last_modified
    return response


def _unsatisfiable(file: MediaFile, _span: Span) -> Lasting:
    return Lasting(status=416, headers={"Content-Range": f"bytes */{file.size_bytes}"})


def _precondition_failed(_file: MediaFile, _span: Span) -> Lasting:
    return Lasting(status=412)


_ANSWERS = {
    Verdict.WHOLE: _whole,
    Verdict.PART: _part,
    Verdict.NOT_MODIFIED: _not_modified,
    Verdict.PRECONDITION_FAILED: _precondition_failed,
    Verdict.UNSATISFIABLE: _unsatisfiable,
}
