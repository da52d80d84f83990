"""Find what could name a patient in public texts and pictures (rule R13)."""

from gallery.publishing.leaks.leak import Leak, LeakKind
from gallery.publishing.leaks.linter import (
    KnownIdentifiers,
    SeenText,
    find_leaks,
    leak_findings,
    text_findings,
)

__all__ = [
    "KnownIdentifiers",
    "Leak",
    "LeakKind",
    "SeenText",
    "find_leaks",
    "leak_findings",
    "text_findings",
]
