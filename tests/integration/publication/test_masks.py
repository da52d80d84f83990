"""Masks on real photos: what they change, what they are refused, which consents want them."""

import io

import numpy as np
import pytest
from flask.testing import FlaskClient
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont
from sqlalchemy import select

from gallery.actions.edit_photo import edit_photo
from gallery.actions.mask_photo import mask_photo
from gallery.actions.review_case import load_findings
from gallery.clock import utc_now
from gallery.errors import Conflict, InvalidInput
from gallery.imaging.burnt_in_text import is_available
from gallery.imaging.edits import Area, Fill, Mask, Shape
from gallery.models import LedgerEvent, Photo, Publication
from gallery.published import PublishedGallery
from gallery.publishing.finding import PublicationBlocked
from gallery.runtime import OPERATOR, Runtime
from tests.support.practice import Practice
from tests.support.public_view import shown

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)

FACE = Mask(Shape.RECTANGLE, ((0.1, 0.1), (0.4, 0.3)))
EYES = Mask(Shape.STROKE, ((0.15, 0.2), (0.35, 0.2)), Fill.MOSAIC, 0.12)
LEGS = Area(0.3, 0.6, 0.8, 0.9)


def masked(runtime: Runtime, photo_id: str, *masks: Mask, treated: Area | None = LEGS) -> Photo:
    with runtime.unit_of_work(OPERATOR) as uow:
        return mask_photo(uow, photo_id, masks=masks, treated_areas=(treated,) if treated else ())


def photos(runtime: Runtime, case_id: str) -> list[Photo]:
    with runtime.reading() as session:
        rows = list(session.execute(select(Photo).where(Photo.case_id == case_id)).scalars())
        for row in rows:
            assert row.renditions is not None
        session.expunge_all()
        return rows


def test_r12_a_mask_over_the_treated_area_changes_nothing(
    practice: Practice, runtime: Runtime
) -> None:
    photo = practice.photo(practice.case(), "before")
    covering = Mask(Shape.ELLIPSE, ((0.2, 0.5), (0.5, 0.8)), Fill.MOSAIC)
    for treated, code in ((None, "treated_area_missing"), (LEGS, "mask_covers_treated_area")):
        with pytest.raises(InvalidInput) as refusal:
            masked(runtime, photo.id, FACE, covering, treated=treated)
        assert refusal.value.code == code
    (kept,) = photos(runtime, photo.case_id)
    assert (kept.masks, kept.treated_areas) == ([], [])


def test_a_mask_has_every_picture_made_again_and_is_told_in_numbers(
    practice: Practice, runtime: Runtime
) -> None:
    photo = practice.photo(practice.case(), "before")
    practice.work()
    (before,) = photos(runtime, photo.case_id)
    old_keys = {row.object_key for row in before.renditions}
    assert masked(runtime, photo.id, FACE).state == "processing"
    practice.work()
    (after,) = photos(runtime, photo.case_id)
    assert after.state == "ready"
    assert old_keys.isdisjoint(row.object_key for row in after.renditions)
    assert not old_keys & {item.key for item in runtime.store.list("renditions/")}
    with runtime.reading() as session:
        told = select(LedgerEvent.details).where(LedgerEvent.action == "photo.masked")
        assert session.execute(told).scalar_one() == {"masks": 1, "solid": 1, "treated_areas": 1}


def test_marking_what_was_treated_makes_a_picture_again_only_if_its_mark_must_move(
    practice: Practice, runtime: Runtime
) -> None:
    photo = practice.photo(practice.case(), "before")
    practice.work()
    assert masked(runtime, photo.id, treated=Area(0.2, 0.2, 0.8, 0.7)).state == "ready"
    assert masked(runtime, photo.id, treated=LEGS).state == "processing"


def test_masks_turn_with_their_photo(practice: Practice, runtime: Runtime) -> None:
    photo = practice.photo(practice.case(), "before")
    masked(runtime, photo.id, FACE)
    with runtime.unit_of_work(OPERATOR) as uow:
        edit_photo(uow, photo.id, {"quarter_turns": 1})
    (turned,) = photos(runtime, photo.case_id)
    assert turned.masks[0]["points"] == [[0.9, 0.1], [0.7, 0.4]]
    assert turned.treated_areas[0] == pytest.approx(
        {"left": 0.1, "top": 0.3, "right": 0.4, "bottom": 0.8}
    )


def test_masks_of_what_visitors_see_stay(practice: Practice, runtime: Runtime) -> None:
    for photo in photos(runtime, practice.published()):
        with pytest.raises(Conflict) as refusal:
            masked(runtime, photo.id, FACE)
        assert refusal.value.code == "case_is_published"


