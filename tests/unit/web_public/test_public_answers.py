import re

import pytest
from flask.testing import FlaskClient

from tests.support.fake_published import FakeGallery, case

PAGES = ["/", "/procedures/sclerotherapy", "/cases/case-1"]
REVALIDATED = [*PAGES, "/feeds/website/cases.json", "/sitemap.xml", "/robots.txt", "/theme.css"]


@pytest.mark.parametrize("path", REVALIDATED)
def test_answer_is_checked_again_at_each_use(client: FlaskClient, path: str) -> None:
    first = client.get(path)
    assert first.headers["Cache-Control"] == "no-cache"
    again = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


@pytest.mark.parametrize("path", PAGES)
def test_etag_changes_with_the_content(
    client: FlaskClient, gallery: FakeGallery, path: str
) -> None:
    before = client.get(path).headers["ETag"]
    gallery.held[0] = case(1, "Another title")
    assert client.get(path).headers["ETag"] != before


@pytest.mark.parametrize("path", [*REVALIDATED, "/media/k1.jpg", "/cases/none", "/healthz"])
def test_no_answer_sets_a_cookie_or_depends_on_one(client: FlaskClient, path: str) -> None:
    headers = client.get(path).headers
    assert "Set-Cookie" not in headers
    assert "Cookie" not in headers.get("Vary", "")


@pytest.mark.parametrize("path", [*PAGES, "/cases/none"])
def test_page_has_no_inline_script_or_style(client: FlaskClient, path: str) -> None:
    html = client.get(path).text
    scripts = re.findall(r"<script(?![^>]*\bsrc=)([^>]*)>", html)
    assert all("application/ld+json" in attributes for attributes in scripts)
    assert "<style" not in html
    assert not re.search(r"<[^>]+\s(?:style|on\w+)\s*=", html)


@pytest.mark.parametrize("path", PAGES)
def test_page_tells_where_it_lives_and_where_its_feed_is(client: FlaskClient, path: str) -> None:
    html = client.get(path).text
    assert f'<link rel="canonical" href="https://gallery.example{path}">' in html
    assert 'type="application/feed+json"' in html
    assert 'href="/feeds/website/cases.json"' in html


@pytest.mark.parametrize("path", PAGES)
def test_every_file_that_a_page_names_is_there(client: FlaskClient, path: str) -> None:
    files = re.findall(r'(?:href|src)="(/(?:static/|theme)[^"]+)"', client.get(path).text)
    assert len(files) >= 3
    for file in files:
        with client.get(file) as response:
            assert response.status_code == 200, file
