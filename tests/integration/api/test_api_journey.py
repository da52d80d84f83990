"""The whole way of a case through the API, as another system goes it."""

import io
import json
from collections.abc import Callable
from typing import Any

from tests.integration.api.caller import Api, consent, token_of
from tests.support.papers import PDF
from tests.support.practice import Practice

Scan = Callable[[], tuple[io.BytesIO, str, str]]


def test_a_case_goes_from_opening_to_withdrawal(api: Api, practice: Practice, scan: Scan) -> None:
    case = api.open_case()
    pair = api.pair(case["id"])
    parts = {"consent": json.dumps(consent()), "evidence": scan()}
    given = api.post(f"/cases/{case['id']}/consents", data=parts)
    assert given.status_code == 201, given.text
    practice.work()

    shown = api.post(f"/cases/{case['id']}/publication", {"channels": ["website_gallery"]})
    assert shown.status_code == 200, shown.text
    assert shown.get_json()["state"] == "published"
    assert shown.get_json()["publications"][0]["photos"] == sorted([pair["before"], pair["after"]])
    assert api.client.get(f"/cases/{case['slug']}").status_code == 200

    taken = api.post(f"/consents/{given.get_json()['id']}/withdrawal", {"reason": "Changed mind"})
    assert taken.status_code == 200
    assert "origin" in [task["surface"] for task in taken.get_json()["takedowns"]]
    assert api.client.get(f"/cases/{case['slug']}").status_code == 410
    after = api.get(f"/cases/{case['id']}").get_json()
    assert (after["state"], after["consents"][0]["state"]) == ("unpublished", "withdrawn")


def test_what_a_patient_signs_by_a_link_is_shown_withdrawn_and_cleared(
    api: Api, practice: Practice, asked_case: str
) -> None:
    asked = api.ask(asked_case)
    consent_id = practice.sign(
        token_of(asked["url"]), "website_gallery", "social:instagram"
    ).consent_id
    shown = api.post(f"/cases/{asked_case}/publication", {"channels": ["website_gallery"]})
    assert shown.get_json()["state"] == "published", shown.text
    practice.work()  # her consent changed what the files state
    post = {"channel": "social:instagram", "address": "https://social.example/p/1"}
    assert api.post(f"/cases/{asked_case}/placements", post).status_code == 201

    event = api.post(f"/consents/{consent_id}/withdrawal").get_json()["event"]
    assert api.client.get(f"/cases/{shown.get_json()['slug']}").status_code == 410
    listed = api.get(f"/takedowns?event={event}&state=open").get_json()["takedowns"]
    by_surface = {task["surface"]: task["id"] for task in listed}
    assert {"origin", "social:instagram"} <= set(by_surface)
    path = f"/takedowns/{by_surface['social:instagram']}/report"
    words = {"words": "Deleted the post in the app.", "proof": (io.BytesIO(PDF), "empty.pdf")}
    assert api.post(path, data=words).get_json()["state"] == "manual_done"
    left = api.get(f"/takedowns?event={event}&state=open").get_json()["takedowns"]
    assert "social:instagram" not in {task["surface"] for task in left}
    fhir = api.get(f"/consents/{consent_id}/exports/fhir-r4b").get_json()
    assert fhir["status"] == "inactive"


def test_a_case_tells_all_that_belongs_to_it(api: Api, ready_case: dict[str, Any]) -> None:
    assert ready_case["state"] == "approved"
    assert ready_case["chart_ref"] == "MRN-004711"
    assert [photo["state"] for photo in ready_case["photos"]] == ["ready", "ready"]
    assert [pair["view"] for pair in ready_case["pairs"]] == ["AP"]
    assert ready_case["consents"][0]["scopes"][0]["channel"] == "website_gallery"
    assert ready_case["findings"] == []
    assert ready_case["publications"] == []


def test_a_photo_tells_its_renditions_once_they_are_made(api: Api, practice: Practice) -> None:
    case = api.open_case()
    accepted = api.upload(case["id"], practice.picture_file().read_bytes())
    assert accepted.status_code == 202
    assert set(accepted.get_json()) >= {"id", "state", "sha256"}
    practice.work()
    photo = api.get(f"/photos/{accepted.get_json()['id']}").get_json()
    assert (photo["state"], photo["width_px"], photo["height_px"]) == ("ready", 640, 480)
    assert {row["format"] for row in photo["renditions"]} == {"avif", "webp", "jpg"}
    assert {row["spec"] for row in photo["renditions"]} >= {"marked-480"}


def test_unpublishing_takes_the_case_from_the_public(api: Api, ready_case: dict[str, Any]) -> None:
    path = f"/cases/{ready_case['id']}/publication"
    api.post(path, {"channels": ["website_gallery"]})
    ended = api("DELETE", path, json={"channels": ["website_gallery"]})
    assert ended.status_code == 200
    assert ended.get_json()["state"] == "unpublished"
    assert api.client.get(f"/cases/{ready_case['slug']}").status_code == 410
    again = api("DELETE", path)
    assert (again.status_code, again.get_json()["error"]["code"]) == (409, "not_published")


def test_the_ledger_tells_what_happened_newest_first(api: Api, ready_case: dict[str, Any]) -> None:
    events = api.get(f"/audit?case={ready_case['id']}").get_json()["events"]
    assert events[-1]["action"] == "case.opened"
    assert [event["position"] for event in events] == sorted(
        (event["position"] for event in events), reverse=True
    )
    assert events[0]["prev_hash"] == events[1]["hash"]


def test_takedowns_are_found_by_the_event_of_a_withdrawal(api: Api) -> None:
    case = api.open_case()
    given = api.consent(case["id"], information="this case, also future photos")
    taken = api.post(f"/consents/{given['id']}/withdrawal").get_json()
    listed = api.get(f"/takedowns?event={taken['event']}").get_json()["takedowns"]
    assert [(task["surface"], task["state"]) for task in listed] == [("origin", "pending")]
    assert listed == taken["takedowns"]
