"""Ask the caches in front of the gallery to forget: one protocol, an adapter for each dialect.

Purging again what is not there any more is no error, so that a job may be repeated. What a cache
answers is not proof: ``look.py`` goes and sees.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Protocol
from urllib.parse import urlsplit, urlunsplit

from gallery.errors import ConfigurationError, InvalidInput
from gallery.outbound.client import Request, send
from gallery.outbound.destination import DestinationRules, check_url, origin_of
from gallery.outbound.failures import OutboundFailed

KEYS_A_REQUEST = 60  # 60 keys of 64 characters stay under 4 KB: many servers take 8 KB of headers
ITEMS_A_MESSAGE = 100
SILENCES_BORNE = 3  # after so many requests without an answer the rest is not tried
ANSWER_BYTES = 16 * 1024
_KEY_FORM = re.compile(r"[A-Za-z0-9_.:/-]{1,64}")
_HEADER_FORM = re.compile(r"([A-Za-z0-9-]+):\s*([\x21-\x7e]+(?: [\x21-\x7e]+)*)")
_TOKEN_FORM = re.compile(r"[\x21-\x7e]+")


@dataclass(frozen=True)
class PurgeFailure:
    """Name what may still be cached, and why."""

    what: tuple[str, ...]
    words: str


@dataclass(frozen=True)
class PurgeOutcome:
    """Hold what a purge came to; ``purged`` counts addresses and keys."""

    purged: int = 0
    failures: tuple[PurgeFailure, ...] = ()

    @property
    def is_complete(self) -> bool:
        """Tell whether the cache took everything."""
        return not self.failures

    @property
    def words(self) -> str:
        """Say it in a sentence, with the first reason."""
        if self.is_complete:
            return f"The cache took {self.purged} addresses and keys."
        failed = sum(len(failure.what) for failure in self.failures)
        return (
            f"The cache did not take {failed} of {self.purged + failed}: {self.failures[0].words}"
        )


class Purger(Protocol):
    """Make caches forget addresses and keys; never raises for what a cache does."""

    def purge(self, urls: Sequence[str], surrogate_keys: Sequence[str]) -> PurgeOutcome:
        """Purge by whichever of the two the cache understands; safe to repeat."""
        ...


@dataclass(frozen=True)
class NoPurge:
    """Stand for an installation without a cache in front."""

    def purge(
        self,
        urls: Sequence[str],
        surrogate_keys: Sequence[str],
    ) -> PurgeOutcome:
        """Do nothing."""
        del urls, surrogate_keys
        return PurgeOutcome()


@dataclass(frozen=True)
class PurgeByUrl:
    """Send the method PURGE for each address, as Varnish, nginx and Fastly understand it.

    With ``endpoint`` the requests go there, with the address's own name in the Host header: for a
    cache whose public side refuses PURGE.
    """

    endpoint: str = ""
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    trusted_origins: frozenset[str] = frozenset()

    def purge(self, urls: Sequence[str], surrogate_keys: Sequence[str]) -> PurgeOutcome:
        """Purge the addresses, one request each; 404 means that it was not cached."""
        del surrogate_keys
        rules = _rules(self.endpoint, self.trusted_origins)
        asked = [((url,), self._request(url)) for url in dict.fromkeys(urls)]
        return _purge(asked, rules, also_fine=frozenset({404}))

    def _request(self, url: str) -> Request:
        if not self.endpoint:
            return Request("PURGE", url, self.headers, largest_bytes=ANSWER_BYTES)
        place, parts = urlsplit(self.endpoint), urlsplit(url)
        target = urlunsplit((place.scheme, place.netloc, parts.path, parts.query, ""))
        headers = {**self.headers, "Host": parts.netloc}
        return Request("PURGE", target, headers, largest_bytes=ANSWER_BYTES)


@dataclass(frozen=True)
class PurgeByKey:
    """Post surrogate keys to an endpoint in a header, as Fastly and Varnish's xkey take them."""

    endpoint: str
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    key_header: str = "Surrogate-Key"
    separator: str = " "

    def purge(self, urls: Sequence[str], surrogate_keys: Sequence[str]) -> PurgeOutcome:
        """Purge everything that was marked with one of the keys.

        :raises ValueError: a key is not 1 to 64 letters, digits and ``_.:/-``.
        """
        del urls
        asked = []
        for keys in _batches(_checked(surrogate_keys), KEYS_A_REQUEST):
            headers = {**self.headers, self.key_header: self.separator.join(keys)}
            asked.append((keys, Request("POST", self.endpoint, headers, b"", ANSWER_BYTES)))
        return _purge(asked, _rules(self.endpoint))


