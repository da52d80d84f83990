"""Through a real cache: still there before the purge, gone after it, and proof says so."""

from collections.abc import Iterator

import pytest

from gallery.clock import utc_now
from gallery.outbound.client import Request, send
from gallery.outbound.destination import DestinationRules
from gallery.outbound.look import (
    Look,
    Verdict,
    is_proof,
    look_at_list,
    look_at_media,
    media_addresses,
    sentence,
)
from gallery.outbound.purge import PurgeByKey, PurgeByUrl, Purger, purger_from
from tests.integration.outbound.gallery_origin import ETAG, KEY, SLUG, GalleryOrigin
from tests.integration.outbound.servers import LocalServer, Starter, reply_with
from tests.support.edge_cache import EdgeCache


@pytest.fixture
def gallery() -> GalleryOrigin:
    return GalleryOrigin()


@pytest.fixture
def origin(start: Starter, gallery: GalleryOrigin) -> LocalServer:
    return start(gallery.reply)


@pytest.fixture
def edge(origin: LocalServer) -> Iterator[EdgeCache]:
    with EdgeCache(origin.url, token="secret") as cache:
        yield cache


def addresses(edge: EdgeCache) -> list[str]:
    return media_addresses([edge.url], [KEY], ["avif", "webp", "jpg"])


def looks(edge: EdgeCache) -> list[Look]:
    etags = dict.fromkeys(addresses(edge), ETAG)
    return look_at_media(addresses(edge), utc_now, etags, frozenset({edge.url}))


def verdicts(found: list[Look]) -> set[Verdict]:
    return {look.verdict for look in found}


def purger(kind: str, edge: EdgeCache) -> Purger:
    endpoint = "" if kind == "url" else edge.purge_endpoint
    return purger_from(kind, endpoint, "secret", frozenset({edge.url}))


@pytest.mark.parametrize("kind", ["url", "key"])
def test_r5_after_a_withdrawal_and_a_purge_every_way_of_asking_is_gone(
    kind: str, gallery: GalleryOrigin, edge: EdgeCache
) -> None:
    assert verdicts(looks(edge)) == {Verdict.STILL_THERE}
    gallery.withdraw()
    before = looks(edge)
    assert verdicts(before) == {Verdict.STILL_THERE}, "the cache still has it"
    assert not is_proof(before)
    assert edge.hits > 0
    outcome = purger(kind, edge).purge(addresses(edge), [KEY])
    assert outcome.is_complete, outcome.words
    after = looks(edge)
    assert is_proof(after)
    last = max(look.at for look in after)
    assert sentence(after) == f"24 of 24 requests answered 410 at {last:%Y-%m-%dT%H:%M:%SZ}"


@pytest.mark.parametrize("kind", ["url", "key"])
def test_purging_twice_is_no_failure(kind: str, edge: EdgeCache) -> None:
    looks(edge)
    for _ in range(2):
        assert purger(kind, edge).purge(addresses(edge), [KEY]).is_complete


def test_r5_a_list_of_ours_is_clear_only_after_the_purge(
    gallery: GalleryOrigin, edge: EdgeCache
) -> None:
    def look() -> list[Look]:
        return look_at_list(f"{edge.url}/", [SLUG, KEY], utc_now, frozenset({edge.url}))

    assert verdicts(look()) == {Verdict.STILL_THERE}
    gallery.withdraw()
    assert verdicts(look()) == {Verdict.STILL_THERE}
    purger("key", edge).purge([], [SLUG])
    after = look()
    assert is_proof(after)
    assert sentence(after).startswith("2 of 2 requests answered 200 without it at ")


def test_a_purge_by_url_can_go_to_an_address_inside_under_the_public_name(edge: EdgeCache) -> None:
    public = "https://gallery.example/media/a.jpg?x=1"
    rules = DestinationRules(frozenset({edge.url}))
    send(Request("GET", f"{edge.url}/media/a.jpg?x=1"), rules)
    outcome = PurgeByUrl(edge.url, {"Authorization": "Bearer secret"}).purge([public, public], [])
    assert (outcome.purged, edge.purges) == (1, ["/media/a.jpg?x=1"])


def test_a_purge_without_the_token_fails_and_says_so(edge: EdgeCache) -> None:
    outcome = PurgeByKey(edge.purge_endpoint).purge([], [KEY, SLUG])
    assert not outcome.is_complete
    assert outcome.failures[0].what == (KEY, SLUG)
    assert outcome.words == "The cache did not take 2 of 2: The cache answered 401."


def test_a_cache_that_fails_leaves_no_proof(gallery: GalleryOrigin, edge: EdgeCache) -> None:
    looks(edge)
    gallery.withdraw()
    edge.refuses_purges = True
    assert not purger("url", edge).purge(addresses(edge), [KEY]).is_complete
    assert not is_proof(looks(edge))


def test_a_known_etag_is_sent_and_an_unknown_one_asks_for_any(start: Starter) -> None:
    server = start(reply_with(304))
    urls = [f"{server.url}/a", f"{server.url}/b"]
    found = look_at_media(urls, utc_now, {urls[0]: ETAG}, server.trusted)
    sent = {
        (asked.target, asked.headers["if-none-match"])
        for asked in server.asked
        if "if-none-match" in asked.headers
    }
    assert sent == {("/a", ETAG), ("/b", "*")}
    assert verdicts(found) == {Verdict.STILL_THERE}
    assert {asked.headers.get("cache-control") for asked in server.asked} == {None, "no-cache"}
    assert {asked.method for asked in server.asked} == {"GET", "HEAD"}
