"""What this service shows itself: gone at the commit, seen to be gone, nothing kept (R4 to R6)."""

import re
from datetime import timedelta

from sqlalchemy import select

from gallery.actions.settle_expiries import EVENTS, settle_expiries
from gallery.consent.terms import ScopeTerms
from gallery.jobs import run_job
from gallery.models import Job, LedgerEvent, Photo, Publication, Rendition
from tests.integration.takedown.conftest import Scene
from tests.support.fake_clock import FakeClock


def _addresses(scene: Scene, case_id: str) -> list[str]:
    return [scene.page(case_id), *(f"/media/{key}.webp" for key in scene.keys(case_id))]


def test_r5_the_origin_is_asked_in_every_way_and_that_is_the_proof(scene: Scene) -> None:
    case_id, consent = scene.practice.published_on_consent()
    assert {scene.status(address) for address in _addresses(scene, case_id)} == {200}
    scene.practice.withdraw(consent.id)
    assert {scene.status(address) for address in _addresses(scene, case_id)} == {410}
    assert scene.tasks(case_id)["origin"].state == "pending"

    scene.practice.work()

    task = scene.tasks(case_id)["origin"]
    assert task.state == "verified_gone"
    counted = re.match(
        r"(\d+) of (\d+) requests answered 410, (\d+) of \2 requests answered 200 without it",
        task.proof or "",
    )
    assert counted is not None, task.proof
    # Each picture in three formats and the page, in eight ways; sitemap and gallery in two.
    asked = 8 * (3 * len(scene.keys(case_id)) + 1)
    assert [int(part) for part in counted.groups()] == [asked, asked + 4, 4]


def test_r5_what_is_still_served_is_never_called_gone(scene: Scene, origin: object) -> None:
    case_id, consent = scene.practice.published_on_consent()
    stale = {path: scene.ask(path) for path in _addresses(scene, case_id)}
    scene.practice.withdraw(consent.id)
    gallery = origin.app  # type: ignore[attr-defined]

    def forgetful(environ: dict[str, str], start: object) -> object:
        kept = stale.get(environ["PATH_INFO"])
        if kept is None or "webp" not in environ["PATH_INFO"]:
            return gallery(environ, start)
        start("200 OK", [("Content-Type", "image/webp")])  # type: ignore[operator]
        return [kept.body]

    origin.app = forgetful  # type: ignore[attr-defined]
    scene.practice.work()
    task = scene.tasks(case_id)["origin"]
    assert task.state == "pending"
    assert "it is still there" in (task.proof or "")


def test_r6_a_withdrawal_while_pictures_are_made_leaves_nothing(scene: Scene) -> None:
    practice = scene.practice
    case_id = practice.case()
    practice.pair(case_id)
    practice.withdraw(practice.consent(case_id).id)
    practice.work()  # the renditions of the upload are gone again
    consent = practice.consent_again(case_id)
    with scene.runtime.reading() as session:
        jobs = session.execute(select(Job.id).where(Job.state == "queued")).scalars().all()
    practice.publish(case_id)
    run_job(scene.runtime, jobs[0])
    practice.withdraw(consent.id)
    practice.work()
    assert [found.key for found in scene.runtime.store.list("renditions/")] == []
    with scene.runtime.reading() as session:
        assert session.execute(select(Rendition.id)).first() is None
        assert set(session.execute(select(Photo.state)).scalars()) == {"ready"}
    assert scene.status(scene.page(case_id)) == 404, "it never was public"
    assert {scene.status(f"/media/{key}.jpg") for key in scene.keys(case_id)} == {410}
    assert scene.tasks(case_id)["origin"].state == "verified_gone"


def test_r3_an_expiry_needs_no_job_and_is_cleared_up_after(scene: Scene, clock: FakeClock) -> None:
    case_id = scene.practice.case()
    scene.practice.pair(case_id)
    last_day = (clock.instant + timedelta(days=2)).date()
    consent = scene.practice.consent(case_id, expires_on=last_day)
    scene.practice.work()
    scene.practice.publish(case_id)
    clock.instant = consent.expires_at - timedelta(seconds=1)
    assert {scene.status(address) for address in _addresses(scene, case_id)} == {200}
    clock.instant = consent.expires_at
    assert {scene.status(address) for address in _addresses(scene, case_id)} == {410}
    assert scene.tasks(case_id) == {}

    assert settle_expiries(scene.runtime) == 1
    assert settle_expiries(scene.runtime) == 0
    scene.practice.work()

    states = {name: task.state for name, task in scene.tasks(case_id).items()}
    assert states == {"origin": "verified_gone", "site:website": "no_known_page"}
    assert [found.key for found in scene.runtime.store.list("renditions/")] == []
    with scene.runtime.reading() as session:
        (row,) = session.execute(select(Publication)).scalars()
        assert row.end_reason == "consent_expired"


def test_r3_the_ledger_says_that_a_window_ended_and_not_the_consent(
    scene: Scene, clock: FakeClock
) -> None:
    case_id = scene.practice.case()
    scene.practice.pair(case_id)
    day = (clock.instant + timedelta(days=2)).date()
    window = (ScopeTerms(channel="website_gallery", decision="permit", ends_on=day),)
    consent = scene.practice.consent(case_id, scopes=window)
    scene.practice.work()
    scene.practice.publish(case_id)
    clock.pass_by(days=3)
    assert settle_expiries(scene.runtime) == 1
    with scene.runtime.reading() as session:
        (row,) = session.execute(select(Publication)).scalars()
        query = select(LedgerEvent).where(LedgerEvent.action.in_(EVENTS.values()))
        (event,) = session.execute(query).scalars()
    assert row.end_reason == "consent_scope_ended"
    assert (event.action, event.subject_id) == ("consent.lapsed", consent.id)
    assert event.details["why"] == "scope_ended"


def test_r5_a_new_consent_and_new_keys_do_not_confuse_the_old_proof(scene: Scene) -> None:
    case_id, consent = scene.practice.published_on_consent()
    old = scene.keys(case_id)
    scene.practice.withdraw(consent.id)
    scene.practice.consent_again(case_id)
    scene.practice.publish(case_id)
    scene.practice.work()
    new = [key for key in scene.keys(case_id) if key not in old]
    assert len(new) == len(old)
    states = {name: task.state for name, task in scene.tasks(case_id).items()}
    assert states == {"origin": "verified_gone", "site:website": "no_known_page"}
    assert {scene.status(f"/media/{key}.jpg") for key in old} == {410}
    assert {scene.status(f"/media/{key}.jpg") for key in new} == {200}
    assert scene.status(scene.page(case_id)) == 200
