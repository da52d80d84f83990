"""Every public address in every way of asking: whole, head, part, and by an ETag, new or old."""

from collections.abc import Iterable

from flask import Flask, request
from flask.testing import FlaskClient

from tests.integration.histories.expected import SITES, Story
from tests.integration.histories.surfaces import public_rules
from tests.integration.histories.world import World

UNKNOWN = "/media/00000000000000000000000000000000.jpg"
FIXED = {
    "/": "/",
    "/procedures/<slug>": "/procedures/sclerotherapy",
    "/sites/<site_key>/age": "/sites/partner/age",
    "/static/<path:filename>": "/static/css/tokens.css",
}
WAYS = frozenset({"GET", "HEAD", "Range", "If-None-Match"})


def note_ways(app: Flask) -> None:
    """Have the application note in which ways each of its addresses is asked."""
    asked: set[tuple[str, str]] = set()
    app.extensions["asked"] = asked

    @app.before_request
    def note() -> None:
        if request.url_rule is not None:
            named = [way for way in ("Range", "If-None-Match") if way in request.headers]
            asked.update((request.url_rule.rule, way) for way in (*named, request.method))


def check_every_way(world: World, stories: Iterable[Story]) -> None:
    """Ask all that anyone may read in every way; a part or a condition opens nothing."""
    told = tuple(stories)
    for app, visitor in zip(world.apps, world.visitors, strict=True):
        for rule in sorted(public_rules(app)):
            for address in _addresses(rule, told):
                _check_ways(visitor, address, world.pages)
    asked = set().union(*(app.extensions["asked"] for app in world.apps))
    left = {(rule, way) for rule in public_rules(world.apps[0]) for way in WAYS} - asked
    assert not left, left


def _addresses(rule: str, stories: tuple[Story, ...]) -> list[str]:
    if rule.startswith("/media/"):
        return [UNKNOWN]  # what was ever shown is asked in every way by the checker of pictures
    if rule == "/cases/<slug>":
        return [f"/cases/{story.slug}" for story in stories]
    if rule == "/feeds/<site_key>/cases.json":
        return [f"/feeds/{site}/cases.json" for site in SITES]
    return [FIXED.get(rule, rule)]


def _check_ways(visitor: FlaskClient, address: str, pages: dict[str, str]) -> None:
    with visitor.get(address) as whole:
        etag, content = whole.headers.get("ETag"), whole.data
    with visitor.head(address) as head:
        assert (head.status_code, head.data) == (whole.status_code, b""), address
        assert head.headers.get("ETag") == etag, address
    with visitor.get(address, headers={"Range": "bytes=0-9"}) as part:
        assert part.status_code in {whole.status_code, 206}, address
        assert part.status_code != 206 or part.data == content[:10], address
    with visitor.get(address, headers={"If-None-Match": etag or "*"}) as known:
        assert known.status_code == (304 if etag else whole.status_code), address
    earlier = pages.get(address)
    if earlier not in {None, etag}:
        with visitor.get(address, headers={"If-None-Match": str(earlier)}) as other:
            assert other.status_code == whole.status_code, "an old page was called unchanged"
    if etag:
        pages[address] = etag
