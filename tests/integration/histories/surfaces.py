"""A checker for every public address: what it may name, and what it must name."""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from gallery.web.access import Door, declared
from tests.integration.histories.expected import SITES, Shown, Story
from tests.integration.histories.world import World

_KEY = re.compile(r"/media/([0-9a-f]{32})\.")
_SLUG = re.compile(r"/cases/(?!search\b)([a-z0-9-]+)")  # the API's document names its search
_STRUCTURED = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)
_MAX_AGE = re.compile(r"max-age=(\d+)")
LONGEST_CACHE_SECONDS = 60
FILTERS = ("procedure=sclerotherapy", "area=legs", "interval=P6W", "q=thigh", "age=45-54")
#: At every step one of the two web processes is asked for these, and for a part of the others.
ALWAYS = frozenset({"/cases/<slug>", "/media/<key>.<any(avif, webp, jpg):extension>"})
PARTS = 3


class Asks(Enum):
    """Say how much is asked: a part, every address once, or in every way of both processes."""

    SOME = auto()
    EACH = auto()
    ALL = auto()


@dataclass(frozen=True)
class Truth:
    """State what the model says at one instant.

    Pictures are made by jobs: ``ready`` names the publications that have all of theirs now, and
    ``seen`` those that had them at this or an earlier check.
    """

    now: datetime
    stories: tuple[Story, ...]
    ready: frozenset[str]
    seen: frozenset[str]
    drawn: frozenset[str]
    etags: dict[str, str]
    turns: Iterator[int]
    gone: set[str]
    asks: Asks = Asks.SOME

    def shown(self, *channels: str) -> dict[str, tuple[Story, Shown]]:
        """Return what stands on a list of channels by slug: each case once, by the first."""
        found: dict[str, tuple[Story, Shown]] = {}
        for channel in reversed(channels):
            for story, showing in self.permitted():
                if showing.channel == channel and showing.id in self.ready:
                    found[story.slug] = (story, showing)
        return found

    def permitted(self) -> Iterator[tuple[Story, Shown]]:
        for story in self.stories:
            for showing in story.shown:
                if story.may_show(showing, self.now):
                    yield story, showing

    def keys(self, *channels: str) -> set[str]:
        shown = self.shown(*channels).values()
        return {key for _, showing in shown for key in showing.keys}


Checker = Callable[[FlaskClient, Truth], None]


def public_rules(app: Flask) -> set[str]:
    """Return the rule of each address that anyone may read."""
    doors = declared(app)
    return {
        rule.rule
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ())
        and (access := doors[rule.endpoint]) is not None
        and access.door is Door.PUBLIC
    }


def check_every_surface(world: World, stories: Iterable[Story], asks: Asks) -> None:
    """Ask public addresses at one instant."""
    world.clock.is_still = True
    world.seen |= world.ready()
    truth = Truth(
        world.clock.instant,
        tuple(stories),
        frozenset(world.ready()),
        frozenset(world.seen),
        frozenset(world.drawn_keys()),
        world.etags,
        world.turns,
        world.gone,
        asks,
    )
    turn = world.steps = world.steps + 1
    for number, (app, visitor) in enumerate(zip(world.apps, world.visitors, strict=True)):
        for place, rule in enumerate(sorted(public_rules(app))):
            if _is_asked(rule, asks, place, turn, number):
                CHECKERS[rule](visitor, truth)
    world.clock.is_still = False


def _is_asked(rule: str, asks: Asks, place: int, turn: int, number: int) -> bool:
    if asks is Asks.ALL:
        return True
    if asks is Asks.EACH:
        return rule in ALWAYS or (number + place + turn) % 2 == 0
    return number == turn % 2 and (rule in ALWAYS or (place + turn) % PARTS == 0)


def named_in(text: str) -> tuple[set[str], set[str]]:
    """Return the slugs and the media keys that a text names."""
    return set(_SLUG.findall(text)), set(_KEY.findall(text))


