"""Surfaces to clear: the list, one's own word with proof, and copies placed by hand."""

import io
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from gallery.actions import keep_evidence
from gallery.actions.find_cases import consents_of
from gallery.actions.place_case import place_case
from gallery.actions.withdraw_consent import withdraw_all_of_case
from gallery.clock import utc_now
from gallery.imaging.refusals import busy
from gallery.models import Job, LedgerEvent, Placement, Takedown
from gallery.runtime import OPERATOR, Runtime
from tests.integration.staff.staff_page import Page
from tests.support.papers import PDF
from tests.support.practice import Practice, scopes

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)

Browser = Callable[[str], FlaskClient]
POST = "https://www.instagram.example/p/Cx81"


@pytest.fixture
def case_id(practice: Practice) -> str:
    """Return a case that was printed, posted, and withdrawn."""
    made = practice.case()
    practice.pair(made)
    both = scopes(print="permit", social__instagram="permit")
    consent = practice.consent(made, scopes=both)
    with practice.runtime.unit_of_work(OPERATOR) as uow:
        place_case(uow, made, "social:instagram", POST, None)
        place_case(uow, made, "print", None, "Brochure 2026")
    practice.withdraw(consent.id)
    return made


def task(runtime: Runtime, surface: str) -> Takedown:
    with runtime.reading() as session:
        return session.execute(select(Takedown).where(Takedown.surface == surface)).scalar_one()


def test_every_surface_is_listed_by_its_deadline(
    signed_in: Browser, case_id: str, runtime: Runtime
) -> None:
    with runtime.unit_of_work(OPERATOR) as uow:
        row = uow.session.execute(select(Takedown).where(Takedown.surface == "print")).scalar_one()
        row.deadline_at = utc_now() - timedelta(hours=1)
    client = signed_in("reviewer")
    page = Page(client.get("/staff/takedowns"))
    rows = page.text.split("Print")[1]
    assert "This gallery" in rows
    assert POST in rows
    late = Page(client.get("/staff/takedowns?show=late")).text
    assert "Late: to do" in late
    assert "This gallery" not in late.split("Do")[-1]
    assert "Nothing was taken down yet" in Page(client.get("/staff/takedowns?show=done")).text


def test_r5_ones_own_word_needs_words_and_keeps_the_proof(
    signed_in: Browser, case_id: str, runtime: Runtime
) -> None:
    client, path = signed_in("editor"), f"/staff/takedowns/{task(runtime, 'print').id}"
    short = Page(client.post(f"{path}/report", data={"words": "gone"}))
    assert (short.status, "words" in short.faults) == (422, True)
    wrong = {"words": "All brochures were shredded.", "proof": (io.BytesIO(b"MZ"), "x.exe")}
    refused = Page(client.post(f"{path}/report", data=wrong))
    assert "proof" in refused.faults
    assert "All brochures were shredded." in refused.html
    right = {"words": "All brochures were shredded.", "proof": (io.BytesIO(PDF), "proof.pdf")}
    page = Page(client.post(f"{path}/report", data=right, follow_redirects=True))
    assert "Done by hand" in page.text
    assert task(runtime, "print").state == "manual_done"
    proof = client.get(f"{path}/proof")
    assert (proof.data, proof.mimetype) == (PDF, "application/pdf")
    with runtime.reading() as session:
        actions = session.execute(select(LedgerEvent.action)).scalars().all()
    assert "takedown.proof_viewed" in actions


