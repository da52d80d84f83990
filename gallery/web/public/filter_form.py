"""The gallery's filters as a form, as links and as chips that remove them."""

from dataclasses import dataclass

from gallery.published import Facets, GalleryFilters
from gallery.web.public import filters as asked
from gallery.web.public import urls
from gallery.web.public.words import Words

SHORTCUT = "procedure"


@dataclass(frozen=True)
class Option:
    """Hold one choice of a select."""

    value: str
    name: str
    is_chosen: bool


@dataclass(frozen=True)
class Select:
    """Hold one select of the form."""

    name: str
    label: str
    options: tuple[Option, ...]


@dataclass(frozen=True)
class Chip:
    """Hold one link of a row of chips."""

    text: str
    path: str
    is_current: bool = False


@dataclass(frozen=True)
class FilterForm:
    """Hold the whole filter area; ``hidden`` keeps what other controls chose."""

    action: str
    selects: tuple[Select, ...]
    sort: Select
    query: str
    hidden: tuple[tuple[str, str], ...]
    shortcuts: tuple[Chip, ...]
    removals: tuple[Chip, ...]
    clear_path: str


def build(
    path: str,
    filters: GalleryFilters,
    facets: Facets,
    words: Words,
    *,
    has_shortcuts: bool,
) -> FilterForm:
    """Prepare the filter area of a page at ``path``."""
    chosen = asked.chosen(filters)
    options = asked.options(facets)
    kept = [name for name in options if name != SHORTCUT]
    selects = (_select(name, options[name], chosen.get(name), words) for name in kept)
    shortcut = chosen.get(SHORTCUT) if has_shortcuts else None
    return FilterForm(
        action=path,
        selects=tuple(select for select in selects if len(select.options) > 1),
        sort=_sort(filters, words),
        query=chosen.get("q", ""),
        hidden=((SHORTCUT, shortcut),) if shortcut else (),
        shortcuts=_shortcuts(path, filters, facets, words) if has_shortcuts else (),
        removals=_removals(path, filters, options, words),
        clear_path=path,
    )


def _select(name: str, values: dict[str, str | None], value: str | None, words: Words) -> Select:
    options = [
        Option(code, text or words.of_code(code), code == value) for code, text in values.items()
    ]
    if value is not None and value not in values:
        options.append(Option(value, words.unknown_value, is_chosen=True))
    return Select(name, words.filter_labels[name], tuple(options))


def _sort(filters: GalleryFilters, words: Words) -> Select:
    options = tuple(
        Option(value, words.sort_labels[value], value == filters.sort) for value in asked.SORTS
    )
    return Select("sort", words.sort, options)


def _shortcuts(
    path: str, filters: GalleryFilters, facets: Facets, words: Words
) -> tuple[Chip, ...]:
    query = asked.query_of(filters)
    everything = urls.with_query(path, {**query, SHORTCUT: None})
    return (
        Chip(words.all_procedures, everything, is_current=filters.procedure is None),
        *(
            Chip(
                label.name,
                urls.with_query(path, {**query, SHORTCUT: label.slug}),
                is_current=filters.procedure == label.slug,
            )
            for label in facets.procedures
        ),
    )


def _removals(
    path: str,
    filters: GalleryFilters,
    options: dict[str, dict[str, str | None]],
    words: Words,
) -> tuple[Chip, ...]:
    query = asked.query_of(filters)
    return tuple(
        Chip(
            f"{words.filter_labels[name]}: {_shown(name, value, options, words)}",
            urls.with_query(path, {**query, name: None}),
        )
        for name, value in asked.chosen(filters).items()
        if not (name == SHORTCUT and value in options[SHORTCUT])
    )


def _shown(name: str, value: str, options: dict[str, dict[str, str | None]], words: Words) -> str:
    if name not in options:
        return value
    if value not in options[name]:
        return words.unknown_value
    return options[name][value] or words.of_code(value)
