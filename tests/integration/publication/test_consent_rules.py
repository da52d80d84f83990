"""Consent rules R1 to R7 on real rows, pictures and answers."""

from datetime import UTC, datetime, timedelta

import pytest
from flask.testing import FlaskClient

from gallery.actions.edit_case import edit_case
from gallery.actions.manage_sites import add_site
from gallery.actions.publish_case import publish_case
from gallery.actions.record_consent import Evidence, record_consent
from gallery.actions.review_case import load_findings
from gallery.clock import utc_now
from gallery.errors import Conflict, Gone, NotFound
from gallery.models import Case
from gallery.published import PublishedGallery
from gallery.publishing.finding import PublicationBlocked
from gallery.runtime import OPERATOR, Runtime
from tests.support.papers import PDF
from tests.support.practice import Practice, scopes
from tests.support.public_view import ALL, shown


def at(runtime: Runtime, instant: datetime) -> PublishedGallery:
    """Return the gallery as it is at an instant."""
    return PublishedGallery(runtime.engine, runtime.store, clock=lambda: instant)


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
        ("review_before_post", "website_gallery", {"condition_unmet"}),
        ("eyes_masked", "website_gallery", set()),  # no face in these: see test_masks
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
    assert before.media(key, "webp").valid_until == consent.expires_at
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
    assert (on_gallery.has_page, on_site.has_page) == (True, False)
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
    case_id, first = practice.published_on_consent()
    old_key = shown(gallery)[0].pairs[0].before.media[0].key
    practice.withdraw(first.id)
    practice.work()
    assert [o.key for o in runtime.store.list("renditions/")] == []
    practice.consent_again(case_id)
    practice.work()
    practice.publish(case_id)
    new_key = shown(gallery)[0].pairs[0].before.media[0].key
    assert gallery.media(new_key, "avif").read(None, None)
    with pytest.raises(Gone):
        gallery.media(old_key, "avif")


def test_r5_every_public_address_forgets_a_withdrawn_case(
    practice: Practice, client: FlaskClient
) -> None:
    _, consent = practice.published_on_consent()
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
        record_consent(uow, case_id, terms, Evidence(PDF))
    with runtime.unit_of_work(OPERATOR, at=past) as uow:
        publish_case(uow, case_id, ("website_gallery",))
    assert shown(gallery) == ()
    practice.consent(case_id)
    assert shown(gallery) == ()
    practice.publish(case_id)
    practice.work()  # the new consent allows the age to be told: files are made that tell it
    assert len(shown(gallery)) == 1


def test_double_publish_and_unknown_ids_are_named(practice: Practice) -> None:
    case_id = practice.published()
    with pytest.raises(Conflict) as caught:
        practice.publish(case_id)
    assert caught.value.code == "already_published"
    with pytest.raises(NotFound):
        practice.publish("nothing")


def test_public_answers_hold_for_utc(runtime: Runtime) -> None:
    assert shown(at(runtime, datetime(2000, 1, 1, tzinfo=UTC))) == ()


def test_a_case_on_another_site_is_linked_only_where_the_gallery_shows_it(
    practice: Practice, gallery: PublishedGallery
) -> None:
    with practice.runtime.unit_of_work(OPERATOR) as uow:
        add_site(uow, "Partner", ())
    case_id = practice.case()
    practice.pair(case_id)
    permitted = scopes(website_gallery="permit", website_embed__partner="permit")
    consent = practice.consent(case_id, scopes=permitted)
    practice.work()

    def linked() -> list[bool]:
        return [
            case.has_page for case in gallery.cases(ALL, page=1, per_page=5, site="partner").cases
        ]

    practice.publish(case_id, "website_embed:partner")
    assert linked() == [False]
    practice.publish(case_id, "website_gallery")
    practice.work()
    assert linked() == [True]
    practice.withdraw(consent.id, "website_gallery")
    assert linked() == [False]


@pytest.mark.parametrize(("decision", "state"), [("deny", "needs_consent"), ("permit", "approved")])
def test_r2_a_consent_that_denies_all_is_not_what_a_case_needs(
    practice: Practice, runtime: Runtime, decision: str, state: str
) -> None:
    case_id = practice.case()
    practice.pair(case_id)
    practice.work()
    practice.consent(case_id, scopes=scopes(website_gallery=decision))
    practice.work()
    with runtime.reading() as session:
        assert session.get_one(Case, case_id).state == state
