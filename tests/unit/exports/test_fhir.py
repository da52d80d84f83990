import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from fhir.resources.consent import Consent as R5Consent
from fhir.resources.R4B.consent import Consent as R4BConsent
from hypothesis import HealthCheck, given, settings

from gallery.consent.record import Decision, Grantor
from gallery.exports import codings
from gallery.exports.codings import Release, code_lists
from gallery.exports.fhir import fhir_r4b, fhir_r5
from gallery.exports.record import ConsentStatus, ExportedConsent, ExportedScope
from tests.support.exported_consents import EXPORTED_CONSENTS, NOON, SHA256, exported_consent

#: Element -> its value set in codes.toml: every coded element that the exports may have.
BOUND: dict[Release, dict[str, str]] = {
    "r4b": {
        "status": "status",
        "scope": "scope",
        "category": "category",
        "policyRule": "policy_rule",
        "provision.type": "provision_type",
        "provision.provision.type": "provision_type",
        "provision.provision.actor.role": "actor_role",
        "provision.provision.action": "action",
        "provision.provision.purpose": "purpose",
        "provision.provision.data.meaning": "data_meaning",
    },
    "r5": {
        "status": "status",
        "category": "category",
        "regulatoryBasis": "regulatory_basis",
        "decision": "provision_type",
        "provision.action": "action",
        "provision.purpose": "purpose",
        "provision.data.meaning": "data_meaning",
    },
}
#: Elements whose datatype is "code": they carry no code system.
BARE_CODES = {
    path
    for bound in BOUND.values()
    for path in bound
    if path.endswith(("status", "provision.type", "decision", "meaning"))
}


def coded(node: object, path: str = "") -> Iterator[tuple[str, str | None, str]]:
    """Yield (element, system, code) of every coded value."""
    if isinstance(node, list):
        for child in node:
            yield from coded(child, path)
    elif isinstance(node, dict):
        if "code" in node:
            yield path.removesuffix(".coding"), node["system"], node["code"]
        for name, child in node.items():
            yield from coded(child, f"{path}.{name}".lstrip("."))
    elif path in BARE_CODES:
        yield path, None, str(node)


def outside_value_sets(document: bytes, release: Release) -> list[tuple[str, str | None, str]]:
    found = []
    for path, system, value in coded(json.loads(document)):
        lists = code_lists()[release, BOUND[release][path]]
        fits = any(value in c.codes and system in {None, c.system} for c in lists)
        found += [] if fits else [(path, system, value)]
    return found


def r4b(**changes: object) -> Any:
    return json.loads(fhir_r4b(exported_consent(**changes)))


def r5(**changes: object) -> Any:
    return json.loads(fhir_r5(exported_consent(**changes)))


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(EXPORTED_CONSENTS)
def test_any_consent_is_valid_in_both_releases(consent: ExportedConsent) -> None:
    R4BConsent.model_validate_json(fhir_r4b(consent))
    R5Consent.model_validate_json(fhir_r5(consent))
    assert outside_value_sets(fhir_r4b(consent), "r4b") == []
    assert outside_value_sets(fhir_r5(consent), "r5") == []


def test_a_code_outside_its_value_set_is_found() -> None:
    document = fhir_r4b(exported_consent()).replace(b'"HMARKT"', b'"SELLING"')
    assert {code for _, _, code in outside_value_sets(document, "r4b")} == {"SELLING"}
    R4BConsent.model_validate_json(document)  # the structure alone does not show it


def test_every_bound_element_is_written_and_checked() -> None:
    for release, export in (("r4b", fhir_r4b), ("r5", fhir_r5)):
        written = {path for path, _, _ in coded(json.loads(export(exported_consent())))}
        assert written == set(BOUND[release])  # type: ignore[index]


def test_the_writer_refuses_a_code_outside_its_value_set() -> None:
    with pytest.raises(LookupError):
        codings.coding("r5", "purpose", "SELLING")


def test_photos_that_are_named_and_later_ones_are_permitted_apart() -> None:
    permit = (ExportedScope("website_gallery", Decision.PERMIT),)
    both = r5(scopes=permit, covers_later_photos=True)["provision"]
    assert [sorted(one.keys() & {"data", "dataPeriod"}) for one in both] == [
        ["data"],
        ["dataPeriod"],
    ]
    assert both[1]["dataPeriod"]["start"].startswith("2030-01-02T12:05")
    later = r4b(scopes=permit, photos=(), covers_later_photos=True)["provision"]["provision"]
    assert [(one["type"], "dataPeriod" in one) for one in later] == [("permit", True)]
    none = r4b(scopes=permit, photos=())["provision"]["provision"]
    assert [one["type"] for one in none] == ["deny"]
    deny = (ExportedScope("website_gallery", Decision.DENY),)
    refused = r4b(scopes=deny, covers_later_photos=True)["provision"]["provision"]
    assert [one.keys() & {"data", "dataPeriod"} for one in refused] == [set()]


