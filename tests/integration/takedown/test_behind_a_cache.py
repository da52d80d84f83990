"""With a cache in front: it is told to forget, then asked, and only its own answer is proof."""

import pytest

from tests.integration.takedown.conftest import Scene
from tests.support.edge_cache import EdgeCache
from tests.support.fake_clock import FakeClock

AGE = b"AG-A25"


def _cached(scene: Scene, edge: EdgeCache) -> tuple[str, str, list[str]]:
    """Return a case, its consent, and addresses of pictures that the cache keeps."""
    case_id, consent = scene.practice.published_on_consent()
    pictures = [f"/media/{key}.webp" for key in scene.keys(case_id)]
    assert {scene.status(address, edge.url) for address in pictures} == {200}
    return case_id, consent.id, pictures


@pytest.mark.parametrize("cdn_purge", ["url", "key"], indirect=True)
def test_r5_the_cache_forgets_and_is_seen_to_have_forgotten(scene: Scene, edge: EdgeCache) -> None:
    case_id, consent_id, pictures = _cached(scene, edge)
    scene.practice.withdraw(consent_id)
    assert {scene.status(address) for address in pictures} == {410}
    assert {scene.status(address, edge.url) for address in pictures} == {200}, "not purged yet"

    scene.practice.work()

    assert {scene.status(address, edge.url) for address in pictures} == {410}
    task = scene.tasks(case_id)["cdn"]
    assert task.state == "verified_gone"
    asked = 8 * (3 * len(pictures) + 1)
    assert (task.proof or "").startswith(f"{asked} of {asked} requests answered 410 at ")


@pytest.mark.parametrize("cdn_purge", ["url", "key"], indirect=True)
def test_r5_pages_that_a_cache_keeps_against_their_word_are_purged_too(
    scene: Scene, edge: EdgeCache
) -> None:
    edge.floor_seconds = 3600
    case_id, consent_id, _ = _cached(scene, edge)
    key, page = scene.keys(case_id)[0].encode(), scene.page(case_id)
    lists = ["/", "/sitemap.xml", "/feeds/website/cases.json", "/procedures/sclerotherapy"]
    slug = page.rpartition("/")[2].encode()
    assert all(slug in scene.ask(address, edge.url).body for address in (page, *lists))
    scene.practice.withdraw(consent_id)
    scene.practice.work()
    assert scene.status(page, edge.url) == 410
    told = [scene.ask(address, edge.url).body for address in lists]
    assert not any(slug in body or key in body for body in told)


@pytest.mark.parametrize("cdn_purge", ["key"], indirect=True)
def test_r5_a_cache_that_refuses_is_told_again_and_called_late_after_a_day(
    scene: Scene, edge: EdgeCache, clock: FakeClock
) -> None:
    case_id, consent_id, pictures = _cached(scene, edge)
    edge.refuses_purges = True
    scene.practice.withdraw(consent_id)
    scene.practice.work()
    task = scene.tasks(case_id)["cdn"]
    assert (task.state, task.attempts) == ("pending", 1)
    assert "The cache did not take" in (task.proof or "")
    assert task.next_look_at is not None

    clock.pass_by(days=1, seconds=1)
    scene.practice.work()
    assert scene.tasks(case_id)["cdn"].state == "failed"

    edge.refuses_purges = False
    clock.pass_by(days=1)
    scene.practice.work()
    assert scene.tasks(case_id)["cdn"].state == "verified_gone"
    assert {scene.status(address, edge.url) for address in pictures} == {410}


@pytest.mark.parametrize("cdn_purge", ["key"], indirect=True)
def test_r5_looks_are_taken_again_ever_less_often(
    scene: Scene, edge: EdgeCache, clock: FakeClock
) -> None:
    case_id, consent_id, _ = _cached(scene, edge)
    edge.refuses_purges = True
    scene.practice.withdraw(consent_id)
    waits = []
    for _ in range(4):
        scene.practice.work()
        task = scene.tasks(case_id)["cdn"]
        assert task.next_look_at is not None
        waits.append(round((task.next_look_at - task.updated_at).total_seconds()))
        clock.instant = task.next_look_at
    assert waits == [10, 60, 300, 1800]


@pytest.mark.parametrize("cdn_purge", ["key"], indirect=True)
def test_r16_an_age_that_may_no_longer_be_told_leaves_the_cache_too(
    scene: Scene, edge: EdgeCache
) -> None:
    case_id, consent_id, pictures = _cached(scene, edge)
    assert all(AGE in scene.ask(address, edge.url).body for address in pictures)
    scene.practice.consent(case_id, demographics_allowed=(), supersedes=consent_id)
    assert {scene.status(address) for address in pictures} == {404}, "until made again"
    assert scene.status(scene.page(case_id)) == 404, "no page without its pictures"
    scene.practice.work()
    assert scene.status(scene.page(case_id)) == 200
    answers = [scene.ask(address, edge.url) for address in pictures]
    assert {answer.status for answer in answers} == {200}
    assert not any(AGE in answer.body for answer in answers)
