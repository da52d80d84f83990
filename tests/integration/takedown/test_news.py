"""Sites are told what is new, and never of what ended before the message was sent."""

import json

import pytest
from sqlalchemy import select

from gallery.actions.edit_case import edit_case
from gallery.actions.edit_photo import edit_photo
from gallery.actions.manage_sites import set_site
from gallery.actions.pair_photos import unpair_photos
from gallery.actions.remake_case import remake_case
from gallery.actions.set_practice import set_practice
from gallery.jobs import drain
from gallery.models import Photo, Publication, WebhookDelivery
from gallery.runtime import OPERATOR
from tests.integration.takedown.conftest import OtherSite, Scene
from tests.support.fake_clock import FakeClock

pytestmark = pytest.mark.usefixtures("secret")
Told = list[tuple[str, str]]


def news(other_site: OtherSite, since: int = 0) -> Told:
    """Return what the site was told, by type and reason."""
    told = [json.loads(asked.body) for asked in other_site.hooks[since:]]
    return [(message["type"], message["data"].get("reason", "")) for message in told]


def test_a_site_hears_of_a_case_once_its_pictures_are_there(
    scene: Scene, other_site: OtherSite
) -> None:
    scene.practice.published()
    scene.practice.work()
    assert news(other_site) == [("case.published", "published")]
    (message,) = [json.loads(asked.body) for asked in other_site.hooks]
    with scene.runtime.reading() as session:
        publication = session.execute(select(Publication)).scalars().one()
    assert message["data"]["publication_ids"] == [publication.id]
    assert set(message["data"]) == {"publication_ids", "slug", "site_key", "reason"}


def test_a_site_hears_of_what_changed(scene: Scene, other_site: OtherSite) -> None:
    case_id = scene.practice.case()
    scene.practice.pair(case_id)
    second = scene.practice.pair(case_id, view="OL")
    scene.practice.consent(case_id)
    scene.practice.work()
    scene.practice.publish(case_id)
    scene.practice.work()
    with scene.runtime.unit_of_work(OPERATOR) as uow:
        edit_case(uow, case_id, {"title": "Spider veins, outer thigh"})
        edit_case(uow, case_id, {"registration_number": None})  # nothing that anybody sees
    with scene.runtime.unit_of_work(OPERATOR) as uow:
        photo = uow.session.execute(select(Photo.id).where(Photo.view == "AP")).scalars().first()
        edit_photo(uow, str(photo), {"quarter_turns": 1})
    scene.practice.work()
    with scene.runtime.unit_of_work(OPERATOR) as uow:
        unpair_photos(uow, second)
    scene.practice.work()
    assert news(other_site, 1) == [
        ("case.updated", "facts_changed"),
        ("case.updated", "pictures_changed"),
        ("case.updated", "pairs_changed"),
    ]


def test_r5_news_of_what_was_withdrawn_is_never_sent(scene: Scene, other_site: OtherSite) -> None:
    case_id, consent = scene.practice.published_on_consent()
    with scene.runtime.unit_of_work(OPERATOR) as uow:
        edit_case(uow, case_id, {"title": "Spider veins, outer thigh"})
    scene.practice.withdraw(consent.id)
    scene.practice.work()
    assert news(other_site) == [("consent.withdrawn", "consent_withdrawn")]
    with scene.runtime.reading() as session:
        query = select(WebhookDelivery.state).where(WebhookDelivery.event_type.like("case.%"))
        assert session.execute(query).scalars().all() == ["overtaken", "overtaken"]


@pytest.mark.parametrize("takes_adult", [True, False])
def test_r19_a_site_hears_of_nudity_only_if_it_asked(
    scene: Scene, other_site: OtherSite, *, takes_adult: bool
) -> None:
    with scene.runtime.unit_of_work(OPERATOR) as uow:
        hook = f"{other_site.server.url}/hook"
        set_site(uow, "website", pages=(), webhook_url=hook, shows_adult=takes_adult)
    case_id = scene.practice.published()
    scene.practice.work()
    with scene.runtime.unit_of_work(OPERATOR) as uow:
        edit_case(uow, case_id, {"shows_nudity": True})
    scene.practice.work()
    with scene.runtime.unit_of_work(OPERATOR) as uow:
        edit_case(uow, case_id, {"title": "Spider veins, outer thigh"})
    scene.practice.work()
    heard = [pair for pair in news(other_site, 1) if pair[1] != "pictures_changed"]
    if takes_adult:
        assert heard == [("case.updated", "facts_changed")] * 2
    else:
        assert heard == [("case.unpublished", "rated_adult")]


