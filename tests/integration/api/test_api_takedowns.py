"""Surfaces, copies put somewhere by hand, and what is due: found, reported, ticked off."""

import hashlib
import io
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from gallery.actions.find_cases import consents_of
from gallery.actions.give_notice import give_notices
from gallery.actions.withdraw_consent import withdraw_all_of_case
from gallery.clock import utc_now
from gallery.models import LedgerEvent, Takedown
from gallery.runtime import OPERATOR, Runtime
from tests.integration.api.caller import Api, fields_of, refusal
from tests.support.papers import PDF
from tests.support.practice import Practice, scopes

SQLITE = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
POST = {"channel": "social:instagram", "address": "https://social.example/p/1"}
WORDS = "The post was deleted in the app."


@pytest.fixture
def placed_case(api: Api, practice: Practice) -> tuple[str, str]:
    """Return a case that a post shows, and the consent that permits it."""
    case_id = practice.case()
    practice.pair(case_id)
    both = scopes(website_gallery="permit", social__instagram="permit")
    given = practice.consent(case_id, scopes=both)
    assert api.post(f"/cases/{case_id}/placements", POST).status_code == 201
    return case_id, given.id


@pytest.fixture
def task(api: Api, placed_case: tuple[str, str]) -> dict[str, Any]:
    """Return the takedown of a post, after a withdrawal."""
    withdrawn = api.post(f"/consents/{placed_case[1]}/withdrawal").get_json()
    found = {task["surface"]: task for task in withdrawn["takedowns"]}
    return dict(found["social:instagram"])


def report(api: Api, task_id: str, proof: bytes | None = PDF, **parts: Any) -> Any:
    files = {} if proof is None else {"proof": (io.BytesIO(proof), "empty.pdf")}
    data = {"words": WORDS, **files, **parts}
    path = f"/takedowns/{task_id}/report"
    return api.post(path, data=data, content_type="multipart/form-data")


def test_a_copy_put_somewhere_is_on_record_until_it_is_gone(
    api: Api, placed_case: tuple[str, str]
) -> None:
    path = f"/cases/{placed_case[0]}/placements"
    (listed,) = api.get(path).get_json()["placements"]
    assert (listed["channel"], listed["address"]) == (POST["channel"], POST["address"])
    assert api("DELETE", f"/placements/{listed['id']}").status_code == 204
    assert api.get(path).get_json()["placements"][0]["removed_at"] is not None
    again = api("DELETE", f"/placements/{listed['id']}")
    assert refusal(again) == (409, "placement_removed")


def test_r1_a_copy_is_not_put_where_nothing_permits_it(
    api: Api, placed_case: tuple[str, str]
) -> None:
    path = f"/cases/{placed_case[0]}/placements"
    refused = api.post(path, {"channel": "print", "note": "Brochure"})
    assert refusal(refused) == (409, "channel_not_permitted")
    for body, field in (
        ({**POST, "channel": "billboard"}, "channel"),
        ({**POST, "channel": "website_gallery"}, "channel"),
        ({"channel": "social:instagram"}, "address"),
        ({**POST, "adress": "x"}, "adress"),
    ):
        assert fields_of(api.post(path, body)) == {field}
    assert fields_of(api.post(path, {})) == {"channel"}


def test_a_surface_tells_all_that_is_known_of_it(api: Api, task: dict[str, Any]) -> None:
    assert (task["address"], task["attempts"], task["proof"]) == (POST["address"], 0, None)
    assert task["channels"] == ["social:instagram"]
    assert not task["is_late"]
    assert task["deadline"] > task["created_at"]
    assert "next_look_at" in task


def test_surfaces_are_found_by_state_and_by_being_late(
    api: Api, runtime: Runtime, task: dict[str, Any]
) -> None:
    def found(query: str) -> list[str]:
        return [row["id"] for row in api.get(f"/takedowns?{query}").get_json()["takedowns"]]

    every = found(f"event={task['event']}")
    assert found("state=open") == every
    assert found("state=verified_gone") == found("late=true") == []
    assert found("late=false") == every
    with runtime.engine.begin() as connection:
        past = utc_now() - timedelta(hours=1)
        late = update(Takedown).where(Takedown.id == task["id"]).values(deadline_at=past)
        connection.execute(late)
    assert found("late=true") == [task["id"]]
    page = api.get("/takedowns?state=open&per_page=1&page=2").get_json()
    assert ([row["id"] for row in page["takedowns"]], page["total"]) == (every[1:2], len(every))


