"""What ends what is shown fails for nothing and waits for nothing: no key, lint, store or queue."""

import logging
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text

from gallery.actions.delete_case import delete_case
from gallery.actions.end_consent import end_consent
from gallery.actions.issue_patient_link import issue_patient_link
from gallery.actions.review_case import findings_for
from gallery.actions.settle_expiries import settle_expiries
from gallery.actions.unpublish_case import unpublish_case
from gallery.actions.withdraw_as_patient import withdraw_as_patient
from gallery.actions.withdraw_consent import withdraw_consent
from gallery.clock import utc_now
from gallery.errors import PartlyDone
from gallery.jobs import run_job
from gallery.models import Case, ConsentRecord, Job, Publication
from gallery.publishing.finding import PublicationBlocked
from gallery.runtime import OPERATOR, Runtime
from tests.integration.keys.stored import with_keys
from tests.support.fake_clock import FakeClock
from tests.support.practice import Practice

SQLITE = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
Ending = Callable[[Runtime, ConsentRecord, str], object]


class Broken:
    """Stand in the place of something that is away."""

    def __getattr__(self, name: str) -> Any:
        raise OSError(name)


def withdrawn(runtime: Runtime, consent: ConsentRecord, _token: str) -> None:
    with runtime.unit_of_work(OPERATOR) as uow:
        withdraw_consent(uow, consent.id)


def withdrawn_by_her(runtime: Runtime, _consent: ConsentRecord, token: str) -> None:
    withdraw_as_patient(runtime, token)


def invalidated(runtime: Runtime, consent: ConsentRecord, _token: str) -> None:
    with runtime.unit_of_work(OPERATOR) as uow:
        end_consent(uow, consent.id, "invalidated", "Not her signature.")


def unpublished_and_deleted(runtime: Runtime, consent: ConsentRecord, _token: str) -> None:
    with runtime.unit_of_work(OPERATOR) as uow:
        unpublish_case(uow, consent.case_id)
    with runtime.unit_of_work(OPERATOR) as uow:
        delete_case(uow, consent.case_id)


def expired(runtime: Runtime, consent: ConsentRecord, _token: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        FakeClock(consent.expires_at + timedelta(days=1)).install(patch)
        assert settle_expiries(runtime) == 1


def ends(runtime: Runtime) -> dict[str, datetime | None]:
    with runtime.reading() as session:
        return {row.case_id: row.ended_at for row in session.execute(select(Publication)).scalars()}


def her_key(runtime: Runtime, consent: ConsentRecord) -> str:
    with runtime.unit_of_work(OPERATOR) as uow:
        return issue_patient_link(uow, consent.subject_id)[1]


@pytest.mark.parametrize(
    "ending", [withdrawn, withdrawn_by_her, invalidated, unpublished_and_deleted, expired]
)
def test_r4_an_ending_needs_neither_key_nor_lint_nor_store_nor_queue(
    practice: Practice, runtime: Runtime, monkeypatch: pytest.MonkeyPatch, ending: Ending
) -> None:
    _, consent = practice.published_on_consent()
    token = her_key(runtime, consent)
    broken: Any = Broken()
    monkeypatch.setattr("gallery.actions.settle_case.review", broken.__getattr__)
    ending(replace(runtime, vault=broken, store=broken, queue=broken), consent, token)
    assert all(ends(runtime).values())


@SQLITE
def test_a_lint_is_made_only_where_it_tells_the_state(
    practice: Practice, runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    case_id = practice.case()
    practice.pair(case_id)
    practice.consent(case_id)
    kept = practice.consent(case_id)
    other = practice.consent(case_id)
    practice.work()
    monkeypatch.setattr("gallery.actions.settle_case.review", Broken().__getattr__)
    with runtime.unit_of_work(OPERATOR) as uow:
        end_consent(uow, other.id, "entered_in_error", "Another patient's form.")
        assert uow.get(Case, case_id, "case").state == "approved", "as it was"
        end_consent(uow, kept.id, "entered_in_error", "Another patient's form.")


@SQLITE
def test_with_a_lost_key_she_and_staff_still_withdraw(
    practice: Practice,
    runtime: Runtime,
    shared_app: Callable[[Runtime], Flask],
    signed_in: Callable[[str], FlaskClient],
) -> None:
    case_id, consent = practice.published_on_consent()
    token = her_key(runtime, consent)
    staff = signed_in("administrator")
    app = shared_app(with_keys(runtime, "another-key-than-that-which-was-used"))
    for path in (f"/staff/cases/{case_id}", f"/staff/consents/{consent.id}"):
        page = staff.get(path)
        assert (page.status_code, "cannot be read" in page.text) == (200, True), path
    answer = app.test_client().post(f"/my/{token}/withdrawal")
    assert (answer.status_code, all(ends(runtime).values())) == (303, True)


@SQLITE
@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("subjects", "chart_ref_encrypted"),
        ("consents", "signer_name_encrypted"),
        ("photos", "burnt_in_text_encrypted"),
    ],
)
def test_r13_a_value_that_cannot_be_read_blocks_and_is_named(
    practice: Practice, runtime: Runtime, table: str, column: str
) -> None:
    case_id = practice.case()
    practice.pair(case_id)
    practice.consent(case_id)
    practice.work()
    with runtime.engine.begin() as connection:
        connection.execute(text(f"UPDATE {table} SET {column} = 'x'"))  # noqa: S608 (constants)
        rows = connection.execute(text(f"SELECT id FROM {table}")).scalars()  # noqa: S608
        named = {case_id} if table == "subjects" else set(rows)
    with runtime.reading() as session:
        found = findings_for(session, runtime, session.get_one(Case, case_id), (), utc_now())
    lost = {one.subject_id: one.message for one in found if one.code == "value_unreadable"}
    assert set(lost) == named
    assert all("GALLERY_DATA_KEYS_RETIRED" in words for words in lost.values())
    with pytest.raises(PublicationBlocked):
        practice.publish(case_id)


