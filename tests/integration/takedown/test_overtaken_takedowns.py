"""What was to be cleared by hand, and is permitted and shown there again, is no task any more."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from gallery.actions import overtake_takedowns
from gallery.actions.edit_case import edit_case
from gallery.actions.edit_photo import edit_photo
from gallery.actions.end_publications import live_publications
from gallery.actions.find_cases import load_case
from gallery.actions.left_copies import left_copies
from gallery.actions.open_takedowns import open_takedowns
from gallery.actions.pair_photos import unpair_photos
from gallery.actions.place_case import place_case
from gallery.actions.read_to_do import to_do
from gallery.actions.report_takedown import report_takedown
from gallery.actions.standing_copies import standing_copies
from gallery.actions.unpublish_case import unpublish_case
from gallery.clock import utc_now
from gallery.models import ConsentRecord, LedgerEvent, Takedown
from gallery.runtime import OPERATOR, UnitOfWork
from tests.integration.takedown.conftest import Scene
from tests.integration.takedown.test_every_ending import of_surface
from tests.support.practice import Practice, picture_bytes, scopes

POST, LEAFLET = "social:instagram", "print"
BOTH = {"social__instagram": "permit", "print": "permit"}


def small_pair(practice: Practice, case_id: str, view: str) -> None:
    """Upload and pair photos that are made in no time."""
    contents = (picture_bytes(practice.pictures + n, 96, 72) for n in (1000, 2000))
    ids = [
        practice.photo(case_id, role, view=view, content=content).id
        for role, content in zip(("before", "after"), contents, strict=True)
    ]
    practice.pair_up(case_id, *ids)


def posted(scene: Scene, *, pairs: tuple[str, ...] = ("AP",)) -> tuple[str, ConsentRecord]:
    """Return a case that is public on two channels by hand, with a leaflet on record."""
    practice = scene.practice
    case_id = practice.case()
    for view in pairs:
        small_pair(practice, case_id, view)
    consent = practice.consent(case_id, scopes=scopes(**BOTH))
    practice.work()
    practice.publish(case_id, POST, LEAFLET)
    with scene.runtime.unit_of_work(OPERATOR) as uow:
        place_case(uow, case_id, LEAFLET, None, "the leaflet at the front desk")
    return case_id, consent


def take_down(scene: Scene, case_id: str, *channels: str) -> None:
    with scene.runtime.unit_of_work(OPERATOR) as uow:
        unpublish_case(uow, case_id, channels)


def states(scene: Scene, case_id: str, surface: str = "") -> list[str]:
    found = (
        of_surface(scene, case_id, name) for name in ([surface] if surface else [POST, LEAFLET])
    )
    return [task.state for tasks in found for task in tasks]


def test_r5_what_is_permitted_and_shown_again_is_no_task_any_more(scene: Scene) -> None:
    case_id, _ = posted(scene)
    take_down(scene, case_id)
    scene.practice.publish(case_id, POST)
    assert states(scene, case_id) == ["overtaken", "pending"], "that very channel"
    scene.practice.publish(case_id, LEAFLET)
    (task,) = of_surface(scene, case_id, LEAFLET)
    assert (task.state, task.finished_by, task.next_look_at) == ("overtaken", "operator", None)
    assert "a consent in force permitted all that stood there" in (task.proof or "")
    with scene.runtime.reading() as session:
        waits = to_do(session, utc_now() + timedelta(hours=1)).takedowns
        assert [each.surface for each, _ in waits] == []
        assert [copy.is_to_go for copy in standing_copies(session, case_id)] == [False]
        told = select(LedgerEvent).where(LedgerEvent.action == "takedown.overtaken")
        events = session.execute(told.order_by(LedgerEvent.position)).scalars().all()
    assert [event.details["surface"] for event in events] == [POST, LEAFLET]
    assert {event.details["event"] for event in events} == {task.event_id}


def test_r5_a_later_withdrawal_reaches_what_was_overtaken(scene: Scene) -> None:
    case_id, consent = posted(scene)
    take_down(scene, case_id)
    scene.practice.publish(case_id, POST, LEAFLET)
    with scene.runtime.reading() as session:
        (copy,) = left_copies(session, case_id, consent.expires_at)
        assert left_copies(session, case_id, utc_now()) == []
    scene.practice.withdraw(consent.id)
    assert states(scene, case_id, POST) == ["overtaken", "pending"]
    first, second = of_surface(scene, case_id, LEAFLET)
    assert (first.state, second.state) == ("overtaken", "pending")
    assert {first.placement_id, second.placement_id} == {copy.id}
    with scene.runtime.reading() as session:
        assert all(one.is_to_go for one in standing_copies(session, case_id))
        assert left_copies(session, case_id, consent.expires_at) == []


def test_r5_a_consent_after_a_withdrawal_overtakes_once_its_pictures_are_shown(
    scene: Scene,
) -> None:
    case_id, consent = posted(scene)
    scene.practice.withdraw(consent.id)
    scene.practice.work()
    scene.practice.consent_again(case_id, scopes=scopes(**BOTH))
    assert states(scene, case_id) == ["pending", "pending"], "a consent alone shows nothing"
    scene.practice.publish(case_id, POST, LEAFLET)
    assert states(scene, case_id) == ["pending", "pending"], "its pictures are being made"
    scene.practice.work()
    assert states(scene, case_id) == ["overtaken", "overtaken"]
    assert scene.tasks(case_id)["origin"].state == "verified_gone", "the old keys stay gone"


def _turn(uow: UnitOfWork, case_id: str) -> None:
    edit_photo(uow, load_case(uow.session, case_id).photos[0].id, {"quarter_turns": 1})


def _take_a_pair_apart(uow: UnitOfWork, case_id: str) -> None:
    unpair_photos(uow, load_case(uow.session, case_id).pairs[0].id)


def _rename(uow: UnitOfWork, case_id: str) -> None:
    edit_case(uow, case_id, {"title": "Spider veins"})


@pytest.mark.parametrize("change", [_turn, _take_a_pair_apart, _rename])
def test_r5_what_stood_there_may_be_another_picture_and_stays_a_task(
    scene: Scene, change: Callable[[UnitOfWork, str], None]
) -> None:
    case_id, _ = posted(scene, pairs=("AP", "OL"))
    take_down(scene, case_id)
    with scene.runtime.unit_of_work(OPERATOR) as uow:
        change(uow, case_id)
    scene.practice.work()
    scene.practice.publish(case_id, POST, LEAFLET)
    assert states(scene, case_id) == ["pending", "pending"]


def let_pass(monkeypatch: pytest.MonkeyPatch, action: str) -> None:
    """Take an event for one that changes nothing, so that the next safeguard is what holds."""
    known = overtake_takedowns._CHANGES_NOTHING
    monkeypatch.setattr(overtake_takedowns, "_CHANGES_NOTHING", (*known, action))


def test_every_event_about_pictures_is_known_to_change_them_or_not() -> None:
    """One that is not known would keep every task open: the rule must be told of each."""
    recorded = re.compile(r'"((?:case|pair|photo)\.[a-z_]+)"')
    rule = Path(overtake_takedowns.__file__)
    sources = [path for path in rule.parent.rglob("*.py") if path != rule]
    found = {name for path in sources for name in recorded.findall(path.read_text("utf-8"))}
    assert found - set(overtake_takedowns._CHANGES_NOTHING) == {
        "case.deleted",
        "case.edited",
        "pair.aligned",
        "pair.alignment_undone",
        "pair.taken_apart",
        "photo.edited",
        "photo.masked",
        "photo.removed",
    }
    assert set(overtake_takedowns._CHANGES_NOTHING) <= found


def test_r5_photos_that_do_not_come_back_keep_the_task(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    let_pass(monkeypatch, "pair.taken_apart")
    case_id, _ = posted(scene, pairs=("AP", "OL"))
    take_down(scene, case_id)
    with scene.runtime.unit_of_work(OPERATOR) as uow:
        _take_a_pair_apart(uow, case_id)
    scene.practice.publish(case_id, POST)
    assert states(scene, case_id, POST) == ["pending"]


@pytest.mark.parametrize(
    ("terms", "expected"),
    [
        ({"demographics_allowed": ()}, ["pending", "pending"]),
        ({"conditions": ("watermark_required",)}, ["overtaken", "pending"]),
    ],
    ids=["fewer facts", "a mark is asked for, and what a leaflet bears is not known"],
)
def test_r5_a_narrower_consent_overtakes_no_more_than_it_permits(
    scene: Scene, terms: dict[str, object], expected: list[str]
) -> None:
    case_id, consent = posted(scene)
    scene.practice.withdraw(consent.id)
    scene.practice.consent_again(case_id, scopes=scopes(**BOTH), **terms)
    scene.practice.publish(case_id, POST, LEAFLET)
    scene.practice.work()
    assert states(scene, case_id) == expected


def test_r7_what_was_unfit_to_be_shown_stays_a_task(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    let_pass(monkeypatch, "case.edited")
    case_id, _ = posted(scene)
    for is_adult in (False, True):
        with scene.runtime.unit_of_work(OPERATOR) as uow:
            edit_case(uow, case_id, {"is_adult_at_capture": is_adult})
    scene.practice.work()
    scene.practice.publish(case_id, POST, LEAFLET)
    scene.practice.work()
    assert states(scene, case_id) == ["pending", "pending"]


def test_what_was_proved_gone_before_is_no_doubt(scene: Scene) -> None:
    case_id, _ = posted(scene)
    take_down(scene, case_id, POST)
    (first,) = of_surface(scene, case_id, POST)
    with scene.runtime.unit_of_work(OPERATOR) as uow:
        report_takedown(uow, first.id, "Removed the post in the app.", None)
        unpublish_case(uow, case_id)
    with scene.runtime.unit_of_work(OPERATOR) as uow:
        _turn(uow, case_id)
    scene.practice.work()
    scene.practice.publish(case_id, POST)
    take_down(scene, case_id, POST)
    scene.practice.publish(case_id, POST)
    assert states(scene, case_id, POST) == ["manual_done", "overtaken"]


def test_only_what_is_published_afterwards_overtakes(scene: Scene) -> None:
    case_id, _ = posted(scene)
    take_down(scene, case_id, POST)
    scene.practice.publish(case_id, POST)
    with scene.runtime.unit_of_work(OPERATOR) as uow:
        uow.take_turn(case_id)
        event = uow.record("case.unpublished", case_id=case_id)
        open_takedowns(uow, case_id, event, [POST])
        for row in live_publications(uow, case_id):
            assert overtake_takedowns.overtake_takedowns(uow, row) == []
    assert states(scene, case_id, POST) == ["overtaken", "pending"]


EMBED, GALLERY = "website_embed:website", "website_gallery"


def on_its_site(scene: Scene) -> str:
    """Return a case that was public on both channels of a site, and taken down there."""
    case_id = scene.practice.case()
    small_pair(scene.practice, case_id, "AP")
    both = scopes(website_gallery="permit", website_embed__website="permit")
    scene.practice.consent(case_id, scopes=both)
    scene.practice.work()
    scene.practice.publish(case_id, EMBED, GALLERY)
    take_down(scene, case_id)
    return case_id


@pytest.mark.parametrize(
    ("pages", "state", "then"),
    [
        ((), "pending", "overtaken"),
        (("/",), "pending", "pending"),
        (("/",), "names_nothing", "overtaken"),
    ],
)
def test_a_site_nobody_can_look_at_is_overtaken_when_all_of_it_is_back(
    scene: Scene, pages: tuple[str, ...], state: str, then: str
) -> None:
    case_id, seen = on_its_site(scene), []
    scene.show_on(*(f"{scene.base}{page}" for page in pages))
    with scene.runtime.unit_of_work(OPERATOR) as uow:
        site = uow.get(Takedown, scene.tasks(case_id)["site:website"].id, "task")
        site.state = state
    for channel in (EMBED, GALLERY):
        scene.practice.publish(case_id, channel)
        seen.append(scene.tasks(case_id)["site:website"].state)
    assert seen == [state, then]
    assert scene.tasks(case_id)["origin"].state == "pending", "the old keys are looked at"


def test_a_channel_whose_pictures_are_made_anew_is_not_back(scene: Scene) -> None:
    case_id = on_its_site(scene)
    scene.practice.publish(case_id, EMBED)
    with scene.runtime.unit_of_work(OPERATOR) as uow:
        for row in live_publications(uow, case_id):
            row.hide()
    scene.practice.publish(case_id, GALLERY)
    assert scene.tasks(case_id)["site:website"].state == "pending"
