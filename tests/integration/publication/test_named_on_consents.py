"""R13: where somebody else signs, the patient's own name is known, and searched for."""

import pytest
from sqlalchemy import update

from gallery.actions.find_cases import CaseQuery, find_cases
from gallery.actions.review_case import load_findings
from gallery.clock import utc_now
from gallery.errors import InvalidInput
from gallery.models import ConsentRecord
from gallery.publishing.finding import PublicationBlocked
from gallery.runtime import OPERATOR, Runtime
from tests.support.practice import Practice

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)

BY_ANOTHER = {
    "signer_name": "Robert Smith",
    "grantor": "personal_representative",
    "authority_text": "Court order of 2025",
    "subject_name": "Thea Winter",
}


def ready(practice: Practice, title: str, **terms: object) -> str:
    case_id = practice.case(title=title)
    practice.pair(case_id)
    practice.consent(case_id, **{**BY_ANOTHER, **terms})
    practice.work()
    return case_id


@pytest.mark.parametrize(
    ("title", "terms"),
    [
        ("Thea Winter: spider veins", {}),
        ("Spider veins of Mrs Wintergale", {"subject_name": "Thea Wintergale"}),
        ("Jane Example", {"authority_text": "Health care proxy for Jane Q. Example"}),
        ("Thanks to Mary Witley", {"witness": "Mary Witley"}),
    ],
)
def test_whoever_a_consent_names_is_named_nowhere(
    practice: Practice, title: str, terms: dict[str, object]
) -> None:
    case_id = ready(practice, title, **terms)
    with pytest.raises(PublicationBlocked) as caught:
        practice.publish(case_id)
    assert ("name_in_text", "title") in {(f.code, f.subject_id) for f in caught.value.findings}


def test_a_provider_who_witnesses_may_be_named(practice: Practice) -> None:
    case_id = practice.case(provider="Dr. Ana Rivera")
    practice.pair(case_id)
    practice.consent(case_id, witness="Ana Rivera")
    practice.work()
    assert practice.publish(case_id)


@pytest.mark.parametrize("name", [None, "  "])
def test_a_consent_by_somebody_else_asks_for_her_name(practice: Practice, name: str | None) -> None:
    with pytest.raises(InvalidInput) as caught:
        ready(practice, "Spider veins", subject_name=name)
    assert list(caught.value.fields) == ["subject_name"]


def test_an_older_consent_without_her_name_asks_for_another(
    practice: Practice, runtime: Runtime
) -> None:
    case_id = ready(practice, "Spider veins")

    def codes() -> set[str]:
        with runtime.reading() as session:
            found = load_findings(session, runtime, case_id, ("website_gallery",), utc_now())
        return {finding.code for finding in found}

    assert "subject_name_missing" not in codes()
    with runtime.unit_of_work(OPERATOR) as uow:
        uow.session.execute(update(ConsentRecord).values(subject_name_encrypted=None))
    assert "subject_name_missing" in codes()


def test_she_is_found_by_her_own_name_and_by_who_signed(
    practice: Practice, runtime: Runtime
) -> None:
    case_id = ready(practice, "Spider veins")

    def found(words: str) -> list[str]:
        with runtime.reading() as session:
            query = CaseQuery(q=words, by_signer=True)
            return [case.id for case in find_cases(session, runtime.vault, query).cases]

    assert found("winter thea") == found("smith") == [case_id]


def test_her_name_is_kept_when_somebody_signs_on_screen(
    practice: Practice, runtime: Runtime
) -> None:
    practice.introduce()
    case_id = practice.case(title="Thea Winter")
    practice.pair(case_id)
    practice.work()
    signed = practice.sign(practice.request(case_id), **BY_ANOTHER)
    with runtime.reading() as session:
        consent = session.get_one(ConsentRecord, signed.consent_id)
        assert consent.subject_name_encrypted is not None
        assert runtime.vault.decrypt(consent.subject_name_encrypted) == "Thea Winter"
        assert "Winter" not in str(consent.terms)
    with pytest.raises(PublicationBlocked):
        practice.publish(case_id)
