from datetime import UTC, datetime
from xml.etree import ElementTree as ET

from gallery.feeds import sitemap
from gallery.feeds.sitemap import SitemapPage

NAMES = {
    "s": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "i": "http://www.google.com/schemas/sitemap-image/1.1",
}


def read(*pages: SitemapPage) -> ET.Element:
    return ET.fromstring(sitemap.encode(pages))  # noqa: S314 - written just above


def test_page_has_its_address_its_change_and_its_pictures() -> None:
    changed = datetime(2030, 1, 2, 3, 4, 5, tzinfo=UTC)
    page = SitemapPage("https://g.example/a", changed, ("https://g.example/b.jpg",))
    root = read(page)
    assert root.findtext("s:url/s:loc", namespaces=NAMES) == "https://g.example/a"
    assert root.findtext("s:url/s:lastmod", namespaces=NAMES) == "2030-01-02T03:04:05Z"
    assert root.findtext("s:url/i:image/i:loc", namespaces=NAMES) == "https://g.example/b.jpg"


def test_addresses_are_escaped() -> None:
    url = "https://g.example/?a=1&b=<x>\"'"
    assert read(SitemapPage(url)).findtext("s:url/s:loc", namespaces=NAMES) == url


def test_no_more_pages_than_the_format_allows() -> None:
    pages = [SitemapPage("https://g.example/")] * (sitemap.MAX_PAGES + 1)
    assert sitemap.encode(pages).count(b"<url>") == sitemap.MAX_PAGES


def test_a_sitemap_without_pages_is_well_formed() -> None:
    assert len(read()) == 0
