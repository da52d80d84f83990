"""Write the copy of a consent that the patient gets, and that is kept as evidence."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from gallery.actions.practice_words import Chosen, text_facts
from gallery.actions.read_signing import caption_of, offered_photos, text_of
from gallery.actions.set_practice import practice_profile
from gallery.consent.offer import Offer, offer_from
from gallery.consent.record import Decision
from gallery.consent.text import fill
from gallery.consent.wording import channel_words, wording
from gallery.documents.consent_copy import ConsentCopy, CopyChoice, CopyPhoto, consent_copy_pdf
from gallery.models import SigningRequest
from gallery.runtime import Runtime


@dataclass(frozen=True, kw_only=True)
class SignedTerms:
    """Hold what was signed, checked and cleaned; ``signed_at`` is aware UTC."""

    receipt_id: str
    signed_at: datetime
    signer_name: str
    grantor: str
    authority_text: str | None
    subject_name: str | None
    channels: tuple[str, ...]
    identifiability: tuple[str, ...]
    demographics: tuple[str, ...]
    signature_png: bytes | None


def write_copy(runtime: Runtime, request: SigningRequest, signed: SignedTerms) -> bytes:
    """Return the PDF: the words that were signed, the photos, every answer, the signature.

    :raises Conflict: ``consent_text_altered``; ``photos_changed``.
    """
    offer, language = offer_from(request.offer), request.language
    chosen = Chosen(signed.channels, signed.identifiability, signed.demographics)
    with runtime.reading() as session:
        profile = practice_profile(session)
        facts = text_facts(profile, runtime.settings, offer, chosen, language)
        text = fill(text_of(session, request), facts)
        photos = [
            (caption_of(photo, language), photo.preview_key)
            for photo in offered_photos(session, request)
        ]
    return consent_copy_pdf(
        ConsentCopy(
            practice_name=profile.name,
            receipt_id=signed.receipt_id,
            language=_known(language),
            title=text.title,
            sections=tuple((section.heading, section.body) for section in text.sections),
            declaration=text.declaration,
            choices=_choices(offer, signed, language),
            signer_name=signed.signer_name,
            grantor=wording(language).grantors[signed.grantor],
            method=wording(language).methods["e_sign"],
            signed_at=signed.signed_at.astimezone(runtime.settings.zone),
            expires_on=offer.expires_on,
            text_id=text.id,
            text_version=text.version,
            text_sha256=request.text_sha256,
            how_to_withdraw=facts.withdrawal_address,
            photos=tuple(CopyPhoto(words, runtime.store.get(key)) for words, key in photos),
            authority_text=signed.authority_text,
            subject_name=signed.subject_name,
            typed_name=None if signed.signature_png else signed.signer_name,
            signature_png=signed.signature_png,
        )
    )


def _known(language: str) -> Literal["en", "es"]:
    return "es" if language == "es" else "en"


def _choices(offer: Offer, signed: SignedTerms, language: str) -> tuple[CopyChoice, ...]:
    """Return every answer, those that she left open as a no."""
    words = wording(language)
    places = [(code, channel_words(code, language).label) for code in offer.channels]
    faces = [(code, words.identifiability[code][0]) for code in offer.identifiability]
    facts = [(code, words.demographics[code][0]) for code in offer.demographics]
    return (
        *(_choice("channels", code, label, signed.channels) for code, label in places),
        *(_choice("identifiability", code, label, signed.identifiability) for code, label in faces),
        *(_choice("demographics", code, label, signed.demographics) for code, label in facts),
    )


def _choice(
    kind: Literal["channels", "identifiability", "demographics"],
    code: str,
    label: str,
    ticked: tuple[str, ...],
) -> CopyChoice:
    return CopyChoice(kind, label, Decision.PERMIT if code in ticked else Decision.DENY)
