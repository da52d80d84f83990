"""How a consent in JSON becomes terms."""

from datetime import UTC, date
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from gallery.actions.record_consent import ConsentTerms
from gallery.errors import InvalidInput
from gallery.web.api.consent_body import ConsentBody
from gallery.web.api.incoming import checked

LOS_ANGELES = ZoneInfo("America/Los_Angeles")
LEAST: dict[str, Any] = {
    "signer_name": " Jane Q. Example ",
    "signed_at": "2026-01-02",
    "signature_method": "wet_scan",
    "expires_on": "2027-01-02",
    "scopes": [{"channel": "website_gallery", "decision": "permit"}],
}


def _terms(**changes: object) -> ConsentTerms:
    return checked(ConsentBody, {**LEAST, **changes}).terms(UTC)


def _scope(decision: str) -> tuple[date | None, date | None]:
    scope = {
        "channel": "print",
        "decision": decision,
        "starts_on": "2026-03-01T15:00:00Z",
        "ends_on": "2026-04-01T15:00:00Z",
    }
    terms = checked(ConsentBody, {**LEAST, "scopes": [scope]}).terms(LOS_ANGELES)
    return terms.scopes[0].starts_on, terms.scopes[0].ends_on


def test_the_least_that_is_needed_leaves_the_rest_at_its_narrowest() -> None:
    terms = _terms()
    assert terms.signer_name == "Jane Q. Example"
    assert (terms.grantor, terms.template_version, terms.language) == ("self", "1", "en")
    assert (terms.photos, terms.future_photos) == ((), False)
    assert terms.identifiability_allowed == terms.demographics_allowed == ()


@pytest.mark.parametrize(
    "information",
    [
        "this case, also future photos",
        {"photos": "this case, also future photos"},
        {"photos": ["this case, also future photos"]},
        {"photos": "this_case_also_future_photos"},
    ],
)
def test_words_stand_for_the_future_photos_of_the_case(information: object) -> None:
    terms = _terms(information=information)
    assert (terms.photos, terms.future_photos) == ((), True)


def test_words_among_ids_widen_nothing() -> None:
    photos = ["this case, also future photos", "abc"]
    terms = _terms(information={"photos": photos})
    assert (terms.photos, terms.future_photos) == (tuple(photos), False)
    assert _terms(information="this case").photos == ()


def test_photos_are_named_and_later_ones_asked_for_beside_them() -> None:
    terms = _terms(information={"photos": ["abc", "also future photos", "def"]})
    assert (terms.photos, terms.future_photos) == (("abc", "def"), True)
    alone = _terms(information={"photos": ["also future photos"]})
    assert (alone.photos, alone.future_photos) == (("also future photos",), False)


@pytest.mark.parametrize(
    ("given", "kind"),
    [
        ("guardian", "guardian"),
        ({"kind": "guardian"}, "guardian"),
        ({"type": "personal_representative"}, "personal_representative"),
    ],
)
def test_the_grantor_may_be_a_word_or_an_object(given: object, kind: str) -> None:
    assert _terms(grantor=given, authority_text="Court order", subject_name="Ann").grantor == kind


def test_a_restriction_in_either_form_is_kept() -> None:
    assert _terms(conditions=["eyes_masked"]).conditions == ("eyes_masked",)
    chosen = {"eyes_masked": True, "watermark_required": False}
    assert _terms(conditions=chosen).conditions == ("eyes_masked",)
    with pytest.raises(InvalidInput) as refused:
        _terms(conditions={"eyes_masked": "yes"})
    assert set(refused.value.fields) == {"conditions"}


def test_an_instant_is_rounded_towards_showing_less() -> None:
    assert _scope("permit") == (date(2026, 3, 2), date(2026, 4, 1))
    assert _scope("deny") == (date(2026, 3, 1), date(2026, 4, 2))


def test_the_end_of_a_consent_is_never_later_than_signed() -> None:
    body = checked(ConsentBody, {**LEAST, "expires_on": "2027-01-02T00:00:00Z"})
    assert body.terms(LOS_ANGELES).expires_on == date(2027, 1, 1)


def test_refusals_do_not_repeat_what_was_sent() -> None:
    with pytest.raises(InvalidInput) as refused:
        checked(ConsentBody, {**LEAST, "signed_at": "Jane", "grantor": "Jane", "witness": 7})
    assert set(refused.value.fields) == {"signed_at", "grantor.kind", "witness"}
    assert "Jane" not in str(refused.value.fields)
