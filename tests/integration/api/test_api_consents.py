"""Consents: what of a signed form is understood, and what is never ignored."""

import io
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from gallery.clock import utc_now
from tests.integration.api.caller import Api, consent, fields_of, refusal
from tests.support.practice import Practice

SQLITE = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
Scan = Callable[[], tuple[io.BytesIO, str, str]]
FUTURE = "this case, also future photos"


@pytest.fixture
def case_id(api: Api) -> str:
    return str(api.open_case()["id"])


def test_the_consent_may_be_a_field_or_a_part_with_its_type(
    api: Api, case_id: str, scan: Scan
) -> None:
    body = json.dumps(consent(information=FUTURE))
    part = (io.BytesIO(body.encode()), "consent.json", "application/json")
    for given in (body, part):
        response = api.post(
            f"/cases/{case_id}/consents", data={"consent": given, "evidence": scan()}
        )
        assert response.status_code == 201, response.text
        assert response.get_json()["evidence_media_type"] == "application/pdf"


@SQLITE
def test_r3_a_consent_without_an_end_is_refused_by_the_field(api: Api, case_id: str) -> None:
    body = consent()
    del body["expires_on"]
    response = api.post(f"/cases/{case_id}/consents", body)
    assert response.status_code == 422
    assert set(response.get_json()["error"]["fields"]) == {"expires_on"}


@SQLITE
def test_what_a_consent_needs_is_named(api: Api, case_id: str) -> None:
    needed = {"scopes", "expires_on", "signed_at", "signer_name", "signature_method"}
    assert set(api.post(f"/cases/{case_id}/consents", {}).get_json()["error"]["fields"]) == needed
    for field, value in (("scopes", []), ("signer_name", " "), ("signature_method", "stamp")):
        response = api.post(f"/cases/{case_id}/consents", consent(**{field: value}))
        assert set(response.get_json()["error"]["fields"]) == {field}


@SQLITE
def test_a_misspelt_restriction_is_not_ignored(api: Api, case_id: str) -> None:
    scope = {"channel": "website_gallery", "decision": "permit"}
    for changes, named in (
        ({"condition": ["eyes_masked"]}, "condition"),
        ({"scopes": [{**scope, "end_on": "2030-01-01"}]}, "scopes.0.end_on"),
        ({"scopes": [{**scope, "decision": "denied"}]}, "scopes.0.decision"),
        ({"information": {"photo": ["x"]}}, "information.photo"),
    ):
        response = api.post(f"/cases/{case_id}/consents", consent(**changes))
        assert response.status_code == 422
        assert set(response.get_json()["error"]["fields"]) == {named}


def test_terms_are_kept_as_they_were_given(api: Api, practice: Practice) -> None:
    case_id = practice.case()
    photo = practice.photo(case_id, "before").id
    given = api.consent(
        case_id,
        grantor={"type": "guardian", "authority_text": "Court order", "subject_name": "Ann"},
        template={"id": "practice-form", "version": 3},
        information={"procedures": ["sclerotherapy"], "body_areas": "legs", "photos": [photo]},
        identifiability_allowed={"full_face": False, "distinctive_mark": True},
        demographics_allowed=["age_band"],
        conditions={"watermark_required": True, "review_before_post": False},
        acknowledgements={"right_to_revoke": True, "copy_given_at": "2026-01-02"},
    )
    assert (given["template"], given["template_version"]) == ("practice-form", "3")
    assert (given["photos"], given["body_areas"]) == ([photo], ["legs"])
    assert given["identifiability_allowed"] == ["distinctive_mark", "none_apparent"]
    assert given["demographics_allowed"] == ["age_band"]
    assert "Jane" not in json.dumps(given)


@SQLITE
def test_r24_what_permits_is_recorded_with_its_proof_and_the_case_waits_for_it(
    api: Api, case_id: str
) -> None:
    api.pair(case_id)
    path, body = f"/cases/{case_id}/consents", consent(information=FUTURE)
    for method in ("wet_scan", "e_sign"):
        refused = api.post(path, {**body, "signature_method": method})
        assert refusal(refused) == (422, "evidence_missing")
        assert fields_of(refused) == {"evidence"}
    case = api.get(f"/cases/{case_id}").get_json()
    assert (case["state"], case["consents"]) == ("needs_consent", [])
    denied = {"scopes": [{"channel": "website_gallery", "decision": "deny"}]}
    assert api.post(path, {**body, **denied}).status_code == 201


