"""Which withdrawals a signature is older than."""

from datetime import UTC, datetime, timedelta

import pytest

from gallery.consent.late import withdrawn_since
from gallery.consent.record import Consent, Decision, Scope

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def consent(*scopes: Scope, withdrawn_at: datetime | None = None) -> Consent:
    no: frozenset[str] = frozenset()
    instants = (NOON, NOON, NOON)
    return Consent(
        "c", *instants, no, frozenset(), no, scopes, withdrawn_at=withdrawn_at, case_id="case"
    )


def scope(channel: str, withdrawn_at: datetime | None = None, decision: str = "permit") -> Scope:
    return Scope(channel, Decision(decision), withdrawn_at=withdrawn_at)


@pytest.mark.parametrize(
    ("signed_at", "is_late"), [(NOON - HOUR, True), (NOON, True), (NOON + HOUR, False)]
)
def test_r4_a_signature_up_to_the_withdrawal_is_late(signed_at: datetime, is_late: bool) -> None:  # noqa: FBT001
    consents = [consent(scope("print", NOON), scope("education"))]
    found = withdrawn_since(signed_at, ["print", "education", "in_office"], consents)
    assert found == ({"print": NOON} if is_late else {})


def test_r4_the_last_withdrawal_counts_whichever_consent_it_was_of() -> None:
    consents = [
        consent(scope("print", NOON), withdrawn_at=NOON + 2 * HOUR),
        consent(scope("print", NOON + HOUR)),
    ]
    assert withdrawn_since(NOON, ["print"], consents) == {"print": NOON + 2 * HOUR}


def test_r4_what_a_withdrawn_consent_denied_is_no_permission_either() -> None:
    consents = [consent(scope("print", decision="deny"), withdrawn_at=NOON)]
    assert withdrawn_since(NOON - HOUR, ["print"], consents) == {"print": NOON}


def test_r4_who_took_back_everything_took_back_what_nobody_had_recorded() -> None:
    assert withdrawn_since(NOON - HOUR, ["print"], [], NOON) == {"print": NOON}
    assert withdrawn_since(NOON + HOUR, ["print"], [], NOON) == {}
