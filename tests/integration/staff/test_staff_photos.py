"""Uploads by script and by plain form, photos' facts, turning and erasing them, pairs."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from gallery.actions import add_photo
from gallery.imaging.refusals import busy
from gallery.models import LedgerEvent, Pair, Photo
from gallery.runtime import Runtime
from tests.integration.staff.staff_page import Page
from tests.support.practice import Practice, picture_bytes

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)

Browser = Callable[[str], FlaskClient]
JSON = {"Accept": "application/json"}


def upload(
    client: FlaskClient, case_id: str, *contents: bytes, script: bool = False, **fields: str
) -> TestResponse:
    files = [(io.BytesIO(content), f"Jane Doe {at}.jpg") for at, content in enumerate(contents)]
    form: dict[str, Any] = {"role": "before", "view": "AP", **fields, "file": files}
    return client.post(f"/staff/cases/{case_id}/photos", data=form, headers=JSON if script else {})


def photos_of(runtime: Runtime) -> list[Photo]:
    with runtime.reading() as session:
        photos = list(session.execute(select(Photo).order_by(Photo.created_at)).scalars())
        session.expunge_all()
        return photos


def test_a_script_sends_one_file_and_hears_what_became_of_it(
    signed_in: Browser, practice: Practice
) -> None:
    client = signed_in("editor")
    answer = upload(client, practice.case(), picture_bytes(1), script=True)
    assert answer.status_code == 202
    told = answer.get_json()
    assert (told["state"], told["label"]) == ("processing", "Before · Front")
    assert client.get(told["preview_path"]).mimetype == "image/jpeg"


def test_a_plain_form_sends_several_files(
    signed_in: Browser, practice: Practice, runtime: Runtime
) -> None:
    case_id = practice.case()
    answer = upload(
        signed_in("editor"), case_id, picture_bytes(1), picture_bytes(2), role="after",
        interval="P6W",
    )  # fmt: skip
    assert answer.headers["Location"] == f"/staff/cases/{case_id}#photos"
    assert [(p.role, p.view, p.interval) for p in photos_of(runtime)] == [
        ("after", "AP", "P6W")
    ] * 2


def test_files_that_fail_do_not_stop_the_others(
    signed_in: Browser, practice: Practice, runtime: Runtime
) -> None:
    answer = upload(signed_in("editor"), practice.case(), b"no picture", picture_bytes(2))
    assert answer.status_code == 422
    assert "1 of 2 files not taken. Jane Doe 0.jpg:" in Page(answer).text
    assert len(photos_of(runtime)) == 1


def test_a_busy_server_asks_for_the_same_file_again(
    signed_in: Browser, practice: Practice, runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slow(*_arguments: object) -> None:
        raise busy(20)

    client, case_id = signed_in("editor"), practice.case()
    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(add_photo, "inspect", slow)
        told = upload(client, case_id, picture_bytes(1), script=True)
        page = Page(upload(client, case_id, picture_bytes(1), picture_bytes(2))).text
    assert (told.status_code, told.get_json()["error"]["code"]) == (503, "imaging_busy")
    assert "2 of 2 files not taken. Jane Doe 0.jpg: The server was too busy" in page
    assert upload(client, case_id, picture_bytes(1), script=True).status_code == 202
    assert len(photos_of(runtime)) == 1


@pytest.mark.parametrize(
    ("content", "fields", "status", "code"),
    [
        (b"%PDF-1.7", {}, 415, "picture_type_unsupported"),
        (picture_bytes(3)[:3000], {}, 422, "picture_damaged"),
        (picture_bytes(3), {"view": ""}, 422, "invalid_input"),
        (picture_bytes(3), {"role": "during"}, 422, "invalid_input"),
        (picture_bytes(3), {"role": "after", "interval": "soon"}, 422, "bad_interval"),
    ],
)
def test_a_script_hears_why_a_file_was_refused(
    signed_in: Browser, practice: Practice, content: bytes, fields: dict[str, str], status: int,
    code: str,
) -> None:  # fmt: skip
    answer = upload(signed_in("editor"), practice.case(), content, script=True, **fields)
    assert answer.status_code == status
    assert answer.get_json()["error"]["code"] == code


def test_an_upload_without_a_file_says_so(signed_in: Browser, practice: Practice) -> None:
    page = Page(upload(signed_in("editor"), practice.case()))
    assert page.status == 422
    assert "Choose at least one file." in page.text


def test_names_of_files_are_not_kept(
    signed_in: Browser, practice: Practice, runtime: Runtime
) -> None:
    case_id, client = practice.case(), signed_in("editor")
    upload(client, case_id, picture_bytes(1))
    page = Page(client.get(f"/staff/cases/{case_id}"))
    with runtime.reading() as session:
        details = [str(row.details) for row in session.execute(select(LedgerEvent)).scalars()]
    assert "Jane" not in page.html + " ".join(details)


def test_the_photo_page_saves_what_staff_say(
    signed_in: Browser, practice: Practice, runtime: Runtime
) -> None:
    photo = practice.photo(practice.case(), "before")
    form = {"role": "after", "view": "MED", "interval": "P3M", "identifiability": "partial_face"}
    answer = signed_in("editor").post(f"/staff/photos/{photo.id}", data=form)
    assert answer.status_code == 302
    (kept,) = photos_of(runtime)
    assert {name: getattr(kept, name) for name in form} == form


def test_r10_the_photo_page_says_how_its_pictures_were_made(
    signed_in: Browser, practice: Practice, runtime: Runtime
) -> None:
    practice.pair(practice.case())
    path, client = f"/staff/photos/{photos_of(runtime)[0].id}", signed_in("editor")
    assert "How its pictures were made" not in Page(client.get(path)).text
    practice.work()
    text = Page(client.get(path)).text
    assert "Watermark drawn" in text
    assert "Saved, quality 82" in text


def test_role_and_view_stay_while_a_photo_is_in_a_pair(
    signed_in: Browser, practice: Practice, runtime: Runtime
) -> None:
    practice.pair(practice.case())
    photo_id, client = photos_of(runtime)[0].id, signed_in("editor")
    assert "view" not in Page(client.get(f"/staff/photos/{photo_id}")).fields
    page = Page(client.post(f"/staff/photos/{photo_id}", data={"view": "MED"}))
    assert page.status == 409
    assert "take the pair apart" in page.text


@pytest.mark.parametrize(("turn", "turns"), [("left", 3), ("right", 1)])
def test_a_photo_is_turned_by_a_quarter(
    signed_in: Browser, practice: Practice, runtime: Runtime, turn: str, turns: int
) -> None:
    photo = practice.photo(practice.case(), "before")
    signed_in("editor").post(f"/staff/photos/{photo.id}/rotation", data={"turn": turn})
    (kept,) = photos_of(runtime)
    assert kept.quarter_turns == turns


def test_a_photo_is_erased(signed_in: Browser, practice: Practice, runtime: Runtime) -> None:
    photo = practice.photo(practice.case(), "before")
    signed_in("editor").post(f"/staff/photos/{photo.id}/removal")
    assert photos_of(runtime) == []


def test_r23_opening_an_original_is_put_on_record(
    signed_in: Browser, practice: Practice, runtime: Runtime
) -> None:
    photo = practice.photo(practice.case(), "before", content=picture_bytes(9))
    answer = signed_in("reviewer").get(f"/staff/photos/{photo.id}/original")
    assert answer.data == picture_bytes(9)
    with runtime.reading() as session:
        events = session.execute(select(LedgerEvent.action)).scalars().all()
    assert "original.viewed" in events


def test_originals_are_closed_to_who_may_not_see_them(
    signed_in: Browser, practice: Practice
) -> None:
    photo, client = practice.photo(practice.case(), "before"), signed_in("editor")
    path = f"/staff/photos/{photo.id}/original"
    assert client.get(path).status_code == 403
    assert path not in Page(client.get(f"/staff/photos/{photo.id}")).links


def test_suggested_pairs_are_accepted_at_once(
    signed_in: Browser, practice: Practice, runtime: Runtime
) -> None:
    case_id, client = practice.case(), signed_in("editor")
    for view in ("AP", "MED"):
        practice.photo(case_id, "before", view=view)
        practice.photo(case_id, "after", view=view)
    assert (
        "2 pairs of the same view suggest themselves."
        in Page(client.get(f"/staff/cases/{case_id}")).text
    )
    client.post(f"/staff/cases/{case_id}/pairs/suggested")
    with runtime.reading() as session:
        assert set(session.execute(select(Pair.view)).scalars()) == {"AP", "MED"}


def test_mixed_views_are_refused_in_words(signed_in: Browser, practice: Practice) -> None:
    case_id = practice.case()
    before, after = practice.photo(case_id, "before"), practice.photo(case_id, "after", view="MED")
    form = {"before": before.id, "after": after.id}
    page = Page(signed_in("editor").post(f"/staff/cases/{case_id}/pairs", data=form))
    assert page.status == 422
    assert "A pair shows one view" in page.text


def test_taking_a_pair_apart_can_be_undone(
    signed_in: Browser, practice: Practice, runtime: Runtime
) -> None:
    case_id, client = practice.case(), signed_in("editor")
    pair_id = practice.pair(case_id)
    page = Page(client.post(f"/staff/pairs/{pair_id}/removal", follow_redirects=True))
    assert "Taken apart." in page.text
    form = {name: page.fields[name] for name in ("before", "after")}
    client.post(f"/staff/cases/{case_id}/pairs", data=form)
    with runtime.reading() as session:
        assert len(session.execute(select(Pair.id)).all()) == 1