@SQLITE
def test_a_scan_that_is_no_document_is_refused(api: Api, case_id: str) -> None:
    def send(content: bytes) -> Any:
        scan = (io.BytesIO(content), "signed.pdf", "application/pdf")
        data = {"consent": json.dumps(consent(information=FUTURE)), "evidence": scan}
        return api.post(f"/cases/{case_id}/consents", data=data)

    assert send(b"<html>").get_json()["error"]["code"] == "evidence_type_unsupported"
    assert send(b"").get_json()["error"]["fields"] == {"evidence": "The file is empty."}
    runtime = api.client.application.extensions["runtime"]
    object.__setattr__(runtime.settings, "max_upload_bytes", 5000)
    assert refusal(send(b"%PDF-" + bytes(5000))) == (413, "evidence_too_large")
    form = "multipart/form-data; boundary=limit"
    whole = api.post(f"/cases/{case_id}/consents", data=bytes(2_000_000), content_type=form)
    assert refusal(whole) == (413, "evidence_too_large")


@SQLITE
def test_parts_of_a_consent_come_once_and_under_their_names(
    api: Api, case_id: str, scan: Scan
) -> None:
    body = json.dumps(consent(information=FUTURE))
    path = f"/cases/{case_id}/consents"
    wrong: tuple[tuple[dict[str, Any], str], ...] = (
        ({"evidence": scan()}, "consent"),
        ({"consent": body, "note": "x", "evidence": scan()}, "note"),
        ({"consent": body, "evidense": scan()}, "evidense"),
        ({"consent": [body, body], "evidence": scan()}, "consent"),
    )
    for parts, named in wrong:
        response = api.post(path, data=parts)
        assert (response.status_code, set(response.get_json()["error"]["fields"])) == (422, {named})
    assert api.post(path, data={"consent": "{", "evidence": scan()}).status_code == 400


def test_withdrawal_is_one_request_and_happens_once(api: Api, case_id: str) -> None:
    given = api.consent(case_id, information=FUTURE)
    path = f"/consents/{given['id']}/withdrawal"
    assert api.post(path).get_json()["consent"]["state"] == "withdrawn"
    again = api.post(path, {})
    assert again.status_code == 409
    assert again.get_json()["error"]["code"] == "consent_already_withdrawn"
    assert api.get(f"/consents/{given['id']}").get_json()["withdrawn_at"] is not None


def test_one_channel_can_be_withdrawn_alone(api: Api, case_id: str) -> None:
    scopes = [{"channel": name, "decision": "permit"} for name in ("print", "website_gallery")]
    given = api.consent(case_id, information=FUTURE, scopes=scopes)
    path = f"/consents/{given['id']}/withdrawal"
    assert api.post(path, {"channels": ["email_campaign"]}).status_code == 422
    left = api.post(path, {"channels": ["print"]}).get_json()["consent"]
    assert left["state"] == "active"
    assert [scope["withdrawn_at"] is None for scope in left["scopes"]] == [False, True]


def test_r4_a_consent_signed_before_a_withdrawal_is_evidence_only(api: Api, case_id: str) -> None:
    given = api.consent(case_id, information=FUTURE)
    api.post(f"/consents/{given['id']}/withdrawal")
    refused = api.send_consent(case_id, information=FUTURE)
    assert (refused.status_code, refused.get_json()["error"]["code"]) == (
        422,
        "withdrawn_since_signed",
    )
    kept = api.consent(case_id, information=FUTURE, as_evidence=True)
    assert (kept["standing"], kept["channels"]) == ("withdrawn", [])


def test_a_consent_not_begun_or_expired_says_so(api: Api, case_id: str) -> None:
    later = (utc_now() + timedelta(days=3)).isoformat()
    given = api.consent(case_id, information=FUTURE, effective_from=later)
    assert given["state"] == "pending"
    past = (utc_now() - timedelta(days=2)).date().isoformat()
    body = consent(information=FUTURE, signed_at="2020-01-01", expires_on=past)
    refused = api.post(f"/cases/{case_id}/consents", body)
    assert (refused.status_code, refused.get_json()["error"]["code"]) == (422, "consent_expired")
