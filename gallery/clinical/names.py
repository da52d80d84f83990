"""The field's words in the languages that patients read: English and Spanish."""

from gallery.clinical.intervals import interval_label, interval_parts
from gallery.clinical.spanish import AREA_NAMES, PROCEDURE_NAMES, UNIT_NAMES, VIEW_NAMES
from gallery.clinical.terms import AREAS, PROCEDURES
from gallery.clinical.views import VIEWS

SPANISH = "es"


def procedure_name(slug: str, language: str) -> str:
    """Return the name of a procedure; its slug if it is not known any more."""
    if language == SPANISH and slug in PROCEDURE_NAMES:
        return PROCEDURE_NAMES[slug]
    return PROCEDURES[slug].name if slug in PROCEDURES else slug


def area_name(slug: str, language: str) -> str:
    """Return the name of a body area; its slug if it is not known any more."""
    if language == SPANISH and slug in AREA_NAMES:
        return AREA_NAMES[slug]
    return AREAS[slug].name if slug in AREAS else slug


def view_name(code: str, language: str) -> str:
    """Return the name of a view; its code if it is not known any more."""
    return (VIEW_NAMES if language == SPANISH else VIEWS).get(code, code)


def interval_name(iso: str, language: str) -> str:
    """Return words for a time since treatment: ``P6W`` is "6 weeks", "6 semanas"."""
    parts = interval_parts(iso)
    if language != SPANISH or parts is None:
        return interval_label(iso)
    count, unit = parts
    one, many = UNIT_NAMES[unit]
    return f"{count} {one if count == 1 else many}"
