"""Show a patient what she is asked to sign: the text, the photos, the choices."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from gallery.actions.consent_texts import text_in_use
from gallery.actions.practice_words import Chosen, PracticeLook, look_of, text_facts
from gallery.actions.set_practice import practice_profile
from gallery.actions.signing_link import request_behind
from gallery.clinical.names import interval_name, view_name
from gallery.clock import utc_now
from gallery.consent.offer import Offer, offer_from
from gallery.consent.text import ConsentText, fill
from gallery.consent.wording import channel_words, wording
from gallery.errors import Conflict, NotFound
from gallery.models import Photo, SigningRequest
from gallery.runtime import Actor, Runtime

PATIENT = Actor("patient")
PREVIEW_TYPE = "image/jpeg"


@dataclass(frozen=True)
class Choice:
    """Hold one thing to tick: what the form sends back, and its words."""

    code: str
    label: str
    hint: str = ""


@dataclass(frozen=True)
class SigningPhoto:
    """Name a photo by its place on the page; ``caption`` is in the page's language."""

    number: int
    caption: str


@dataclass(frozen=True)
class SigningPage:
    """Hold everything that a patient reads before she signs; nothing is chosen for her."""

    practice: PracticeLook
    language: str
    text: ConsentText
    photos: tuple[SigningPhoto, ...]
    covers_future_photos: bool
    channels: tuple[Choice, ...]
    identifiability: tuple[Choice, ...]
    demographics: tuple[Choice, ...]
    expires_on: date
    remuneration: str | None
    link_ends_at: datetime


def signing_page(runtime: Runtime, token: str) -> SigningPage:
    """Return the page behind a link; that it was opened is put on record once.

    :raises NotFound: ``signing_link_unknown``.
    :raises Gone: ``signing_link_used``, ``_declined``, ``_cancelled`` or ``_expired``.
    :raises Conflict: ``consent_text_altered``; ``case_is_purged``.
    """
    with runtime.reading() as session:
        request = request_behind(session, token, utc_now())
        page = _page(runtime, session, request)
        is_new = request.opened_at is None
    if is_new:
        _note_opening(runtime, request.id)
    return page


def signing_photo(runtime: Runtime, token: str, number: int) -> tuple[bytes, str]:
    """Return the picture ``number`` (from 1) of the page behind a link, and its media type.

    :raises NotFound: ``signing_link_unknown``, or there is no such picture.
    :raises Gone: as for :func:`signing_page`.
    """
    with runtime.reading() as session:
        request = request_behind(session, token, utc_now())
        photos = offered_photos(session, request)
        if not 1 <= number <= len(photos):
            raise NotFound("There is no picture under this address.")
        key = photos[number - 1].preview_key
    return runtime.store.get(key), PREVIEW_TYPE


def offered_photos(session: Session, request: SigningRequest) -> list[Photo]:
    """Return the photos that the request is about, in the order of the offer.

    :raises Conflict: ``photos_changed``: one of them was removed since.
    """
    rows = [session.get(Photo, photo_id) for photo_id in offer_from(request.offer).photos]
    photos = [row for row in rows if row is not None and row.state != "erased"]
    if len(photos) != len(rows):
        raise Conflict(
            "A photo was removed since this link was made. Ask the practice for a new link.",
            code="photos_changed",
        )
    return photos


def caption_of(photo: Photo, language: str) -> str:
    """Return words for a photo: when it was taken and from where, never whom it shows."""
    words = wording(language)
    when = words.roles[photo.role]
    if photo.role == "after" and photo.interval:
        when = words.time_after.format(interval=interval_name(photo.interval, language))
    return f"{when}, {view_name(photo.view, language).lower()}"


def text_of(session: Session, request: SigningRequest) -> ConsentText:
    """Return the text that was laid before her, as it was then.

    :raises Conflict: ``consent_text_altered``: its words are no longer the same (rule R22).
    """
    text = text_in_use(session, request.text_id, request.text_version, request.language)
    if text.sha256 != request.text_sha256:
        raise Conflict(
            "The text was altered since this link was made. Ask the practice for a new link.",
            code="consent_text_altered",
        )
    return text


def _page(runtime: Runtime, session: Session, request: SigningRequest) -> SigningPage:
    offer, language = offer_from(request.offer), request.language
    profile = practice_profile(session)
    facts = text_facts(profile, runtime.settings, offer, Chosen(), language)
    photos = offered_photos(session, request)
    return SigningPage(
        practice=look_of(profile),
        language=language,
        text=fill(text_of(session, request), facts),
        photos=tuple(
            SigningPhoto(number, caption_of(photo, language))
            for number, photo in enumerate(photos, start=1)
        ),
        covers_future_photos=offer.future_photos,
        channels=_channels(offer, language),
        identifiability=_choices(offer.identifiability, language),
        demographics=_choices(offer.demographics, language),
        expires_on=offer.expires_on,
        remuneration=offer.remuneration,
        link_ends_at=request.expires_at,
    )


def _channels(offer: Offer, language: str) -> tuple[Choice, ...]:
    named = ((channel, channel_words(channel, language)) for channel in offer.channels)
    return tuple(Choice(channel, words.label, words.hint) for channel, words in named)


def _choices(codes: tuple[str, ...], language: str) -> tuple[Choice, ...]:
    words = wording(language)
    known = {**words.identifiability, **words.demographics}
    return tuple(Choice(code, *known[code]) for code in codes if code in known)


def _note_opening(runtime: Runtime, request_id: str) -> None:
    with runtime.unit_of_work(PATIENT) as uow:
        request = uow.get_in_turn(SigningRequest, request_id, "signing request")
        if request.opened_at is None:
            request.opened_at = uow.now
            named = ("request", request.id)
            uow.record("consent.request_opened", case_id=request.case_id, subject=named)
