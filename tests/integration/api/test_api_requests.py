"""The form of requests and of refusals, whatever they are about."""

import pytest

from tests.integration.api.caller import CASE, Api, consent, offer

SQLITE = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
UNKNOWN = "0" * 20


NOT_JSON = (
    b"{",
    b"",
    b"\xff",
    b'{"title": NaN}',
    b'{"title": "a", "title": "b"}',
    b"[" * 100_000,
    b"1" * 5000,
)
OF_UNKNOWN_THINGS: tuple[tuple[str, str, object], ...] = (
    ("GET", "/cases/{}", None),
    ("PATCH", "/cases/{}", {"title": "A"}),
    ("DELETE", "/cases/{}", None),
    ("GET", "/photos/{}", None),
    ("PATCH", "/photos/{}", {"view": "OL"}),
    ("DELETE", "/photos/{}", None),
    ("POST", "/cases/{}/pairs", {"before": UNKNOWN, "after": UNKNOWN}),
    ("DELETE", "/pairs/{}", None),
    ("POST", "/cases/{}/consents", consent()),
    ("GET", "/consents/{}", None),
    ("POST", "/consents/{}/withdrawal", {}),
    ("POST", "/cases/{}/publication", {"channels": ["website_gallery"]}),
    ("DELETE", "/cases/{}/publication", None),
    ("GET", "/audit?case={}", None),
    ("GET", "/takedowns?event={}", None),
    ("GET", "/takedowns?case={}", None),
    ("POST", "/cases/{}/signing-requests", offer([], future_photos=True)),
    ("GET", "/cases/{}/signing-requests", None),
    ("DELETE", "/signing-requests/{}", None),
    ("POST", "/cases/{}/patient-links", None),
    ("DELETE", "/cases/{}/patient-links", None),
    ("POST", "/cases/{}/placements", {"channel": "print", "note": "Brochure"}),
    ("GET", "/cases/{}/placements", None),
    ("DELETE", "/placements/{}", None),
    ("POST", "/consents/{}/ending", {"reason": "invalidated", "words": "Not hers."}),
    ("GET", "/consents/{}/exports/receipt", None),
    ("GET", "/consents/{}/exports/copy", None),
    ("POST", "/takedowns/{}/look", None),
    ("POST", "/notices/{}/done", None),
    ("GET", "/consent-texts/{}/1/en", None),
)


@SQLITE
def test_what_is_not_json_is_a_bad_request(api: Api) -> None:
    for body in NOT_JSON:
        response = api.post("/cases", data=body, content_type="application/json")
        assert response.status_code == 400, body[:40]
        assert response.get_json()["error"]["code"] == "bad_request"


@SQLITE
def test_json_that_is_no_object_is_refused(api: Api) -> None:
    for body in (b"[]", b'"text"', b"null", b"7"):
        response = api.post("/cases", data=body, content_type="application/json")
        assert response.status_code == 422, body
        assert response.get_json()["error"]["code"] == "invalid_input"


@SQLITE
def test_another_content_type_is_refused(api: Api) -> None:
    assert api.post("/cases", data="title=a", content_type="text/plain").status_code == 415
    assert api.post("/cases", data={"title": "a"}).status_code == 415
    case = api.open_case()
    assert api.post(f"/cases/{case['id']}/photos", {"role": "before"}).status_code == 415
    path = f"/cases/{case['id']}/consents"
    assert api.post(path, data="consent", content_type="text/plain").status_code == 415


@SQLITE
def test_a_long_body_is_refused_with_the_limit(api: Api) -> None:
    response = api.post("/cases", {**CASE, "story": "x" * 2_000_000})
    assert (response.status_code, response.get_json()["error"]["code"]) == (
        413,
        "request_too_large",
    )
    assert "1048576 bytes" in response.get_json()["error"]["message"]


@SQLITE
def test_an_unknown_id_is_not_found(api: Api) -> None:
    for method, path, body in OF_UNKNOWN_THINGS:
        options = {} if body is None else {"json": body}
        response = api(method, path.format(UNKNOWN), **options)
        assert response.status_code == 404, (method, path, response.text)
        assert response.get_json()["error"]["code"] == "not_found"


def test_an_id_that_no_database_could_hold_is_not_found(api: Api) -> None:
    for method, path, body in OF_UNKNOWN_THINGS:
        if "?" not in path:
            options = {} if body is None else {"json": body}
            assert api(method, path.format("a%00b"), **options).status_code == 404, (method, path)
    assert api.get("/audit?case=a%00b").status_code == 404


@SQLITE
def test_an_error_names_its_request(api: Api) -> None:
    response = api.get(f"/cases/{UNKNOWN}", headers={"X-Request-Id": "trace42"})
    assert response.get_json()["error"]["request_id"] == "trace42"
    assert set(response.get_json()["error"]) == {"code", "message", "request_id"}


@SQLITE
def test_takedowns_of_everything_are_not_listed(api: Api) -> None:
    response = api.get("/takedowns")
    assert (response.status_code, set(response.get_json()["error"]["fields"])) == (422, {"event"})
