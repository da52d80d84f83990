"""What the adapters send, in which portions, and what they say of failures."""

import json
from http.server import BaseHTTPRequestHandler
from itertools import chain

import pytest

from gallery.errors import ConfigurationError
from gallery.outbound.purge import (
    NoPurge,
    PurgeByKey,
    PurgeByUrl,
    PurgeWebhook,
    purger_from,
)
from tests.integration.outbound.servers import Starter, reply_with

KEYS = [f"key-{number}" for number in range(130)]


def test_keys_are_sent_in_portions_each_once(start: Starter) -> None:
    server = start(reply_with(200))
    outcome = PurgeByKey(server.url).purge([], [*KEYS, *KEYS])
    sent = [asked.headers["surrogate-key"].split(" ") for asked in server.asked]
    assert [len(keys) for keys in sent] == [60, 60, 10]
    assert list(chain.from_iterable(sent)) == KEYS
    assert (outcome.purged, outcome.is_complete) == (130, True)


def test_cache_tags_are_joined_by_commas(start: Starter) -> None:
    server = start(reply_with(200))
    purger = purger_from("key", server.url, "Fastly-Key: abc", key_header="Cache-Tag")
    purger.purge([], ["a", "b"])
    assert server.asked[0].headers["cache-tag"] == "a,b"
    assert server.asked[0].headers["fastly-key"] == "abc"


@pytest.mark.parametrize("key", ["", "a b", "a,b", "a\r\nX: y", "k" * 65])
def test_a_key_that_would_be_two_is_refused(key: str) -> None:
    with pytest.raises(ValueError, match="surrogate key"):
        PurgeByKey("https://cache.example/").purge([], [key])


def test_a_webhook_gets_addresses_and_keys_as_json(start: Starter) -> None:
    server = start(reply_with(202))
    urls = [f"https://gallery.example/{number}" for number in range(150)]
    outcome = purger_from("webhook", server.url, "secret").purge(urls, ["a"])
    told = [json.loads(asked.body) for asked in server.asked]
    assert list(chain.from_iterable(one["urls"] for one in told)) == urls
    assert list(chain.from_iterable(one["keys"] for one in told)) == ["a"]
    assert [len(one["urls"]) + len(one["keys"]) for one in told] == [100, 50, 1]
    assert server.asked[0].headers["authorization"] == "Bearer secret"
    assert outcome.purged == 151


def test_one_address_that_fails_is_named_and_does_not_keep_the_others(start: Starter) -> None:
    def reply(handler: BaseHTTPRequestHandler) -> None:
        reply_with({"/bad": 500, "/unknown": 404}.get(handler.path, 200))(handler)

    server = start(reply)
    urls = [f"{server.url}/{name}" for name in ("a", "bad", "unknown", "b")]
    outcome = PurgeByUrl(trusted_origins=server.trusted).purge(urls, [])
    assert [asked.method for asked in server.asked] == ["PURGE"] * 4
    assert outcome.purged == 3
    assert [failure.what for failure in outcome.failures] == [(urls[1],)]
    assert outcome.words == "The cache did not take 1 of 4: The cache answered 500."


def test_a_silent_cache_is_not_asked_for_ever(start: Starter) -> None:
    server = start(reply_with(200))
    server.stop()
    urls = [f"{server.url}/{number}" for number in range(6)]
    outcome = PurgeByUrl(trusted_origins=server.trusted).purge(urls, [])
    assert [failure.what for failure in outcome.failures] == [(url,) for url in urls]
    assert [failure.words.startswith("Not tried") for failure in outcome.failures] == (
        [False] * 3 + [True] * 3
    )


def test_addresses_of_others_are_not_asked(start: Starter) -> None:
    server = start(reply_with(200))
    outcome = PurgeByUrl().purge([server.url], [])
    assert "cannot be used" in outcome.words
    assert server.asked == []


def test_without_a_cache_there_is_nothing_to_do() -> None:
    for kind in ("", "none"):
        purger = purger_from(kind, "", "")
        assert isinstance(purger, NoPurge)
        assert purger.purge(["https://gallery.example/"], ["a"]).is_complete


@pytest.mark.parametrize(
    ("kind", "endpoint", "header", "named"),
    [
        ("varnish", "", "", "GALLERY_CDN_PURGE "),
        ("key", "", "", "GALLERY_CDN_PURGE_URL"),
        ("webhook", "", "", "GALLERY_CDN_PURGE_URL"),
        ("url", "cache.example", "", "GALLERY_CDN_PURGE_URL"),
        ("key", "https://user:word@cache.example/", "", "GALLERY_CDN_PURGE_URL"),
        ("key", "https://cache.example/", "two words", "GALLERY_CDN_PURGE_TOKEN"),
        ("key", "https://cache.example/", "A: b\r\nC: d", "GALLERY_CDN_PURGE_TOKEN"),
    ],
)
def test_a_wrong_setting_is_named(kind: str, endpoint: str, header: str, named: str) -> None:
    with pytest.raises(ConfigurationError, match=named):
        purger_from(kind, endpoint, header)


def test_a_token_does_not_show_in_what_is_printed() -> None:
    for purger in (
        purger_from("key", "https://cache.example/", "secret-token"),
        PurgeWebhook("https://cache.example/", {"X-Token": "secret-token"}),
    ):
        assert "secret-token" not in repr(purger)
