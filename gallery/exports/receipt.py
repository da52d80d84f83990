"""The consent receipt of ISO/IEC TS 27560:2023, as JSON-LD with terms of DPV.

Laid out as the DPV group's guide has it: a receipt that holds the whole record. The mapping is a
table in docs/exports.md.
"""

import json
from collections.abc import Mapping
from datetime import datetime

from gallery.consent.channels import channel_label
from gallery.consent.record import Decision, Grantor
from gallery.exports.dpv_terms import CONTEXT, RECEIPT_SCHEMA, RECORD_SCHEMA, dpv
from gallery.exports.instants import utc
from gallery.exports.plain_text import plain
from gallery.exports.record import (
    ActorKind,
    ConsentStatus,
    EventType,
    ExportedConsent,
    ExportedEvent,
    ExportedScope,
)

MEDIA_TYPE = "application/ld+json"
Json = dict[str, object]

#: Event -> state. Only ConsentGiven and RenewedConsentGiven are valid for processing (Annex B).
#: Events that change no state (a notice, an access, a receipt) are not states and are left out.
_STATES: Mapping[EventType, str] = {
    EventType.REQUESTED: "ConsentRequested",
    EventType.GIVEN: "ConsentGiven",
    EventType.RENEWED: "RenewedConsentGiven",
    EventType.EXPIRED: "ConsentExpired",
    EventType.WITHDRAWN: "ConsentWithdrawn",
    EventType.DECLINED: "ConsentRefused",
    EventType.SUPERSEDED: "ConsentRevoked",
    EventType.INVALIDATED: "ConsentInvalidated",
    EventType.ENTERED_IN_ERROR: "ConsentInvalidated",
}
#: Where the consent stands -> state, for a consent that no event of the list ended.
_CLOSING: Mapping[ConsentStatus, str] = {
    ConsentStatus.NOT_BEGUN: "ConsentUnknown",
    ConsentStatus.EXPIRED: "ConsentExpired",
    ConsentStatus.WITHDRAWN: "ConsentWithdrawn",
    ConsentStatus.SUPERSEDED: "ConsentRevoked",
    ConsentStatus.INVALIDATED: "ConsentInvalidated",
    ConsentStatus.ENTERED_IN_ERROR: "ConsentInvalidated",
}
_VALID = frozenset({"ConsentGiven", "RenewedConsentGiven"})
#: Kind of channel -> category of purpose; DPV has none for teaching, so that stays a purpose.
_PURPOSES: Mapping[str, str] = {
    "social": "SocialMediaMarketing",
    "paid_ads": "Advertising",
    "education": "Purpose",
    "publication": "AcademicResearch",
    "ai_training": "ResearchAndDevelopment",
}


def receipt_jsonld(consent: ExportedConsent) -> bytes:
    """Return the receipt; its context is inside, its subject a pseudonym."""
    receipt = {
        "@context": CONTEXT,
        "@id": _own(consent, "receipt", consent.receipt_id),
        "@type": dpv("ConsentReceipt"),
        "dct:identifier": consent.receipt_id,
        "dct:conformsTo": {"@id": RECEIPT_SCHEMA},
        "dct:created": _at(consent.recorded_at),
        "dct:publisher": {"@id": consent.practice.url},
        dpv("hasRecordOfActivity"): _record(consent),
    }
    return json.dumps(receipt, ensure_ascii=False, indent=2).encode()


def _record(consent: ExportedConsent) -> Json:
    return {
        "@id": _own(consent, "consent", consent.id),
        "@type": dpv("ConsentRecord"),
        "dct:identifier": consent.id,
        "dct:conformsTo": {"@id": RECORD_SCHEMA},
        dpv("hasDataSubject"): {
            "@id": _own(consent, "subject", consent.subject_pseudonym),
            "@type": [dpv("DataSubject"), dpv("Patient")],
            "dct:identifier": consent.subject_pseudonym,
        },
        dpv("hasDataController"): _controller(consent),
        dpv("hasJurisdiction"): consent.jurisdiction,
        dpv("hasLegalBasis"): {"@id": dpv("ExplicitlyExpressedConsent")},
        dpv("hasNotice"): _notice(consent),
        dpv("hasConsentControl"): _withdrawal(consent),
        dpv("hasProcess"): [_process(consent, scope) for scope in consent.scopes],
        dpv("hasConsentStatus"): _states(consent),
    }


def _controller(consent: ExportedConsent) -> Json:
    party: Json = {
        "@id": consent.practice.url,
        "@type": dpv("DataController"),
        "dct:identifier": consent.practice.url,
        dpv("hasName"): plain(consent.practice.name),
    }
    told = {
        dpv("hasContact"): plain(consent.practice.contact),
        dpv("hasAddress"): plain(consent.practice.address),
    }
    return party | {term: words for term, words in told.items() if words}


def _notice(consent: ExportedConsent) -> Json:
    """Name the text that was signed, with its hash where the gallery holds its words."""
    notice: Json = {
        "@type": dpv("ConsentNotice"),
        "dct:identifier": f"{consent.text_id}:{consent.text_version}",
        "dct:language": consent.language,
    }
    if consent.text_sha256 is not None:
        notice["spdx:checksum"] = {
            "@type": "spdx:Checksum",
            "spdx:algorithm": {"@id": "spdx:checksumAlgorithm_sha256"},
            "spdx:checksumValue": {"@value": consent.text_sha256, "@type": "xsd:hexBinary"},
        }
    return notice


