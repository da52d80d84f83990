"""What files tell of a patient: what every consent allows that may still be rested on (R16)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from gallery.actions.tell_demographics import told_everywhere
from gallery.consent.record import Consent, Decision, Identifiability, Scope

NOW = datetime(2026, 6, 1, tzinfo=UTC)
PAST, FUTURE = NOW - timedelta(days=1), NOW + timedelta(days=1)
WEBSITE = Scope("website_gallery", Decision.PERMIT)
TELLS_AGE = Consent(
    id="one",
    case_id="case",
    recorded_at=PAST,
    effective_from=PAST,
    expires_at=FUTURE,
    procedures=frozenset({"sclerotherapy"}),
    identifiability=frozenset({Identifiability.NONE_APPARENT}),
    demographics=frozenset({"age_band"}),
    scopes=(WEBSITE,),
)
TELLS_NOTHING = replace(TELLS_AGE, id="two", demographics=frozenset())


@pytest.mark.parametrize(
    "other",
    [
        replace(TELLS_NOTHING, withdrawn_at=PAST),
        replace(TELLS_NOTHING, expires_at=NOW),
        replace(TELLS_NOTHING, ended_at=NOW),
        replace(TELLS_NOTHING, scopes=(replace(WEBSITE, withdrawn_at=PAST),)),
        replace(TELLS_NOTHING, scopes=(replace(WEBSITE, ends_at=NOW),)),
        replace(TELLS_NOTHING, scopes=(replace(WEBSITE, decision=Decision.DENY),)),
    ],
)
def test_a_consent_that_permits_nothing_any_more_limits_nothing(other: Consent) -> None:
    assert told_everywhere([TELLS_AGE, other], NOW) == {"age_band"}
    assert told_everywhere([other], NOW) == frozenset()


def test_every_consent_that_permits_a_channel_now_or_later_is_heard() -> None:
    still = replace(TELLS_NOTHING, scopes=(replace(WEBSITE, starts_at=FUTURE, withdrawn_at=None),))
    assert told_everywhere([TELLS_AGE, still], NOW) == frozenset()
    assert told_everywhere([TELLS_AGE, replace(TELLS_NOTHING, withdrawn_at=FUTURE)], NOW) == set()
    assert told_everywhere([], NOW) == frozenset()
