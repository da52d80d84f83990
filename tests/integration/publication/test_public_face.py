"""What a public case shows of its subject, and what it does not (rules R9 to R23)."""

import io
import re
from datetime import date

import pytest
from flask.testing import FlaskClient
from PIL import ExifTags, Image
from sqlalchemy import text

from gallery.actions.view_original import original_of
from gallery.models import Case, Photo
from gallery.published import GalleryFilters, PublishedGallery
from gallery.publishing.finding import PublicationBlocked
from gallery.runtime import OPERATOR, Runtime
from tests.support.practice import Practice, picture_bytes
from tests.support.public_view import shown


def test_r9_the_first_picture_is_the_before(
    practice: Practice, client: FlaskClient, gallery: PublishedGallery
) -> None:
    practice.published()
    (case,) = shown(gallery)
    before = {media.key for media in case.pairs[0].before.media}
    item = client.get("/feeds/website/cases.json").get_json()["items"][0]
    pages = [item["image"], client.get("/").text, client.get(f"/cases/{case.slug}").text]
    for text_with_pictures in pages:
        first = re.search(r"/media/([0-9a-f]{32})", text_with_pictures)
        assert first is not None
        assert first[1] in before


def test_r13_nothing_public_names_the_subject(
    practice: Practice, client: FlaskClient, runtime: Runtime
) -> None:
    practice.published(chart_ref="MRN-SECRET-1")
    feed = client.get("/feeds/website/cases.json")
    page = client.get(feed.get_json()["items"][0]["url"])
    said = feed.text + page.text + client.get("/").text + client.get("/sitemap.xml").text
    keys = " ".join(stored.key for stored in runtime.store.list())
    for secret in ("MRN-SECRET-1", "Jane Q. Example", "upload-1"):
        assert secret not in said
        assert secret not in keys
        assert all(secret not in value for _, value in page.headers)


def test_r13_a_chart_reference_in_the_title_blocks(practice: Practice) -> None:
    case_id = practice.case(chart_ref="MRN-77", title="Thigh of mrn-77")
    practice.pair(case_id)
    practice.consent(case_id)
    practice.work()
    with pytest.raises(PublicationBlocked) as caught:
        practice.publish(case_id)
    assert [f.rule for f in caught.value.findings] == ["R13"]


def test_r15_no_date_is_public(practice: Practice, client: FlaskClient, runtime: Runtime) -> None:
    case_id = practice.case()
    taken = dated_picture("2019:03:21 10:11:12")
    before = practice.photo(case_id, "before", content=taken)
    after = practice.photo(case_id, "after")
    with runtime.reading() as session:
        assert session.get_one(Photo, before.id).captured_on == date(2019, 3, 21)
    practice.pair_up(case_id, before.id, after.id)
    practice.consent(case_id)
    practice.work()
    practice.publish(case_id)
    feed = client.get("/feeds/website/cases.json")
    case = feed.get_json()["items"][0]["_case"]
    assert case["pairs"][0]["interval"] == "P6W"
    page = client.get(feed.get_json()["items"][0]["url"]).text
    assert "6 weeks" in page
    assert "2019" not in feed.text + page


def dated_picture(taken_at: str) -> bytes:
    """Return a JPEG whose EXIF says when it was taken."""
    image = Image.open(io.BytesIO(picture_bytes(99)))
    exif = image.getexif()
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = taken_at
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", exif=exif)
    return buffer.getvalue()


def test_r16_what_the_consent_does_not_allow_is_neither_told_nor_found(
    practice: Practice, gallery: PublishedGallery
) -> None:
    practice.published()
    (case,) = shown(gallery)
    assert (case.age_band, case.gender, case.skin_type) == ("45-54", None, None)
    assert shown(gallery, GalleryFilters(age="45-54")) == (case,)
    assert shown(gallery, GalleryFilters(gender="female")) == ()
    assert gallery.facets().genders == ()


def test_r23_viewing_an_original_is_an_event(practice: Practice, runtime: Runtime) -> None:
    photo = practice.photo(practice.case(), "before")
    content, media_type = original_of(runtime, OPERATOR, photo.id)
    assert (content[:2], media_type) == (b"\xff\xd8", "image/jpeg")
    with runtime.engine.connect() as connection:
        seen = connection.execute(
            text("SELECT subject_id FROM ledger_events WHERE action = 'original.viewed'")
        ).scalar_one()
    assert seen == photo.id


def test_chart_references_are_encrypted(practice: Practice, runtime: Runtime) -> None:
    case_id = practice.case(chart_ref="MRN-SECRET-2")
    with runtime.reading() as session:
        case = session.get_one(Case, case_id)
        stored = case.subject.chart_ref_encrypted + case.subject.chart_ref_index
    assert "SECRET" not in stored
    assert practice.case(chart_ref=" mrn-secret-2 ") != case_id
    with runtime.reading() as session:
        subjects = session.execute(text("SELECT count(*) FROM subjects")).scalar_one()
    assert subjects == 1
