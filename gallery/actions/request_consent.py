"""Lay a consent before a patient: a link that can be signed once, and expires."""

from datetime import timedelta

from gallery.actions.consent_texts import text_in_use
from gallery.actions.find_cases import load_case
from gallery.actions.practice_words import Chosen, text_facts
from gallery.actions.set_practice import practice_profile
from gallery.clinical.terms import area_named, procedure_named
from gallery.consent.offer import Offer, check_offer
from gallery.consent.text import fill
from gallery.credentials import new_token, token_hash
from gallery.errors import Conflict, InvalidInput
from gallery.models import Case, ConsentRecord, SigningRequest
from gallery.publishing.lifecycle import CaseState
from gallery.runtime import UnitOfWork


def request_consent(
    uow: UnitOfWork,
    case_id: str,
    offer: Offer,
    *,
    text_id: str,
    version: str,
    language: str,
    supersedes_id: str | None = None,
) -> tuple[SigningRequest, str]:
    """Add a request and return it with its token, which is told this once.

    ``supersedes_id`` names a consent of the case that the new one takes the place of: a renewal.

    :raises NotFound: there is no such case, or no such text in this version and language.
    :raises InvalidInput: the offer cannot be signed as it is; ``text_unfilled``;
        ``unknown_photo``; ``superseded_unknown``; ``subject_was_minor``.
    :raises Conflict: ``case_is_purged``; ``consent_text_altered``; ``consent_not_in_force``.
    """
    uow.take_turn(case_id)
    case = load_case(uow.session, case_id)
    _check_case(case)
    usable = [photo for photo in case.photos if photo.state not in {"erased", "rejected"}]
    today = uow.now.astimezone(uow.runtime.settings.zone).date()
    check_offer(offer, today, has_photos=bool(usable))
    _check_names(case, offer)
    _check_superseded(uow, case, supersedes_id)
    text = text_in_use(uow.session, text_id, version, language)
    settings = uow.runtime.settings
    fill(text, text_facts(practice_profile(uow.session), settings, offer, Chosen(), language))
    token = new_token()
    request = SigningRequest(
        case_id=case.id,
        subject_id=case.subject_id,
        token_hash=token_hash(token),
        text_id=text.id,
        text_version=text.version,
        language=text.language,
        text_sha256=text.sha256,
        offer=offer.as_json(),
        supersedes_id=supersedes_id,
        state="open",
        created_at=uow.now,
        created_by=uow.actor.id,
        expires_at=uow.now + timedelta(hours=settings.signing_link_hours),
    )
    uow.session.add(request)
    uow.session.flush()
    uow.record(
        "consent.requested",
        case_id=case.id,
        subject=("request", request.id),
        subject_id=request.subject_id,
        text_sha256=text.sha256,
        channels=sorted(offer.channels),
        expires_at=request.expires_at.isoformat(),
    )
    return request, token


def cancel_request(uow: UnitOfWork, request_id: str) -> SigningRequest:
    """Make a link useless before it was signed.

    :raises NotFound: there is no request with this id.
    :raises Conflict: ``request_is_finished``.
    """
    request = uow.get_in_turn(SigningRequest, request_id, "signing request")
    if request.state != "open":
        raise Conflict(f"This request is {request.state} already.", code="request_is_finished")
    request.state, request.finished_at = "cancelled", uow.now
    uow.record("consent.request_cancelled", case_id=request.case_id, subject=_named(request))
    return request


def _named(request: SigningRequest) -> tuple[str, str]:
    return "request", request.id


def _check_case(case: Case) -> None:
    if case.state == CaseState.PURGED:
        raise Conflict("This case was deleted.", code="case_is_purged")
    if not case.is_adult_at_capture:
        message = "She was under 18 when photographed: no consent makes this publishable (R7)."
        raise InvalidInput(message, fields={"case": message}, code="subject_was_minor")


def _check_names(case: Case, offer: Offer) -> None:
    for slug in offer.procedures:
        procedure_named(slug)
    for slug in offer.body_areas:
        area_named(slug)
    known = {photo.id for photo in case.photos if photo.state != "erased"}
    unknown = sorted(set(offer.photos) - known)
    if unknown:
        message = f"Not photos of this case: {', '.join(unknown)}."
        raise InvalidInput(message, fields={"photos": message}, code="unknown_photo")


def _check_superseded(uow: UnitOfWork, case: Case, consent_id: str | None) -> None:
    if consent_id is None:
        return
    consent = uow.session.get(ConsentRecord, consent_id)
    if consent is None or consent.case_id != case.id:
        message = "The consent to be superseded is not one of this case."
        raise InvalidInput(message, fields={"supersedes": message}, code="superseded_unknown")
    if consent.withdrawn_at is not None or consent.ended_at is not None:
        raise Conflict("The consent to be renewed has ended.", code="consent_not_in_force")
