"""Covering a photo: the picture to draw on."""

import json
import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from gallery.actions.edit_photo import edit_photo
from gallery.imaging import faces
from gallery.imaging.edits import Area
from gallery.imaging.faces import Face
from gallery.models import LedgerEvent, Photo
from gallery.runtime import OPERATOR, Runtime
from tests.integration.staff.staff_page import Page
from tests.support.pictures import encoded, mean_difference, photo, pixels
from tests.support.practice import Practice

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)

Browser = Callable[[str], FlaskClient]


def sideways() -> bytes:
    """Return a picture that a camera stored lying on its side."""
    image = photo(1800, 1200)
    exif = image.getexif()
    exif[0x0112] = 6
    return encoded(image, exif=exif)


def test_r23_the_working_picture_is_upright_bare_and_on_record(
    signed_in: Browser, practice: Practice, runtime: Runtime
) -> None:
    taken = practice.photo(practice.case(), "before", content=sideways())
    answer = signed_in("editor").get(f"/staff/photos/{taken.id}/working.jpg")
    assert answer.headers["Cache-Control"] == "no-store"
    assert not any(mark in answer.data for mark in (b"Exif", b"ICC_PROFILE", b"ns.adobe.com"))
    shown = pixels(answer.data)
    assert shown.shape == (1600, 1067, 3)
    wanted = photo(1800, 1200).rotate(-90, expand=True).resize((1067, 1600))
    assert mean_difference(shown, pixels(wanted)) < 4
    with runtime.reading() as session:
        seen = select(LedgerEvent).where(LedgerEvent.action == "original.viewed")
        (event,) = session.execute(seen).scalars()
    assert (event.subject_id, event.details) == (taken.id, {"long_edge_px": 1600, "masks": 0})


def test_the_working_picture_is_for_who_works_on_photos(
    signed_in: Browser, practice: Practice
) -> None:
    taken = practice.photo(practice.case(), "before")
    for role, status in (("viewer", 403), ("reviewer", 403), ("administrator", 200)):
        answer = signed_in(role).get(f"/staff/photos/{taken.id}/working.jpg")
        assert answer.status_code == status, role


TREATED = {"left": 0.3, "top": 0.6, "right": 0.8, "bottom": 0.9}
CIRCLE = {"shape": "ellipse", "points": [[0.1, 0.1], [0.3, 0.3]], "fill": "mosaic", "width": None}
NUMBERS = {"do": "add", "left": "10", "top": "10", "right": "30", "bottom": "30.5"}


def drawn(*masks: object) -> dict[str, str]:
    return {"do": "save", "drawing": json.dumps({"masks": masks, "treated_areas": [TREATED]})}


def kept(runtime: Runtime) -> Photo:
    with runtime.reading() as session:
        return session.execute(select(Photo)).scalar_one()


def test_a_drawing_is_saved_and_shown_again(
    signed_in: Browser, practice: Practice, runtime: Runtime
) -> None:
    path = f"/staff/photos/{practice.photo(practice.case(), 'before').id}/masks"
    client = signed_in("editor")
    page = Page(client.post(path, data=drawn(CIRCLE), follow_redirects=True))
    assert "Saved: 1 mask, 1 treated area." in page.text
    assert json.loads(page.fields["drawing"])["masks"] == [CIRCLE]
    assert "Mask 1: Ellipse, mosaic" in page.text
    assert kept(runtime).masks == [CIRCLE]
    assert "Masks (1)" in Page(client.get(path.removesuffix("/masks"))).text


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        (drawn({**CIRCLE, "points": [[0.2, 0.5], [0.5, 0.8]]}), "covers"),
        ({"do": "save", "drawing": "[]"}, "could not be read"),
        ({"do": "save", "drawing": '{"masks": 1, "treated_areas": []}'}, "could not be read"),
        ({**NUMBERS, "kind": "ellipse", "fill": "solid"}, "Mark what was treated first"),
        ({**NUMBERS, "kind": "treated", "right": "5"}, "Right must be more than left"),
        ({**NUMBERS, "kind": "treated", "right": "nan"}, "0 to 100"),
        ({"do": "remove", "kind": "mask", "number": "7"}, "not there any more"),
    ],
)
def test_r12_what_is_refused_is_named_and_not_lost(
    signed_in: Browser, practice: Practice, runtime: Runtime, sent: dict[str, str], words: str
) -> None:
    path = f"/staff/photos/{practice.photo(practice.case(), 'before').id}/masks"
    page = Page(signed_in("editor").post(path, data=sent))
    assert page.status == 422
    assert words in page.text
    assert "#f-masks" not in page.links
    if "drawing" in sent:
        assert page.fields["drawing"] == sent["drawing"]
    assert kept(runtime).masks == []