def test_r1_covered_eyes_that_a_consent_asks_for_need_a_mask_on_every_face(
    practice: Practice, runtime: Runtime
) -> None:
    case_id = practice.case()
    practice.pair(case_id)
    for photo in photos(runtime, case_id):
        with runtime.unit_of_work(OPERATOR) as uow:
            edit_photo(uow, photo.id, {"identifiability": "partial_face"})
    allowed = {"identifiability_allowed": ("full_face",)}
    practice.consent(case_id, **allowed)
    practice.consent(case_id, **allowed, conditions=("eyes_masked",))
    practice.work()
    first, second = photos(runtime, case_id)
    masked(runtime, first.id, FACE)
    practice.work()
    with pytest.raises(PublicationBlocked) as blocked:
        practice.publish(case_id)
    assert [(f.code, f.subject_id) for f in blocked.value.findings] == [
        ("eyes_not_masked", second.id)
    ]
    masked(runtime, second.id, FACE)
    practice.work()
    assert practice.publish(case_id)


def test_r1_a_face_goes_when_the_consent_that_follows_asks_for_covered_eyes(
    practice: Practice, runtime: Runtime, gallery: PublishedGallery
) -> None:
    case_id = practice.case()
    practice.pair(case_id)
    for photo in photos(runtime, case_id):
        with runtime.unit_of_work(OPERATOR) as uow:
            edit_photo(uow, photo.id, {"identifiability": "partial_face"})
    allowed = {"identifiability_allowed": ("full_face",)}
    first = practice.consent(case_id, **allowed)
    practice.work()
    practice.publish(case_id)
    assert shown(gallery)
    practice.consent(case_id, **allowed, conditions=("eyes_masked",), supersedes=first.id)
    assert not shown(gallery)
    with runtime.reading() as session:
        assert session.execute(select(Publication.end_reason)).scalar_one() == "consent_superseded"
    for photo in photos(runtime, case_id):
        masked(runtime, photo.id, FACE)
    practice.work()
    practice.publish(case_id)
    assert shown(gallery)


def portrait(seed: int, label: str = "") -> bytes:
    """Draw somebody whose face is magenta, as nothing else in the picture is."""
    image = Image.new("RGB", (1300, 1000), (214, 170 + seed, 150))
    draw = ImageDraw.Draw(image)
    draw.ellipse((200, 110, 440, 290), fill=(255, 0, 255))
    if label:
        draw.rectangle((160, 120, 500, 200), fill="white")
        draw.text((180, 130), label, font=ImageFont.load_default(44), fill="black")
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=92)
    return buffer.getvalue()


def is_magenta(content: bytes) -> NDArray[np.bool_]:
    """Tell of each pixel whether the face can be felt in it."""
    red, green, blue = np.moveaxis(np.asarray(Image.open(io.BytesIO(content)), np.int16), -1, 0)
    found: NDArray[np.bool_] = (red - green > 90) & (blue - green > 90)
    return found


@pytest.mark.parametrize(
    "drawn", [(FACE,), (EYES, Mask(Shape.ELLIPSE, ((0.1, 0.05), (0.4, 0.35))))]
)
def test_r12_no_masked_pixel_is_in_anything_public(
    practice: Practice,
    runtime: Runtime,
    client: FlaskClient,
    gallery: PublishedGallery,
    drawn: tuple[Mask, ...],
) -> None:
    case_id = practice.case()
    sides = [
        practice.photo(case_id, role, content=portrait(seed))
        for seed, role in ((9, "before"), (10, "after"))
    ]
    practice.work()
    for photo in sides:
        masked(runtime, photo.id, *drawn)
    practice.pair_up(case_id, sides[0].id, sides[1].id)
    practice.consent(case_id)
    practice.work()
    practice.publish(case_id)
    (case,) = shown(gallery)
    media = [m for pair in case.pairs for side in (pair.before, pair.after) for m in side.media]
    assert len(media) == 6
    for each in media:
        for kind in ("jpg", "webp", "avif"):
            assert not is_magenta(client.get(f"/media/{each.key}.{kind}").data).any(), kind
    page = client.get(f"/cases/{case.slug}").text
    assert "og:image" in page
    assert all(address.split(".")[0] in {m.key for m in media} for address in _media_of(page))
    assert is_magenta(runtime.store.get(sides[0].original_key)).sum() > 20_000


def _media_of(page: str) -> list[str]:
    return [part.split('"')[0].split()[0] for part in page.split("/media/")[1:]]


@pytest.mark.skipif(not is_available(), reason="tesseract-ocr is not installed")
def test_r13_a_label_that_is_covered_is_a_finding_no_more(
    practice: Practice, runtime: Runtime
) -> None:
    object.__setattr__(runtime.settings, "picture_text", "auto")
    case_id = practice.case()
    before = practice.photo(case_id, "before", content=portrait(9, "Jane Q. Example"))
    practice.pair_up(case_id, before.id, practice.photo(case_id, "after").id)
    practice.consent(case_id)
    practice.work()

    def codes() -> set[str]:
        with runtime.reading() as session:
            found = load_findings(session, runtime, case_id, ("website_gallery",), utc_now())
        return {finding.code for finding in found if finding.subject_id == before.id}

    assert codes() == {"name_in_picture"}
    masked(runtime, before.id, Mask(Shape.RECTANGLE, ((0.1, 0.1), (0.42, 0.25))))
    assert codes() == {"photo_in_work", "picture_text_pending"}
    practice.work()
    assert codes() == set()
    masked(runtime, before.id)
    practice.work()
    assert codes() == {"name_in_picture"}
