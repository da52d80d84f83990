"""Short answers to what was just done, shown once at the top of the next page."""

from collections.abc import Mapping

from flask import flash


def tell(text: str) -> None:
    """Say that something was done."""
    flash({"text": text, "tone": "good"}, "notice")


def warn(text: str) -> None:
    """Say that something was not done, and why."""
    flash({"text": text, "tone": "bad"}, "notice")


def tell_with_undo(text: str, path: str, fields: Mapping[str, str]) -> None:
    """Say that something was done, with a button that posts ``fields`` to ``path`` to undo it."""
    flash({"text": text, "tone": "good", "undo_path": path, "undo_fields": dict(fields)}, "notice")
