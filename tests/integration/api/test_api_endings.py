"""How a consent stands, how it is ended, and how it leaves for other systems."""

import hashlib
import json

import pytest
from fhir.resources.R4B.consent import Consent as R4BConsent

from tests.integration.api.caller import Api, consent, fields_of, refusal, token_of
from tests.support.practice import Practice

SQLITE = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
FUTURE = "this case, also future photos"
ENDING = {"reason": "invalidated", "words": "Signed by her sister."}


def test_a_consent_tells_how_it_stands(api: Api) -> None:
    case_id = api.open_case()["id"]
    denies = [
        {"channel": "website_gallery", "decision": "permit"},
        {"channel": "print", "decision": "permit", "starts_on": "2199-01-01"},
        {"channel": "ai_training", "decision": "deny"},
    ]
    given = api.consent(case_id, information=FUTURE, scopes=denies)
    assert (given["standing"], given["channels"]) == ("active", ["website_gallery"])
    api.post(f"/consents/{given['id']}/withdrawal")
    now = api.get(f"/consents/{given['id']}").get_json()
    assert (now["standing"], now["channels"]) == ("withdrawn", [])


def test_r22_a_known_text_is_resolved_to_the_hash_of_its_words(api: Api) -> None:
    case_id = api.open_case()["id"]
    text = api.get("/consent-texts/photo-release/1/es").get_json()
    for template in ("photo-release", {"id": "photo-release", "version": 1}):
        given = api.consent(case_id, information=FUTURE, template=template, language="es")
        assert given["text_sha256"] == text["sha256"]
        assert given["template_version"] == "1"
    assert api.consent(case_id, information=FUTURE, template="Our form")["text_sha256"] is None


@SQLITE
def test_a_version_that_there_is_not_is_refused(api: Api) -> None:
    path = f"/cases/{api.open_case()['id']}/consents"
    for changes in (
        {"template": {"id": "photo-release", "version": "7"}},
        {"template": "photo-release", "template_version": "7"},
        {"template": "photo-release", "language": "fr"},
    ):
        refused = api.post(path, consent(information=FUTURE, **changes))
        assert fields_of(refused) == {"template"}
        assert "1 (en), 1 (es)" in refused.get_json()["error"]["message"]


@SQLITE
def test_of_several_versions_the_signed_one_is_named(api: Api) -> None:
    case_id = api.open_case()["id"]
    path = f"/cases/{case_id}/consents"
    source = api.get("/consent-texts/photo-release/1/en").get_json()["source"]
    newer = source.replace('version = "1"', 'version = "2"', 1)
    assert api.post("/consent-texts", {"source": newer}).status_code == 201
    refused = api.post(path, consent(information=FUTURE, template="photo-release"))
    assert fields_of(refused) == {"template"}
    named = api.consent(case_id, information=FUTURE, template="photo-release", template_version="1")
    assert named["template_version"] == "1"


def test_a_paper_renewal_ends_the_consent_before_it(api: Api) -> None:
    case_id = api.open_case()["id"]
    first = api.consent(case_id, information=FUTURE)["id"]
    second = api.consent(case_id, information=FUTURE, supersedes=first, remuneration="20 percent")
    assert (second["supersedes"], second["remuneration"]) == (first, "20 percent")
    assert api.get(f"/consents/{first}").get_json()["standing"] == "superseded"
    refused = api.send_consent(case_id, information=FUTURE, supersedes="0" * 20)
    assert refusal(refused) == (422, "superseded_unknown")


def test_a_consent_that_does_not_hold_is_ended_with_its_surfaces(
    api: Api, practice: Practice
) -> None:
    case_id, given = practice.published_on_consent()
    ended = api.post(f"/consents/{given.id}/ending", ENDING)
    assert ended.status_code == 200, ended.text
    told = ended.get_json()["consent"]
    assert (told["standing"], told["channels"]) == ("invalidated", [])
    surfaces = {task["surface"] for task in ended.get_json()["takedowns"]}
    assert "origin" in surfaces
    assert "sister" not in ended.text
    again = api.post(f"/consents/{given.id}/ending", ENDING)
    assert refusal(again) == (409, "consent_not_in_force")
    assert api.get(f"/cases/{case_id}").get_json()["state"] == "unpublished"


@SQLITE
def test_an_ending_says_why(api: Api) -> None:
    given = api.consent(api.open_case()["id"], information=FUTURE)["id"]
    for body, field in (
        ({**ENDING, "reason": "withdrawn"}, "reason"),
        ({**ENDING, "words": " "}, "words"),
        ({**ENDING, "word": "x"}, "word"),
    ):
        assert fields_of(api.post(f"/consents/{given}/ending", body)) == {field}
    assert fields_of(api.post(f"/consents/{given}/ending", {})) == {"reason", "words"}


def test_a_signed_consent_leaves_in_four_forms(
    api: Api, asked_case: str, practice: Practice
) -> None:
    signed = practice.sign(token_of(api.ask(asked_case)["url"]))
    path = f"/consents/{signed.consent_id}/exports"
    forms = {kind: api.get(f"{path}/{kind}") for kind in ("fhir-r4b", "fhir-r5", "receipt", "copy")}
    types = [form.mimetype for form in forms.values()]
    assert types == [*["application/fhir+json"] * 2, "application/ld+json", "application/pdf"]
    assert R4BConsent.model_validate(json.loads(forms["fhir-r4b"].data)).status == "active"
    assert hashlib.sha256(forms["copy"].data).hexdigest() == signed.copy_sha256
    for form in forms.values():
        assert form.headers["Content-Disposition"].startswith("attachment; filename=consent-")
        assert form.headers["Cache-Control"] == "no-store"
    told = api.get(f"/audit?case={asked_case}").get_json()["events"]
    left = [e["details"]["sha256"] for e in told if e["action"] == "consent.exported"]
    assert left == [hashlib.sha256(form.data).hexdigest() for form in reversed(forms.values())]


@SQLITE
def test_an_export_that_there_is_not_is_refused(api: Api) -> None:
    denied = [{"channel": "website_gallery", "decision": "deny"}]
    path = f"/cases/{api.open_case()['id']}/consents"
    given = api.post(path, consent(information=FUTURE, scopes=denied)).get_json()["id"]
    unknown = api.get(f"/consents/{given}/exports/word")
    assert refusal(unknown) == (422, "unknown_export")
    assert fields_of(unknown) == {"kind"}
    assert refusal(api.get(f"/consents/{given}/exports/copy")) == (404, "not_found")
