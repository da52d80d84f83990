"""Requests to sign, as the page of their case lists them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import url_for

from gallery.consent.channels import channel_label
from gallery.models import SigningRequest
from gallery.web.staff import text_choices, words
from gallery.web.staff.words import Badge

FINISHED_SHOWN = 5


@dataclass(frozen=True)
class RequestRow:
    """One request: how it stands, what was asked for, and what can be done."""

    id: str
    state: Badge
    asks_for: str
    text: str
    created_at: datetime
    expires_at: datetime
    opened_at: datetime | None
    finished_at: datetime | None
    consent_path: str | None
    again_path: str | None
    is_open: bool
    is_paid: bool


def rows(requests: Sequence[SigningRequest], now: datetime) -> tuple[RequestRow, ...]:
    """Return the open requests, and the last ones that came to an end."""
    shown = [row(request, now) for request in requests]
    finished = [one for one in shown if not one.is_open][:FINISHED_SHOWN]
    return (*(one for one in shown if one.is_open), *finished)


def row(request: SigningRequest, now: datetime) -> RequestRow:
    """Return how a request is shown at ``now``."""
    code = _code(request, now)
    offered = request.offer.get("channels")
    channels = [channel_label(str(c)) for c in offered] if isinstance(offered, list) else []
    is_open = code in {"open", "opened"}
    again = url_for("staff.new_request", case_id=request.case_id, again=request.id)
    consent_id = request.consent_id
    return RequestRow(
        id=request.id,
        state=words.badge(words.REQUEST_STATES, code),
        asks_for=", ".join(channels),
        text=f"{request.text_id} {request.text_version},"
        f" {text_choices.language_name(request.language)}",
        created_at=request.created_at,
        expires_at=request.expires_at,
        opened_at=request.opened_at,
        finished_at=request.finished_at,
        consent_path=url_for("staff.consent", consent_id=consent_id) if consent_id else None,
        again_path=again if code in {"expired", "declined", "cancelled"} else None,
        is_open=is_open,
        is_paid=bool(request.offer.get("remuneration")),
    )


def _code(request: SigningRequest, now: datetime) -> str:
    if request.state != "open":
        return request.state
    if request.expires_at <= now:
        return "expired"
    return "opened" if request.opened_at else "open"