@SQLITE
def test_r4_each_consent_withdrawn_at_once_has_the_surfaces(
    api: Api, practice: Practice, placed_case: tuple[str, str]
) -> None:
    case_id, _ = placed_case
    practice.consent(case_id, scopes=scopes(print="permit"))
    with practice.runtime.unit_of_work(OPERATOR) as uow:
        uow.take_turn(case_id)
        withdraw_all_of_case(uow, consents_of(uow.session, case_id))
        events = select(LedgerEvent.id).where(LedgerEvent.action == "consent.withdrawn")
        first, last = uow.session.execute(events.order_by(LedgerEvent.position)).scalars()
    found = [api.get(f"/takedowns?event={event}").get_json() for event in (first, last)]
    assert found[0] == found[1]
    surfaces = {row["surface"] for row in found[0]["takedowns"]}
    assert surfaces >= {"origin", "social:instagram"}
    assert {row["event"] for row in found[0]["takedowns"]} == {last}


def test_a_report_is_kept_with_its_document(api: Api, task: dict[str, Any]) -> None:
    done = report(api, task["id"])
    assert done.status_code == 200, done.text
    told = done.get_json()
    assert (told["state"], told["proof"]) == ("manual_done", WORDS)
    assert told["proof_sha256"] == hashlib.sha256(PDF).hexdigest()
    assert (told["proof_media_type"], told["next_look_at"]) == ("application/pdf", None)
    assert refusal(report(api, task["id"])) == (409, "takedown_finished")
    (placed,) = api.get(f"/cases/{task['case_id']}/placements").get_json()["placements"]
    assert placed["removed_at"] is not None


def test_a_report_needs_no_document_and_is_taken_once(api: Api, task: dict[str, Any]) -> None:
    key = {"Idempotency-Key": "report-1"}
    data = {"words": WORDS}
    path, form = f"/takedowns/{task['id']}/report", "multipart/form-data"
    first, again = (api.post(path, data=data, content_type=form, headers=key) for _ in "ab")
    assert (first.status_code, again.status_code) == (200, 200)
    assert first.data == again.data
    assert first.get_json()["proof_sha256"] is None


@SQLITE
def test_a_report_that_cannot_be_used_is_refused_by_its_part(
    api: Api, task: dict[str, Any]
) -> None:
    assert fields_of(report(api, task["id"], words="Gone")) == {"words"}
    assert fields_of(report(api, task["id"], proof=b"<html>")) == {"proof"}
    assert fields_of(report(api, task["id"], proof=b"")) == {"proof"}
    assert fields_of(report(api, task["id"], word="x")) == {"word"}
    picture = (io.BytesIO(PDF), "a.pdf")
    assert fields_of(report(api, task["id"], picture=picture)) == {"picture"}
    assert api.post(f"/takedowns/{task['id']}/report", {"words": WORDS}).status_code == 415
    assert report(api, "0" * 20).status_code == 404


def test_our_own_surfaces_are_looked_at_and_not_reported(
    api: Api, practice: Practice, task: dict[str, Any]
) -> None:
    rows = api.get(f"/takedowns?event={task['event']}").get_json()["takedowns"]
    own = next((row["id"] for row in rows if row["surface"] == "origin"), None)
    assert own is not None
    assert refusal(report(api, own)) == (409, "takedown_is_ours")
    looked = api.post(f"/takedowns/{own}/look")
    assert (looked.status_code, looked.get_json()["id"]) == (202, own)
    practice.work()
    (seen,) = [
        row
        for row in api.get(f"/takedowns?case={task['case_id']}").get_json()["takedowns"]
        if row["id"] == own
    ]
    assert seen["state"] == "never_shown"
    assert refusal(api.post(f"/takedowns/{own}/look")) == (409, "takedown_finished")


@SQLITE
def test_filters_of_surfaces_are_checked(api: Api) -> None:
    for query, field in (("state=gone", "state"), ("late=soon", "late"), ("page=0", "page")):
        assert fields_of(api.get(f"/takedowns?{query}")) == {field}
    assert fields_of(api.get("/takedowns?per_page=5")) == {"event"}


def test_what_is_due_is_listed_until_it_is_ticked_off(api: Api, practice: Practice) -> None:
    case_id = practice.case()
    practice.photo(case_id, "before")
    soon = (utc_now() + timedelta(days=5)).date()
    given = practice.consent(case_id, expires_on=soon)
    with practice.runtime.unit_of_work(OPERATOR) as uow:
        give_notices(uow)
    (due,) = api.get("/notices").get_json()["notices"]
    assert (due["kind"], due["subject_id"]) == ("consent_expiring", given.id)
    assert (due["case_id"], due["threshold_days"]) == (case_id, 7)
    done = api.post(f"/notices/{due['id']}/done")
    assert done.get_json()["done_at"] is not None
    assert api.get("/notices").get_json()["notices"] == []
    assert api.post(f"/notices/{due['id']}/done").status_code == 200
