"""Patients whom a search would not find, or find wrongly, are named; a repair indexes them anew."""

import pytest
from sqlalchemy import delete, update

from gallery.actions.find_cases import CaseQuery, find_cases
from gallery.actions.rotate_keys import rotate_keys
from gallery.models import ConsentRecord, ConsentSignerWord, Subject
from gallery.runtime import OPERATOR
from tests.integration.keys.stored import NEW, with_keys
from tests.integration.reconcile.conftest import Installation

ONE_DATABASE = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)


@pytest.fixture
def consent(installation: Installation) -> ConsentRecord:
    """Return the consent of somebody whom another person signed for."""
    case_id = installation.practice.case()
    installation.practice.photo(case_id, "before")
    by_another = {
        "grantor": "guardian",
        "authority_text": "By court order",
        "subject_name": "Ada Lee",
    }
    return installation.practice.consent(case_id, **by_another)


def found(installation: Installation, q: str) -> int:
    runtime = installation.runtime
    query = CaseQuery(q=q, by_chart_ref=True, by_signer=True)
    with runtime.reading() as session:
        return find_cases(session, runtime.vault, query).total


def named(installation: Installation) -> list[tuple[str, str]]:
    faults = [one for one in installation.found() if one.kind == "index_mismatch"]
    assert all(one.is_repairable for one in faults)
    return [(one.what, one.identity) for one in faults]


def test_an_index_that_was_lost_is_named_and_made_anew(
    installation: Installation, consent: ConsentRecord
) -> None:
    assert named(installation) == []
    with installation.runtime.unit_of_work(OPERATOR) as uow:
        uow.session.execute(delete(ConsentSignerWord))
        uow.session.execute(update(Subject).values(chart_ref_index="lost"))
    assert found(installation, "Ada Lee") == found(installation, "MRN-004711") == 0
    assert named(installation) == [("names", consent.id), ("chart_ref", consent.subject_id)]
    assert installation.repaired() == []
    assert found(installation, "Ada Lee") == found(installation, "MRN-004711") == 1


@ONE_DATABASE
def test_a_word_that_somebody_planted_or_took_away_is_named(
    installation: Installation, consent: ConsentRecord
) -> None:
    word = ConsentSignerWord(
        consent_id=consent.id, word_index=installation.runtime.vault.index("signer mallory")
    )
    with installation.runtime.unit_of_work(OPERATOR) as uow:
        uow.session.add(word)
    assert named(installation) == [("names", consent.id)]
    installation.repaired()
    assert found(installation, "mallory") == 0
    assert found(installation, "jane lee") == 1


@ONE_DATABASE
def test_a_rotation_of_the_data_key_leaves_nothing_to_repair(
    installation: Installation, consent: ConsentRecord
) -> None:
    installation.runtime = with_keys(
        installation.runtime, NEW, installation.runtime.settings.data_key
    )
    for _ in rotate_keys(installation.runtime):
        assert named(installation) == []
    assert consent.id
