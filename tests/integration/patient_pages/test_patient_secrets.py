"""The secret of an address stays in it: headers, logs, links and titles give nothing away."""

import logging
import re

import pytest
from flask.testing import FlaskClient

from gallery.web.patient import mine, signing
from tests.support.patient import sign

OWN = {"Sec-Fetch-Site": "same-origin", "Origin": "null"}
FOREIGN = [
    {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"},
    {"Sec-Fetch-Site": "same-site"},
    {"Origin": "https://evil.example"},
    {"Origin": "http://localhost.evil.example"},
    {"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"},
]


@pytest.mark.parametrize("kind", ["form", "photo", "page", "picture", "unknown", "wrong method"])
def test_every_answer_is_kept_from_caches_engines_and_referrers(
    client: FlaskClient, token: str, kind: str
) -> None:
    hers = sign(client, token).headers["Location"] if kind in {"page", "picture"} else ""
    path = {"form": f"/consents/{token}", "photo": f"/consents/{token}/photos/1.jpg"}.get(kind)
    path = path or {"page": hers, "unknown": "/my/x"}.get(kind, f"/consents/{token}")
    if kind == "picture":
        found = re.search(r'href="(/my/[^"]+\.jpg)"', client.get(hers).text)
        path = found[1] if found else ""
    answer = client.put(path) if kind == "wrong method" else client.get(path)
    headers = answer.headers
    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Robots-Tag"] == "noindex, nofollow"
    assert headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "Set-Cookie" not in headers
    assert "ETag" not in headers


def test_pages_load_nothing_from_others(client: FlaskClient, token: str) -> None:
    for path in (f"/consents/{token}", sign(client, token).headers["Location"]):
        answer = client.get(path)
        loaded = re.findall(r'<(?:script|img|link)[^>]+(?:src|href)="([^"]+)"', answer.text)
        assert len(loaded) > 5
        assert all(target.startswith("/") for target in loaded)
        assert "'unsafe-inline'" not in answer.headers["Content-Security-Policy"]
        assert " style=" not in answer.text
        for target in loaded:
            with client.get(target) as found:
                assert found.status_code == 200, target


def test_no_title_holds_a_secret_or_a_name(client: FlaskClient, token: str) -> None:
    signed = sign(client, token)
    hers = signed.headers["Location"]
    assert hers.startswith("/my/")
    for path in (f"/consents/{token}", hers, "/my/nothing"):
        title = re.search(r"<title>(.*)</title>", client.get(path).text)
        assert title is not None
        for secret in (token, hers[4:40], "Jane", "Spider"):
            assert secret not in title[1]


@pytest.mark.parametrize("fault", [False, True], ids=["as usual", "with a fault"])
def test_no_log_line_holds_a_token(
    client: FlaskClient,
    token: str,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
    fault: bool,  # noqa: FBT001
) -> None:
    def fail(*arguments: object) -> None:
        raise RuntimeError(f"could not read {arguments[1]}")

    caplog.set_level(logging.DEBUG)
    hers = sign(client, token).headers["Location"].partition("?")[0]
    if fault:
        monkeypatch.setattr(mine, "patient_page", fail)
        monkeypatch.setattr(signing, "signing_page", fail)
    for path in (f"/consents/{token}", hers, f"{hers}/photos/x.jpg", f"/consents/{token}/x"):
        client.get(path)
        client.post(path, data={"reason": "x"})
    told = caplog.text + "".join(str(record.__dict__) for record in caplog.records)
    assert ("RuntimeError" in told) is fault
    assert token not in told
    assert hers.removeprefix("/my/") not in told


@pytest.mark.parametrize("headers", FOREIGN, ids=lambda headers: "-".join(headers.values()))
def test_a_form_of_another_site_is_refused(
    client: FlaskClient, token: str, headers: dict[str, str]
) -> None:
    for path in (f"/consents/{token}", f"/consents/{token}/refusal", "/my/x/withdrawal"):
        answer = client.post(path, headers=headers)
        assert answer.status_code == 403, path
        assert "from another website" in answer.text
        asked = client.post(path, headers={**headers, "Accept": "application/json"})
        assert asked.get_json()["error"]["code"] == "foreign_form"
    assert client.get(f"/consents/{token}", headers=headers).status_code == 200


@pytest.mark.parametrize("headers", [OWN, {"Origin": "http://localhost"}, {"Origin": "null"}, {}])
def test_a_form_of_our_own_page_is_taken(
    client: FlaskClient, token: str, headers: dict[str, str]
) -> None:
    assert client.post(f"/consents/{token}/refusal", headers=headers).status_code == 303


def test_head_answers_as_get_without_a_body(client: FlaskClient, token: str) -> None:
    for path, status in ((f"/consents/{token}", 200), ("/my/nothing", 404)):
        answer = client.head(path)
        assert answer.status_code == status
        assert answer.data == b""


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_other_methods_are_refused(client: FlaskClient, token: str, method: str) -> None:
    for path in (f"/consents/{token}", "/my/x", "/my/x/withdrawal", f"/consents/{token}/refusal"):
        answer = client.open(path, method=method)
        assert answer.status_code == 405
        assert "GET" in answer.headers["Allow"]
