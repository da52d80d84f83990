"""Cases: what may be written, listed, changed and deleted."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import event

from tests.integration.api.caller import CASE, Api
from tests.support.practice import Practice

UNUSABLE: tuple[tuple[str, object], ...] = (
    ("colour", "blue"),
    ("title", ""),
    ("title", "a\x00b"),
    ("title", "x" * 201),
    ("procedures", []),
    ("procedures", ["no-such-procedure"]),
    ("area", "no-such-area"),
    ("is_adult_at_capture", "yes"),
    ("sessions", "2"),
    ("sessions", 10**30),
    ("age_band", "44"),
    ("story", "\ud800"),
    ("registration_number", "x" * 41),
    ("is_testimonial", "no"),
)
SQLITE = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)


def test_lists_are_paged_and_filtered(api: Api) -> None:
    first = api.open_case(title="First", provider="Dr. Adams")
    api.open_case(title="Second", area="face", procedures=["botulinum-toxin"])
    page = api.get("/cases?per_page=1&page=2").get_json()
    assert (page["total"], page["page"], page["per_page"]) == (2, 2, 1)
    assert [case["id"] for case in page["cases"]] == [first["id"]]
    for query in ("q=adams", "procedure=sclerotherapy", "area=legs&state=draft"):
        found = api.get(f"/cases?{query}").get_json()["cases"]
        assert [case["title"] for case in found] == ["First"], query


def test_a_chart_reference_is_found_in_full_and_by_no_address(api: Api) -> None:
    api.open_case()
    for typed, total in (("mrn-004711", 1), ("MRN-0047", 0)):
        assert api("POST", "/cases/search", json={"q": typed}).get_json()["total"] == total
        assert api.get(f"/cases?q={typed}").get_json()["total"] == 0


def test_who_signed_is_found_by_a_body_and_only_with_the_scope_for_consents(
    api: Api, practice: Practice, api_token: Callable[..., str]
) -> None:
    case_id = practice.case()
    practice.photo(case_id, "before")
    practice.consent(case_id)
    body = {"q": "jane example", "area": "legs"}
    found = api("POST", "/cases/search", json=body).get_json()
    assert [case["id"] for case in found["cases"]] == [case_id]
    assert "Jane" not in str(found)
    assert api("POST", "/cases/search", json={"area": "face"}).get_json()["total"] == 0
    assert api.get("/cases?q=jane+example").get_json()["total"] == 0
    reader = {"Authorization": f"Bearer {api_token('cases:read')}"}
    unscoped = api.client.post("/api/v1/cases/search", json=body, headers=reader)
    assert (unscoped.status_code, unscoped.get_json()["total"]) == (200, 0)


def test_a_change_leaves_the_other_facts(api: Api) -> None:
    case = api.open_case()
    changed = api("PATCH", f"/cases/{case['id']}", json={"sessions": 3, "age_band": None})
    assert changed.status_code == 200, changed.text
    now = changed.get_json()
    assert (now["sessions"], now["age_band"]) == (3, None)
    kept = ("title", "procedures", "laterality", "is_adult_at_capture", "is_actual_patient")
    assert {name: now[name] for name in kept} == {name: case[name] for name in kept}


def test_facts_that_some_legal_orders_ask_for_are_kept(api: Api) -> None:
    case = api.open_case(is_testimonial=True, registration_number="MED0001234567")
    assert (case["is_testimonial"], case["registration_number"]) == (True, "MED0001234567")
    changes = {"is_testimonial": False, "registration_number": None}
    now = api("PATCH", f"/cases/{case['id']}", json=changes).get_json()
    assert (now["is_testimonial"], now["registration_number"]) == (False, None)


def test_a_deleted_case_is_no_longer_listed(api: Api) -> None:
    case = api.open_case()
    assert api("DELETE", f"/cases/{case['id']}").status_code == 204
    assert api.get("/cases").get_json()["cases"] == []
    assert api.get(f"/cases/{case['id']}").get_json()["state"] == "purged"


def test_a_live_case_is_not_deleted(api: Api, ready_case: dict[str, Any]) -> None:
    api.post(f"/cases/{ready_case['id']}/publication", {"channels": ["website_gallery"]})
    refused = api("DELETE", f"/cases/{ready_case['id']}")
    assert (refused.status_code, refused.get_json()["error"]["code"]) == (409, "case_is_published")


@SQLITE
def test_input_that_cannot_be_used_is_refused_by_its_name(api: Api) -> None:
    for field, value in UNUSABLE:
        response = api.post("/cases", {**CASE, field: value})
        assert response.status_code == 422, (field, value, response.text)
        assert field in response.get_json()["error"]["fields"], (field, value)


@SQLITE
def test_every_missing_field_is_named(api: Api) -> None:
    fields = api.post("/cases", {}).get_json()["error"]["fields"]
    assert set(fields) == {"chart_ref", "title", "procedures", "area", "is_adult_at_capture"}


@SQLITE
def test_a_filter_that_cannot_be_used_is_refused(api: Api) -> None:
    for query in ("page=0", "per_page=201", "stat=draft", "state=drafty", "q=a&q=b"):
        response = api.get(f"/cases?{query}")
        assert response.status_code == 422, query
        assert query.partition("=")[0] in response.get_json()["error"]["fields"]


def _queries(api: Api, path: str) -> int:
    seen: list[str] = []
    engine = api.client.application.extensions["runtime"].engine

    def count(*arguments: Any) -> None:
        seen.append(arguments[2])

    event.listen(engine, "before_cursor_execute", count)
    assert api.get(path).status_code == 200
    event.remove(engine, "before_cursor_execute", count)
    return len(seen)


@SQLITE
def test_more_cases_need_no_more_queries(api: Api, practice: Practice) -> None:
    practice.pair(practice.case())
    _queries(api, "/cases")  # the token's first use is written down
    few = _queries(api, "/cases")
    for number in range(3):
        practice.pair(practice.case(chart_ref=f"MRN-{number}"))
    _queries(api, "/cases")  # a later use is written down again
    assert _queries(api, "/cases") == few


@SQLITE
def test_more_photos_and_consents_need_no_more_queries(api: Api, practice: Practice) -> None:
    case_id = practice.case()
    practice.pair(case_id)
    practice.consent(case_id)
    _queries(api, f"/cases/{case_id}")  # the token's first use is written down
    few = _queries(api, f"/cases/{case_id}")
    practice.pair(case_id, view="OL")
    practice.consent(case_id)
    practice.work()
    _queries(api, f"/cases/{case_id}")  # a later use is written down again
    assert _queries(api, f"/cases/{case_id}") == few
