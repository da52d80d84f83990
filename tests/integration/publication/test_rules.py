"""The rules of consent and publication on real rows, pictures and answers."""

import io
import re
from datetime import UTC, date, datetime, timedelta

import pytest
from flask.testing import FlaskClient
from PIL import ExifTags, Image
from sqlalchemy import text

from gallery.actions.edit_case import edit_case
from gallery.actions.publish_case import publish_case
from gallery.actions.record_consent import record_consent
from gallery.actions.review_case import load_findings
from gallery.actions.view_original import original_of
from gallery.clock import utc_now
from gallery.errors import Conflict, Gone, NotFound
from gallery.models import Case, Photo
from gallery.published import GalleryFilters, PublicCase, PublishedGallery
from gallery.publishing.finding import PublicationBlocked
from gallery.runtime import OPERATOR, Runtime
from tests.support.practice import Practice, picture_bytes, scopes

ALL = GalleryFilters()


def at(runtime: Runtime, instant: datetime) -> PublishedGallery:
    """Return the gallery as it is at an instant."""
    return PublishedGallery(runtime.engine, runtime.store, clock=lambda: instant)


def shown(gallery: PublishedGallery, filters: GalleryFilters = ALL) -> tuple[PublicCase, ...]:
    return gallery.cases(filters, page=1, per_page=50).cases


@pytest.fixture
def gallery(runtime: Runtime) -> PublishedGallery:
    return PublishedGallery(runtime.engine, runtime.store)


def test_r1_without_consent_nothing_is_published(practice: Practice) -> None:
    case_id = practice.case()
    practice.pair(case_id)
    practice.work()
    with pytest.raises(PublicationBlocked) as caught:
        practice.publish(case_id)
    assert {finding.code for finding in caught.value.findings} == {"consent_missing"}


def test_r1_a_photo_added_later_is_not_covered_and_not_shown(
    practice: Practice, gallery: PublishedGallery
) -> None:
    case_id = practice.published()
    practice.pair(case_id, view="PA")
    practice.work()
    assert len(shown(gallery)[0].pairs) == 1
    with pytest.raises(PublicationBlocked) as caught:
        practice.publish(case_id)
    assert {f.code for f in caught.value.findings} == {"channel_not_permitted"}
    assert len(shown(gallery)[0].pairs) == 1


def test_r1_procedures_added_after_signing_hide_the_case(
    practice: Practice, runtime: Runtime, gallery: PublishedGallery
) -> None:
    case_id = practice.published()
    with runtime.unit_of_work(OPERATOR) as uow:
        edit_case(uow, case_id, {"procedures": ("sclerotherapy", "microneedling")})
    assert shown(gallery) == ()


@pytest.mark.parametrize(
    ("condition", "channel", "codes"),
    [
        ("watermark_required", "website_gallery", set()),
        ("watermark_required", "directory:realself", {"condition_unmet"}),
        ("eyes_masked", "website_gallery", {"condition_unmet"}),
    ],
)
def test_r1_a_condition_that_is_not_met_blocks(
    practice: Practice, runtime: Runtime, condition: str, channel: str, codes: set[str]
) -> None:
    case_id = practice.case()
    practice.pair(case_id)
    permitted = scopes(website_gallery="permit", directory__realself="permit")
    practice.consent(case_id, scopes=permitted, conditions=(condition,))
    practice.work()
    with runtime.reading() as session:
        found = load_findings(session, runtime, case_id, (channel,), utc_now())
    assert {finding.code for finding in found} == codes


def test_r2_a_later_denial_hides_the_case(practice: Practice, gallery: PublishedGallery) -> None:
    case_id = practice.published()
    assert shown(gallery)
    practice.consent(case_id, scopes=scopes(website_gallery="deny"))
    assert shown(gallery) == ()
    with pytest.raises(PublicationBlocked) as caught:
        practice.publish(case_id)
    assert "channel_denied" in {finding.code for finding in caught.value.findings}


def test_r3_an_expiry_needs_no_job_and_bounds_the_cache(
    practice: Practice, runtime: Runtime
) -> None:
    case_id = practice.case()
    practice.pair(case_id)
    consent = practice.consent(case_id, expires_on=(utc_now() + timedelta(days=2)).date())
    practice.work()
    practice.publish(case_id)
    last = consent.expires_at - timedelta(seconds=7)
    before, after = at(runtime, last), at(runtime, consent.expires_at)
    (case,) = shown(before)
    key = case.pairs[0].before.media[0].key
    assert before.media(key, "webp").cacheable_seconds == 7
    assert before.cases(ALL, page=1, per_page=5).cacheable_seconds == 7
    assert shown(after) == ()
    for ask in (lambda: after.media(key, "webp"), lambda: after.case(case.slug)):
        with pytest.raises(Gone):
            ask()
    (tombstone,) = after.tombstones("website", 10)
    assert (tombstone.deleted_at, tombstone.reason) == (consent.expires_at, "consent_ended")