def _withdrawal(consent: ExportedConsent) -> Json:
    control: Json = {
        "@type": dpv("WithdrawConsent"),
        "dct:description": plain(consent.withdrawal_method),
    }
    if consent.withdrawal_url is not None:
        control[dpv("isExercisedAt")] = {"@id": consent.withdrawal_url}
    return control


def _process(consent: ExportedConsent, scope: ExportedScope) -> Json:
    """Return one channel: what for, to whom, of what, until when, and what was answered."""
    kind = scope.channel.partition(":")[0]
    return {
        "@type": dpv("Process"),
        "dct:identifier": scope.channel,
        "dct:title": channel_label(scope.channel),
        dpv("hasPurpose"): {
            "@type": dpv(_PURPOSES.get(kind, "Marketing")),
            "dct:description": list(consent.purposes_on(scope.channel)),
        },
        dpv("hasProcessing"): {"@id": dpv("MakeAvailable")},
        dpv("hasRecipient"): [
            {"@type": dpv("Recipient"), dpv("hasName"): words}
            for words in consent.recipients_on(scope.channel)
        ],
        dpv("hasPersonalData"): _personal_data(consent),
        dpv("hasStorageCondition"): _storage(consent),
        dpv("hasConsentStatus"): {"@type": dpv(_answer(consent, scope))},
        dpv("hasDuration"): _until(utc(min(scope.ends_at or consent.ends_at, consent.ends_at))),
    }


def _answer(consent: ExportedConsent, scope: ExportedScope) -> str:
    """Return the state of one channel: given only while the whole consent is in force."""
    if scope.decision is Decision.DENY:
        return "ConsentRefused"
    if scope.withdrawn_at is not None:
        return "ConsentWithdrawn"
    return _CLOSING.get(consent.status, "ConsentGiven")


def _storage(consent: ExportedConsent) -> list[Json]:
    """Return how long the record is kept, and where, as far as the practice says."""
    duration: Json = {"@type": dpv("StorageDuration")}
    if consent.evidence_kept_until is not None:
        duration[dpv("hasDuration")] = _until(f"{consent.evidence_kept_until}T00:00:00Z")
    place = plain(consent.practice.storage_location)
    location: Json = {"@type": dpv("StorageLocation"), dpv("hasLocation"): place}
    return [duration, location] if place else [duration]


def _personal_data(consent: ExportedConsent) -> Json:
    """Return photographs of treatment: data about health, a special category (GDPR Art. 9)."""
    later = [f"photos_added_after:{utc(consent.recorded_at)}"] * consent.covers_later_photos
    covered = (
        *(f"procedure:{value}" for value in consent.procedures),
        *(f"body_area:{value}" for value in consent.areas or ()),
        *(f"photo:{value}" for value in consent.photos),
        *later,
        *(f"identifiability:{value.value}" for value in consent.identifiability),
        *(f"demographic:{value}" for value in consent.demographics),
    )
    return {
        "@type": [dpv("SpecialCategoryPersonalData"), "pd:MedicalHealth"],
        "dct:title": "Photographs before and after treatment",
        "dct:identifier": list(covered),
    }


def _states(consent: ExportedConsent) -> list[Json]:
    """Return the states in the order of time; the last one says where the consent stands."""
    events = sorted(consent.events, key=lambda event: event.at)
    states = [_state(consent, event) for event in events if event.type in _STATES]
    if not any(event.type in {EventType.GIVEN, EventType.RENEWED} for event in events):
        given = ExportedEvent(consent.signed_at, EventType.GIVEN, _signer(consent), hash="")
        states.insert(0, _state(consent, given))
    closing = _CLOSING.get(consent.status)
    if closing is not None and states[-1]["@type"] != dpv(closing):
        ended = {dpv("isIndicatedAtTime"): _at(consent.ends_at)}
        states.append({"@type": dpv(closing), **(ended if closing != "ConsentUnknown" else {})})
    return states


def _state(consent: ExportedConsent, event: ExportedEvent) -> Json:
    name = _STATES[event.type]
    state: Json = {
        "@type": dpv(name),
        dpv("isIndicatedAtTime"): _at(event.at),
        dpv("isIndicatedBy"): _actor(consent, event.actor),
    }
    if name in _VALID:
        state[dpv("hasDuration")] = _until(utc(consent.expires_at))
        state[dpv("hasIndicationMethod")] = consent.method.value
    return state


def _actor(consent: ExportedConsent, actor: ActorKind) -> Json:
    """Return the role that acted; staff and the system act for the controller."""
    if actor is ActorKind.SUBJECT:
        return {"@id": _own(consent, "subject", consent.subject_pseudonym)}
    if actor is ActorKind.REPRESENTATIVE:
        return {"@type": dpv("Representative")}
    return {"@id": consent.practice.url}


def _signer(consent: ExportedConsent) -> ActorKind:
    by_subject = consent.grantor is Grantor.SELF
    return ActorKind.SUBJECT if by_subject else ActorKind.REPRESENTATIVE


def _until(instant: str) -> Json:
    value = {"@value": instant, "@type": "xsd:dateTime"}
    return {"@type": dpv("UntilTimeDuration"), "rdf:value": value}


def _at(instant: datetime) -> Json:
    return {"@value": utc(instant), "@type": "xsd:dateTime"}


def _own(consent: ExportedConsent, kind: str, name: str) -> str:
    return f"{consent.practice.url.rstrip('/')}/id/{kind}/{name}"