def _lists(visitor: FlaskClient, address: str, wanted: Mapping[str, Any], keys: set[str]) -> None:
    """A list names every case it should and no other, by no picture that it may not show."""
    text = visitor.get(address).get_data(as_text=True)
    slugs, named = named_in(text)
    assert slugs == set(wanted), (address, slugs, set(wanted))
    assert named <= keys, address
    _structured(text, keys)


def _structured(text: str, keys: set[str]) -> None:
    for block in _STRUCTURED.findall(text):
        json.loads(block)
        assert set(_KEY.findall(block)) <= keys


def check_home(visitor: FlaskClient, truth: Truth) -> None:
    shown, keys = truth.shown("website_gallery"), truth.keys("website_gallery")
    _lists(visitor, "/", shown, keys)
    for query in FILTERS if truth.asks is Asks.ALL else [FILTERS[next(truth.turns) % len(FILTERS)]]:
        slugs, named = named_in(visitor.get(f"/?{query}").text)
        assert slugs <= set(shown), query
        assert named <= keys, query
    told = named_in(visitor.get("/?gender=female").text)[0]
    assert told <= {slug for slug, both in shown.items() if _may_tell_gender(both, truth)}


def _may_tell_gender(both: tuple[Story, Shown], truth: Truth) -> bool:
    return both[0].may_tell_gender(both[1], truth.now)


def check_procedure(visitor: FlaskClient, truth: Truth) -> None:
    shown, keys = truth.shown("website_gallery"), truth.keys("website_gallery")
    _lists(visitor, "/procedures/sclerotherapy", shown, keys)
    _lists(visitor, "/procedures/microneedling", {}, set())


def check_case(visitor: FlaskClient, truth: Truth) -> None:
    shown, keys = truth.shown("website_gallery"), truth.keys("website_gallery")
    for story in truth.stories:
        answer = visitor.get(f"/cases/{story.slug}")
        here = [showing for showing in story.shown if showing.channel == "website_gallery"]
        was_seen = any(showing.id in truth.seen for showing in here)
        comes_back = any(story.may_show(showing, truth.now) for showing in here)
        expected = 200 if story.slug in shown else 410 if was_seen and not comes_back else 404
        assert answer.status_code == expected, (story.slug, answer.status_code, expected)
        slugs, named = named_in(answer.text)
        assert slugs <= set(shown)
        assert named <= keys
        assert "max-age" not in answer.headers["Cache-Control"]
        if expected == 200:
            assert named & shown[story.slug][1].keys
            _structured(answer.text, keys)


def check_feed(visitor: FlaskClient, truth: Truth) -> None:
    for site, channels in SITES.items():
        answer = visitor.get(f"/feeds/{site}/cases.json")
        feed, shown = answer.get_json(), truth.shown(*channels)
        items = {item["id"]: item for item in feed["items"]}
        assert set(items) == {showing.id for _, showing in shown.values()}, site
        held = [showing.id for story in truth.stories for showing in story.shown]
        synced = visitor.post(f"/sites/{site}/reconcile", json={"ids": held}).get_json()
        assert set(synced["keep"]) == set(items), site
        assert set(synced["remove"]) == set(held) - set(items), site
        assert named_in(answer.text)[1] <= truth.keys(*channels), site
        removed = {entry["id"] for entry in feed["_tombstones"]}
        assert removed >= _fallen(truth, channels), site
        assert not removed & {showing.id for _, showing in truth.permitted()}, site
        for both in shown.values():
            told = items[both[1].id]["_case"]
            assert "gender" not in told or _may_tell_gender(both, truth)
            until = datetime.fromisoformat(told["consent"]["valid_until"])
            assert until <= both[0].ends_next(both[1], truth.now)


def _fallen(truth: Truth, channels: tuple[str, ...]) -> set[str]:
    return {
        showing.id
        for story in truth.stories
        for showing in story.shown
        if showing.channel in channels
        and showing.id in truth.seen
        and not story.may_show(showing, truth.now)
    }