def test_r4_withdrawing_one_channel_ends_its_keys_and_no_others(
    practice: Practice, gallery: PublishedGallery
) -> None:
    case_id = practice.case()
    practice.pair(case_id)
    consent = practice.consent(
        case_id, scopes=scopes(website_gallery="permit", website_embed__website="permit")
    )
    practice.work()
    practice.publish(case_id, "website_gallery", "website_embed:website")
    (on_gallery,) = shown(gallery)
    practice.withdraw(consent.id, "website_gallery")
    practice.work()
    (on_site,) = gallery.cases(ALL, page=1, per_page=5, site="website").cases
    assert shown(gallery) == ()
    assert on_site.channel == "website_embed:website"
    assert gallery.media(on_site.pairs[0].before.media[0].key, "jpg").read(None, None)
    with pytest.raises(Gone):
        gallery.media(on_gallery.pairs[0].before.media[0].key, "jpg")


def test_r4_an_older_consent_does_not_outlive_a_withdrawal(
    practice: Practice, gallery: PublishedGallery
) -> None:
    case_id = practice.published()
    newer = practice.consent(case_id)
    practice.withdraw(newer.id)
    assert shown(gallery) == ()
    with pytest.raises(PublicationBlocked):
        practice.publish(case_id)
    with pytest.raises(Conflict) as caught:
        practice.withdraw(newer.id)
    assert caught.value.code == "consent_already_withdrawn"


def test_r5_a_later_consent_gets_new_keys_and_the_old_ones_stay_gone(
    practice: Practice, gallery: PublishedGallery, runtime: Runtime
) -> None:
    case_id = practice.case()
    practice.pair(case_id)
    first = practice.consent(case_id)
    practice.work()
    practice.publish(case_id)
    old_key = shown(gallery)[0].pairs[0].before.media[0].key
    practice.withdraw(first.id)
    practice.work()
    assert [o.key for o in runtime.store.list("renditions/")] == []
    practice.consent(case_id)
    practice.work()
    practice.publish(case_id)
    new_key = shown(gallery)[0].pairs[0].before.media[0].key
    assert gallery.media(new_key, "avif").read(None, None)
    with pytest.raises(Gone):
        gallery.media(old_key, "avif")


def test_r5_every_public_address_forgets_a_withdrawn_case(
    practice: Practice, client: FlaskClient
) -> None:
    case_id = practice.case()
    practice.pair(case_id)
    consent = practice.consent(case_id)
    practice.work()
    practice.publish(case_id)
    feed = client.get("/feeds/website/cases.json").get_json()
    page, image = feed["items"][0]["url"], feed["items"][0]["image"]
    etag = client.get(image).headers["ETag"]
    assert client.get(page).status_code == 200

    practice.withdraw(consent.id)

    ranged, known = {"Range": "bytes=0-9"}, {"If-None-Match": etag}
    for headers in ({}, ranged, known):
        assert client.get(image, headers=headers).status_code == 410
        assert client.head(image, headers=headers).status_code == 410
        assert client.get(page, headers=headers).status_code == 410
    after = client.get("/feeds/website/cases.json").get_json()
    assert after["items"] == []
    assert [t["id"] for t in after["_tombstones"]] == [feed["items"][0]["id"]]
    for address in ("/", "/sitemap.xml", "/procedures/sclerotherapy"):
        assert page.rpartition("/")[2] not in client.get(address).text


def test_r7_a_minor_is_never_published(
    practice: Practice, runtime: Runtime, gallery: PublishedGallery
) -> None:
    case_id = practice.published()
    with runtime.unit_of_work(OPERATOR) as uow:
        edit_case(uow, case_id, {"is_adult_at_capture": False})
    assert shown(gallery) == ()
    with pytest.raises(PublicationBlocked) as caught:
        practice.publish(case_id)
    assert "minor" in {finding.code for finding in caught.value.findings}


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


def test_r3_an_expired_case_can_be_published_on_a_new_consent(
    practice: Practice, runtime: Runtime, gallery: PublishedGallery
) -> None:
    case_id = practice.case()
    practice.pair(case_id)
    past = utc_now() - timedelta(days=40)
    terms = practice.terms(
        signed_at=past - timedelta(days=30), expires_on=(past + timedelta(days=20)).date()
    )
    practice.work()
    with runtime.unit_of_work(OPERATOR, at=past) as uow:
        record_consent(uow, case_id, terms, None)
    with runtime.unit_of_work(OPERATOR, at=past) as uow:
        publish_case(uow, case_id, ("website_gallery",))
    assert shown(gallery) == ()
    practice.consent(case_id)
    assert shown(gallery) == ()
    practice.publish(case_id)
    assert len(shown(gallery)) == 1


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


def test_double_publish_and_unknown_ids_are_named(practice: Practice) -> None:
    case_id = practice.published()
    with pytest.raises(Conflict) as caught:
        practice.publish(case_id)
    assert caught.value.code == "already_published"
    with pytest.raises(NotFound):
        practice.publish("nothing")


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


def test_public_answers_hold_for_utc(runtime: Runtime) -> None:
    assert shown(at(runtime, datetime(2000, 1, 1, tzinfo=UTC))) == ()
