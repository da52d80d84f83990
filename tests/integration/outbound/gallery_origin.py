"""A stand-in for the gallery: one picture, a page and a feed about it, which can be withdrawn."""

from http.server import BaseHTTPRequestHandler

KEY = "a1b2c3d4e5f60718"
SLUG = "spider-veins-left-calf"
ETAG = '"v1"'
PICTURE = b"\xff\xd8\xff" + bytes(2000)
CONTROL = "public, max-age=60"


class GalleryOrigin:
    """Answer as the gallery does; after ``withdraw()`` with 410 and without any mark."""

    def __init__(self) -> None:
        self.is_withdrawn = False

    def withdraw(self) -> None:
        self.is_withdrawn = True

    def reply(self, handler: BaseHTTPRequestHandler) -> None:
        status, kind, body = self._find(handler.path)
        if status == 200 and handler.headers.get("If-None-Match") in {ETAG, "*"}:
            status, body = 304, b""
        handler.send_response(status)
        handler.send_header("Content-Type", kind)
        handler.send_header("Cache-Control", CONTROL)
        handler.send_header("Surrogate-Key", f"all {KEY} {SLUG}")
        if status == 200:
            handler.send_header("ETag", ETAG)
        if status != 304:
            handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        if handler.command != "HEAD":
            handler.wfile.write(body)

    def _find(self, path: str) -> tuple[int, str, bytes]:
        if path.startswith("/media/"):
            return (
                (410, "text/plain", b"gone") if self.is_withdrawn else (200, "image/jpeg", PICTURE)
            )
        items = "" if self.is_withdrawn else f'<a href="/cases/{SLUG}">Spider veins</a>'
        return (
            200,
            "text/html; charset=utf-8",
            f"<html><body>Gallery {items}</body></html>".encode(),
        )
