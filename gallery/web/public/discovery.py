"""What search engines and their crawlers are told."""

from collections.abc import Iterator

from flask import Response, url_for

from gallery.feeds import sitemap
from gallery.feeds.sitemap import SitemapPage
from gallery.published import SitemapEntry
from gallery.web.access import public
from gallery.web.public import answers, gallery, urls
from gallery.web.public.blueprint import blueprint

# Showing a case does not permit training on it: that is a channel of its own, denied unless signed.
TRAINING_CRAWLERS = (
    "Amazonbot",
    "Applebot-Extended",
    "Bytespider",
    "CCBot",
    "ClaudeBot",
    "cohere-training-data-crawler",
    "Google-Extended",
    "GPTBot",
    "meta-externalagent",
)
PRIVATE_PREFIXES = ("/staff/", "/api/", "/consents/", "/my/")


@blueprint.get("/sitemap.xml")
@public
def sitemap_xml() -> Response:
    """Serve every page that may be found, with its pictures."""
    return answers.of_cases(sitemap.encode(_pages()), sitemap.MEDIA_TYPE)


@blueprint.get("/robots.txt")
@public
def robots_txt() -> Response:
    """Serve the rules for crawlers."""
    private = "".join(f"Disallow: {prefix}\n" for prefix in PRIVATE_PREFIXES)
    training = "".join(f"User-agent: {name}\n" for name in TRAINING_CRAWLERS)
    place = urls.absolute(url_for("public.sitemap_xml"))
    text = f"User-agent: *\n{private}\n{training}Disallow: /\n\nSitemap: {place}\n"
    return answers.revalidated(text, "text/plain; charset=utf-8")


def _pages() -> Iterator[SitemapPage]:
    service = gallery.current()
    yield SitemapPage(urls.absolute(url_for("public.home")))
    for label in service.facets().procedures:
        yield SitemapPage(urls.absolute(urls.procedure_path(label.slug)))
    for case in service.sitemap_entries():
        yield _case(case)


def _case(entry: SitemapEntry) -> SitemapPage:
    return SitemapPage(
        urls.absolute(urls.case_path(entry.slug)),
        entry.updated_at,
        tuple(urls.absolute(f"{urls.media_prefix()}{key}.jpg") for key in entry.media_keys),
    )
