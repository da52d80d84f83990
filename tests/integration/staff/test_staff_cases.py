"""The list of cases, opening one, changing its facts, erasing it."""

from collections.abc import Callable
from urllib.parse import parse_qsl

import pytest
from flask.testing import FlaskClient

from gallery.actions.set_practice import set_practice
from gallery.runtime import OPERATOR
from tests.integration.staff.staff_page import Page
from tests.support.practice import Practice

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)

FORM = {
    "title": "Spider veins on the calf",
    "procedures": "sclerotherapy",
    "area": "legs",
    "chart_ref": "MRN-77",
    "is_adult_at_capture": "on",
    "is_actual_patient": "on",
    "sessions": "3",
    "provider": "Dr. Rivera",
}
EN_DASH = "\N{EN DASH}"
Browser = Callable[[str], FlaskClient]


def test_an_empty_list_says_what_to_do_next(signed_in: Browser) -> None:
    page = Page(signed_in("editor").get("/staff/"))
    assert "No cases yet" in page.text
    assert "/staff/cases/new" in page.links


def test_who_may_not_add_cases_is_not_offered_to(signed_in: Browser) -> None:
    client = signed_in("viewer")
    assert "/staff/cases/new" not in Page(client.get("/staff/")).links
    assert client.get("/staff/cases/new").status_code == 403


def test_a_case_is_opened_and_shown(signed_in: Browser) -> None:
    page = Page(signed_in("editor").post("/staff/cases/new", data=FORM, follow_redirects=True))
    assert page.status == 200
    assert "Chart MRN-77" in page.text
    assert "The case is open." in page.text


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": "x" * 201}, "title"),
        ({"procedures": ""}, "procedures"),
        ({"procedures": "magic"}, "procedures"),
        ({"area": "moon"}, "area"),
        ({"chart_ref": ""}, "chart_ref"),
        ({"sessions": "many"}, "sessions"),
        ({"sessions": "100"}, "sessions"),
        ({"age_band": "17"}, "age_band"),
    ],
)
def test_a_fault_stands_beside_its_field_and_nothing_typed_is_lost(
    signed_in: Browser, change: dict[str, str], field: str
) -> None:
    page = Page(signed_in("editor").post("/staff/cases/new", data={**FORM, **change}))
    assert page.status == 422
    assert field in page.faults
    assert page.fields["provider"] == "Dr. Rivera"
    assert ("is_adult_at_capture", "on") in page.ticked


def test_a_title_is_escaped(signed_in: Browser) -> None:
    form = {**FORM, "title": "<script>alert(1)</script>"}
    page = Page(signed_in("editor").post("/staff/cases/new", data=form, follow_redirects=True))
    assert "<script>alert" not in page.html
    assert "&lt;script&gt;alert" in page.html


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("q=thigh", True),
        ("q=rivera", True),
        ("q=MRN-004711", True),
        ("q=MRN-0047", False),
        ("q=thigh&area=face", False),
        ("state=draft", True),
        ("state=published", False),
        ("procedure=sclerotherapy&area=legs", True),
        ("area=face", False),
        ("area=moon", True),
    ],
)
def test_the_list_is_searched(
    signed_in: Browser, practice: Practice, asked: str, *, found: bool
) -> None:
    case_id = practice.case()
    form = dict(parse_qsl(asked))
    answer = signed_in("viewer").post("/staff/cases/search", data=form, follow_redirects=True)
    page = Page(answer)
    assert (f"/staff/cases/{case_id}" in page.links) is found
    assert found or "No case fits" in page.text
    assert page.fields["q"] == form.get("q", "")


@pytest.mark.parametrize(
    ("role", "typed", "found"),
    [
        ("editor", "example JANE", True),
        ("editor", "Exámple", True),
        ("editor", "Jane Exam", False),
        ("viewer", "Jane Example", False),
    ],
)
def test_a_patient_is_found_by_the_name_she_signed_with_and_no_address_tells_it(
    signed_in: Browser, practice: Practice, role: str, typed: str, *, found: bool
) -> None:
    signed, other = practice.case(), practice.case(title="Another of hers")
    practice.photo(signed, "before")
    practice.consent(signed)
    client = signed_in(role)
    sent = client.post("/staff/cases/search", data={"q": typed})
    assert sent.status_code == 303
    assert "find=" in sent.location
    assert not any(word.lower() in sent.location.lower() for word in typed.split())
    links = Page(client.get(sent.location)).links
    assert {f"/staff/cases/{case_id}" in links for case_id in (signed, other)} == {found}


