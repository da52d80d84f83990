"""Terms that no consent may have, and what is only worth a look: named, with nothing lost."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from gallery.actions.consent_texts import add_text
from gallery.actions.end_consent import end_consent
from gallery.actions.find_cases import load_case
from gallery.actions.keep_evidence import Evidence
from gallery.actions.record_consent import record_consent
from gallery.actions.review_case import findings_for
from gallery.actions.set_practice import set_practice
from gallery.clock import utc_now
from gallery.errors import Conflict, InvalidInput
from gallery.models import ConsentRecord, LedgerEvent
from gallery.publishing.finding import PublicationBlocked, Severity
from gallery.runtime import OPERATOR
from tests.support.papers import pdf_bytes
from tests.support.practice import Practice


@pytest.fixture
def case_id(practice: Practice) -> str:
    made = practice.case()
    practice.pair(made)
    return made


def _count(practice: Practice) -> int:
    with practice.runtime.reading() as session:
        return session.execute(select(func.count(ConsentRecord.id))).scalar_one()


def _work_under(practice: Practice, *packs: str) -> None:
    with practice.runtime.unit_of_work(OPERATOR) as uow:
        set_practice(uow, {"jurisdictions": list(packs)})


def _refusal(practice: Practice, case_id: str, **changes: object) -> InvalidInput:
    with pytest.raises(InvalidInput) as refused:
        practice.consent(case_id, **changes)
    assert _count(practice) == 0
    assert not list(practice.runtime.store.list("evidence/"))
    return refused.value


def test_r3_a_consent_cannot_hold_from_before_it_was_signed(
    practice: Practice, case_id: str
) -> None:
    backdated = utc_now() - timedelta(days=30)
    assert set(_refusal(practice, case_id, effective_from=backdated).fields) == {"effective_from"}


def test_r3_an_expiry_before_the_signature_is_named(practice: Practice, case_id: str) -> None:
    early = (utc_now() - timedelta(days=20)).date()
    assert "expires_on" in _refusal(practice, case_id, expires_on=early).fields


def test_r21_a_verbal_consent_needs_a_pack_that_allows_it(practice: Practice, case_id: str) -> None:
    verbal: dict[str, object] = {"signature_method": "verbal_witnessed", "witness": "A. Nurse"}
    spoken_in_the_uk = {**verbal, "jurisdiction": "UK"}
    for packs in (["US-HIPAA"], ["UK", "US-HIPAA"]):
        _work_under(practice, *packs)
        refused = _refusal(practice, case_id, **spoken_in_the_uk)
        assert refused.code == "verbal_not_permitted"
        assert "United States (HIPAA) asks for a written one" in refused.message
    _work_under(practice, "UK")
    assert _refusal(practice, case_id, **verbal).code == "verbal_not_permitted"
    practice.consent(case_id, **spoken_in_the_uk)
    assert _count(practice) == 1


def test_r21_a_verbal_consent_needs_a_witness(practice: Practice, case_id: str) -> None:
    refused = _refusal(practice, case_id, signature_method="verbal_witnessed", jurisdiction="UK")
    assert set(refused.fields) == {"witness"}


def test_r17_a_jurisdiction_that_no_pack_describes_is_named(
    practice: Practice, case_id: str
) -> None:
    assert _refusal(practice, case_id, jurisdiction="MARS").code == "unknown_jurisdiction"


def test_r22_a_signature_cannot_be_older_than_the_words_it_stands_under(
    practice: Practice, case_id: str
) -> None:
    with practice.runtime.unit_of_work(OPERATOR) as uow:
        add_text(uow, OWN_TEXT)
    refused = _refusal(practice, case_id, template="our-own", template_version="1")
    assert refused.code == "signature_predates_text"
    signed_at = datetime(2026, 11, 20, tzinfo=UTC)  # the texts of the product are of the 22nd
    shipped = {"template": "photo-release", "template_version": "1", "signed_at": signed_at}
    refused = _refusal(practice, case_id, **shipped)
    assert refused.code == "signature_predates_text"
    assert "2026-11-22" in refused.message
    practice.consent(case_id, signed_at=signed_at, template="Blue form", template_version="1")


def test_r17_the_law_that_a_consent_names_is_asked_besides_the_practices(
    practice: Practice, case_id: str
) -> None:
    _work_under(practice, "US-HIPAA")
    late = (utc_now() + timedelta(days=900)).date()
    practice.consent(case_id, expires_on=late, jurisdiction="US-CA")
    practice.work()
    with practice.runtime.reading() as session:
        case = load_case(session, case_id)
        found = findings_for(session, practice.runtime, case, ["website_gallery"], utc_now())
    assert [(f.code, f.severity) for f in found] == [("consent_long", Severity.WARN)]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"<html>signed</html>", "evidence_type_unsupported"),
        (b"%PDF-<script>alert(1)</script>", "evidence_unreadable"),
    ],
)
def test_what_cannot_be_read_proves_nothing(
    practice: Practice, case_id: str, content: bytes, code: str
) -> None:
    with (
        pytest.raises(InvalidInput) as refused,
        practice.runtime.unit_of_work(OPERATOR) as uow,
    ):
        record_consent(uow, case_id, practice.terms(), Evidence(content))
    assert (refused.value.code, set(refused.value.fields)) == (code, {"evidence"})
    assert _count(practice) == 0


def test_a_scan_is_kept_byte_for_byte_and_its_pages_are_on_record(
    practice: Practice, case_id: str
) -> None:
    scan = pdf_bytes(3)
    with practice.runtime.unit_of_work(OPERATOR) as uow:
        consent = record_consent(uow, case_id, practice.terms(), Evidence(scan))
    assert practice.runtime.store.get(str(consent.evidence_key)) == scan
    with practice.runtime.reading() as session:
        query = select(LedgerEvent.details).where(LedgerEvent.action == "consent.given")
        assert session.execute(query).scalar_one()["evidence_pages"] == 3


@pytest.mark.parametrize("is_beside", [True, False])
def test_r24_nothing_new_is_shown_on_a_consent_that_came_without_its_proof(
    practice: Practice, case_id: str, monkeypatch: pytest.MonkeyPatch, *, is_beside: bool
) -> None:
    with monkeypatch.context() as earlier:
        earlier.setattr("gallery.actions.record_consent.check_proof", lambda *_, **__: None)
        with practice.runtime.unit_of_work(OPERATOR) as uow:
            bare = record_consent(uow, case_id, practice.terms(), None)
    practice.work()
    with pytest.raises(PublicationBlocked) as refused:
        practice.publish(case_id)
    assert [(f.rule, f.code) for f in refused.value.findings] == [("R24", "evidence_missing")]
    soon = (utc_now() + timedelta(days=30)).date()
    with_proof = {"expires_on": soon} if is_beside else {"supersedes": bare.id}
    practice.consent(case_id, **with_proof)
    practice.work()
    assert len(practice.publish(case_id)) == 1


def test_r2_only_a_consent_of_the_case_can_be_superseded(practice: Practice, case_id: str) -> None:
    assert _refusal(practice, case_id, supersedes="nothing").code == "superseded_unknown"


def test_r25_a_discount_for_the_consent_is_worth_a_look(practice: Practice, case_id: str) -> None:
    practice.consent(case_id, remuneration="10 % off the next session")
    practice.work()
    with practice.runtime.reading() as session:
        case = load_case(session, case_id)
        found = findings_for(session, practice.runtime, case, ["website_gallery"], utc_now())
    assert [(f.rule, f.code, f.severity) for f in found] == [("R25", "remuneration", Severity.WARN)]


def test_a_consent_that_does_not_hold_takes_down_what_stood_on_it(practice: Practice) -> None:
    _, consent = practice.published_on_consent()
    with practice.runtime.unit_of_work(OPERATOR) as uow:
        tasks = end_consent(uow, consent.id, "entered_in_error", "It belongs to another patient.")
    assert {task.surface for task in tasks} >= {"origin", "site:website"}
    with pytest.raises(Conflict) as refused, practice.runtime.unit_of_work(OPERATOR) as uow:
        end_consent(uow, consent.id, "invalidated", "Once more.")
    assert refused.value.code == "consent_not_in_force"


def test_a_consent_is_not_declared_void_without_a_word(practice: Practice, case_id: str) -> None:
    consent = practice.consent(case_id)
    with pytest.raises(InvalidInput) as refused, practice.runtime.unit_of_work(OPERATOR) as uow:
        end_consent(uow, consent.id, "disliked", " ")
    assert set(refused.value.fields) == {"reason", "words"}


OWN_TEXT = """
id = "our-own"
version = "1"
language = "en"
title = "Permission"
jurisdictions = ["US-HIPAA"]
review_note = "Have counsel review this text."
declaration = "I agree until {expires_on}."

[[sections]]
id = "what"
heading = "What"
body = "The photographs of your treatment: {procedures}."
satisfies = ["hipaa.information"]
"""
