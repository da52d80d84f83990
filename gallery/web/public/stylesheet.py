"""The public style sheet: every component in one answer, with the practice's accent."""

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from flask import Response, current_app, request, url_for

from gallery.web.access import public
from gallery.web.public import gallery
from gallery.web.public.answers import revalidated
from gallery.web.public.blueprint import blueprint
from gallery.web.public.theme import accent_rule

MEDIA_TYPE = "text/css; charset=utf-8"
YEAR_SECONDS = 31_536_000
PARTS = (
    "tokens.css",
    "public/base.css",
    "public/layout.css",
    "public/card.css",
    "public/filters.css",
    "public/pagination.css",
    "public/photo.css",
    "public/veil.css",
    "public/case.css",
    "public/comparison.css",
    "public/print.css",
)


@dataclass(frozen=True)
class StyleSheet:
    """Hold the sheet's text and a version that changes with it."""

    text: str
    version: str


@blueprint.get("/theme.css")
@public
def stylesheet() -> Response:
    """Serve the sheet: for good under its own version, checked at each use under any other."""
    sheet = _current()
    response = revalidated(sheet.text, MEDIA_TYPE)
    if request.args.get("v") == sheet.version:
        response.headers["Cache-Control"] = f"public, max-age={YEAR_SECONDS}, immutable"
    return response


def stylesheet_path() -> str:
    """Return the path of the sheet as it is now."""
    return url_for("public.stylesheet", v=_current().version)


def _current() -> StyleSheet:
    folder = Path(current_app.static_folder or "") / "css"
    return _compose(folder, gallery.current().practice().accent)


def versioned_path(filename: str) -> str:
    """Return the path of a static file, with a version that changes with its content."""
    file = Path(current_app.static_folder or "") / filename
    return url_for("static", filename=filename, v=_version_of(file))


@lru_cache(maxsize=32)
def _version_of(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()[:12]


@lru_cache(maxsize=8)
def _compose(folder: Path, accent: str) -> StyleSheet:
    parts = [(folder / part).read_text(encoding="utf-8") for part in PARTS]
    text = "\n".join([parts[0], accent_rule(accent), *parts[1:]])
    return StyleSheet(text, hashlib.sha256(text.encode()).hexdigest()[:12])
