"""What cannot be a consent is refused, field by field (rules R3, R21)."""

from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from gallery.consent.terms import ConsentTerms, ScopeTerms, check_terms, start_of
from gallery.errors import InvalidInput

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
TERMS = ConsentTerms(
    signer_name="Jane Q. Example",
    signed_at=datetime(2026, 5, 1, 9, tzinfo=UTC),
    expires_on=date(2027, 5, 1),
    scopes=(ScopeTerms(channel="website_gallery", decision="permit"),),
)


def test_good_terms_pass() -> None:
    check_terms(TERMS, NOW, UTC)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"signer_name": " "}, "signer_name"),
        ({"signed_at": datetime(2026, 6, 2, tzinfo=UTC)}, "signed_at"),
        ({"expires_on": date(2026, 5, 1)}, "expires_on"),
        ({"expires_on": date(2026, 6, 1)}, "expires_on"),
        ({"scopes": ()}, "scopes"),
        ({"scopes": TERMS.scopes * 2}, "scopes"),
        ({"scopes": (ScopeTerms(channel="website_gallery", decision="maybe"),)}, "scopes"),
        ({"scopes": (ScopeTerms(channel="web", decision="permit"),)}, "scopes"),
        ({"signature_method": "guess"}, "signature_method"),
        ({"signature_method": "verbal_witnessed"}, "witness"),
        ({"grantor": "guardian"}, "authority_text"),
        ({"identifiability_allowed": ("toes",)}, "identifiability_allowed"),
        ({"demographics_allowed": ("name",)}, "demographics_allowed"),
        ({"signed_at": datetime(1990, 5, 1, tzinfo=UTC)}, "signed_at"),
        ({"expires_on": date(2199, 1, 1)}, "expires_on"),
    ],
)
def test_r3_a_bad_term_is_named(changes: dict[str, object], field: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        check_terms(replace(TERMS, **changes), NOW, UTC)  # type: ignore[arg-type]
    assert field in caught.value.fields


def test_r3_a_consent_ends_as_its_day_begins_where_the_practice_is() -> None:
    zone = ZoneInfo("America/Los_Angeles")
    assert start_of(date(2027, 5, 1), zone).astimezone(UTC) == datetime(2027, 5, 1, 7, tzinfo=UTC)


def test_r3_the_days_are_those_of_the_practice() -> None:
    """Signed at 17:00 in Los Angeles, it may end as the next day begins there, not before."""
    zone = ZoneInfo("America/Los_Angeles")
    signed = datetime(2026, 11, 26, 17, tzinfo=zone).astimezone(UTC)
    check_terms(replace(TERMS, signed_at=signed, expires_on=date(2026, 11, 27)), signed, zone)
    with pytest.raises(InvalidInput) as caught:
        check_terms(replace(TERMS, signed_at=signed, expires_on=date(2026, 11, 26)), signed, zone)
    assert set(caught.value.fields) == {"expires_on"}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"signed_at": datetime(1, 1, 1, tzinfo=UTC)}, "signature_too_old"),
        ({"signed_at": datetime(1996, 5, 31, tzinfo=UTC)}, "signature_too_old"),
        ({"expires_on": date(2126, 5, 3)}, "expiry_too_far"),
        ({"expires_on": date.max}, "expiry_too_far"),
    ],
)
def test_r3_a_mistyped_year_is_named(changes: dict[str, object], code: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        check_terms(replace(TERMS, **changes), NOW, UTC)  # type: ignore[arg-type]
    assert caught.value.code == code
