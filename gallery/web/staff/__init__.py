"""The staff door: everything that a practice does with its cases, behind a sign-in."""

from gallery.web.staff import (
    account,
    activity,
    cases,
    consents,
    jobs,
    pairs,
    photos,
    publication,
    settings,
    team,
    tokens,
)
from gallery.web.staff.blueprint import blueprint

__all__ = [
    "account",
    "activity",
    "blueprint",
    "cases",
    "consents",
    "jobs",
    "pairs",
    "photos",
    "publication",
    "settings",
    "team",
    "tokens",
]
