"""Photos and pairs: what is accepted, and what is refused with which words."""

import io
import tempfile
from pathlib import Path

import pytest

from tests.integration.api.caller import Api
from tests.support.practice import Practice, picture_bytes

SQLITE = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)


def test_the_same_bytes_twice_are_the_same_photo(api: Api) -> None:
    case_id = api.open_case()["id"]
    first, again = (api.upload(case_id, picture_bytes(1)) for _ in range(2))
    assert (first.status_code, again.status_code) == (202, 202)
    assert first.get_json()["id"] == again.get_json()["id"]
    other = api.upload(case_id, picture_bytes(1), role="after")
    assert (other.status_code, other.get_json()["error"]["code"]) == (409, "photo_already_uploaded")


@SQLITE
def test_content_decides_what_a_picture_is(api: Api) -> None:
    case_id = api.open_case()["id"]
    text = api.upload(case_id, b"<svg xmlns='http://www.w3.org/2000/svg'/>")
    assert (text.status_code, text.get_json()["error"]["code"]) == (
        415,
        "picture_type_unsupported",
    )
    torn = api.upload(case_id, picture_bytes(1)[:2000])
    assert (torn.status_code, torn.get_json()["error"]["code"]) == (422, "picture_damaged")
    assert api.upload(case_id, b"").status_code == 422
    assert api.get(f"/cases/{case_id}").get_json()["photos"] == []


@SQLITE
def test_a_file_over_the_limit_is_refused_with_the_limit(api: Api) -> None:
    runtime = api.client.application.extensions["runtime"]
    object.__setattr__(runtime.settings, "max_upload_bytes", 50_000)
    case_id = api.open_case()["id"]
    for size in (50_001, 3_000_000):
        response = api.upload_long(case_id, b"\xff\xd8\xff" + bytes(size))
        assert response.status_code == 413
        assert response.get_json()["error"]["code"] == "picture_too_large"
        assert "50000 bytes" in response.get_json()["error"]["message"]


@SQLITE
def test_fields_of_an_upload_are_checked(api: Api) -> None:
    path = f"/cases/{api.open_case()['id']}/photos"
    good = {"role": "before", "view": "AP"}
    wrong: list[tuple[dict[str, str], str]] = [
        ({"view": "AP"}, "role"),
        ({**good, "role": "during"}, "role"),
        ({**good, "view": "UPSIDE"}, "view"),
        ({**good, "interval": "six weeks"}, "interval"),
        ({**good, "identifiability": "some"}, "identifiability"),
        ({**good, "watermark": "none"}, "watermark"),
    ]
    for fields, named in wrong:
        data = {**fields, "file": (io.BytesIO(picture_bytes(1)), "a.jpg")}
        response = api.post(path, data=data)
        assert response.status_code == 422, fields
        assert set(response.get_json()["error"]["fields"]) == {named}


@SQLITE
def test_the_file_is_asked_for_by_its_name(api: Api) -> None:
    path = f"/cases/{api.open_case()['id']}/photos"
    good = {"role": "before", "view": "AP"}
    form = "multipart/form-data"
    assert "file" in api.post(path, data=good, content_type=form).get_json()["error"]["fields"]
    data = {**good, "picture": (io.BytesIO(b"x"), "a.jpg")}
    assert "picture" in api.post(path, data=data).get_json()["error"]["fields"]


@SQLITE
def test_no_upload_leaves_a_file_behind(
    api: Api, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spool = tmp_path / "spool"
    spool.mkdir()
    case_id = api.open_case()["id"]
    monkeypatch.setattr(tempfile, "tempdir", str(spool))
    assert api.upload(case_id, picture_bytes(1, 1600, 1200)).status_code == 202
    assert api.upload_long(case_id, b"no picture" * 100_000).status_code == 415
    assert list(spool.iterdir()) == []


def test_what_is_said_of_a_photo_can_be_changed(api: Api) -> None:
    photo = api.upload(api.open_case()["id"], picture_bytes(1)).get_json()
    path = f"/photos/{photo['id']}"
    changed = api("PATCH", path, json={"view": "OL", "interval": "P3M"}).get_json()
    assert (changed["view"], changed["interval"], changed["role"]) == ("OL", "P3M", "before")
    turned = api("PATCH", path, json={"quarter_turns": 1}).get_json()
    assert (turned["width_px"], turned["height_px"]) == (480, 640)
    assert api("PATCH", path, json={"quarter_turns": 4}).status_code == 422
    assert api("DELETE", path).status_code == 204
    assert api.get(path).status_code == 404


def test_a_pair_shows_one_view(api: Api, practice: Practice) -> None:
    case_id = api.open_case()["id"]
    before = api.upload(case_id, picture_bytes(1), view="AP").get_json()["id"]
    after = api.upload(case_id, picture_bytes(2), role="after", view="OL").get_json()["id"]
    path = f"/cases/{case_id}/pairs"
    mixed = api.post(path, {"before": before, "after": after, "view": "AP"})
    assert (mixed.status_code, mixed.get_json()["error"]["code"]) == (422, "views_differ")
    swapped = api.post(path, {"before": after, "after": before})
    assert (swapped.status_code, swapped.get_json()["error"]["code"]) == (422, "roles_wrong")
    elsewhere = practice.photo(practice.case(chart_ref="MRN-2"), "after").id
    assert api.post(path, {"before": before, "after": elsewhere}).status_code == 404


def test_a_pair_is_made_once_and_taken_apart(api: Api) -> None:
    case_id = api.open_case()["id"]
    pair = api.pair(case_id)
    body = {name: pair[name] for name in ("before", "after", "view")}
    again = api.post(f"/cases/{case_id}/pairs", body)
    assert (again.status_code, again.get_json()["error"]["code"]) == (409, "already_paired")
    held = api("DELETE", f"/photos/{pair['before']}")
    assert (held.status_code, held.get_json()["error"]["code"]) == (409, "photo_is_paired")
    assert api("DELETE", f"/pairs/{pair['id']}").status_code == 204
    assert api.get(f"/cases/{case_id}").get_json()["pairs"] == []
