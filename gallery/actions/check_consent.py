"""Check what a signed consent needs besides its own terms: proof, and the law of the place."""

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
    message = (
        "Nothing is recorded yet: a consent that permits something needs its proof. Add the signed"
        " form (PDF, or a photo or scan of it). Until then the case needs a consent; what is only"
        " denied can be recorded without."
    )
    raise InvalidInput(message, fields={"evidence": message}, code="evidence_missing")


def check_method(terms: ConsentTerms) -> None:
    """R21: a verbal consent only where the law of the place allows it.

    :raises InvalidInput: ``verbal_not_permitted``; ``unknown_jurisdiction``.
    """
    pack = pack_named(terms.jurisdiction)
    if terms.signature_method == SignatureMethod.VERBAL_WITNESSED and not pack.permits_verbal:
        message = f"{pack.name} asks for a written consent: a verbal one cannot be recorded."
        raise InvalidInput(
            message, fields={"signature_method": message}, code="verbal_not_permitted"
        )
