"""Short answers to what was just done, shown once at the top of the next page."""

from collections.abc import Mapping

from flask import session

_KEY = "notices"


def tell(text: str) -> None:
    """Say that something was done."""
    _keep({"text": text, "tone": "good"})


def warn(text: str) -> None:
    """Say that something was not done, and why."""
    _keep({"text": text, "tone": "bad"})


def tell_with_undo(text: str, path: str, fields: Mapping[str, str]) -> None:
    """Say that something was done, with a button that posts ``fields`` to ``path`` to undo it."""
    _keep({"text": text, "tone": "good", "undo_path": path, "undo_fields": dict(fields)})


def take() -> list[dict[str, object]]:
    """Return what is to be said, and forget it."""
    kept: list[dict[str, object]] = session.pop(_KEY, [])
    return kept


def _keep(notice: dict[str, object]) -> None:
    session[_KEY] = [*session.get(_KEY, []), notice]
