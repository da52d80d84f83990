import hashlib

import pytest
from flask.testing import FlaskClient
from werkzeug.http import http_date

from tests.support.fake_published import NOON, FakeGallery

URL = "/media/k1.jpg"
CONTENT = bytes(range(200))
ETAG = f'"{hashlib.sha256(CONTENT).hexdigest()}"'
SEEN = http_date(NOON)
EARLIER = http_date(NOON.replace(year=2029))

CONDITIONS: list[dict[str, str]] = [
    {},
    {"If-None-Match": ETAG},
    {"If-None-Match": "*"},
    {"If-Modified-Since": SEEN},
    {"If-Match": ETAG},
    {"Range": "bytes=0-9"},
    {"Range": "bytes=0-9", "If-Range": ETAG},
]


def test_whole_picture_with_the_headers_of_a_foreign_page(client: FlaskClient) -> None:
    response = client.get(URL)
    assert (response.status_code, response.data) == (200, CONTENT)
    assert response.headers["Content-Type"] == "image/jpeg"
    assert response.headers["ETag"] == ETAG
    assert response.headers["Cache-Control"] == "public, max-age=60"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert response.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert response.headers["Last-Modified"] == SEEN
    assert "Set-Cookie" not in response.headers


@pytest.mark.parametrize(
    ("extension", "expected"), [("avif", "image/avif"), ("webp", "image/webp")]
)
def test_type_follows_the_extension(client: FlaskClient, extension: str, expected: str) -> None:
    assert client.get(f"/media/k1.{extension}").headers["Content-Type"] == expected


@pytest.mark.parametrize("url", ["/media/none.jpg", "/media/k1.png", "/media/k1", "/media/.jpg"])
def test_unknown_pictures_are_not_found(client: FlaskClient, url: str) -> None:
    assert client.get(url).status_code == 404


@pytest.mark.parametrize(("seconds", "expected"), [(600, 60), (7, 7), (7.9, 7), (0.5, 0)])
def test_r3_lifetime_is_bounded_by_a_minute_and_the_nearest_expiry(
    client: FlaskClient, gallery: FakeGallery, seconds: float, expected: int
) -> None:
    gallery.valid_seconds = seconds
    assert client.get(URL).headers["Cache-Control"] == f"public, max-age={expected}"


@pytest.mark.parametrize("headers", CONDITIONS)
@pytest.mark.parametrize("seconds", [0, -5])
def test_r3_nothing_leaves_at_or_after_its_expiry(
    client: FlaskClient, gallery: FakeGallery, seconds: int, headers: dict[str, str]
) -> None:
    gallery.valid_seconds = seconds
    response = client.get(URL, headers=headers)
    assert (response.status_code, response.headers["Cache-Control"]) == (404, "no-store")
    assert CONTENT not in response.data


@pytest.mark.parametrize("headers", CONDITIONS)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_r5_withdrawn_is_gone_whatever_the_request_says(
    client: FlaskClient, gallery: FakeGallery, method: str, headers: dict[str, str]
) -> None:
    gallery.gone.add("k1")
    response = client.open(URL, method=method, headers=headers)
    assert response.status_code == 410
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert "ETag" not in response.headers
    assert gallery.reads == []


def test_head_has_the_headers_of_get_and_reads_nothing(
    client: FlaskClient, gallery: FakeGallery
) -> None:
    head = client.head(URL)
    assert head.data == b""
    assert gallery.reads == []
    assert dict(head.headers) == dict(client.get(URL).headers)


@pytest.mark.parametrize(
    "headers",
    [
        {"If-None-Match": ETAG},
        {"If-None-Match": f'"other", {ETAG}'},
        {"If-None-Match": f"W/{ETAG}"},
        {"If-None-Match": "*"},
        {"If-Modified-Since": SEEN},
        {"If-None-Match": ETAG, "Range": "bytes=0-9"},
        {"If-None-Match": ETAG, "If-Modified-Since": EARLIER},
    ],
)
def test_known_content_is_not_sent_again(
    client: FlaskClient, gallery: FakeGallery, headers: dict[str, str]
) -> None:
    response = client.get(URL, headers=headers)
    assert (response.status_code, response.data) == (304, b"")
    assert response.headers["ETag"] == ETAG
    assert response.headers["Cache-Control"] == "public, max-age=60"
    assert gallery.reads == []


@pytest.mark.parametrize(
    "headers",
    [
        {"If-None-Match": '"other"'},
        {"If-None-Match": '"other"', "If-Modified-Since": SEEN},
        {"If-Modified-Since": EARLIER},
        {"If-Modified-Since": "yesterday"},
        {"Range": "bytes=0-4,10-14"},
        {"Range": "lines=0-4"},
        {"Range": "bytes=9-3"},
        {"Range": "bytes=0-9", "If-Range": '"other"'},
        {"Range": "bytes=0-9", "If-Range": f"W/{ETAG}"},
        {"Range": "bytes=0-9", "If-Range": EARLIER},
    ],
)
def test_whole_picture_where_a_condition_or_range_does_not_hold(
    client: FlaskClient, headers: dict[str, str]
) -> None:
    response = client.get(URL, headers=headers)
    assert (response.status_code, response.data) == (200, CONTENT)


@pytest.mark.parametrize(
    ("asked", "start", "end"),
    [
        ("bytes=0-0", 0, 0),
        ("bytes=10-19", 10, 19),
        ("bytes=190-", 190, 199),
        ("bytes=190-999", 190, 199),
        ("bytes=-10", 190, 199),
        ("bytes=-999", 0, 199),
    ],
)
def test_part_is_read_and_sent_alone(
    client: FlaskClient, gallery: FakeGallery, asked: str, start: int, end: int
) -> None:
    response = client.get(URL, headers={"Range": asked, "If-Range": ETAG})
    assert (response.status_code, response.data) == (206, CONTENT[start : end + 1])
    assert response.headers["Content-Range"] == f"bytes {start}-{end}/200"
    assert response.headers["Content-Length"] == str(end - start + 1)
    assert gallery.reads == [(start, end)]


def test_if_range_holds_by_date(client: FlaskClient) -> None:
    headers = {"Range": "bytes=0-9", "If-Range": SEEN}
    assert client.get(URL, headers=headers).status_code == 206


def test_range_past_the_end_cannot_be_satisfied(client: FlaskClient) -> None:
    response = client.get(URL, headers={"Range": "bytes=200-"})
    assert response.status_code == 416
    assert response.headers["Content-Range"] == "bytes */200"


def test_head_ignores_a_range(client: FlaskClient) -> None:
    response = client.head(URL, headers={"Range": "bytes=0-9"})
    assert (response.status_code, response.headers["Content-Length"]) == (200, "200")


@pytest.mark.parametrize(("tag", "status"), [(ETAG, 200), ("*", 200), ('"other"', 412)])
def test_if_match_is_honoured(client: FlaskClient, tag: str, status: int) -> None:
    assert client.get(URL, headers={"If-Match": tag}).status_code == status
