"""Write an XML sitemap with pictures (sitemaps.org 0.9, Google image extension 1.1)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from html import escape
from itertools import islice

from gallery.feeds.entry import rfc3339

MEDIA_TYPE = "application/xml"
MAX_PAGES = 50_000  # sitemaps.org: at most 50,000 addresses a file
_OPENING = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    ' xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">\n'
)


@dataclass(frozen=True)
class SitemapPage:
    """Name one page, when it last changed and the pictures on it, a before first."""

    url: str
    modified_at: datetime | None = None
    image_urls: tuple[str, ...] = ()


def encode(pages: Iterable[SitemapPage]) -> bytes:
    """Write the sitemap as UTF-8 XML; pages over the format's limit are left out."""
    rows = (part for page in islice(pages, MAX_PAGES) for part in _page(page))
    return "".join([_OPENING, *rows, "</urlset>\n"]).encode()


def _page(page: SitemapPage) -> Iterator[str]:
    yield f"<url><loc>{escape(page.url)}</loc>"
    if page.modified_at is not None:
        yield f"<lastmod>{rfc3339(page.modified_at)}</lastmod>"
    for url in page.image_urls:
        yield f"<image:image><image:loc>{escape(url)}</image:loc></image:image>"
    yield "</url>\n"
