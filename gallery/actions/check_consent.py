"""Check what a signed consent needs besides its own terms: proof, lawful form, and a text."""

from datetime import tzinfo

from sqlalchemy.orm import Session

from gallery.actions.consent_texts import KnownText
from gallery.actions.review_case import packs_about, packs_of
from gallery.actions.set_practice import practice_profile
from gallery.consent.record import Decision, SignatureMethod
from gallery.consent.terms import ConsentTerms
from gallery.errors import InvalidInput
from gallery.jurisdictions.pack import pack_named


def check_proof(terms: ConsentTerms, *, has_evidence: bool) -> None:
    """R24: what is permitted is permitted by a document; of a spoken consent the witness is proof.

    What is only denied is recorded without: it shows nothing, and a refusal must not wait. No
    record of a consent means no use of the picture (GMC, recordings of patients, para 23; GDPR
    Art. 7(1)).

    :raises InvalidInput: ``evidence_missing``.
    """
    permits = any(scope.decision == Decision.PERMIT for scope in terms.scopes)
    if has_evidence or not permits or terms.signature_method == SignatureMethod.VERBAL_WITNESSED:
        return
    raise InvalidInput(
        "Nothing is recorded yet: what a consent permits needs its proof. Denials alone can be"
        " recorded without.",
        fields={"evidence": "Add the signed form: a PDF, or a photo or scan of it."},
        code="evidence_missing",
    )


def check_method(session: Session, terms: ConsentTerms) -> None:
    """R21: a verbal consent only where every legal order that applies allows it.

    Those are all that the practice works under, at least one, and the one that the consent names:
    naming a laxer law makes nothing lawful where the practice is.

    :raises InvalidInput: ``verbal_not_permitted``; ``unknown_jurisdiction``.
    """
    named = pack_named(terms.jurisdiction)
    if terms.signature_method != SignatureMethod.VERBAL_WITNESSED:
        return
    profile = practice_profile(session)
    asking = [pack for pack in packs_about(profile, named.id) if not pack.permits_verbal]
    if asking or not packs_of(profile):
        who = " and ".join(pack.name for pack in asking) or "A practice without a chosen law"
        message = f"A verbal consent cannot be recorded: {who} asks for a written one."
        raise InvalidInput(
            message, fields={"signature_method": message}, code="verbal_not_permitted"
        )


def check_text(terms: ConsentTerms, text: KnownText | None, zone: tzinfo) -> None:
    """Refuse a signature under words that were not there; days count, for staff enter days.

    A form that is none of the texts kept here, ``text`` None, has no known age.

    :raises InvalidInput: ``signature_predates_text``.
    """
    since = text.since(zone) if text else None
    if since is None or terms.signed_at.astimezone(zone).date() >= since:
        return
    message = (
        f"This version of the text is of {since.isoformat()}, the signature older: choose the one"
        " that was signed. If it was a form of your own, give its name instead of a text kept here."
    )
    raise InvalidInput(message, fields={"signed_at": message}, code="signature_predates_text")