def test_r5_a_busy_server_keeps_ones_own_word(
    signed_in: Browser, case_id: str, runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slow(*_: object) -> None:
        raise busy(20)

    monkeypatch.setattr(keep_evidence, "inspect_paper", slow)
    path = f"/staff/takedowns/{task(runtime, 'print').id}/report"
    said = {"words": "All brochures were shredded.", "proof": (io.BytesIO(PDF), "proof.pdf")}
    page = Page(signed_in("editor").post(path, data=said))
    assert page.status == 503
    assert "All brochures were shredded." in page.html
    assert "The server was too busy" in page.text


def test_a_finished_surface_cannot_be_reported_again(
    signed_in: Browser, case_id: str, runtime: Runtime
) -> None:
    client, path = signed_in("editor"), f"/staff/takedowns/{task(runtime, 'print').id}/report"
    said = {"words": "All brochures were shredded."}
    client.post(path, data=said)
    assert client.post(path, data=said).status_code == 409


def test_nobody_can_say_that_the_services_own_surface_is_clear(
    signed_in: Browser, case_id: str, runtime: Runtime
) -> None:
    client, path = signed_in("editor"), f"/staff/takedowns/{task(runtime, 'origin').id}"
    page = Page(client.get(path))
    assert not [action for action in page.actions if action.endswith("/report")]
    assert client.post(f"{path}/report", data={"words": "It is gone, I saw."}).status_code == 409


def test_looking_again_is_a_job_at_once(signed_in: Browser, case_id: str, runtime: Runtime) -> None:
    surface = task(runtime, "social:instagram")
    before = count_looks(runtime)
    path = f"/staff/takedowns/{surface.id}/look"
    page = Page(signed_in("editor").post(path, follow_redirects=True))
    assert "looks again now" in page.text
    assert count_looks(runtime) == before + 1


def count_looks(runtime: Runtime) -> int:
    with runtime.reading() as session:
        return len(session.execute(select(Job.id).where(Job.kind == "clear_surface")).all())


def test_a_withdrawal_has_a_page_with_every_surface(
    signed_in: Browser, case_id: str, runtime: Runtime
) -> None:
    event = task(runtime, "print").event_id
    page = Page(signed_in("editor").get(f"/staff/withdrawals/{event}"))
    assert "Withdrawal of" in page.text
    assert "3 surfaces to clear" in page.text
    assert f"/staff/takedowns/{task(runtime, 'origin').id}" in page.links


def test_r4_each_consent_withdrawn_at_once_has_a_page_with_every_surface(
    signed_in: Browser, practice: Practice, runtime: Runtime
) -> None:
    case_id = practice.case()
    practice.pair(case_id)
    given = [practice.consent(case_id, scopes=scopes(print="permit")) for _ in "ab"]
    with runtime.unit_of_work(OPERATOR) as uow:
        place_case(uow, case_id, "print", None, "Brochure 2026")
    with runtime.unit_of_work(OPERATOR) as uow:
        uow.take_turn(case_id)
        withdraw_all_of_case(uow, consents_of(uow.session, case_id))
        done = select(LedgerEvent.id).where(LedgerEvent.action == "consent.withdrawn")
        events = uow.session.execute(done).scalars().all()
    client = signed_in("editor")
    for event in events:
        page = Page(client.get(f"/staff/withdrawals/{event}"))
        assert "2 surfaces to clear" in page.text
        assert f"/staff/takedowns/{task(runtime, 'print').id}" in page.links
        assert {f"/staff/consents/{consent.id}" for consent in given} <= set(page.links)


def test_what_was_overtaken_is_not_called_clear(
    signed_in: Browser, case_id: str, runtime: Runtime
) -> None:
    with runtime.unit_of_work(OPERATOR) as uow:
        for row in uow.session.execute(select(Takedown)).scalars():
            row.state = "overtaken" if row.surface == "print" else "verified_gone"
            row.finished_at = uow.now
    client, brochure = signed_in("editor"), task(runtime, "print")
    whole = Page(client.get(f"/staff/withdrawals/{brochure.event_id}")).text
    assert "Nothing left to clear" in whole
    assert "Clear everywhere" not in whole
    page = Page(client.get(f"/staff/takedowns/{brochure.id}"))
    assert "Permitted again on" in page.text
    assert not [action for action in page.actions if action.endswith("/report")]


def test_an_event_that_cleared_nothing_is_no_withdrawal(
    signed_in: Browser, case_id: str, runtime: Runtime
) -> None:
    with runtime.reading() as session:
        opened = select(LedgerEvent.id).where(LedgerEvent.action == "case.opened")
        event = session.execute(opened).scalar_one()
    assert signed_in("editor").get(f"/staff/withdrawals/{event}").status_code == 404


def test_a_copy_is_noted_and_noted_as_gone(
    signed_in: Browser, practice: Practice, runtime: Runtime
) -> None:
    case_id = practice.case()
    practice.pair(case_id)
    practice.consent(case_id, scopes=scopes(social__instagram="permit"))
    client, path = signed_in("administrator"), f"/staff/cases/{case_id}/placements"
    form = {"channel": "social", "name": "Instagram", "address": POST}
    page = Page(client.post(path, data=form, follow_redirects=True))
    assert POST in page.links
    with runtime.reading() as session:
        placement = session.execute(select(Placement.id)).scalar_one()
    removal = f"/staff/placements/{placement}/removal"
    assert "Noted as gone" in Page(client.post(removal, follow_redirects=True)).text
    assert "removed already" in Page(client.post(removal, follow_redirects=True)).text


@pytest.mark.parametrize(
    ("form", "status", "field"),
    [
        ({"channel": "", "address": POST}, 422, "channel"),
        ({"channel": "social", "address": POST}, 422, "name"),
        ({"channel": "print"}, 422, "address"),
        ({"channel": "print", "note": "x" * 301}, 422, "note"),
        ({"channel": "paid_ads", "note": "A banner"}, 409, ""),
    ],
)
def test_r1_a_copy_that_no_consent_allows_or_nobody_could_find_is_refused(
    signed_in: Browser, practice: Practice, form: dict[str, str], status: int, field: str
) -> None:
    case_id = practice.case()
    practice.pair(case_id)
    practice.consent(case_id, scopes=scopes(print="permit", social__instagram="permit"))
    page = Page(signed_in("reviewer").post(f"/staff/cases/{case_id}/placements", data=form))
    assert page.status == status
    assert not field or field in page.faults
    assert form.get("address", "") in page.html


def test_an_address_that_is_a_script_is_no_link(
    signed_in: Browser, practice: Practice, runtime: Runtime
) -> None:
    case_id = practice.case()
    practice.pair(case_id)
    practice.consent(case_id, scopes=scopes(print="permit"))
    form = {"channel": "print", "address": "javascript:alert(1)"}
    client = signed_in("reviewer")
    page = Page(client.post(f"/staff/cases/{case_id}/placements", data=form, follow_redirects=True))
    assert "javascript:alert(1)" in page.text
    assert "javascript:alert(1)" not in page.links
