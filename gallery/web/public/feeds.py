"""The JSON feed of a site's cases."""

from collections.abc import Mapping

from flask import Response, request, url_for

from gallery.errors import NotFound
from gallery.feeds import json_feed
from gallery.feeds.entry import Feed
from gallery.published import GalleryFilters
from gallery.web.access import public
from gallery.web.public import answers, entries, gallery, urls
from gallery.web.public import filters as asked
from gallery.web.public.blueprint import blueprint
from gallery.web.public.head import current_site

LARGEST_PAGE = 16
PAGE_SIZES = (16, 8, 4, 2, 1)
MAX_TOMBSTONES = 200


@blueprint.get("/feeds/<site_key>/cases.json")
@public
def json_cases(site_key: str) -> Response:
    """Serve one page of a site's cases; the first page also lists what was taken down."""
    filters, number = asked.parse(request.args), asked.page_number(request.args)
    content = _page_that_fits(site_key, filters, number, _page_size(request.args))
    return answers.of_cases(content, json_feed.MEDIA_TYPE)


def _page_size(query: Mapping[str, str]) -> int:
    sizes = {str(size): size for size in PAGE_SIZES}
    text = query.get("size", str(LARGEST_PAGE))
    if text not in sizes:
        raise NotFound(f"There is no such page: size is one of {', '.join(sizes)}.")
    return sizes[text]


def _page_that_fits(site_key: str, filters: GalleryFilters, number: int, size: int) -> bytes:
    """Halve the page until it is small enough; the same case stays the first one on it."""
    content = _encode(site_key, filters, number, size)
    while len(content) >= json_feed.MAX_PAGE_BYTES and size > 1:
        number, size = 2 * number - 1, size // 2
        content = _encode(site_key, filters, number, size)
    return content


def _encode(site_key: str, filters: GalleryFilters, number: int, size: int) -> bytes:
    service, site = gallery.current(), current_site()
    found = service.cases(filters, page=number, per_page=size, site=site_key)
    age_path = url_for("public.site_age", site_key=site_key)
    tombstones = service.tombstones(site_key, MAX_TOMBSTONES) if number == 1 else ()
    feed = Feed(
        title=f"{site.words.gallery_title} · {site.practice.name}",
        description=site.words.actual_patients,
        language=site.practice.locale.replace("_", "-"),
        home_page_url=urls.absolute(site.home_path),
        feed_url=_feed_url(site_key, filters, number, size),
        author_name=site.practice.name,
        author_url=site.practice.website_url,
        entries=tuple(entries.entry_of(case, age_path) for case in found.cases),
        removals=tuple(entries.removal_of(tombstone) for tombstone in tombstones),
        next_url=_feed_url(site_key, filters, number + 1, size) if found.has_next else None,
    )
    return json_feed.encode(feed)


def _feed_url(site_key: str, filters: GalleryFilters, number: int, size: int) -> str:
    path = url_for("public.json_cases", site_key=site_key)
    shown_size = size if size != LARGEST_PAGE else None
    return urls.absolute(
        urls.with_query(path, {**asked.query_of(filters, page=number), "size": shown_size})
    )
