"""Find what a signing link stands for, or say why it no longer opens anything."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from gallery.credentials import token_hash
from gallery.errors import Conflict, Gone, NotFound
from gallery.models import SigningRequest
from gallery.publishing.lifecycle import CaseState

_FINISHED = {
    "signed": ("signing_link_used", "This link was used: the consent is signed."),
    "declined": ("signing_link_declined", "This request was declined."),
    "cancelled": ("signing_link_cancelled", "The practice has taken this request back."),
}


def request_behind(session: Session, token: str, now: datetime) -> SigningRequest:
    """Return the request that a token opens.

    :raises NotFound: ``signing_link_unknown``: nobody gave out this token.
    :raises Gone: ``signing_link_used``, ``signing_link_declined``, ``signing_link_cancelled`` or
        ``signing_link_expired``.
    :raises Conflict: ``case_is_purged``.
    """
    request = request_known(session, token)
    check_open(request, now)
    return request


def request_known(session: Session, token: str) -> SigningRequest:
    """Return the request that a token was made for, be it open or finished.

    :raises NotFound: ``signing_link_unknown``.
    """
    query = select(SigningRequest).where(SigningRequest.token_hash == token_hash(token))
    request = session.execute(query).scalar_one_or_none()
    if request is None:
        raise NotFound("This link is not known.", code="signing_link_unknown")
    return request


def check_open(request: SigningRequest, now: datetime) -> None:
    """Refuse a request that was finished, or whose time is over; raises as above."""
    if request.state in _FINISHED:
        code, message = _FINISHED[request.state]
        raise Gone(message, code=code)
    if request.expires_at <= now:
        message = "This link has expired. Ask the practice for a new one."
        raise Gone(message, code="signing_link_expired")
    if request.case.state == CaseState.PURGED:
        raise Conflict("The photographs were deleted.", code="case_is_purged")
