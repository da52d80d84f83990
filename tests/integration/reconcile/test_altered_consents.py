"""A consent whose row, scopes or coverage say something else than was signed is named."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from gallery.actions.end_consent import end_consent
from gallery.actions.remove_photo import remove_photo
from gallery.clock import utc_now
from gallery.consent.terms import ScopeTerms
from gallery.models import ConsentRecord
from gallery.runtime import OPERATOR
from tests.integration.reconcile.conftest import Installation
from tests.support.practice import Practice, scopes

ONE_DATABASE = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
FAR = "2099-01-01 00:00:00"
LONG_AGO = "2001-01-01 00:00:00"


@pytest.fixture
def consent(installation: Installation) -> ConsentRecord:
    """Return a consent that permits one channel and denies another."""
    case_id = installation.practice.case()
    installation.practice.photo(case_id, "before")
    asked = scopes(website_gallery="permit", paid_ads="deny")
    return installation.practice.consent(case_id, scopes=asked)


def words(installation: Installation, consent: ConsentRecord) -> list[str]:
    """Return what is said of the one consent; nothing else may be found."""
    found = installation.found()
    assert {(one.kind, one.what, one.identity) for one in found} <= {
        ("ledger_mismatch", "consent", consent.id)
    }
    assert not any(one.is_repairable for one in found)
    return [one.words for one in found]


def test_an_expiry_and_a_refusal_that_were_altered_are_named(
    installation: Installation, consent: ConsentRecord
) -> None:
    assert words(installation, consent) == []
    with installation.past_the_guards() as execute:
        execute("UPDATE consents SET expires_at = ?", FAR)
        execute("UPDATE consent_scopes SET decision = 'permit' WHERE decision = 'deny'")
    [said] = words(installation, consent)
    assert ": expires_at, decision on paid_ads." in said


@ONE_DATABASE
def test_every_column_that_the_policy_reads_is_compared(
    installation: Installation, consent: ConsentRecord
) -> None:
    instants = ("signed_at", "effective_from", "recorded_at")
    with installation.past_the_guards() as execute:
        for column in instants:
            execute(f"UPDATE consents SET {column} = ?", LONG_AGO)  # noqa: S608 - as above
        execute("UPDATE consents SET covers_future_photos = true, expires_on = '2099-01-01'")
        for column in ("starts_at", "ends_at"):
            change = f"UPDATE consent_scopes SET {column} = ?"  # noqa: S608 - as above
            execute(f"{change} WHERE channel = 'paid_ads'", FAR)
        added = "INSERT INTO consent_scopes (id, consent_id, channel, decision) VALUES"
        execute(f"{added} ('new', ?, 'print', 'permit')", consent.id)
        for kind in ("area", "demographic", "identifiability", "photo", "procedure", "unheard"):
            execute("INSERT INTO consent_coverage VALUES (?, ?, 'x')", consent.id, kind)
    [said] = words(installation, consent)
    for name in (*instants, "expires_on", "covers_future_photos", "scope of print",
                 "starts_at of paid_ads", "ends_at of paid_ads", "(area)", "(demographic)",
                 "(identifiability)", "(photo)", "(procedure)", "(unheard)"):  # fmt: skip
        assert name in said


@ONE_DATABASE
def test_a_photo_that_she_was_not_shown_cannot_be_slipped_in(installation: Installation) -> None:
    practice = installation.practice
    case_id = practice.case()
    seen, unseen = (practice.photo(case_id, role).id for role in ("before", "after"))
    consent = practice.consent(case_id, photos=(seen,), future_photos=True)
    whole = practice.consent(case_id, future_photos=True)
    assert installation.found() == []
    with installation.past_the_guards() as execute:
        execute("INSERT INTO consent_coverage VALUES (?, 'photo', ?)", consent.id, unseen)
        execute("DELETE FROM consent_coverage WHERE consent_id = ? AND value = ?", whole.id, seen)
    found = {one.identity: one.words for one in installation.found()}
    assert found.keys() == {consent.id, whole.id}
    assert all("coverage (photo)" in said for said in found.values())


def withdraw(practice: Practice, consent: ConsentRecord) -> None:
    practice.withdraw(consent.id)


def withdraw_in_part(practice: Practice, consent: ConsentRecord) -> None:
    practice.withdraw(consent.id, "website_gallery")


def invalidate(practice: Practice, consent: ConsentRecord) -> None:
    with practice.runtime.unit_of_work(OPERATOR) as uow:
        end_consent(uow, consent.id, "invalidated", "It was signed by somebody else.")


def nothing(_practice: Practice, _consent: ConsentRecord) -> None: ...


@ONE_DATABASE
@pytest.mark.parametrize(
    ("act", "change", "said"),
    [
        (withdraw, f"consents SET withdrawn_at = '{FAR}'", "is withdrawn at 2099"),
        (
            withdraw_in_part,
            f"consent_scopes SET withdrawn_at = '{FAR}' WHERE decision = 'permit'",
            "is withdrawn on website_gallery at 2099",
        ),
        (
            withdraw_in_part,
            f"consent_scopes SET withdrawn_at = '{LONG_AGO}' WHERE decision = 'deny'",
            "is withdrawn on paid_ads, the ledger tells of nothing",
        ),
        (invalidate, "consents SET ended_at = NULL", "it was ended, the row does not"),
        (invalidate, f"consents SET ended_at = '{FAR}'", "is ended at 2099"),
        (nothing, f"consents SET ended_at = '{FAR}'", "is ended, the ledger tells of nothing"),
    ],
)
def test_an_end_that_was_altered_is_named(
    installation: Installation,
    consent: ConsentRecord,
    act: Callable[[Practice, ConsentRecord], None],
    change: str,
    said: str,
) -> None:
    act(installation.practice, consent)
    assert words(installation, consent) == []
    with installation.past_the_guards() as execute:
        execute(f"UPDATE {change}")
    [found] = words(installation, consent)
    assert said in found


@ONE_DATABASE
@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago"])
def test_whatever_was_signed_is_no_fault(installation: Installation, zone: str) -> None:
    runtime = installation.runtime
    there = replace(runtime, settings=replace(runtime.settings, time_zone=zone))
    practice = replace(installation.practice, runtime=there)
    case_id, now = practice.case(), utc_now()
    first, removed = (practice.photo(case_id, role) for role in ("before", "after"))
    days = ScopeTerms(
        channel="website_gallery",
        decision="permit",
        starts_on=now.date(),
        ends_on=(now + timedelta(days=9)).date(),
    )
    practice.consent(case_id, photos=(first.id,), scopes=(days,), effective_from=now)
    known = practice.consent(case_id, procedures=("sclerotherapy",), body_areas=("legs",))
    with there.unit_of_work(OPERATOR) as uow:
        remove_photo(uow, removed.id)
    practice.photo(case_id, "after")
    practice.consent(case_id, supersedes=known.id, identifiability_allowed=("full_face",))
    last = practice.consent(case_id, future_photos=True, demographics_allowed=("age_band",))
    practice.consent(case_id, photos=(first.id,), future_photos=True)
    practice.withdraw(last.id)
    practice.consent(case_id, as_evidence=True)
    assert installation.found() == []
