from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from gallery.published import Tombstone
from tests.support.fake_published import NOON, FakeGallery, case, pair

URL = "/feeds/website/cases.json"


def ids(document: Any) -> list[str]:
    return [item["id"] for item in document["items"]]


def everything(client: FlaskClient) -> list[str]:
    found: list[str] = []
    url: str | None = URL
    while url:
        response = client.get(url.removeprefix("https://gallery.example"))
        assert len(response.data) < 100_000
        found += ids(response.json)
        url = (response.json or {}).get("next_url")
    return found


def test_feed_may_be_read_from_any_site(client: FlaskClient) -> None:
    response = client.get(URL)
    assert response.headers["Content-Type"] == "application/feed+json"
    assert response.headers["Access-Control-Allow-Origin"] == "*"


def test_addresses_are_absolute_and_not_taken_from_the_host_header(client: FlaskClient) -> None:
    document: Any = client.get(URL, headers={"Host": "evil.example"}).json
    assert document["items"][0]["url"] == "https://gallery.example/cases/case-1"
    assert document["items"][0]["image"] == "https://gallery.example/media/m1-b1600.jpg"
    assert document["feed_url"] == "https://gallery.example" + URL


def test_pages_follow_each_other_to_the_last_case(
    client: FlaskClient, gallery: FakeGallery
) -> None:
    gallery.held = [case(number) for number in range(1, 51)]
    assert everything(client) == [f"pub-{number}" for number in range(1, 51)]


def test_large_cases_make_smaller_pages_and_none_is_lost(
    client: FlaskClient, gallery: FakeGallery
) -> None:
    long_case = replace(case(1), story="x" * 9000, pairs=(pair(),) * 8)
    gallery.held = [case(number) for number in range(1, 17)]
    gallery.held += [replace(long_case, id=f"pub-{number}") for number in range(17, 51)]
    assert everything(client) == [f"pub-{number}" for number in range(1, 51)]


def test_filters_of_the_gallery_hold(client: FlaskClient) -> None:
    assert ids(client.get(URL + "?area=legs").json) == ["pub-1"]
    assert ids(client.get(URL + "?area=face").json) == []


def test_r5_withdrawn_case_leaves_the_feed_and_is_named_among_the_tombstones(
    client: FlaskClient, gallery: FakeGallery
) -> None:
    etag = client.get(URL).headers["ETag"]
    gallery.withdraw("case-1")
    gallery.buried.append(Tombstone("pub-1", "case-1", NOON + timedelta(days=1), "withdrawn"))
    response = client.get(URL, headers={"If-None-Match": etag})
    document: Any = response.json
    assert response.status_code == 200
    assert ids(document) == []
    assert document["_tombstones"][0]["id"] == "pub-1"


@pytest.mark.parametrize("url", ["/feeds/none/cases.json", URL + "?page=0", URL + "?size=3"])
def test_unknown_feeds_and_pages_are_not_found(client: FlaskClient, url: str) -> None:
    assert client.get(url).status_code == 404


def test_a_case_without_a_page_of_ours_has_no_address(
    client: FlaskClient, gallery: FakeGallery
) -> None:
    gallery.held = [replace(case(1), channel="website_embed:partner", has_page=False)]
    document: Any = client.get(URL).json
    assert document["items"][0]["id"] == "pub-1"
    assert "url" not in document["items"][0]
