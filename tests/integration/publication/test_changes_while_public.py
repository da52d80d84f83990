"""What is done to a public case, or at the same moment as something else, opens no gap."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from threading import Thread

import pytest
from flask.testing import FlaskClient

from gallery.actions.add_photo import PhotoUpload, add_photo
from gallery.actions.delete_case import delete_case
from gallery.actions.edit_case import edit_case
from gallery.actions.find_cases import takedowns_of
from gallery.actions.pair_photos import unpair_photos
from gallery.actions.publish_case import publish_case
from gallery.actions.record_consent import ScopeTerms
from gallery.actions.set_practice import practice_profile, set_practice
from gallery.actions.unpublish_case import unpublish_case
from gallery.clock import utc_now
from gallery.errors import Conflict, GalleryError, InvalidInput, NotFound
from gallery.imaging.intake import inspect
from gallery.models import Case, Publication
from gallery.published import GalleryFilters, PublishedGallery
from gallery.published.memory import Memory
from gallery.publishing.finding import PublicationBlocked
from gallery.runtime import OPERATOR, Runtime
from tests.support.practice import Practice, scopes


@contextmanager
def at_the_same_moment(work: Callable[[], object]) -> Iterator[list[GalleryError]]:
    """Start ``work`` in another thread inside the block; it has ended after it."""
    refused: list[GalleryError] = []

    def run() -> None:
        try:
            work()
        except GalleryError as error:
            refused.append(error)

    thread = Thread(target=run)
    thread.start()
    thread.join(0.5)
    yield refused
    thread.join()


def shown(runtime: Runtime) -> int:
    gallery = PublishedGallery(runtime.engine, runtime.store)
    return len(gallery.cases(GalleryFilters(), page=1, per_page=9).cases)


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"title": "Jane Q. Example, thigh"}, "R13"),
        ({"story": "Chart MRN-004711."}, "R13"),
        ({"provider": None}, "R8"),
        ({"sessions": None}, "R8"),
    ],
)
def test_r13_a_change_that_is_unfit_for_the_public_is_not_made(
    practice: Practice, runtime: Runtime, changes: dict[str, object], rule: str
) -> None:
    case_id = practice.published()
    with pytest.raises(PublicationBlocked) as caught, runtime.unit_of_work(OPERATOR) as uow:
        edit_case(uow, case_id, changes)
    assert {finding.rule for finding in caught.value.findings} == {rule}
    with runtime.reading() as session:
        assert session.get_one(Case, case_id).title == "Spider veins on the outer thigh"
    assert shown(runtime) == 1


@pytest.mark.parametrize("truth", [{"is_adult_at_capture": False}, {"is_actual_patient": False}])
def test_r7_a_case_that_may_never_be_public_is_taken_down_at_once(
    practice: Practice, runtime: Runtime, truth: dict[str, object]
) -> None:
    case_id = practice.published()
    with runtime.unit_of_work(OPERATOR) as uow:
        assert edit_case(uow, case_id, truth).state == "unpublished"
    assert shown(runtime) == 0


def test_r8_the_last_pair_of_a_public_case_stays(
    practice: Practice, runtime: Runtime, client: FlaskClient
) -> None:
    case_id = practice.case()
    pair_id = practice.pair(case_id)
    practice.consent(case_id)
    practice.work()
    practice.publish(case_id)
    with pytest.raises(PublicationBlocked), runtime.unit_of_work(OPERATOR) as uow:
        unpair_photos(uow, pair_id)
    assert client.get("/").status_code == 200
    assert shown(runtime) == 1


def test_a_photo_whose_pair_is_taken_apart_is_served_no_more(
    practice: Practice, runtime: Runtime, client: FlaskClient
) -> None:
    case_id = practice.case()
    practice.pair(case_id)
    second = practice.pair(case_id, view="OL")
    practice.consent(case_id)
    practice.work()
    practice.publish(case_id)
    (case,) = (
        PublishedGallery(runtime.engine, runtime.store)
        .cases(GalleryFilters(), page=1, per_page=5)
        .cases
    )
    stays, goes = (f"/media/{pair.after.media[0].key}.jpg" for pair in case.pairs)
    assert [client.get(path).status_code for path in (stays, goes)] == [200, 200]
    with runtime.unit_of_work(OPERATOR) as uow:
        unpair_photos(uow, second)
    practice.work()
    assert [client.get(path).status_code for path in (stays, goes)] == [200, 410]


def test_publishing_waits_for_a_deletion_and_is_refused(
    practice: Practice, runtime: Runtime
) -> None:
    case_id = practice.case()
    practice.pair(case_id)
    practice.consent(case_id)
    practice.work()
    with runtime.unit_of_work(OPERATOR) as uow:
        delete_case(uow, case_id)
        with at_the_same_moment(lambda: practice.publish(case_id)) as refused:
            uow.session.commit()
    assert [error.code for error in refused] == ["case_is_purged"]
    practice.work()
    assert [found.key for found in runtime.store.list("renditions/")] == []


def test_r4_publishing_waits_for_a_withdrawal_and_is_refused(
    practice: Practice, runtime: Runtime
) -> None:
    case_id = practice.case()
    practice.pair(case_id)
    consent = practice.consent(case_id)
    practice.work()
    with runtime.unit_of_work(OPERATOR) as waiting:
        practice.withdraw(consent.id)
        with pytest.raises(PublicationBlocked):
            publish_case(waiting, case_id, ("website_gallery",))
    with runtime.reading() as session:
        assert session.query(Publication).count() == 0


def test_an_upload_that_a_deletion_overtakes_is_refused(
    practice: Practice, runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    case_id = practice.case()

    def delete_meanwhile(*arguments: object) -> object:
        with runtime.unit_of_work(OPERATOR) as uow:
            delete_case(uow, case_id)
        return inspect(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr("gallery.actions.add_photo.inspect", delete_meanwhile)
    upload = PhotoUpload(practice.picture_file(), "before", "AP")
    with pytest.raises(Conflict) as caught, runtime.unit_of_work(OPERATOR) as uow:
        add_photo(uow, case_id, upload)
    assert caught.value.code == "case_is_purged"
    assert [found.key for found in runtime.store.list()] == []


def test_r2_a_withdrawal_cancels_no_refusal(practice: Practice) -> None:
    case_id = practice.case()
    practice.pair(case_id)
    permitting = practice.consent(case_id)
    practice.consent(case_id, scopes=scopes(website_gallery="deny"))
    practice.withdraw(permitting.id)
    practice.consent_again(case_id)
    practice.work()
    with pytest.raises(PublicationBlocked) as caught:
        practice.publish(case_id)
    assert {finding.code for finding in caught.value.findings} == {"channel_denied"}


def test_r5_a_surface_that_was_left_earlier_is_still_to_be_cleared(
    practice: Practice, runtime: Runtime
) -> None:
    case_id = practice.case()
    practice.pair(case_id)
    consent = practice.consent(case_id, scopes=scopes(social__instagram="permit"))
    practice.work()
    practice.publish(case_id, "social:instagram")
    with runtime.unit_of_work(OPERATOR) as uow:
        unpublish_case(uow, case_id)
    practice.withdraw(consent.id)
    with runtime.reading() as session:
        surfaces = {task.surface for task in takedowns_of(session, case_id=case_id)}
    assert surfaces == {"origin", "social:instagram"}


def test_what_does_not_exist_is_not_remembered(runtime: Runtime) -> None:
    gallery = PublishedGallery(runtime.engine, runtime.store)
    memory: Memory = gallery._memory
    for number in range(20):
        with pytest.raises(NotFound):
            gallery.media(f"{number:032x}", "jpg")
    assert len(memory._keys) == 0


def test_a_nul_character_names_nothing(client: FlaskClient) -> None:
    for address in ("/cases/a%00b", "/media/a%00b.jpg", "/feeds/a%00b/cases.json"):
        assert client.get(address).status_code == 404
    data = {"email": "a\0b@practice.example", "password": "x"}
    assert client.post("/staff/sign-in", data=data).status_code < 500


def test_what_was_taken_down_is_gone_although_the_consent_stands(
    practice: Practice, runtime: Runtime, client: FlaskClient
) -> None:
    case_id = practice.published()
    feed = client.get("/feeds/website/cases.json").get_json()["items"][0]
    with runtime.unit_of_work(OPERATOR) as uow:
        unpublish_case(uow, case_id)
    for address in (feed["image"], feed["url"]):
        assert client.get(address).status_code == 410
    practice.publish(case_id)
    assert client.get(feed["image"]).status_code == 410
    assert client.get(feed["url"]).status_code == 200


def test_r16_what_a_consent_that_may_be_left_does_not_allow_is_not_copied(
    practice: Practice, runtime: Runtime
) -> None:
    case_id = practice.case()
    practice.pair(case_id)
    soon = (utc_now() + timedelta(days=30)).date()
    short = ScopeTerms(channel="website_gallery", decision="permit", ends_on=soon)
    telling = {"demographics_allowed": ("age_band", "gender"), "scopes": (short,)}
    practice.consent(case_id, **telling, expires_on=(utc_now() + timedelta(days=400)).date())
    practice.consent(case_id, demographics_allowed=())
    practice.work()
    practice.publish(case_id)
    later = utc_now() + timedelta(days=60)
    gallery = PublishedGallery(runtime.engine, runtime.store, clock=lambda: later)
    assert len(gallery.cases(GalleryFilters(), page=1, per_page=9).cases) == 1
    assert gallery.cases(GalleryFilters(age="45-54"), page=1, per_page=9).cases == ()
    assert gallery.facets().age_bands == ()


def test_a_withdrawal_before_any_publication_leaves_nothing_to_clear(
    practice: Practice, runtime: Runtime
) -> None:
    case_id = practice.case()
    practice.pair(case_id)
    practice.withdraw(practice.consent(case_id).id)
    practice.work()
    with runtime.reading() as session:
        (task,) = takedowns_of(session, case_id=case_id)
    assert (task.surface, task.state) == ("origin", "never_shown")
    assert "ever public" in (task.proof or "")


def test_a_logo_that_cannot_be_decoded_is_refused_at_once(
    practice: Practice, runtime: Runtime
) -> None:
    broken = b"\x89PNG\r\n\x1a\n" + b"\0" * 64
    with pytest.raises(InvalidInput), runtime.unit_of_work(OPERATOR) as uow:
        set_practice(uow, {}, broken)
    assert [found.key for found in runtime.store.list("assets/")] == []
    with runtime.reading() as session:
        assert practice_profile(session).watermark_logo_key is None
