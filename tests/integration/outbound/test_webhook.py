"""Webhooks as sites receive them: signed, named, repeated."""

import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
import trustme
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from gallery.clock import utc_now
from gallery.errors import InvalidInput
from gallery.outbound.webhook import (
    RETRY_DELAYS,
    EventType,
    Outcome,
    WebhookEvent,
    delay_before,
    deliver,
    new_secret,
    sign,
)
from tests.integration.outbound.servers import LocalServer, Starter, reply_with, server_tls

AT = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
EVENT = WebhookEvent(
    "evt_1",
    EventType.CASE_UNPUBLISHED,
    AT,
    {"publication_ids": ["0f3a", "9c1b"], "slug": "spider-veins-calf", "reason": "withdrawn"},
)


@pytest.fixture
def site(start: Starter, authority: trustme.CA) -> LocalServer:
    return start(reply_with(204), server_tls(authority, "127.0.0.1"))


def test_a_site_verifies_what_it_received(site: LocalServer) -> None:
    secret = new_secret()
    delivery = deliver(f"{site.url}/hook", EVENT, [secret], utc_now(), site.trusted)
    assert (delivery.outcome, delivery.status) == (Outcome.DELIVERED, 204)
    received = site.asked[0]
    assert Webhook(secret).verify(received.body, received.headers) == {
        "type": "case.unpublished",
        "timestamp": "2026-11-22T10:00:00Z",
        "data": dict(EVENT.data),
    }
    assert received.headers["webhook-id"] == "evt_1"
    assert received.headers["content-type"] == "application/json"


def test_a_changed_body_or_another_secret_is_not_verified(site: LocalServer) -> None:
    secret = new_secret()
    deliver(site.url, EVENT, [secret], utc_now(), site.trusted)
    received = site.asked[0]
    for body, other in ((received.body + b" ", secret), (received.body, new_secret())):
        with pytest.raises(WebhookVerificationError):
            Webhook(other).verify(body, received.headers)


def test_while_a_secret_is_rotated_the_old_and_the_new_one_both_verify() -> None:
    old, new = new_secret(), new_secret()
    headers = sign("evt_1", utc_now(), EVENT.payload, [new, old])
    assert headers["webhook-signature"].count("v1,") == 2
    for secret in (old, new):
        Webhook(secret).verify(EVENT.payload, headers)


def test_the_signed_time_is_that_of_the_attempt_in_any_zone() -> None:
    elsewhere = utc_now().astimezone(timezone(timedelta(hours=-8)))
    secret = new_secret()
    headers = sign("evt_1", elsewhere, EVENT.payload, [secret])
    assert headers["webhook-timestamp"] == str(int(elsewhere.timestamp()))
    Webhook(secret).verify(EVENT.payload, headers)


@pytest.mark.parametrize("secrets", [[], [""], ["whsec_"], ["whsec_a"]])
def test_nothing_is_sent_without_a_usable_secret(site: LocalServer, secrets: list[str]) -> None:
    with pytest.raises(InvalidInput) as refused:
        deliver(site.url, EVENT, secrets, utc_now(), site.trusted)
    assert refused.value.code == "webhook_secret_invalid"
    assert site.asked == []


def test_a_secret_is_new_each_time_and_as_long_as_the_standard_asks() -> None:
    secrets = {new_secret() for _ in range(20)}
    assert len(secrets) == 20
    assert all(one.startswith("whsec_") and len(one) == 6 + 44 for one in secrets)


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (200, "delivered"), (202, "delivered"), (410, "disabled"), (301, "retry"),
        (400, "retry"), (404, "retry"), (429, "retry"), (500, "retry"), (503, "retry"),
    ],
)  # fmt: skip
def test_only_2xx_is_delivery_and_only_410_disables(
    start: Starter, authority: trustme.CA, status: int, outcome: str
) -> None:
    tls = server_tls(authority, "127.0.0.1")
    server = start(reply_with(status, Location="https://127.0.0.1:1/"), tls)
    delivery = deliver(server.url, EVENT, [new_secret()], utc_now(), server.trusted)
    assert (delivery.outcome, delivery.status) == (outcome, status)
    assert str(status) in delivery.words


@pytest.mark.parametrize("url", ["https://127.0.0.1/hook", "http://site.example/hook"])
def test_a_refused_address_is_tried_again_later_and_named(url: str) -> None:
    delivery = deliver(url, EVENT, [new_secret()], utc_now())
    assert (delivery.outcome, delivery.status) == (Outcome.RETRY, None)
    assert "cannot be used" in delivery.words


def test_a_site_that_is_down_is_tried_again(site: LocalServer) -> None:
    closed = f"https://127.0.0.1:{site.port}"
    site.stop()
    delivery = deliver(closed, EVENT, [new_secret()], utc_now(), frozenset({closed}))
    assert (delivery.outcome, delivery.status) == (Outcome.RETRY, None)


def test_the_schedule_is_the_standards_with_jitter_that_never_makes_it_earlier() -> None:
    attempts = range(1, len(RETRY_DELAYS) + 1)
    assert [delay_before(attempt, lambda: 0.0) for attempt in attempts] == [
        timedelta(seconds=seconds)
        for seconds in (0, 5, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400)
    ]
    assert delay_before(2, lambda: 1.0) == timedelta(seconds=6)
    assert delay_before(1, lambda: 1.0) == timedelta(0)
    assert delay_before(11, lambda: 0.5) is None
    with pytest.raises(ValueError, match="from 1"):
        delay_before(0, lambda: 0.5)


@pytest.mark.parametrize(
    "data",
    [
        {"name": "Ada"},
        {"case_id": "1"},
        {"chart_ref": "A-17"},
        {"reason": "She changed her mind"},
        {"slug": "Ada Lovelace"},
        {"publication_ids": "0f3a"},
        {"publication_ids": ["Ada Lovelace"]},
        {"slug": ["a", "b"]},
    ],
)
def test_r13_an_event_cannot_hold_anything_about_a_person(data: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"may not hold|has not its form|is a list"):
        WebhookEvent("evt_1", EventType.CASE_UPDATED, AT, data)


def test_an_event_has_an_id_that_can_be_a_header() -> None:
    with pytest.raises(ValueError, match="id of an event"):
        WebhookEvent("a\r\nb", EventType.CASE_UPDATED, AT)


def test_a_payload_is_compact_json() -> None:
    event = WebhookEvent("evt_2", EventType.CONSENT_WITHDRAWN, AT, {"site_key": "website"})
    assert json.loads(event.payload)["data"] == {"site_key": "website"}
    assert " " not in event.payload
