"""Rows and events that disagree: each made by writing past the database's own guards."""

import pytest
from sqlalchemy import select

from gallery.models import LedgerEvent, Publication
from tests.integration.reconcile.conftest import Installation

OTHER_HASH = "f" * 64
ONE_DATABASE = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)


def mismatches(installation: Installation) -> list[tuple[str, str]]:
    found = installation.found()
    assert {one.kind for one in found} <= {"ledger_mismatch"}
    assert not any(one.is_repairable for one in found)
    return [(one.what, one.identity) for one in found]


def position_of(installation: Installation, action: str, subject_id: str) -> int:
    with installation.runtime.reading() as session:
        return session.execute(
            select(LedgerEvent.position).where(
                LedgerEvent.action == action, LedgerEvent.subject_id == subject_id
            )
        ).scalar_one()


def test_a_consent_without_an_event_is_named_with_the_gap_in_the_chain(
    installation: Installation, healthy: list[str]
) -> None:
    _, consent = installation.practice.published_on_consent()
    position = position_of(installation, "consent.given", consent.id)
    with installation.past_the_guards() as execute:
        execute("DELETE FROM ledger_events WHERE position = ?", position)
    found = installation.found()
    assert [(one.what, one.identity) for one in found] == [
        ("consent", consent.id),
        ("chain", "ledger"),
    ]
    assert str(position) in found[1].words


def test_a_publication_and_an_original_without_an_event_are_named(
    installation: Installation,
) -> None:
    case_id, _ = installation.practice.published_on_consent()
    photo = installation.photos(case_id)[0]
    with installation.runtime.reading() as session:
        publication_id = session.execute(select(Publication.id)).scalar_one()
    with installation.past_the_guards() as execute:
        execute("DELETE FROM ledger_events WHERE action = 'case.published'")
        execute(
            "DELETE FROM ledger_events WHERE action = 'photo.added' AND subject_id = ?", photo.id
        )
    assert mismatches(installation) == [
        ("publication", publication_id),
        ("original", photo.id),
        ("chain", "ledger"),
    ]


@pytest.mark.parametrize(
    ("sql", "value", "word"),
    [
        ("UPDATE consents SET terms = ? WHERE id = ?", '{"edited": true}', "terms_sha256"),
        ("UPDATE consents SET evidence_sha256 = ? WHERE id = ?", OTHER_HASH, "evidence_sha256"),
    ],
)
def test_a_signed_consent_that_was_edited_is_named(
    installation: Installation, sql: str, value: str, word: str
) -> None:
    _, consent = installation.practice.published_on_consent()
    with installation.past_the_guards() as execute:
        execute(sql, value, consent.id)
    found = [one for one in installation.found() if one.kind == "ledger_mismatch"]
    assert [(one.what, one.identity) for one in found] == [("consent", consent.id)]
    assert word in found[0].words


def test_r4_a_withdrawal_that_a_restored_row_forgot_is_named(installation: Installation) -> None:
    case_id = installation.practice.case()
    installation.practice.photo(case_id, "before")
    consent = installation.practice.consent(case_id)
    installation.practice.withdraw(consent.id)
    with installation.past_the_guards() as execute:
        execute("UPDATE consents SET withdrawn_at = NULL WHERE id = ?", consent.id)
        execute("UPDATE consent_scopes SET withdrawn_at = NULL WHERE consent_id = ?", consent.id)
    [found] = installation.found()
    assert (found.what, found.identity) == ("consent", consent.id)
    assert "the row does not" in found.words


def test_a_withdrawal_of_one_channel_fits_and_is_named_if_the_row_forgot_it(
    installation: Installation,
) -> None:
    _, consent = installation.practice.published_on_consent()
    installation.practice.withdraw(consent.id, "website_gallery")
    assert installation.found() == []
    with installation.past_the_guards() as execute:
        execute("UPDATE consent_scopes SET withdrawn_at = NULL WHERE consent_id = ?", consent.id)
    assert mismatches(installation) == [("consent", consent.id)]


def test_events_that_name_rows_which_are_gone_are_named(installation: Installation) -> None:
    case_id = installation.practice.case()
    photo = installation.practice.photo(case_id, "before")
    consent = installation.practice.consent(case_id)
    installation.practice.work()
    with installation.past_the_guards() as execute:
        execute("DELETE FROM consents WHERE id = ?", consent.id)
        execute("DELETE FROM renditions WHERE photo_id = ?", photo.id)
        execute("DELETE FROM photos WHERE id = ?", photo.id)
    found = [one for one in installation.found() if one.kind == "ledger_mismatch"]
    assert {(one.what, one.identity) for one in found} == {
        ("consent", consent.id),
        ("photo", photo.id),
    }


@ONE_DATABASE
def test_an_event_that_cannot_be_read_is_named_and_stops_nothing(
    installation: Installation, healthy: list[str]
) -> None:
    with installation.past_the_guards() as execute:
        execute(
            "UPDATE ledger_events SET details = 'no json' WHERE position ="
            " (SELECT min(position) FROM ledger_events WHERE action = 'case.published')"
        )
    found = installation.found()
    assert {one.kind for one in found} == {"ledger_mismatch", "unreadable_value"}
    assert "chain" in {one.what for one in found}