def test_a_case_whose_pictures_were_made_anew_is_news(scene: Scene, other_site: OtherSite) -> None:
    case_id = scene.practice.published()
    scene.practice.work()
    with scene.runtime.unit_of_work(OPERATOR) as uow:
        set_practice(uow, {"watermark_text": "Veins"})
    assert remake_case(scene.runtime, case_id) == 2
    scene.practice.work()
    assert news(other_site, 1) == [("case.updated", "pictures_changed")]


def test_a_case_that_waits_for_the_mark_of_now_is_news_once(
    scene: Scene, other_site: OtherSite
) -> None:
    case_id = scene.practice.case()
    scene.practice.pair(case_id)
    scene.practice.consent(case_id)
    scene.practice.work()
    with scene.runtime.unit_of_work(OPERATOR) as uow:
        set_practice(uow, {"watermark_text": "@alder"})
    scene.practice.publish(case_id)
    assert news(other_site) == []
    scene.practice.work()
    assert news(other_site) == [("case.published", "published")]


def test_r5_what_has_to_go_is_told_before_what_is_new(scene: Scene, other_site: OtherSite) -> None:
    stays = scene.practice.published()
    _, consent = scene.practice.published_on_consent()
    scene.practice.work()
    before = len(other_site.hooks)
    with scene.runtime.unit_of_work(OPERATOR) as uow:
        edit_case(uow, stays, {"title": "Spider veins, outer thigh"})
    scene.practice.withdraw(consent.id)
    scene.practice.work()
    told = [kind for kind, _ in news(other_site, before)]
    assert told.index("consent.withdrawn") < told.index("case.updated")


def test_what_is_published_anew_is_told_as_old_ids_and_new(
    scene: Scene, other_site: OtherSite
) -> None:
    case_id = scene.practice.case()
    scene.practice.pair(case_id)
    scene.practice.consent(case_id, future_photos=True)
    scene.practice.work()
    scene.practice.publish(case_id)
    scene.practice.work()
    scene.practice.pair(case_id, view="OL")
    scene.practice.work()
    scene.practice.publish(case_id)
    scene.practice.work()
    assert news(other_site, 1) == [("case.updated", "replaced"), ("case.published", "published")]


def test_r3_pictures_that_come_after_the_expiry_show_and_tell_nothing(
    scene: Scene, other_site: OtherSite, clock: FakeClock
) -> None:
    practice = scene.practice
    case_id = practice.case()
    practice.pair(case_id)
    practice.withdraw(practice.consent(case_id).id)
    practice.work()
    consent = practice.consent_again(case_id)
    practice.publish(case_id)
    clock.instant = consent.expires_at
    drain(scene.runtime)
    with scene.runtime.reading() as session:
        assert session.execute(select(Publication.first_shown_at)).scalars().all() == [None]
    assert scene.status(scene.page(case_id)) == 404
    assert "case.published" not in [kind for kind, _ in news(other_site)]


def test_r19_a_rating_that_is_taken_back_is_not_told(scene: Scene, other_site: OtherSite) -> None:
    case_id = scene.practice.published()
    scene.practice.work()
    for shows_nudity in (True, False):
        with scene.runtime.unit_of_work(OPERATOR) as uow:
            edit_case(uow, case_id, {"shows_nudity": shows_nudity})
    scene.practice.work()
    assert ("case.unpublished", "rated_adult") not in news(other_site)


def test_r19_a_site_that_takes_nudity_no_more_is_told_what_to_remove(
    scene: Scene, other_site: OtherSite
) -> None:
    hook = f"{other_site.server.url}/hook"
    with scene.runtime.unit_of_work(OPERATOR) as uow:
        set_site(uow, "website", pages=(), webhook_url=hook, shows_adult=True)
    scene.practice.published(shows_nudity=True)
    scene.practice.published()
    scene.practice.work()
    before = len(other_site.hooks)
    with scene.runtime.unit_of_work(OPERATOR) as uow:
        set_site(uow, "website", pages=(), webhook_url=hook, shows_adult=False)
    scene.practice.work()
    assert news(other_site, before) == [("case.unpublished", "rated_adult")]
