"""A public case is hidden while its pictures are made anew; what ends it then ends it everywhere.

It was shown once: whoever kept its page, a picture or an entry of a feed has to be told.
"""

import json
from datetime import timedelta

import pytest
from sqlalchemy import select

from gallery.actions.edit_photo import edit_photo
from gallery.actions.settle_expiries import settle_expiries
from gallery.models import ConsentRecord, Photo, Publication
from gallery.outbound.client import Request, send
from gallery.outbound.destination import DestinationRules
from gallery.runtime import OPERATOR
from tests.integration.takedown.conftest import Scene
from tests.support.fake_clock import FakeClock
from tests.support.ways_to_ask import WAYS


def answers(scene: Scene, address: str) -> set[int]:
    """Ask for an address in every way a visitor, a cache or a player can."""
    rules = DestinationRules(frozenset({scene.base}))
    asked = [Request(method, scene.base + address, headers) for method, headers in WAYS]
    return {send(request, rules).status for request in asked}


def feed(scene: Scene) -> tuple[list[str], list[str]]:
    """Return the ids that the feed shows, and those that it says are gone."""
    told = json.loads(scene.ask("/feeds/website/cases.json").body)
    return [item["id"] for item in told["items"]], [gone["id"] for gone in told["_tombstones"]]


def hidden(scene: Scene) -> tuple[str, ConsentRecord, str]:
    """Return a case that was public until a photo was turned, its consent, its publication."""
    case_id, consent = scene.practice.published_on_consent()
    shown, gone = feed(scene)
    assert (len(shown), gone) == (1, [])
    with scene.runtime.unit_of_work(OPERATOR) as uow:
        photo = uow.session.execute(select(Photo).where(Photo.role == "after")).scalars().one()
        edit_photo(uow, photo.id, {"quarter_turns": 1})
    assert scene.status(scene.page(case_id)) == 404
    assert feed(scene) == ([], []), "neither shown nor gone: it comes back"
    return case_id, consent, shown[0]


def test_r4_a_withdrawal_reaches_what_is_hidden(scene: Scene) -> None:
    case_id, consent, publication_id = hidden(scene)
    scene.practice.withdraw(consent.id)
    assert answers(scene, scene.page(case_id)) == {410}
    for key in scene.keys(case_id):
        assert answers(scene, f"/media/{key}.webp") == {410}
    assert feed(scene) == ([], [publication_id])
    scene.practice.work()
    assert feed(scene) == ([], [publication_id])
    assert answers(scene, scene.page(case_id)) == {410}
    task = scene.tasks(case_id)["origin"]
    assert task.state == "verified_gone"
    asked = 8 * (3 * len(scene.keys(case_id)) + 1)
    assert f"{asked} of {asked + 4} requests answered 410" in (task.proof or ""), "the page as well"


def test_r3_an_expiry_reaches_what_is_hidden(scene: Scene, clock: FakeClock) -> None:
    case_id, consent, publication_id = hidden(scene)
    clock.instant = consent.expires_at - timedelta(seconds=1)
    assert answers(scene, scene.page(case_id)) == {404}
    clock.instant = consent.expires_at
    assert answers(scene, scene.page(case_id)) == {410}, "before any job has run"
    assert feed(scene) == ([], [publication_id])
    assert settle_expiries(scene.runtime) == 1
    scene.practice.work()
    assert feed(scene) == ([], [publication_id])
    assert scene.tasks(case_id)["origin"].state == "verified_gone"
    with scene.runtime.reading() as session:
        assert session.execute(select(Publication.end_reason)).scalar_one() == "consent_expired"


def test_what_comes_back_was_first_shown_when_it_was(scene: Scene, clock: FakeClock) -> None:
    case_id, _, publication_id = hidden(scene)
    clock.pass_by(hours=1)
    scene.practice.work()
    assert scene.status(scene.page(case_id)) == 200
    assert feed(scene) == ([publication_id], [])
    with scene.runtime.reading() as session:
        row = session.get_one(Publication, publication_id)
    assert row.media_ready_at is not None
    assert row.first_shown_at is not None
    assert row.media_ready_at - row.first_shown_at >= timedelta(hours=1)


@pytest.mark.parametrize("ending", ["withdrawal", "expiry"])
def test_what_was_never_shown_leaves_no_trace(scene: Scene, clock: FakeClock, ending: str) -> None:
    case_id = scene.practice.case()
    scene.practice.pair(case_id)
    scene.practice.withdraw(scene.practice.consent(case_id).id)
    scene.practice.work()  # the files of the upload are gone again
    consent = scene.practice.consent_again(case_id)
    scene.practice.publish(case_id)
    if ending == "withdrawal":
        scene.practice.withdraw(consent.id)
    else:
        clock.instant = consent.expires_at
    assert answers(scene, scene.page(case_id)) == {404}
    assert feed(scene) == ([], [])
    for key in scene.keys(case_id):
        assert answers(scene, f"/media/{key}.webp") == {410}
    assert settle_expiries(scene.runtime) == (1 if ending == "expiry" else 0)
    scene.practice.work()
    assert answers(scene, scene.page(case_id)) == {404}
    assert feed(scene) == ([], [])
    assert scene.tasks(case_id)["origin"].state == "verified_gone"
