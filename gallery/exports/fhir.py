"""FHIR Consent, R4B (4.3.0) and R5 (5.0.0), as JSON.

https://hl7.org/fhir/R4B/consent.html and https://hl7.org/fhir/R5/consent.html; the mapping is a
table in docs/exports.md. Whatever is not permitted is denied, in both.
"""

import json

from gallery.exports.codings import code, concept
from gallery.exports.fhir_parts import (
    Json,
    attachment,
    categories,
    extension,
    extensions,
    grantor,
    identifier,
    patient,
    policy,
    practice,
    present,
    rules,
    whole_period,
)
from gallery.exports.instants import utc
from gallery.exports.record import ConsentStatus, ExportedConsent

MEDIA_TYPE = "application/fhir+json"

#: A consent that has not begun must not read as active to who looks at the status alone.
_R4B_STATUS = {
    ConsentStatus.NOT_BEGUN: "proposed",
    ConsentStatus.ACTIVE: "active",
    ConsentStatus.EXPIRED: "inactive",
    ConsentStatus.WITHDRAWN: "inactive",
    ConsentStatus.SUPERSEDED: "inactive",
    ConsentStatus.INVALIDATED: "rejected",
    ConsentStatus.ENTERED_IN_ERROR: "entered-in-error",
}
_R5_STATUS = {
    **_R4B_STATUS,
    ConsentStatus.NOT_BEGUN: "draft",
    ConsentStatus.INVALIDATED: "inactive",
}


def fhir_r4b(consent: ExportedConsent) -> bytes:
    """Return the consent as an R4B resource; the evidence is described, never included."""
    said = [one for scope in consent.scopes for one in rules(consent, scope, "r4b")]
    nested = [
        {"type": code("r4b", "provision_type", _word(permitted=r.permitted)), **r.provision}
        for r in said
    ]
    root: Json = {
        "type": code("r4b", "provision_type", "deny"),
        "period": whole_period(consent),
        "provision": nested,
    }
    return _encode(
        {
            "resourceType": "Consent",
            "id": consent.id,
            "language": consent.language,
            "extension": extensions(consent),
            "identifier": [identifier(consent, "receipt", consent.receipt_id)],
            "status": code("r4b", "status", _R4B_STATUS[consent.status]),
            "scope": concept("r4b", "scope", "patient-privacy"),
            "category": categories("r4b"),
            "patient": patient(consent),
            "dateTime": utc(consent.signed_at),
            "performer": [grantor(consent)],
            "organization": [practice(consent)],
            "sourceAttachment": attachment(consent),
            "policyRule": policy(consent, "r4b", "policy_rule"),
            "verification": [_verified(consent)],
            "provision": present(root),
        }
    )


def fhir_r5(consent: ExportedConsent) -> bytes:
    """Return the consent as an R5 resource; the evidence is described, never included.

    R5 has one default decision and provisions that are exceptions from it: the permissions. What
    the signer denied is the default already, and is also listed in an extension.
    """
    said = [one for scope in consent.scopes for one in rules(consent, scope, "r5")]
    denied = [extension(consent, "denied-channel", r.channel) for r in said if not r.permitted]
    return _encode(
        {
            "resourceType": "Consent",
            "id": consent.id,
            "language": consent.language,
            "extension": [*extensions(consent), *denied],
            "identifier": [identifier(consent, "receipt", consent.receipt_id)],
            "status": code("r5", "status", _R5_STATUS[consent.status]),
            "category": categories("r5"),
            "subject": patient(consent),
            "date": consent.signed_at.date().isoformat(),
            "period": whole_period(consent),
            "grantor": [grantor(consent)],
            "grantee": [practice(consent)],
            "controller": [practice(consent)],
            "sourceAttachment": [attachment(consent)],
            "regulatoryBasis": [policy(consent, "r5", "regulatory_basis")],
            "verification": [_verified(consent, several_dates=True)],
            "decision": code("r5", "provision_type", "deny"),
            "provision": [r.provision for r in said if r.permitted],
        }
    )


def _verified(consent: ExportedConsent, *, several_dates: bool = False) -> Json:
    """Say whether the signature can be shown; a consent without evidence is not verified."""
    at = utc(consent.recorded_at)
    return {
        "verified": consent.evidence_sha256 is not None,
        "verificationDate": [at] if several_dates else at,
    }


def _word(*, permitted: bool) -> str:
    return "permit" if permitted else "deny"


def _encode(resource: Json) -> bytes:
    return json.dumps(present(resource), ensure_ascii=False, indent=2, sort_keys=True).encode()