def test_without_script_shapes_are_added_and_removed_by_numbers(
    signed_in: Browser, practice: Practice, runtime: Runtime
) -> None:
    path = f"/staff/photos/{practice.photo(practice.case(), 'before').id}/masks"
    client = signed_in("editor")
    low = {"top": "60", "bottom": "90"}
    client.post(path, data={**NUMBERS, **low, "kind": "treated"})
    client.post(path, data={**NUMBERS, "kind": "rectangle", "fill": "mosaic"})
    assert kept(runtime).treated_areas == [{"left": 0.1, "top": 0.6, "right": 0.3, "bottom": 0.9}]
    assert kept(runtime).masks[0]["points"] == [[0.1, 0.1], [0.3, 0.305]]
    client.post(path, data={"do": "remove", "kind": "mask", "number": "1"})
    client.post(path, data={"do": "remove", "kind": "treated", "number": "1"})
    assert (kept(runtime).masks, kept(runtime).treated_areas) == ([], [])


def test_faces_are_offered_never_covered(
    signed_in: Browser, practice: Practice, runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    face = Face(Area(0.1, 0.1, 0.3, 0.4), Area(0.1, 0.2, 0.3, 0.25), 0.91)
    monkeypatch.setattr(faces, "is_available", lambda: True)
    monkeypatch.setattr(faces, "find_faces", lambda *_, **__: (face,))
    path = f"/staff/photos/{practice.photo(practice.case(), 'before').id}/faces"
    client = signed_in("editor")
    page = Page(client.get(path))
    assert "Face 1 (91% sure)" in page.text
    assert "Mask eyes" in page.text
    told = client.get(path, headers={"Accept": "application/json"}).get_json()
    assert told["faces"][0]["eyes"]["points"] == [[0.1, 0.2], [0.3, 0.25]]
    assert kept(runtime).masks == []
    monkeypatch.setattr(faces, "is_available", lambda: False)
    assert "requirements-models.txt" in Page(client.get(path)).text


def test_the_picture_as_it_will_be_published_has_its_masks(
    signed_in: Browser, practice: Practice
) -> None:
    taken = practice.photo(practice.case(), "before", content=sideways())
    path, client = f"/staff/photos/{taken.id}", signed_in("editor")
    solid = {**CIRCLE, "shape": "rectangle", "fill": "solid"}
    client.post(f"{path}/masks", data=drawn(solid))
    shown = pixels(client.get(f"{path}/masked.jpg").data)
    assert shown.shape == (1600, 1067, 3)
    assert abs(shown[170:470, 115:315] - 118).max() < 6


def test_shapes_drawn_before_the_photo_was_turned_are_not_saved_elsewhere(
    signed_in: Browser, practice: Practice, runtime: Runtime
) -> None:
    taken = practice.photo(practice.case(), "before")
    client, path = signed_in("editor"), f"/staff/photos/{taken.id}/masks"
    seen = re.findall(r'name="seen" value="(\w+)"', client.get(path).text)[0]
    with runtime.unit_of_work(OPERATOR) as uow:
        edit_photo(uow, taken.id, {"quarter_turns": 1})
    for form in (drawn(CIRCLE), {**NUMBERS, "kind": "treated"}, {"do": "remove", "number": "1"}):
        refused = client.post(path, data={**form, "seen": seen})
        assert refused.status_code == 409
        assert "after this page was opened" in refused.text
    assert kept(runtime).masks == []
    now = re.findall(r'name="seen" value="(\w+)"', client.get(path).text)[0]
    assert client.post(path, data={**drawn(CIRCLE), "seen": now}).status_code == 302


def test_a_number_that_no_machine_holds_is_refused(signed_in: Browser, practice: Practice) -> None:
    taken = practice.photo(practice.case(), "before")
    client = signed_in("editor")
    far = {**CIRCLE, "points": [[10**400, 0.1], [0.3, 0.3]]}
    answer = client.post(f"/staff/photos/{taken.id}/masks", data=drawn(far))
    assert answer.status_code == 422