def test_a_search_that_was_altered_or_typed_into_the_address_shows_all_cases(
    signed_in: Browser, practice: Practice
) -> None:
    case_id = practice.case()
    client = signed_in("viewer")
    foreign = practice.runtime.vault.encrypt("nothing like it")
    for query in ("find=gAAAAAforged", f"find={foreign}", "find=", "q=nothing+like+it", "page=x"):
        page = Page(client.get(f"/staff/?{query}"))
        assert f"/staff/cases/{case_id}" in page.links
        assert page.fields["q"] == ""


def test_a_search_is_read_by_who_made_it_alone(signed_in: Browser, practice: Practice) -> None:
    practice.case()
    maker, other = signed_in("viewer"), signed_in("editor")
    asked = maker.post("/staff/cases/search", data={"q": "thigh\0 \u202eveins"}).location
    assert Page(maker.get(asked)).fields["q"] == "thigh veins"
    assert Page(other.get(asked)).fields["q"] == ""


def test_further_pages_of_a_search_keep_what_was_looked_for(
    signed_in: Browser, practice: Practice
) -> None:
    for _ in range(51):
        practice.case()
    practice.case(title="Face", provider=None)
    client = signed_in("viewer")
    first = Page(client.post("/staff/cases/search", data={"q": "Rivera"}, follow_redirects=True))
    (onward,) = [link for link in first.links if "page=" in link]
    assert "ivera" not in onward
    assert f"51{EN_DASH}51 of 51 cases" in Page(client.get(onward)).text


def test_the_list_is_cut_into_pages(signed_in: Browser, practice: Practice) -> None:
    for _ in range(51):
        practice.case()
    client = signed_in("viewer")
    first = Page(client.get("/staff/"))
    assert f"1{EN_DASH}50 of 51 cases" in first.text
    (onward,) = [link for link in first.links if "page=" in link]
    second = Page(client.get(onward))
    assert f"51{EN_DASH}51 of 51 cases" in second.text
    assert [link for link in second.links if "page=" in link] == ["/staff/?page=1"]


def test_facts_are_changed_but_not_the_chart_reference(
    signed_in: Browser, practice: Practice
) -> None:
    case_id = practice.case()
    form = {**FORM, "chart_ref": "OTHER", "title": "Now another title"}
    page = Page(
        signed_in("editor").post(f"/staff/cases/{case_id}", data=form, follow_redirects=True)
    )
    assert "Now another title" in page.text
    assert "Chart MRN-004711" in page.text


def test_a_public_case_is_changed_only_by_who_may_publish(
    signed_in: Browser, practice: Practice
) -> None:
    case_id = practice.published()
    page = Page(signed_in("editor").post(f"/staff/cases/{case_id}", data=FORM))
    assert page.status == 409
    assert "unpublish it first" in page.text
    assert page.fields["title"] == FORM["title"]


def test_r18_a_testimonial_is_called_one(signed_in: Browser) -> None:
    form = {**FORM, "story": "I am glad.", "is_testimonial": "on"}
    page = Page(signed_in("editor").post("/staff/cases/new", data=form, follow_redirects=True))
    assert "The story is in the patient's own words" in page.text
    assert ("is_testimonial", "on") in page.ticked


def test_r17_the_registration_number_is_asked_where_a_pack_needs_it_and_kept_elsewhere(
    signed_in: Browser, practice: Practice
) -> None:
    client, case_id = signed_in("editor"), practice.case(registration_number="MED0001")
    path = f"/staff/cases/{case_id}"
    assert "registration_number" not in Page(client.get(path)).fields
    client.post(path, data=FORM)
    assert "MED0001" in Page(client.get(path)).text
    with practice.runtime.unit_of_work(OPERATOR) as uow:
        set_practice(uow, {"jurisdictions": ["AU-AHPRA"]})
    assert Page(client.get(path)).fields["registration_number"] == "MED0001"
    page = Page(client.post(path, data={**FORM, "registration_number": "x" * 41}))
    assert "registration_number" in page.faults


def test_a_case_is_erased_only_when_it_is_meant(signed_in: Browser, practice: Practice) -> None:
    case_id, client = practice.case(), signed_in("administrator")
    assert client.post(f"/staff/cases/{case_id}/erasure").status_code == 409
    path = f"/staff/cases/{case_id}/erasure"
    page = Page(client.post(path, data={"sure": "on"}, follow_redirects=True))
    assert "The case is erased" in page.text
    assert "was erased" in Page(client.get(f"/staff/cases/{case_id}")).text


def test_an_unknown_case_is_not_found(signed_in: Browser) -> None:
    assert signed_in("viewer").get("/staff/cases/0123456789").status_code == 404


def test_staff_pages_are_kept_nowhere(signed_in: Browser) -> None:
    assert signed_in("viewer").get("/staff/").headers["Cache-Control"] == "no-store"
