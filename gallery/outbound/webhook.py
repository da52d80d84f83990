"""Tell sites what changed, signed and repeated as Standard Webhooks asks (standardwebhooks.com)."""

import base64
import binascii
import json
import re
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from standardwebhooks.webhooks import EmptyWebhookSecretError, Webhook

from gallery.errors import InvalidInput
from gallery.outbound.client import Request, send
from gallery.outbound.destination import DestinationRules
from gallery.outbound.failures import OutboundFailed

SECRET_BYTES = 32  # the standard asks for 24 to 64
RETRY_DELAYS: tuple[timedelta, ...] = (
    timedelta(0),
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)
JITTER = 0.2  # never earlier than said, up to a fifth later: sites are not called all at once
ANSWER_BYTES = 1024  # nothing in an answer's body matters
_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
#: Everything that data may hold, and its form: no words of anybody, nothing about the subject.
_DATA_FORMS: dict[str, re.Pattern[str]] = {
    "publication_ids": _ID,
    "slug": re.compile(r"[a-z0-9-]{1,200}"),
    "site_key": re.compile(r"[A-Za-z0-9_.-]{1,80}"),
    "reason": re.compile(r"[a-z][a-z0-9_]{0,39}"),
}


class EventType(StrEnum):
    """Name what a site can be told."""

    CASE_PUBLISHED = "case.published"
    CASE_UPDATED = "case.updated"
    CASE_UNPUBLISHED = "case.unpublished"
    CONSENT_WITHDRAWN = "consent.withdrawn"
    TAKEDOWN_VERIFIED = "takedown.verified"


class Outcome(StrEnum):
    """Say what an attempt came to."""

    DELIVERED = "delivered"
    RETRY = "retry"
    DISABLED = "disabled"


@dataclass(frozen=True)
class WebhookEvent:
    """Hold an event; ``id`` stays the same in every attempt, so that a site can drop repeats.

    ``data`` may hold ``publication_ids`` (a list), ``slug``, ``site_key`` and ``reason`` (a code).

    :raises ValueError: ``data`` holds anything else, or a value of another form.
    """

    id: str
    type: EventType
    at: datetime
    data: Mapping[str, str | Sequence[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse whatever could tell something about a person."""
        EventType(self.type)
        if not _ID.fullmatch(self.id):
            raise ValueError("the id of an event is letters, digits, - and _")
        for name, value in self.data.items():
            _check_datum(name, value)

    @property
    def payload(self) -> str:
        """Return the body: JSON with ``type``, ``timestamp`` and ``data``."""
        told = {
            "type": self.type,
            "timestamp": self.at.astimezone(UTC).isoformat().replace("+00:00", "Z"),
            "data": dict(self.data),
        }
        return json.dumps(told, separators=(",", ":"), ensure_ascii=False)


@dataclass(frozen=True)
class Delivery:
    """Hold what an attempt came to; ``status`` is None if there was no answer."""

    outcome: Outcome
    status: int | None
    words: str


def new_secret() -> str:
    """Return a new secret for one site, 256 random bits."""
    return f"whsec_{base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode('ascii')}"


def sign(
    webhook_id: str, at: datetime, payload: str, signing_secrets: Sequence[str]
) -> dict[str, str]:
    """Return the three headers, signed with every secret: two are in use during a rotation.

    :raises InvalidInput: ``webhook_secret_invalid``: no secret, or one of another form.
    """
    moment = at.astimezone(UTC)  # the library takes any datetime for UTC
    try:
        signatures = [Webhook(one).sign(webhook_id, moment, payload) for one in signing_secrets]
    except (EmptyWebhookSecretError, binascii.Error):
        signatures = []
    if not signatures:
        raise InvalidInput(
            "The webhook has no usable secret. Make a new one for this site.",
            code="webhook_secret_invalid",
        )
    return {
        "webhook-id": webhook_id,
        "webhook-timestamp": str(int(moment.timestamp())),
        "webhook-signature": " ".join(signatures),
    }


def deliver(
    url: str,
    event: WebhookEvent,
    signing_secrets: Sequence[str],
    now: datetime,
    trusted_origins: frozenset[str] = frozenset(),
) -> Delivery:
    """Make one attempt; ``now`` is signed as its time. Whoever calls keeps the schedule.

    :raises InvalidInput: ``webhook_secret_invalid``.
    """
    payload = event.payload
    headers = {
        "Content-Type": "application/json",
        **sign(event.id, now, payload, signing_secrets),
    }
    request = Request("POST", url, headers, payload.encode(), ANSWER_BYTES)
    try:
        answer = send(request, DestinationRules(trusted_origins))
    except (InvalidInput, OutboundFailed) as error:
        return Delivery(Outcome.RETRY, None, error.message)
    return _judge(answer.status)


def delay_before(attempt: int, random: Callable[[], float]) -> timedelta | None:
    """Return how long to wait before ``attempt`` (1 is the first); None if there is no further one.

    ``random`` returns a number from 0 to 1, as :func:`random.random` does.
    """
    if attempt < 1:
        raise ValueError("attempts are counted from 1")
    if attempt > len(RETRY_DELAYS):
        return None
    return RETRY_DELAYS[attempt - 1] * (1 + JITTER * random())


def _judge(status: int) -> Delivery:
    if 200 <= status < 300:
        return Delivery(Outcome.DELIVERED, status, f"The site answered {status}.")
    if status == 410:
        return Delivery(
            Outcome.DISABLED, status, "The site answered 410: it wants no more messages."
        )
    return Delivery(
        Outcome.RETRY, status, f"The site answered {status}; only 2xx counts as received."
    )


def _check_datum(name: str, value: str | Sequence[str]) -> None:
    form = _DATA_FORMS.get(name)
    if form is None:
        raise ValueError(f"data of an event may not hold {name!r}")
    if isinstance(value, str) == (name == "publication_ids"):
        raise ValueError(f"{name!r} is a list only if it is publication_ids")
    for one in [value] if isinstance(value, str) else value:
        if not form.fullmatch(one):
            raise ValueError(f"{name!r} has not its form")
