"""Laying a consent before a patient through the API, and the links to her own page."""

import pytest

from gallery.actions.read_patient_page import patient_page
from gallery.errors import Gone
from gallery.publishing.finding import PublicationBlocked
from gallery.runtime import Runtime
from tests.integration.api.caller import Api, fields_of, offer, refusal, token_of
from tests.support.practice import Practice

SQLITE = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)


def test_a_request_gives_its_link_once(api: Api, asked_case: str) -> None:
    made = api.ask(asked_case)
    assert (made["state"], made["template_version"], len(made["photos"])) == ("open", "1", 2)
    assert (made["procedures"], made["body_areas"]) == (["sclerotherapy"], ["legs"])
    assert api.client.get(made["url"]).status_code == 200
    (listed,) = api.get(f"/cases/{asked_case}/signing-requests").get_json()["signing_requests"]
    assert (listed["id"], listed["opened_at"] is None) == (made["id"], False)
    assert "url" not in listed
    assert token_of(made["url"]) not in api.get(f"/audit?case={asked_case}").text


def test_what_she_signs_is_in_the_request_and_the_consent(
    api: Api, asked_case: str, practice: Practice
) -> None:
    made = api.ask(asked_case, channels=["website_gallery", "print"])
    signed = practice.sign(token_of(made["url"]), "print")
    (listed,) = api.get(f"/cases/{asked_case}/signing-requests").get_json()["signing_requests"]
    assert (listed["state"], listed["consent"]) == ("signed", signed.consent_id)
    given = api.get(f"/consents/{signed.consent_id}").get_json()
    assert (given["standing"], given["channels"]) == ("active", ["print"])
    assert given["text_sha256"] == made["text_sha256"]


def test_r1_she_is_shown_what_is_there_before_she_is_asked_for_more(
    api: Api, asked_case: str, practice: Practice
) -> None:
    body, nothing = offer([], future_photos=True), practice.case(chart_ref="MRN-1")
    refused = api.post(f"/cases/{asked_case}/signing-requests", body)
    assert fields_of(refused) == {"photos"}
    asked = api.post(f"/cases/{nothing}/signing-requests", body)
    practice.pair(nothing)
    signed = practice.sign(token_of(asked.get_json()["url"]))
    given = api.get(f"/consents/{signed.consent_id}").get_json()
    assert (given["photos"], given["covers_future_photos"]) == ([], True)
    practice.work()
    with pytest.raises(PublicationBlocked):
        practice.publish(nothing)


def test_a_request_taken_back_opens_nothing(api: Api, asked_case: str) -> None:
    made = api.ask(asked_case)
    assert api("DELETE", f"/signing-requests/{made['id']}").status_code == 204
    assert api.client.get(made["url"]).status_code == 410
    again = api("DELETE", f"/signing-requests/{made['id']}")
    assert refusal(again) == (409, "request_is_finished")


def test_a_renewal_names_what_it_takes_the_place_of(
    api: Api, asked_case: str, practice: Practice
) -> None:
    first = practice.sign(token_of(api.ask(asked_case)["url"])).consent_id
    url = api.ask(asked_case, supersedes=first, remuneration="A free session")["url"]
    second = practice.sign(token_of(url)).consent_id
    assert api.get(f"/consents/{first}").get_json()["standing"] == "superseded"
    given = api.get(f"/consents/{second}").get_json()
    assert (given["supersedes"], given["remuneration"]) == (first, "A free session")
    path = f"/cases/{asked_case}/signing-requests"
    once_more = api.post(path, offer(["x"], supersedes=first))
    assert once_more.status_code == 422
    photos = [photo["id"] for photo in api.get(f"/cases/{asked_case}").get_json()["photos"]]
    ended = api.post(path, offer(photos, future_photos=True, supersedes=first))
    assert refusal(ended) == (409, "consent_not_in_force")


@SQLITE
def test_what_cannot_be_laid_before_anybody_is_refused_by_its_field(
    api: Api, asked_case: str
) -> None:
    path = f"/cases/{asked_case}/signing-requests"
    wrong: tuple[tuple[dict[str, object], str], ...] = (
        ({"template": "no-such-text"}, "template"),
        ({"template": {"id": "photo-release", "version": "9"}}, "template"),
        ({"language": "fr"}, "template"),
        ({"channels": []}, "channels"),
        ({"channels": ["billboard"]}, "channels"),
        ({"photos": []}, "photos"),
        ({"photos": ["0" * 20]}, "photos"),
        ({"expires_on": "2020-01-01"}, "expires_on"),
        ({"identifiability": ["some"]}, "identifiability"),
        ({"procedures": ["no-such-procedure"]}, "procedures"),
        ({"supersedes": "0" * 20}, "supersedes"),
        ({"expires": "2030-01-01"}, "expires"),
    )
    photos = [photo["id"] for photo in api.get(f"/cases/{asked_case}").get_json()["photos"]]
    for changes, field in wrong:
        refused = api.post(path, offer(**{"photos": photos, **changes}))
        assert fields_of(refused) == {field}, changes
    assert fields_of(api.post(path, {})) == {"template", "channels", "expires_on"}
    assert api.get(path).get_json()["signing_requests"] == []


@SQLITE
def test_a_text_asks_for_what_the_practice_has_not_told_of_itself(api: Api) -> None:
    case_id = str(api.open_case()["id"])
    path = f"/cases/{case_id}/signing-requests"
    refused = api.post(path, offer([], future_photos=True))
    assert refusal(refused) == (422, "text_unfilled")
    assert "practice_address" in fields_of(refused)


@SQLITE
def test_r7_nobody_is_asked_about_photographs_of_a_minor(api: Api) -> None:
    case_id = str(api.open_case(is_adult_at_capture=False)["id"])
    refused = api.post(f"/cases/{case_id}/signing-requests", offer([], future_photos=True))
    assert refusal(refused) == (422, "subject_was_minor")


def test_a_patient_link_opens_her_page_until_it_is_taken_back(
    api: Api, asked_case: str, runtime: Runtime, practice: Practice
) -> None:
    practice.sign(token_of(api.ask(asked_case)["url"]))
    made = api.post(f"/cases/{asked_case}/patient-links")
    assert made.status_code == 201, made.text
    url = made.get_json()["url"]
    assert url.startswith(f"{runtime.settings.base_url}/my/")
    assert api.client.get(url).status_code == 200
    assert api("DELETE", f"/cases/{asked_case}/patient-links").status_code == 204
    with pytest.raises(Gone):
        patient_page(runtime, token_of(url))
    assert api("DELETE", f"/cases/{asked_case}/patient-links").status_code == 204


def test_the_same_key_gives_the_same_link_and_none_more(api: Api, asked_case: str) -> None:
    shown = [photo["id"] for photo in api.get(f"/cases/{asked_case}").get_json()["photos"]]
    body = offer(shown, future_photos=True)
    key = {"Idempotency-Key": "ask-once"}
    path = f"/cases/{asked_case}/signing-requests"
    first, again = (api.post(path, body, headers=key) for _ in range(2))
    assert first.get_json()["url"] == again.get_json()["url"]
    assert len(api.get(path).get_json()["signing_requests"]) == 1
    links = f"/cases/{asked_case}/patient-links"
    assert len({api.post(links, headers={"Idempotency-Key": "link"}).data for _ in "ab"}) == 1
