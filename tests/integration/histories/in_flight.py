"""What is asked while something falls: between a decision and the answer that is made of it."""

import re
from collections.abc import Callable
from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule
from werkzeug.test import TestResponse

from tests.integration.histories.deeds import Deeds
from tests.integration.histories.expected import SITES, Signed, Story
from tests.integration.histories.surfaces import named_in
from tests.integration.histories.world import World

which = st.integers(0, 11)
WAYS: tuple[tuple[str, dict[str, str]], ...] = (
    ("GET", {}),
    ("HEAD", {}),
    ("GET", {"Range": "bytes=0-9"}),
    ("GET", {"If-None-Match": "*"}),
)
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

    @rule(n=which, m=which, place=st.integers(0, 99), way=st.sampled_from(WAYS), late=which)
    def expires_while_an_answer_is_made(
        self, n: int, m: int, place: int, way: tuple[str, dict[str, str]], late: int
    ) -> None:
        story = self._story(n)
        signed = self._signed(story, m)
        now = self.world.clock.instant
        ends = [when for when in (signed.instants() if signed else ()) if when > now]
        if ends:
            self.world.clock.instant = min(ends) - timedelta(seconds=2)
            passed = min(ends) + timedelta(seconds=late)
            self._ask(story, place, way, lambda: setattr(self.world.clock, "instant", passed))

    @rule(n=which, m=which, place=st.integers(0, 99), way=st.sampled_from(WAYS))
    def withdrawn_while_an_answer_is_made(
        self, n: int, m: int, place: int, way: tuple[str, dict[str, str]]
    ) -> None:
        story = self._story(n)
        signed = self._signed(story, m)
        if signed is not None:
            self._ask(story, place, way, lambda: self.deeds.withdraw(story, signed, (), None))

    def _ask(
        self,
        story: Story,
        place: int,
        way: tuple[str, dict[str, str]],
        deed: Callable[[], object],
    ) -> None:
        addresses = _addresses(story)
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


def _addresses(story: Story) -> list[str]:
    """Return pictures and lists by turns: half of the questions are for pictures."""
    keys = [key for showing in story.shown for key in sorted(showing.keys)[:2]]
    lists = ["/", f"/cases/{story.slug}", "/procedures/sclerotherapy", "/sitemap.xml"]
    lists += [f"/feeds/{site}/cases.json" for site in SITES]
    pictures = [f"/media/{key}.jpg" for key in keys]
    return [*lists, *(pictures[number % len(pictures)] for number in range(len(lists)) if pictures)]


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