def check_sitemap(visitor: FlaskClient, truth: Truth) -> None:
    shown = truth.shown("website_gallery")
    _lists(visitor, "/sitemap.xml", shown, truth.keys("website_gallery"))


def check_media(visitor: FlaskClient, truth: Truth) -> None:
    allowed = {key: both for both in truth.permitted() for key in both[1].keys}
    for story in truth.stories:
        assert not story.burnt_keys & set(allowed), "a key came back after a withdrawal"
        for showing in story.shown:
            for key in sorted(showing.keys):
                if key in allowed or truth.asks is not Asks.SOME or key not in truth.gone:
                    _check_key(visitor, truth, key, allowed.get(key))
                elif next(truth.turns) % PARTS == 0:  # it was seen to be gone; it has to stay so
                    _check_key(visitor, truth, key, None)


def _check_key(
    visitor: FlaskClient, truth: Truth, key: str, both: tuple[Story, Shown] | None
) -> None:
    ways = _ways(truth.etags.get(key, "*"))
    for turn in range(len(ways)) if truth.asks is Asks.ALL else [next(truth.turns) % len(ways)]:
        method, headers = ways[turn]
        extension = ("jpg", "webp", "avif")[turn % 3]
        address = f"/media/{key}.{extension}"
        answer = visitor.open(address, method=method, headers=headers)
        if both is None:
            assert answer.status_code == 410, (method, headers, answer.status_code)
            assert answer.headers["Cache-Control"] == "no-store"
            truth.gone.add(key)
        elif key not in truth.drawn or both[1].id not in truth.ready:
            truth.gone.discard(key)
            assert answer.status_code == 404
        else:
            assert answer.status_code in {200, 206, 304}, (method, headers, answer.status_code)
            _check_lifetime(answer, truth, both)
            truth.gone.discard(key)
            if extension == "jpg":
                truth.etags[key] = answer.headers["ETag"]


def _check_lifetime(answer: TestResponse, truth: Truth, both: tuple[Story, Shown]) -> None:
    found = _MAX_AGE.search(answer.headers["Cache-Control"])
    assert found is not None
    left = both[0].ends_next(both[1], truth.now) - truth.now
    assert int(found[1]) <= min(LONGEST_CACHE_SECONDS, left.total_seconds())


def _ways(etag: str) -> tuple[tuple[str, dict[str, str]], ...]:
    later = {"If-Modified-Since": "Fri, 31 Dec 2100 23:59:59 GMT"}
    return (
        ("GET", {}),
        ("HEAD", {}),
        ("GET", {"Range": "bytes=0-9"}),
        ("GET", {"If-None-Match": etag}),
        ("HEAD", {"If-None-Match": etag}),
        ("GET", later),
        ("GET", {"Range": "bytes=0-9", "If-None-Match": '"another"'}),
    )


def _names_nobody(*addresses: str) -> Checker:
    def check(visitor: FlaskClient, truth: Truth) -> None:
        for address in addresses if truth.asks is Asks.ALL else ():
            with visitor.get(address) as answer:
                text = answer.get_data(as_text=True)
            assert named_in(text)[1] == set(), address
            assert all(story.slug not in text for story in truth.stories), address

    return check


CHECKERS: dict[str, Checker] = {
    "/": check_home,
    "/procedures/<slug>": check_procedure,
    "/cases/<slug>": check_case,
    "/media/<key>.<any(avif, webp, jpg):extension>": check_media,
    "/feeds/<site_key>/cases.json": check_feed,
    "/sites/<site_key>/age": _names_nobody("/sites/partner/age"),
    "/sitemap.xml": check_sitemap,
    "/robots.txt": _names_nobody("/robots.txt"),
    "/theme.css": _names_nobody("/theme.css"),
    "/static/<path:filename>": _names_nobody("/static/css/tokens.css"),
    "/healthz": _names_nobody("/healthz"),
    "/readyz": _names_nobody("/readyz"),
    "/staff/sign-in": _names_nobody("/staff/sign-in"),
    "/api/v1/openapi.json": _names_nobody("/api/v1/openapi.json"),
}
