"""Alignment and comparability over HTTP, held against the API's own document."""

import pytest

from tests.integration.api.caller import Api, refusal
from tests.support.practice import Practice
from tests.support.shifted import SCALE, shifted_pair

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)


@pytest.fixture
def pair(api: Api, practice: Practice) -> str:
    """Return the path of a pair that was compared."""
    case_id = api.open_case()["id"]
    before, after = shifted_pair()
    photos = [
        api.upload(case_id, content, role=role).get_json()["id"]
        for role, content in (("before", before), ("after", after))
    ]
    made = api.post(f"/cases/{case_id}/pairs", json={"before": photos[0], "after": photos[1]})
    assert made.get_json()["alignment"]["state"] == "waiting"
    practice.work()
    return f"/pairs/{made.get_json()['id']}"


def test_a_proposal_is_read_applied_corrected_and_undone(api: Api, pair: str) -> None:
    found = api.get(pair).get_json()
    assert found["alignment"]["state"] == "proposed"
    assert found["alignment"]["proposal"]["scale"] == pytest.approx(1 / SCALE, abs=0.005)
    applied = api("PUT", f"{pair}/alignment", json={"use": "proposal"}).get_json()
    assert applied["alignment"]["state"] == "applied"
    assert applied["alignment"]["applied"] == found["alignment"]["proposal"]
    placement = {"dx_px": 4.0, "dy_px": -3.0, "scale": 1.05, "rotation_deg": 2.0}
    body = {"use": "placement", "placement": placement}
    assert (
        api("PUT", f"{pair}/alignment", json=body).get_json()["alignment"]["applied"] == placement
    )
    assert api("DELETE", f"{pair}/alignment").get_json()["alignment"]["state"] == "proposed"
    assert refusal(api("DELETE", f"{pair}/alignment")) == (409, "not_aligned")


def test_what_cannot_be_is_refused_by_field(api: Api, pair: str) -> None:
    body = {"use": "placement", "placement": {"scale": 7, "rotation_deg": 45}}
    response = api("PUT", f"{pair}/alignment", json=body)
    assert refusal(response) == (422, "alignment_unusable")
    assert set(response.get_json()["error"]["fields"]) == {"scale", "rotation_deg"}
    assert refusal(api("PUT", f"{pair}/checks/mood", json={"passes": True})) == (
        422,
        "unknown_check",
    )
    judged = api("PUT", f"{pair}/checks/lighting", json={"passes": True})
    assert refusal(judged) == (409, "check_is_measured")


def test_nine_checks_are_told_and_completed(api: Api, pair: str) -> None:
    before = api.get(pair).get_json()["comparability"]
    after = api("PUT", f"{pair}/checks/posture", json={"passes": True}).get_json()["comparability"]
    assert (after["passed"] - before["passed"], after["out_of"]) == (1, 9)
    posture = next(check for check in after["checks"] if check["name"] == "posture")
    assert posture["verdict"] == "pass"
    assert posture["judged_by"]
    back = api("PUT", f"{pair}/checks/posture", json={"passes": None}).get_json()["comparability"]
    assert back["passed"] == before["passed"]
