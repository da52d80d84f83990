"""What ended a permission, in the word that the ledger keeps."""

from datetime import UTC, datetime, timedelta

import pytest

from gallery.consent.lapse import Lapse, why_lapsed
from gallery.consent.policy import Reason, Verdict
from gallery.consent.record import Consent, Decision, Scope

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
DAY = timedelta(days=1)
NO: frozenset[str] = frozenset()


def consent(
    name: str, *, expires: int = 9, ended: int | None = None, until: int | None = None
) -> Consent:
    ends_at = None if until is None else NOW + until * DAY
    scope = Scope("print", Decision.PERMIT, ends_at=ends_at)
    end = None if ended is None else NOW + ended * DAY
    expires_at = NOW + expires * DAY
    return Consent(
        name, NOW, NOW, expires_at, NO, frozenset(), NO, (scope,), ended_at=end, case_id="case"
    )


@pytest.mark.parametrize(
    ("consents", "lapse", "named"),
    [
        ([consent("a", expires=0)], Lapse.EXPIRED, "a"),
        ([consent("a", until=0)], Lapse.SCOPE_ENDED, "a"),
        ([consent("a", ended=-1)], Lapse.SUPERSEDED, "a"),
        ([consent("a", expires=-1, until=-2)], Lapse.SCOPE_ENDED, "a"),
        ([consent("a", expires=-3), consent("b", until=-1)], Lapse.SCOPE_ENDED, "b"),
        ([consent("a", ended=-1), consent("b")], Lapse.SUPERSEDED, "a"),
        ([consent("a")], Lapse.UNCOVERED, None),
        ([], Lapse.UNCOVERED, None),
    ],
)
def test_the_last_permission_that_ended_is_named(
    consents: list[Consent], lapse: Lapse, named: str | None
) -> None:
    assert why_lapsed(Verdict(permitted=False), "print", consents, NOW) == (lapse, named)


def test_a_refusal_counts_before_any_end() -> None:
    verdict = Verdict(permitted=False, reasons=(Reason("channel_denied", "No."),))
    assert why_lapsed(verdict, "print", [consent("a", expires=0)], NOW) == (Lapse.DENIED, None)
