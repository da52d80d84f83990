"""Who signed, witnessed and spoke for her is held against the ledger, whatever the data key is."""

from collections.abc import Sequence

import pytest
from sqlalchemy import select, update

from gallery.actions.find_cases import CaseQuery, find_cases
from gallery.actions.rotate_keys import rotate_keys
from gallery.actions.seal_parties import seal_older_consents
from gallery.models import ConsentRecord, LedgerEvent
from gallery.runtime import OPERATOR, Runtime
from tests.integration.keys.stored import NEW, with_keys
from tests.integration.reconcile.conftest import Installation

REPRESENTED = {
    "grantor": "personal_representative",
    "authority_text": "Court order of 2025",
    "subject_name": "Thea Winter",
    "witness": "Wanda Witness",
}
ONE_DATABASE = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)


@pytest.fixture
def consent(installation: Installation) -> ConsentRecord:
    """Return a consent that a representative signed before a witness."""
    case_id = installation.practice.case()
    installation.practice.photo(case_id, "before")
    return installation.practice.consent(case_id, **REPRESENTED)


def words(installation: Installation) -> list[str]:
    return [one.words for one in installation.found() if one.kind == "ledger_mismatch"]


def write(runtime: Runtime, **values: object) -> None:
    """Write to every consent as somebody with the data key and the service's rights could."""
    with runtime.unit_of_work(OPERATOR) as uow:
        uow.session.execute(update(ConsentRecord).values(**values))


def events(runtime: Runtime, action: str) -> Sequence[LedgerEvent]:
    with runtime.reading() as session:
        query = select(LedgerEvent).where(LedgerEvent.action == action)
        return session.execute(query).scalars().all()


@pytest.mark.parametrize("column", ["signer_name", "witness", "authority", "subject_name"])
def test_another_party_is_named_though_no_guard_can_keep_the_column(
    installation: Installation, consent: ConsentRecord, column: str
) -> None:
    assert words(installation) == []
    token = consent.witness_encrypted if column == "signer_name" else consent.signer_name_encrypted
    write(installation.runtime, **{f"{column}_encrypted": token})
    [said] = words(installation)
    party = column.removesuffix("_name")
    assert said.startswith(f"Its {party} is not the one that event ")


@ONE_DATABASE
@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"witness_encrypted": None}, "Its witness is not"),
        ({"parties_key_encrypted": None}, "The key of its parties' seal"),
        ({"parties_key_encrypted": "gAAAAA"}, "cannot be read"),
        ({"signer_name_encrypted": "gAAAAA"}, "cannot be read"),
    ],
)
def test_what_is_gone_or_cannot_be_read_is_named_and_never_sealed_anew(
    installation: Installation, consent: ConsentRecord, values: dict[str, object], said: str
) -> None:
    write(installation.runtime, **values)
    assert seal_older_consents(installation.runtime) == 0
    assert [said in one for one in words(installation)] == [True]
    assert consent.id in {one.identity for one in installation.found()}


@ONE_DATABASE
def test_a_new_data_key_leaves_the_seals_whole(
    installation: Installation, consent: ConsentRecord
) -> None:
    both = with_keys(installation.runtime, NEW, installation.runtime.settings.data_key)
    list(rotate_keys(both))
    installation.runtime = with_keys(both, NEW)
    assert words(installation) == []
    write(installation.runtime, signer_name_encrypted=both.vault.encrypt("Somebody Else"))
    assert len(words(installation)) == 1
    assert consent.signer_name_encrypted


@ONE_DATABASE
def test_the_ledger_tells_no_name_and_not_that_two_are_alike(
    installation: Installation, consent: ConsentRecord
) -> None:
    installation.practice.consent_again(consent.case_id, **REPRESENTED)
    first, second = events(installation.runtime, "consent.given")
    seals = [one.details["parties"] for one in (first, second)]
    assert [set(seal) for seal in seals] == [{"signer", "witness", "authority", "subject"}] * 2  # type: ignore[call-overload]
    assert not set(seals[0].values()) & set(seals[1].values())  # type: ignore[attr-defined]
    assert "Jane" not in str(first.details)


def as_if_from_before(installation: Installation) -> None:
    """Leave consents as versions before there were seals recorded them."""
    with installation.past_the_guards() as execute:
        execute("UPDATE consents SET parties_key_encrypted = NULL")
        execute("DELETE FROM consent_signer_words")
        execute("UPDATE ledger_events SET details = json_remove(details, '$.parties')")


@ONE_DATABASE
def test_consents_from_before_are_indexed_and_sealed_once_by_the_hourly_job(
    installation: Installation, consent: ConsentRecord
) -> None:
    runtime = installation.runtime
    as_if_from_before(installation)
    write(runtime, witness_encrypted=consent.signer_name_encrypted)
    assert not any("parties" in one or "witness" in one for one in words(installation))
    with runtime.unit_of_work(OPERATOR) as uow:
        uow.enqueue("give_notices", {})
    installation.practice.work()
    [sealed] = events(runtime, "consent.sealed")
    assert (sealed.subject_id, sealed.actor) == (consent.id, "system")
    assert seal_older_consents(runtime) == 0
    with runtime.reading() as session:
        query = CaseQuery(q="Jane Example", by_signer=True)
        assert find_cases(session, runtime.vault, query).total == 1
    write(runtime, witness_encrypted=consent.witness_encrypted)
    assert any("Its witness is not" in one for one in words(installation))
