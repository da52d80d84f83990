import json
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from pyld import jsonld

from gallery.exports.dpv_terms import CLASSES, DPV, PD, PROPERTIES, dpv
from gallery.exports.receipt import receipt_jsonld
from gallery.exports.record import (
    ActorKind,
    ConsentStatus,
    EventType,
    ExportedConsent,
    ExportedEvent,
)
from tests.support.exported_consents import EXPORTED_CONSENTS, NOON, SHA256, exported_consent

#: ISO/IEC TS 27560 fields that are mandatory in a record -> the term the guide gives each.
MANDATORY = {
    "schema_version": "http://purl.org/dc/terms/conformsTo",
    "record_id": "http://purl.org/dc/terms/identifier",
    "pii_principal_id": f"{DPV}hasDataSubject",
    "privacy_notice": f"{DPV}hasNotice",
    "pii_controllers": f"{DPV}hasDataController",
    "jurisdiction": f"{DPV}hasJurisdiction",
    "withdrawal_method": f"{DPV}hasConsentControl",
    "purposes": f"{DPV}hasProcess",
    "events": f"{DPV}hasConsentStatus",
}


def refuse(url: str, _options: object) -> Any:
    raise AssertionError(f"nothing is fetched: {url}")


def expanded(consent: ExportedConsent) -> Any:
    document = json.loads(receipt_jsonld(consent))
    return jsonld.expand(document, {"documentLoader": refuse})[0]


def record(consent: ExportedConsent) -> Any:
    return expanded(consent)[f"{DPV}hasRecordOfActivity"][0]


def states(consent: ExportedConsent) -> list[str]:
    found = record(consent)[f"{DPV}hasConsentStatus"]
    return [state["@type"][0].removeprefix(DPV) for state in found]


def words(node: object) -> set[str]:
    """Return every key, type and reference of an expanded document."""
    if isinstance(node, list):
        return {word for child in node for word in words(child)}
    if not isinstance(node, dict) or "@value" in node:
        return set()
    refs = {node["@id"]} if isinstance(node.get("@id"), str) else set()
    return refs | set(node.get("@type", ())) | set(node) | words(list(node.values()))


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(EXPORTED_CONSENTS)
def test_any_receipt_expands_without_a_fetch_and_has_only_listed_terms(
    consent: ExportedConsent,
) -> None:
    used = words(expanded(consent))
    terms = {word.removeprefix(DPV) for word in used if word.startswith(DPV)}
    assert terms <= CLASSES | PROPERTIES
    assert {w for w in used if w.startswith(PD)} == {f"{PD}MedicalHealth"}
    assert all(w.startswith(("http://", "https://", "@")) for w in used)


@pytest.mark.parametrize("field", MANDATORY)
def test_every_mandatory_field_is_there(field: str) -> None:
    assert record(exported_consent())[MANDATORY[field]]


def test_each_process_has_its_mandatory_fields() -> None:
    for process in record(exported_consent())[f"{DPV}hasProcess"]:
        for term in ("hasPurpose", "hasPersonalData", "hasRecipient", "hasStorageCondition"):
            assert process[f"{DPV}{term}"]


def test_what_the_record_does_not_state_is_said_as_texts_say_it() -> None:
    unsaid = exported_consent(purposes=(), recipients=("\u200b",), language="es")
    first, *_ = record(unsaid)[f"{DPV}hasProcess"]
    purpose = first[f"{DPV}hasPurpose"][0]["http://purl.org/dc/terms/description"]
    assert purpose == [{"@value": "mostrar a otras personas lo que puede lograr el tratamiento"}]
    names = [recipient[f"{DPV}hasName"] for recipient in first[f"{DPV}hasRecipient"]]
    assert names == [[{"@value": "Cualquier persona en internet puede verlas"}]]


def test_the_controller_and_the_storage_say_where() -> None:
    found = record(exported_consent())
    assert found[f"{DPV}hasDataController"][0][f"{DPV}hasAddress"]
    storage = found[f"{DPV}hasProcess"][0][f"{DPV}hasStorageCondition"]
    assert storage[1][f"{DPV}hasLocation"] == [{"@value": "US"}]


def test_a_term_that_is_not_listed_is_refused() -> None:
    with pytest.raises(LookupError):
        dpv("ConsentImagined")
    assert dpv("ConsentGiven") == "dpv:ConsentGiven"


def test_states_follow_the_events() -> None:
    events = (
        ExportedEvent(NOON + timedelta(days=2), EventType.WITHDRAWN, ActorKind.SUBJECT, SHA256),
        ExportedEvent(NOON, EventType.GIVEN, ActorKind.SUBJECT, SHA256),
        ExportedEvent(NOON + timedelta(days=1), EventType.RENEWED, ActorKind.SUBJECT, SHA256),
        ExportedEvent(NOON + timedelta(hours=1), EventType.ACCESSED, ActorKind.STAFF, SHA256),
    )
    consent = exported_consent(
        events=events, status=ConsentStatus.WITHDRAWN, withdrawn_at=NOON + timedelta(days=2)
    )
    assert states(consent) == ["ConsentGiven", "RenewedConsentGiven", "ConsentWithdrawn"]


@pytest.mark.parametrize("status", [s for s in ConsentStatus if s is not ConsentStatus.ACTIVE])
def test_the_last_state_is_valid_only_for_a_consent_in_force(status: ConsentStatus) -> None:
    valid = {"ConsentGiven", "RenewedConsentGiven"}
    consent = exported_consent(status=status)
    assert states(consent)[-1] not in valid
    for process in record(consent)[f"{DPV}hasProcess"]:
        assert process[f"{DPV}hasConsentStatus"][0]["@type"][0].removeprefix(DPV) not in valid


def test_a_consent_in_force_ends_in_given() -> None:
    assert states(exported_consent())[-1] == "ConsentGiven"
    assert states(exported_consent(events=()))[-1] == "ConsentGiven"


def test_denied_and_withdrawn_channels_are_not_given() -> None:
    found = {
        p["http://purl.org/dc/terms/identifier"][0]["@value"]: p[f"{DPV}hasConsentStatus"][0][
            "@type"
        ][0].removeprefix(DPV)
        for p in record(exported_consent())[f"{DPV}hasProcess"]
    }
    assert found == {
        "website_gallery": "ConsentGiven",
        "social:instagram": "ConsentRefused",
        "ai_training": "ConsentWithdrawn",
    }