@SQLITE
def test_a_missing_key_alone_takes_no_case_down(practice: Practice, runtime: Runtime) -> None:
    case_id, _ = practice.published_on_consent()
    with runtime.engine.begin() as connection:
        connection.execute(text("UPDATE photos SET burnt_in_text_encrypted = 'x'"))
    practice.consent(case_id, signer_name="Jane R. Example")
    assert not any(ends(runtime).values())


@SQLITE
def test_an_expiry_that_fails_keeps_no_other_from_its_end(
    practice: Practice, runtime: Runtime, caplog: pytest.LogCaptureFixture
) -> None:
    cases = [practice.published(chart_ref=f"B-{number}") for number in range(3)]
    failing = min(cases)
    with runtime.engine.begin() as connection:
        query = "UPDATE photos SET identifiability = 'Jane Example' WHERE case_id = :case_id"
        connection.execute(text(query), {"case_id": failing})
    with runtime.unit_of_work(OPERATOR) as uow:
        job = uow.enqueue("settle_expiries", {})
    with pytest.MonkeyPatch.context() as patch, caplog.at_level(logging.ERROR):
        FakeClock(utc_now() + timedelta(days=400)).install(patch)
        with pytest.raises(PartlyDone, match="1 of 3"):
            settle_expiries(runtime)
        assert not run_job(runtime, job.id)
    assert {case_id for case_id, end in ends(runtime).items() if end is None} == {failing}
    assert failing in caplog.text
    assert "Jane" not in caplog.text
    with runtime.reading() as session:
        assert session.get_one(Job, job.id).error_code == "cases_unsettled"


@SQLITE
def test_a_locked_queue_holds_no_answer(practice: Practice, runtime: Runtime) -> None:
    _, consent = practice.published_on_consent()
    other = practice.published(chart_ref="B")
    path = runtime.settings.queue_url.removeprefix("sqlite:///")
    with closing(sqlite3.connect(path, isolation_level=None)) as lock:
        lock.execute("BEGIN EXCLUSIVE")
        began = time.monotonic()
        practice.withdraw(consent.id)
        with runtime.unit_of_work(OPERATOR) as uow:
            unpublish_case(uow, other)
        assert time.monotonic() - began < 3
    assert all(ends(runtime).values())
    practice.work()
    with runtime.reading() as session:
        query = select(Job.state).where(Job.kind == "erase_renditions")
        assert session.execute(query).scalars().all() == ["done"], "nothing is lost"
