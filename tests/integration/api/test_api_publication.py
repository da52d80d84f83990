"""Publication: refused with findings unless every rule is met."""

from typing import Any

from tests.integration.api.caller import Api

WEBSITE = {"channels": ["website_gallery"]}


def test_r1_a_case_without_consent_is_refused_with_findings(api: Api) -> None:
    case = api.open_case(provider=None)
    refused = api.post(f"/cases/{case['id']}/publication", WEBSITE)
    assert (refused.status_code, refused.get_json()["error"]["code"]) == (
        409,
        "publication_blocked",
    )
    findings = refused.get_json()["findings"]
    assert findings == refused.get_json()["error"]["findings"]
    assert {finding["code"] for finding in findings} >= {"pairs_missing", "provider_missing"}
    assert all(found["rule"] and found["message"] and found["source"] for found in findings)
    assert api.get(f"/cases/{case['id']}").get_json()["publications"] == []


def test_r1_a_channel_that_is_not_permitted_is_refused(
    api: Api, ready_case: dict[str, Any]
) -> None:
    path = f"/cases/{ready_case['id']}/publication"
    refused = api.post(path, {"channels": ["website_gallery", "social:instagram"]})
    assert refused.status_code == 409
    assert [found["subject_id"] for found in refused.get_json()["findings"]] == ["social:instagram"]
    assert api.get(f"/cases/{ready_case['id']}").get_json()["state"] == "approved"


def test_a_case_is_published_once(api: Api, ready_case: dict[str, Any]) -> None:
    path = f"/cases/{ready_case['id']}/publication"
    assert api.post(path, WEBSITE).status_code == 200
    again = api.post(path, WEBSITE)
    assert (again.status_code, again.get_json()["error"]["code"]) == (409, "already_published")


def test_channels_are_named_and_known(api: Api, ready_case: dict[str, Any]) -> None:
    path = f"/cases/{ready_case['id']}/publication"
    wrong: list[dict[str, object]] = [
        {},
        {"channels": []},
        {"channels": ["billboard"]},
        {"channel": "print"},
    ]
    for body in wrong:
        response = api.post(path, body)
        assert response.status_code == 422, body
        assert set(response.get_json()["error"]["fields"]) & {"channels", "channel"}


def test_findings_of_a_case_are_about_where_its_consents_permit(api: Api) -> None:
    case = api.open_case()
    assert "pairs_missing" in {finding["code"] for finding in case["findings"]}
    api.pair(case["id"])
    codes = {f["code"] for f in api.get(f"/cases/{case['id']}").get_json()["findings"]}
    assert "consent_missing" in codes
    api.consent(case["id"], scopes=[{"channel": "print", "decision": "permit"}])
    codes = {f["code"] for f in api.get(f"/cases/{case['id']}").get_json()["findings"]}
    assert not codes & {"consent_missing", "channel_not_permitted"}
