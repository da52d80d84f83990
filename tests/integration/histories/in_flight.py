"""What is asked while something falls: between a decision and the answer that is made of it."""

import re
from collections.abc import Callable
from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule
from werkzeug.test import TestResponse

from tests.integration.histories.deeds import Deeds
from tests.integration.histories.expected import SITES, Shown, Signed, Story
from tests.integration.histories.surfaces import named_in
from tests.integration.histories.world import World

which = st.integers(0, 11)
Way = tuple[str, dict[str, str]]
WAYS: tuple[Way, ...] = (
    ("GET", {}),
    ("HEAD", {}),
    ("GET", {"Range": "bytes=0-9"}),
    ("GET", {"If-None-Match": "*"}),
)
places, ways = st.integers(0, 99), st.sampled_from(WAYS)
_MAX_AGE = re.compile(r"max-age=(\d+)")
_TOMBSTONES = '"_tombstones"'


class InFlight(RuleBasedStateMachine):
    """Hold the world and its people; let what ends a permission fall in the midst of an answer."""

    def __init__(self, make_world: Callable[[], World]) -> None:
        super().__init__()
        self.world = make_world()
        self.deeds = Deeds(self.world)

    def _story(self, number: int) -> Story:
        return self.deeds.stories[number % len(self.deeds.stories)]

    def _signed(self, story: Story, number: int) -> Signed | None:
        return story.signed[-1 - number % len(story.signed)] if story.signed else None

    @rule(n=which, place=places, way=ways, late=which)
    def expires_while_an_answer_is_made(self, n: int, place: int, way: Way, late: int) -> None:
        found = self._shown(n)
        if found is not None:
            story, showing = found
            end = story.ends_next(showing, self.world.clock.instant)
            self.world.clock.instant = end - timedelta(seconds=2)
            passed = end + timedelta(seconds=late)
            self._ask(found, place, way, lambda: setattr(self.world.clock, "instant", passed))

    @rule(n=which, place=places, way=ways)
    def withdrawn_while_an_answer_is_made(self, n: int, place: int, way: Way) -> None:
        found = self._shown(n)
        if found is not None:
            story, showing = found
            signed = story.covering(showing, min(showing.photos), self.world.clock.instant)[0]
            self._ask(found, place, way, lambda: self.deeds.withdraw(story, signed, (), None))

    def _shown(self, number: int) -> tuple[Story, Shown] | None:
        """Return something that is public, its pictures made; None if nothing is."""
        self.world.work()
        self.deeds.after_jobs()
        now = self.world.clock.instant
        found = [(s, one) for s in self.deeds.stories for one in s.shown if s.may_show(one, now)]
        return found[number % len(found)] if found else None

    def _ask(
        self, found: tuple[Story, Shown], place: int, way: Way, deed: Callable[[], object]
    ) -> None:
        addresses = _addresses(*found)
        address, (method, headers) = addresses[place % len(addresses)], way
        visitor = self.world.visitors[place % 2]
        self.world.meanwhile.let(deed)
        answer = visitor.open(address, method=method, headers=headers)
        was_asked_again = not self.world.meanwhile.is_awaited
        self.world.meanwhile.happen()  # an address that was gone already asks no last question
        assert was_asked_again or answer.status_code in {404, 410}, address
        assert answer.status_code < 500, address
        _check(answer, self.deeds.stories, self.world)
        if answer.status_code == 304 and not address.startswith("/media/"):
            assert answer.headers["ETag"] == visitor.get(address).headers["ETag"], address


def _addresses(story: Story, showing: Shown) -> list[str]:
    """Return lists and as many pictures: half of the questions are for pictures."""
    lists = ["/", f"/cases/{story.slug}", "/procedures/sclerotherapy", "/sitemap.xml"]
    lists += [f"/feeds/{site}/cases.json" for site in SITES]
    return [*lists, *(f"/media/{key}.jpg" for key in sorted(showing.keys)[: len(lists)])]


def _check(answer: TestResponse, stories: list[Story], world: World) -> None:
    """Nothing may have left that was not permitted at the end."""
    now = world.clock.instant
    permitted = [(s, one) for s in stories for one in s.shown if s.may_show(one, now)]
    keys = {key for _, showing in permitted for key in showing.keys}
    asked = re.fullmatch(r"/media/(.*)\.jpg", answer.request.path)
    if asked and answer.status_code < 400:
        assert asked[1] in keys, (answer.status_code, answer.request.method)
        found = _MAX_AGE.search(answer.headers["Cache-Control"])
        ends = min(s.ends_next(one, now) for s, one in permitted if asked[1] in one.keys)
        assert found
        assert int(found[1]) <= (ends - now).total_seconds()
    elif not asked:
        slugs, named = named_in(answer.text.partition(_TOMBSTONES)[0])
        assert slugs <= {s.slug for s, _ in permitted}
        assert named <= keys