@pytest.mark.parametrize(
    ("status", "in_r4b", "in_r5"),
    [
        ("not_begun", "proposed", "draft"),
        ("active", "active", "active"),
        ("expired", "inactive", "inactive"),
        ("withdrawn", "inactive", "inactive"),
        ("superseded", "inactive", "inactive"),
        ("invalidated", "rejected", "inactive"),
        ("entered_in_error", "entered-in-error", "entered-in-error"),
    ],
)
def test_only_a_consent_in_force_reads_as_active(status: str, in_r4b: str, in_r5: str) -> None:
    assert r4b(status=ConsentStatus(status))["status"] == in_r4b
    assert r5(status=ConsentStatus(status))["status"] == in_r5


def test_what_is_not_permitted_is_denied_by_default() -> None:
    assert r4b()["provision"]["type"] == "deny"
    assert r5()["decision"] == "deny"


def test_permissions_and_denials_are_provisions_by_channel() -> None:
    found = {
        p["actor"][0]["reference"]["identifier"]["value"]: (p["type"], p["purpose"][0]["code"])
        for p in r4b()["provision"]["provision"]
    }
    assert found == {
        "website_gallery": ("permit", "HMARKT"),
        "social:instagram": ("deny", "HMARKT"),
        "ai_training": ("permit", "MLTRAINING"),
    }


def test_what_the_record_does_not_state_is_said_as_texts_say_it() -> None:
    permitted = ExportedScope("website_gallery", Decision.PERMIT)
    denied = ExportedScope("ai_training", Decision.DENY)
    unsaid = {"purposes": (), "recipients": (), "scopes": (permitted, denied)}
    for document in (r4b(**unsaid), r5(**unsaid)):
        told = [(e["url"].rpartition("/")[2], e.get("valueString")) for e in document["extension"]]
        purposes = [value for name, value in told if name == "consent-purpose"]
        assert purposes == ["to show others what the treatment can do"]
        assert "Anyone on the internet can see them there" in json.dumps(document)
        assert "Programs learn" not in json.dumps(document)


def test_r5_lists_permissions_alone_and_names_denials_in_an_extension() -> None:
    document = r5()
    channels = [p["actor"][0]["reference"]["identifier"]["value"] for p in document["provision"]]
    assert channels == ["website_gallery", "ai_training"]
    denied = [e["valueString"] for e in document["extension"] if "denied" in e["url"]]
    assert denied == ["social:instagram"]


def test_a_period_ends_just_before_the_half_open_end() -> None:
    assert r5()["period"] == {
        "start": "2030-01-02T12:00:00.123456Z",
        "end": "2032-01-02T07:59:59.999999Z",
    }
    withdrawn = r4b(withdrawn_at=NOON + timedelta(days=1))["provision"]
    assert withdrawn["period"]["end"] == "2030-01-03T12:00:00.123455Z"
    assert all(p["period"]["end"] <= withdrawn["period"]["end"] for p in withdrawn["provision"])


def test_a_permission_without_any_time_is_a_denial() -> None:
    scopes = (ExportedScope("print", Decision.PERMIT, withdrawn_at=NOON - timedelta(days=1)),)
    assert r4b(scopes=scopes)["provision"]["provision"][0]["type"] == "deny"
    assert "provision" not in r5(scopes=scopes)


def test_the_evidence_is_described_by_its_sha256_and_not_included() -> None:
    for document in (r4b()["sourceAttachment"], r5()["sourceAttachment"][0]):
        assert document["extension"][0]["valueString"] == SHA256
        assert {"data", "url", "hash"}.isdisjoint(document)


def test_a_guardian_appears_by_role_alone() -> None:
    expected = {"type": "RelatedPerson", "display": "Guardian of the patient"}
    assert r4b(grantor=Grantor.GUARDIAN)["performer"] == [expected]
    assert r5(grantor=Grantor.GUARDIAN)["grantor"] == [expected]


def test_a_law_without_a_code_is_named_in_words() -> None:
    assert r4b(jurisdiction="EU")["policyRule"] == {"text": "EU"}
    assert r4b()["policyRule"]["coding"][0]["code"] == "hipaa-auth"


def test_an_unverified_consent_says_so() -> None:
    assert r4b(evidence_sha256=None)["verification"][0]["verified"] is False