@dataclass(frozen=True)
class PurgeWebhook:
    """Post ``{"urls": [...], "keys": [...]}`` to an endpoint that knows how to purge."""

    endpoint: str
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)

    def purge(self, urls: Sequence[str], surrogate_keys: Sequence[str]) -> PurgeOutcome:
        """Purge addresses and keys, at most 100 in a message."""
        messages = [(batch, {"urls": batch, "keys": ()}) for batch in _batches(urls)]
        keys = _batches(_checked(surrogate_keys))
        messages += [(batch, {"urls": (), "keys": batch}) for batch in keys]
        headers = {"Content-Type": "application/json", **self.headers}
        asked = [
            (what, Request("POST", self.endpoint, headers, json.dumps(told).encode(), ANSWER_BYTES))
            for what, told in messages
        ]
        return _purge(asked, _rules(self.endpoint))


def purger_from(
    kind: str,
    endpoint: str,
    header: str,
    trusted_origins: frozenset[str] = frozenset(),
    key_header: str = "Surrogate-Key",
) -> Purger:
    """Return the adapter that the settings name: ``none``, ``url``, ``key`` or ``webhook``.

    ``header`` is a whole header (``Fastly-Key: abc``), a token alone (sent as ``Authorization:
    Bearer``) or empty. ``trusted_origins`` are the addresses whose pages are purged by URL.
    Keys are joined by commas in ``Cache-Tag``, by spaces elsewhere.

    :raises ConfigurationError: the kind is unknown, or the endpoint or header cannot be used.
    """
    headers = _headers(header)
    if kind not in {"", "none", "url", "key", "webhook"}:
        raise ConfigurationError(f"GALLERY_CDN_PURGE is {kind!r}; give none, url, key or webhook.")
    _check_endpoint(kind, endpoint)
    if kind == "url":
        return PurgeByUrl(endpoint, headers, trusted_origins)
    if kind == "key":
        separator = "," if key_header.lower() == "cache-tag" else " "
        return PurgeByKey(endpoint, headers, key_header, separator)
    return PurgeWebhook(endpoint, headers) if kind == "webhook" else NoPurge()


def _check_endpoint(kind: str, endpoint: str) -> None:
    if not endpoint:
        if kind in {"key", "webhook"}:
            raise ConfigurationError(
                f"GALLERY_CDN_PURGE is {kind}, which needs GALLERY_CDN_PURGE_URL. Set it."
            )
        return
    try:
        check_url(endpoint, _rules(endpoint))
    except InvalidInput as error:
        raise ConfigurationError(f"GALLERY_CDN_PURGE_URL: {error.message}") from None


def _headers(header: str) -> dict[str, str]:
    if not header:
        return {}
    whole = _HEADER_FORM.fullmatch(header)
    if whole:
        return {whole[1]: whole[2]}
    if not _TOKEN_FORM.fullmatch(header):
        raise ConfigurationError(
            "GALLERY_CDN_PURGE_TOKEN cannot be sent. Give a token without spaces, or a whole"
            " header such as `Fastly-Key: ...`."
        )
    return {"Authorization": f"Bearer {header}"}


def _rules(endpoint: str, trusted: frozenset[str] = frozenset()) -> DestinationRules:
    """Trust the endpoint as well: the operator named it, it may well stand inside."""
    return DestinationRules(trusted | ({origin_of(endpoint)} if endpoint else set()))


def _batches(items: Sequence[str], size: int = ITEMS_A_MESSAGE) -> Iterator[tuple[str, ...]]:
    waiting = iter(dict.fromkeys(items))
    while batch := tuple(islice(waiting, size)):
        yield batch


def _checked(keys: Sequence[str]) -> Sequence[str]:
    for key in keys:
        if not _KEY_FORM.fullmatch(key):
            raise ValueError("a surrogate key is 1 to 64 letters, digits and _.:/-")
    return keys


def _purge(
    asked: Sequence[tuple[tuple[str, ...], Request]],
    rules: DestinationRules,
    also_fine: frozenset[int] = frozenset(),
) -> PurgeOutcome:
    """Send each request; one that fails does not keep the others back, silence does."""
    purged, silences = 0, 0
    failures: list[PurgeFailure] = []
    for what, request in asked:
        if silences >= SILENCES_BORNE:
            failures.append(PurgeFailure(what, "Not tried: the cache does not answer."))
            continue
        try:
            status = send(request, rules).status
        except (InvalidInput, OutboundFailed) as error:
            silences += 1
            failures.append(PurgeFailure(what, error.message))
            continue
        if 200 <= status < 300 or status in also_fine:
            purged += len(what)
        else:
            failures.append(PurgeFailure(what, f"The cache answered {status}."))
    return PurgeOutcome(purged, tuple(failures))
