"""What a visitor asks of the gallery, read from the query and never trusted."""

from collections.abc import Mapping

from gallery.errors import NotFound
from gallery.published import Facets, GalleryFilters

FILTER_NAMES = ("procedure", "area", "interval", "age", "gender", "skin", "provider", "q")
SORTS = ("newest", "oldest")
MAX_VALUE_LENGTH = 80
MAX_PAGE_DIGITS = 5


def parse(query: Mapping[str, str]) -> GalleryFilters:
    """Read the filters; an unknown order falls back to the newest first."""
    values = {name: _clean(query.get(name, "")) for name in FILTER_NAMES}
    sort = query.get("sort", "")
    return GalleryFilters(**values, sort=sort if sort in SORTS else SORTS[0])


def page_number(query: Mapping[str, str]) -> int:
    """Read the page's number, 1 by default.

    :raises NotFound: if it is not a positive whole number.
    """
    text = query.get("page", "1")
    if not (text.isascii() and text.isdigit() and len(text) <= MAX_PAGE_DIGITS) or int(text) < 1:
        raise NotFound("There is no such page: pages are numbered from 1.")
    return int(text)


def chosen(filters: GalleryFilters) -> dict[str, str]:
    """Return the filters in use by name."""
    values = {name: getattr(filters, name) for name in FILTER_NAMES}
    return {name: value for name, value in values.items() if value is not None}


def query_of(filters: GalleryFilters, *, page: int = 1) -> dict[str, str | int | None]:
    """Return the query that names these filters, without defaults."""
    sort = filters.sort if filters.sort != SORTS[0] else None
    return {**chosen(filters), "sort": sort, "page": page if page > 1 else None}


def options(facets: Facets) -> dict[str, dict[str, str | None]]:
    """Return each closed filter's values with their names; None where the code is the name."""
    return {
        "procedure": {label.slug: label.name for label in facets.procedures},
        "area": {label.slug: label.name for label in facets.areas},
        "interval": {label.slug: label.name for label in facets.intervals},
        "age": dict.fromkeys(facets.age_bands),
        "gender": dict.fromkeys(facets.genders),
        "skin": dict.fromkeys(facets.skin_types),
        "provider": {name: name for name in facets.providers},
    }


def _clean(text: str) -> str | None:
    printable = "".join(letter for letter in text if letter.isprintable())
    return printable.strip()[:MAX_VALUE_LENGTH] or None
