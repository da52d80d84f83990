"""What the gallery and a procedure's page show."""

from dataclasses import dataclass, replace

from flask import url_for
from markupsafe import Markup

from gallery.errors import NotFound
from gallery.feeds import structured_data
from gallery.feeds.entry import Image
from gallery.published import CasePage, GalleryFilters, PublicCase
from gallery.web.public import age_gate, entries, filter_form, gallery, urls
from gallery.web.public import filters as asked
from gallery.web.public.cards import EAGER_CARDS, cards_of
from gallery.web.public.head import Head, Site, current_site, describe

CASES_PER_PAGE = 24
MIN_CASES_TO_FILTER = 3  # fewer are seen at a glance


@dataclass(frozen=True)
class GalleryPage:
    """Hold what the gallery's template shows; the paths are None where there is no such page."""

    site: Site
    head: Head
    heading: str
    introduction: str
    cards: tuple[Markup, ...]
    form: filter_form.FilterForm
    is_filtered: bool
    has_tools: bool
    number: int
    previous_path: str | None
    next_path: str | None
    is_shared: bool


@dataclass(frozen=True)
class _Place:
    """Say which page of cases is shown, and under which words."""

    path: str
    title: str
    heading: str
    introduction: str
    description: str
    procedure: str | None = None


def home(filters: GalleryFilters, number: int) -> GalleryPage:
    """Prepare the gallery."""
    site = current_site()
    practice = site.practice
    place = _Place(
        path=url_for("public.home"),
        title=f"{site.words.gallery_title} · {practice.name}",
        heading=site.words.gallery_title,
        introduction=practice.tagline,
        description=f"{practice.tagline} {site.words.actual_patients}".strip(),
    )
    return _build(site, place, filters, number)


def procedure(slug: str, filters: GalleryFilters, number: int) -> GalleryPage:
    """Prepare one procedure's page.

    :raises NotFound: if there is no such procedure.
    """
    site = current_site()
    facts = gallery.current().procedure(slug)
    name = facts.label.name
    description = site.words.procedure_description.format(
        procedure=name, practice=site.practice.name
    )
    place = _Place(
        path=url_for("public.procedure", slug=slug),
        title=f"{name} · {site.practice.name}",
        heading=name,
        introduction=facts.summary,
        description=facts.summary or description,
        procedure=slug,
    )
    return _build(site, place, filters, number)


def _build(site: Site, place: _Place, filters: GalleryFilters, number: int) -> GalleryPage:
    facets = gallery.current().facets()
    wanted = replace(filters, procedure=place.procedure or filters.procedure)
    own = replace(filters, procedure=None if place.procedure else filters.procedure)
    found = _find(wanted, number)
    is_filtered = bool(asked.chosen(own))
    has_shortcuts = place.procedure is None and len(facets.procedures) > 1
    return GalleryPage(
        site=site,
        head=_head(place, own, number, found.cases, is_indexed=not is_filtered),
        heading=place.heading,
        introduction=place.introduction,
        cards=cards_of(
            found.cases, site.words, eager=EAGER_CARDS, is_confirmed=age_gate.is_confirmed()
        ),
        form=filter_form.build(place.path, own, facets, site.words, has_shortcuts=has_shortcuts),
        is_filtered=is_filtered,
        has_tools=is_filtered or number > 1 or len(found.cases) >= MIN_CASES_TO_FILTER,
        number=number,
        previous_path=_page_path(place, own, number - 1) if number > 1 else None,
        next_path=_page_path(place, own, number + 1) if found.has_next else None,
        is_shared=not any(case.is_adult for case in found.cases),
    )


def _find(filters: GalleryFilters, number: int) -> CasePage:
    found = gallery.current().cases(filters, page=number, per_page=CASES_PER_PAGE)
    if number > 1 and not found.cases:
        raise NotFound("There is no such page: the gallery ends before it.")
    return found


def _page_path(place: _Place, filters: GalleryFilters, number: int) -> str:
    return urls.with_query(place.path, asked.query_of(filters, page=number))


def _head(
    place: _Place,
    filters: GalleryFilters,
    number: int,
    cases: tuple[PublicCase, ...],
    *,
    is_indexed: bool,
) -> Head:
    path = _page_path(place, filters, number)
    parts = tuple(_part(case) for case in cases)
    return describe(
        place.title,
        place.description,
        path,
        image=next((_cover(case) for case in cases if not case.is_adult), None),
        structured_data=structured_data.gallery(
            urls.absolute(path), place.heading, place.description, parts
        ),
        is_indexed=is_indexed,
    )


def _part(case: PublicCase) -> structured_data.Part:
    return structured_data.Part(
        url=urls.absolute(urls.case_path(case.slug)),
        title=case.title,
        cover_url=None if case.is_adult else _cover(case).url,
    )


def _cover(case: PublicCase) -> Image:
    return entries.image_of(case.pairs[0].before)
