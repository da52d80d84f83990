"""Short histories, each of which a gate with one fault would get wrong (rules R1 to R6)."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial

import pytest

from tests.integration.histories.deeds import Deeds
from tests.integration.histories.expected import CHANNELS, Signed, Story
from tests.integration.histories.signings import Terms
from tests.integration.histories.surfaces import Asks, check_every_surface
from tests.integration.histories.takedowns import Takedowns
from tests.integration.histories.world import World

PUBLIC = CHANNELS[:2]
DAY = timedelta(days=1)


@pytest.fixture
def database_kind() -> str:
    return "sqlite"


@pytest.fixture
def deeds(make_world: Callable[[], World]) -> Iterator[Deeds]:
    world = make_world()
    yield Deeds(world)
    world.close()


def terms(**changes: object) -> Terms:
    known: dict[str, object] = {"wishes": dict.fromkeys(PUBLIC, (True, None, None)), "days": 300}
    return Terms(**{**known, **changes})  # type: ignore[arg-type]


def public_case(deeds: Deeds, **changes: object) -> tuple[Story, Signed]:
    """Return a case that is public, and its consent; both web processes remember it."""
    story = deeds.open_case(marked=True)
    deeds.world.work()
    deeds.sign(story, terms(**changes), None)
    deeds.publish(story, PUBLIC, None)
    assert len(story.shown) == len(PUBLIC)
    check(deeds, shown=len(PUBLIC))
    return story, story.signed[0]


def check(deeds: Deeds, *, shown: int) -> None:
    """Ask every surface; ``shown`` says how many publications the model has to permit."""
    check_every_surface(deeds.world, deeds.stories, Asks.EACH)
    deeds.check_ended()
    now = deeds.world.clock.instant
    permitted = [one for s in deeds.stories for one in s.shown if s.may_show(one, now)]
    assert len(permitted) == shown


def test_r4_a_withdrawal_is_seen_at_once_and_for_good(deeds: Deeds) -> None:
    story, first = public_case(deeds)
    deeds.withdraw(story, first, PUBLIC[:1], None)
    check(deeds, shown=1)
    deeds.withdraw(story, first, (), None)
    check(deeds, shown=0)
    deeds.sign(story, terms(), None)
    check(deeds, shown=0)
    deeds.world.work()
    deeds.publish(story, PUBLIC, None)
    deeds.world.work()
    check(deeds, shown=2)


def test_r4_no_other_signature_outlives_a_withdrawal(deeds: Deeds) -> None:
    story, first = public_case(deeds)
    deeds.sign(story, terms(begins_hours=20), None)
    deeds.withdraw(story, first, (), None)
    deeds.world.clock.instant += DAY
    deeds.publish(story, PUBLIC, None)
    check(deeds, shown=0)


@pytest.mark.parametrize("channels", [(), PUBLIC[:1]])
def test_r4_a_paper_that_comes_late_brings_nothing_back(
    deeds: Deeds, channels: tuple[str, ...]
) -> None:
    story, first = public_case(deeds)
    left = 1 if channels else 0
    deeds.world.clock.instant += DAY
    deeds.withdraw(story, first, channels, None)
    deeds.world.clock.instant += DAY
    deeds.sign(story, terms(late_hours=30), None)
    assert story.signed == [first]
    deeds.sign(story, terms(late_hours=30, as_evidence=True), None)
    deeds.publish(story, PUBLIC, None)
    check(deeds, shown=left)
    deeds.sign(story, terms(late_hours=20), None)
    deeds.world.work()
    deeds.publish(story, PUBLIC, None)
    check(deeds, shown=len(PUBLIC))


def test_r2_a_refusal_hides_at_once_and_from_the_day_it_names(deeds: Deeds) -> None:
    story, _ = public_case(deeds)
    deeds.sign(story, terms(wishes={PUBLIC[0]: (False, 1, 2)}), None)
    check(deeds, shown=2)
    deeds.world.clock.instant += DAY
    check(deeds, shown=1)
    deeds.world.clock.instant += DAY
    check(deeds, shown=2)
    deeds.sign(story, terms(wishes={PUBLIC[1]: (False, None, None)}), None)
    check(deeds, shown=1)


def test_r3_what_ends_by_itself_ends_at_the_instant(deeds: Deeds) -> None:
    wishes = {PUBLIC[0]: (True, None, 1), PUBLIC[1]: (True, None, None)}
    story, first = public_case(deeds, wishes=wishes, days=2)
    first_end = min(when for when in first.instants() if when > deeds.world.clock.instant)
    for when, shown in ((first_end, 1), (first.expires, 0)):
        deeds.world.clock.instant = when - timedelta(seconds=7)
        check(deeds, shown=shown + 1)
        deeds.world.clock.instant = when
        check(deeds, shown=shown)
    deeds.sign(story, terms(), None)
    check(deeds, shown=0)
    deeds.world.work()
    deeds.after_jobs()
    check(deeds, shown=0)


@pytest.mark.parametrize("is_settled", [False, True])
def test_r2_a_renewal_revives_nothing_that_had_lapsed(deeds: Deeds, is_settled: bool) -> None:  # noqa: FBT001
    story, first = public_case(deeds, days=1)
    deeds.world.clock.instant += DAY
    if is_settled:
        deeds.world.work()
        deeds.after_jobs()
    deeds.sign(story, terms(), first)
    check(deeds, shown=0)


@pytest.mark.parametrize(
    ("changes", "left"),
    [
        ({}, 2),
        ({"photos": "one"}, 0),
        ({"photos": "one", "later": True}, 0),
        ({"photos": "these", "later": True}, 2),
        ({"needs_review": True}, 0),
        ({"allows_marks": False}, 0),
        ({"wishes": {PUBLIC[1]: (True, None, None)}}, 1),
    ],
)
def test_r2_what_the_new_consent_covers_goes_on_and_no_more(
    deeds: Deeds, changes: dict[str, object], left: int
) -> None:
    story, first = public_case(deeds)
    deeds.sign(story, terms(**changes), first)
    check(deeds, shown=left)


@pytest.mark.parametrize(
    ("changes", "when", "shown"),
    [
        ({"photos": "these"}, "after", 0),
        ({"photos": "these", "later": True}, "after", 2),
        ({"photos": "these", "later": True}, "meanwhile", 0),
        ({"photos": "one", "later": True}, "never", 0),
    ],
)
def test_r1_she_is_bound_to_what_she_saw_and_to_what_came_after_her_signature(
    deeds: Deeds, changes: dict[str, object], when: str, shown: int
) -> None:
    deeds.world.practice.introduce()
    story = deeds.open_case(marked=False)
    add = partial(deeds.add_pair, story, "PA", marked=False)
    meanwhile = {"meanwhile": add} if when == "meanwhile" else {}
    deeds.sign_by_link(story, terms(**changes), None, None, **meanwhile)
    if when == "after":
        add()
    deeds.world.work()
    deeds.publish(story, PUBLIC, None)
    check(deeds, shown=shown)


def test_r2_one_that_is_to_cover_less_does_so_from_its_first_instant(deeds: Deeds) -> None:
    story, first = public_case(deeds)
    deeds.sign(story, terms(photos="one", begins_hours=20), first)
    check(deeds, shown=2)
    deeds.world.clock.instant = story.signed[-1].begins
    check(deeds, shown=0)


def test_r1_a_consent_that_waits_to_be_superseded_can_be_declared_invalid(deeds: Deeds) -> None:
    story, first = public_case(deeds)
    deeds.sign(story, terms(begins_hours=20), first)
    check(deeds, shown=2)
    deeds.end(story, first, None)
    check(deeds, shown=0)
    deeds.world.clock.instant = story.signed[-1].begins
    check(deeds, shown=0)


def test_r1_a_consent_that_was_never_valid_shows_nothing_more(deeds: Deeds) -> None:
    story, first = public_case(deeds)
    deeds.end(story, first, None)
    check(deeds, shown=0)
    deeds.unpublish(story, (), None)
    deeds.delete(story, None)
    deeds.world.work()
    check(deeds, shown=0)
    kept = [found.key for found in deeds.world.runtime.store.list()]
    assert [key for key in kept if not key.startswith("evidence/")] == []


@pytest.mark.parametrize("ending", ["withdrawal", "expiry", "unpublished"])
def test_r4_what_ends_while_its_photo_is_made_anew_is_gone_and_not_unknown(
    deeds: Deeds, ending: str
) -> None:
    story, first = public_case(deeds, days=2)
    deeds.turn(min(story.paired), story, 1, None)
    check(deeds, shown=2)
    if ending == "withdrawal":
        deeds.withdraw(story, first, (), None)
    elif ending == "expiry":
        deeds.world.clock.instant += 4 * DAY
    else:
        deeds.unpublish(story, (), None)
    check(deeds, shown=0)
    deeds.world.work()
    deeds.after_jobs()
    check(deeds, shown=0)


def test_r5_what_was_overtaken_is_a_task_again_after_a_withdrawal(deeds: Deeds) -> None:
    by_hand, takedowns = CHANNELS[3], Takedowns(deeds.world)
    wishes = dict.fromkeys((*PUBLIC, by_hand), (True, None, None))
    story, first = public_case(deeds, wishes=wishes, needs_mark=False)
    deeds.place(story, by_hand, None)
    for _ in "ab":
        deeds.publish(story, (by_hand,), None)
        deeds.world.work()
        takedowns.check_overtaken(deeds.stories)
        deeds.unpublish(story, (by_hand,), None)
    assert len(takedowns.seen) == 1
    deeds.publish(story, (by_hand,), None)
    takedowns.check_overtaken(deeds.stories)
    deeds.withdraw(story, first, (), None)
    deeds.world.work()
    takedowns.check_settled(deeds.stories)
