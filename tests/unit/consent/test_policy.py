"""The policy in words: who may be shown where, and when (rules R1, R2, R3, R4, R7)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gallery.consent.policy import decide, in_force, permits_anything, permits_channel
from gallery.consent.record import (
    Consent,
    Decision,
    Identifiability,
    PhotoFacts,
    Scope,
    Showing,
    unmet_conditions,
)

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)
PLAIN = Identifiability.NONE_APPARENT

CONSENT = Consent(
    id="c1",
    case_id="case",
    recorded_at=NOW - 10 * DAY,
    effective_from=NOW - 10 * DAY,
    expires_at=NOW + 10 * DAY,
    procedures=frozenset({"sclerotherapy"}),
    identifiability=frozenset({PLAIN}),
    demographics=frozenset({"age_band"}),
    scopes=(Scope("website_gallery", Decision.PERMIT),),
    photos=frozenset({"p1", "p2"}),
)
EARLY, LATE = CONSENT.recorded_at - DAY, CONSENT.recorded_at + DAY
FACE = PhotoFacts("p1", Identifiability.FULL_FACE, EARLY, case_id="case")
SHOWING = Showing(
    channel="website_gallery",
    photos=(
        PhotoFacts("p1", PLAIN, EARLY, case_id="case"),
        PhotoFacts("p2", PLAIN, EARLY, case_id="case"),
    ),
    procedures=frozenset({"sclerotherapy"}),
    area="legs",
    is_adult_at_capture=True,
    standing_since=NOW - 5 * DAY,
)
DENY = replace(CONSENT, id="c2", scopes=(Scope("website_gallery", Decision.DENY),))
#: She saw the first photo, and allows what comes later.
LATER = replace(CONSENT, photos=frozenset({"p1"}), covers_later=True)


@pytest.mark.parametrize(
    ("added_at", "is_covered"),
    [
        (EARLY, False),
        (CONSENT.recorded_at, False),
        (CONSENT.recorded_at + timedelta(microseconds=1), True),
        (LATE, True),
    ],
)
def test_r1_later_photos_are_those_added_after_the_recording(
    added_at: datetime,
    is_covered: bool,  # noqa: FBT001
) -> None:
    shown = (SHOWING.photos[0], PhotoFacts("p2", PLAIN, added_at, case_id="case"))
    verdict = decide(replace(SHOWING, photos=shown), [LATER], NOW)
    assert verdict.permitted is is_covered
    assert not decide(
        replace(SHOWING, photos=shown), [replace(LATER, covers_later=False)], NOW
    ).permitted


def test_r2_a_refusal_of_later_photos_too_reaches_those_she_was_not_shown() -> None:
    refusal = replace(LATER, id="c2", scopes=(Scope("website_gallery", Decision.DENY),))
    verdict = decide(SHOWING, [CONSENT, refusal], NOW)
    assert [(reason.code, reason.photo_id) for reason in verdict.reasons] == [
        ("channel_denied", "p1"),
        ("channel_denied", "p2"),
    ]


@pytest.mark.parametrize(
    ("stated", "unmet"),
    [
        (None, ()),
        ([], ()),
        (["watermark_required", "eyes_masked"], ()),
        (["eyes_masked", "review_before_post"], ("review_before_post",)),
        (["no social media"], ("no social media",)),
        ("review_before_post", ("review_before_post",)),
    ],
)
def test_r1_a_condition_that_nothing_here_can_meet_permits_nothing(
    stated: object, unmet: tuple[str, ...]
) -> None:
    assert unmet_conditions(stated) == unmet
    consent = replace(CONSENT, unmet=unmet_conditions(stated))
    verdict = decide(SHOWING, [consent], NOW)
    assert verdict.permitted is not bool(unmet)
    assert {reason.code for reason in verdict.reasons} == ({"condition_unmet"} if unmet else set())
    assert permits_channel(SHOWING.channel, SHOWING.photos, [consent], NOW) is not bool(unmet)
    assert permits_anything(consent, NOW) is not bool(unmet)


def test_r1_a_copy_by_hand_stays_by_what_covers_a_photo_of_it() -> None:
    unseen = (PhotoFacts("p2", PLAIN, EARLY, case_id="case"),)
    assert not permits_channel(SHOWING.channel, unseen, [LATER], NOW)
    later = (PhotoFacts("p2", PLAIN, LATE, case_id="case"),)
    assert permits_channel(SHOWING.channel, later, [LATER], NOW)


def test_r1_marked_pictures_meet_a_consent_that_asks_for_the_mark() -> None:
    assert decide(SHOWING, [replace(CONSENT, requires_mark=True)], NOW).permitted
    assert decide(replace(SHOWING, is_marked=False), [CONSENT], NOW).permitted


def test_r1_a_consent_in_force_that_covers_everything_permits() -> None:
    verdict = decide(SHOWING, [CONSENT], NOW)
    assert verdict.permitted
    assert verdict.consents == ("c1",)
    assert verdict.valid_until == CONSENT.expires_at


REFUSALS: list[tuple[str, Showing, list[Consent], str]] = [
    ("r1: nothing on record", SHOWING, [], "consent_missing"),
    (
        "r1: another channel was permitted",
        replace(SHOWING, channel="print"),
        [CONSENT],
        "channel_not_permitted",
    ),
    (
        "r1: another procedure was named",
        replace(SHOWING, procedures=frozenset({"sclerotherapy", "microneedling"})),
        [CONSENT],
        "procedure_not_covered",
    ),
    (
        "r1: another area was named",
        SHOWING,
        [replace(CONSENT, areas=frozenset({"face"}))],
        "area_not_covered",
    ),
    (
        "r1: the face can be seen and was not allowed",
        replace(SHOWING, photos=(FACE,)),
        [CONSENT],
        "identifiability_not_covered",
    ),
    (
        "r1: one of two photos is not covered",
        SHOWING,
        [replace(CONSENT, photos=frozenset({"p1"}))],
        "channel_not_permitted",
    ),
    (
        "r1: the mark was asked for and the pictures carry none",
        replace(SHOWING, is_marked=False),
        [replace(CONSENT, requires_mark=True)],
        "condition_unmet",
    ),
    (
        "r1: covered eyes were asked for and a face has no mask",
        replace(SHOWING, photos=(FACE,)),
        [
            replace(
                CONSENT,
                identifiability=frozenset(Identifiability),
                requires_covered_eyes=True,
            )
        ],
        "eyes_not_masked",
    ),
    ("r2: a second consent denies", SHOWING, [CONSENT, DENY], "channel_denied"),
    (
        "r3: the expiry is this instant",
        SHOWING,
        [replace(CONSENT, expires_at=NOW)],
        "consent_expired",
    ),
    (
        "r4: it was withdrawn this instant",
        SHOWING,
        [replace(CONSENT, withdrawn_at=NOW)],
        "consent_withdrawn",
    ),
    (
        "r4: the channel alone was withdrawn",
        SHOWING,
        [
            replace(
                CONSENT,
                scopes=(Scope("website_gallery", Decision.PERMIT, withdrawn_at=NOW),),
            )
        ],
        "channel_not_permitted",
    ),
    (
        "it begins tomorrow",
        SHOWING,
        [replace(CONSENT, effective_from=NOW + DAY)],
        "consent_not_begun",
    ),
    (
        "the permission has ended although the consent has not",
        SHOWING,
        [replace(CONSENT, scopes=(Scope("website_gallery", Decision.PERMIT, ends_at=NOW),))],
        "channel_not_permitted",
    ),
    (
        "it was recorded after the publication",
        SHOWING,
        [replace(CONSENT, recorded_at=NOW - DAY)],
        "channel_not_permitted",
    ),
    (
        "r7: the subject was a minor",
        replace(SHOWING, is_adult_at_capture=False),
        [CONSENT],
        "minor",
    ),
    ("there is nothing to show", replace(SHOWING, photos=()), [CONSENT], "no_photos"),
]


@pytest.mark.parametrize(
    ("showing", "consents", "code"),
    [row[1:] for row in REFUSALS],
    ids=[row[0] for row in REFUSALS],
)
def test_r1_denied(showing: Showing, consents: list[Consent], code: str) -> None:
    verdict = decide(showing, consents, NOW)
    assert not verdict.permitted
    assert code in {reason.code for reason in verdict.reasons}


def test_r3_the_answer_stands_until_the_nearest_bound() -> None:
    denied_later = replace(
        DENY, scopes=(Scope("website_gallery", Decision.DENY, starts_at=NOW + DAY),)
    )
    assert decide(SHOWING, [CONSENT, denied_later], NOW).valid_until == NOW + DAY
    assert not decide(SHOWING, [CONSENT, denied_later], NOW + DAY).permitted


def test_r16_only_demographics_that_every_consent_allows_may_be_told() -> None:
    first = replace(CONSENT, photos=frozenset({"p1"}), demographics=frozenset({"age_band"}))
    second = replace(CONSENT, id="c3", photos=frozenset({"p2"}), demographics=frozenset())
    assert decide(SHOWING, [first, second], NOW).demographics == frozenset()


instants = st.integers(-20, 20).map(lambda days: NOW + days * DAY)
scope_values = st.builds(
    Scope,
    channel=st.sampled_from(["website_gallery", "print"]),
    decision=st.sampled_from(Decision),
    starts_at=st.none() | instants,
    ends_at=st.none() | instants,
    withdrawn_at=st.none() | instants,
)
consent_values = st.builds(
    Consent,
    id=st.uuids().map(str),
    recorded_at=instants,
    effective_from=instants,
    expires_at=instants,
    procedures=st.frozensets(st.sampled_from(["sclerotherapy", "microneedling"])),
    identifiability=st.frozensets(st.sampled_from(Identifiability)),
    demographics=st.frozensets(st.sampled_from(["age_band", "gender"])),
    scopes=st.lists(scope_values, max_size=3).map(tuple),
    photos=st.frozensets(st.sampled_from(["p1", "p2"])),
    covers_later=st.booleans(),
    unmet=st.sampled_from([(), (), ("review_before_post",)]),
    areas=st.none() | st.frozensets(st.sampled_from(["legs", "face"]), min_size=1),
    withdrawn_at=st.none() | instants,
)


@given(st.lists(consent_values, max_size=4), instants)
def test_r1_whatever_is_permitted_rests_on_consents_in_force(
    consents: list[Consent], now: datetime
) -> None:
    verdict = decide(SHOWING, consents, now)
    if not verdict.permitted:
        assert verdict.reasons
        return
    by_id = {consent.id: consent for consent in consents}
    assert all(in_force(by_id[identity], now) for identity in verdict.consents)
    assert verdict.valid_until is not None
    assert verdict.valid_until > now


@given(st.lists(consent_values, max_size=4), instants)
def test_r2_a_denial_never_opens_anything(consents: list[Consent], now: datetime) -> None:
    in_force_denial = replace(DENY, effective_from=NOW - 30 * DAY, expires_at=NOW + 30 * DAY)
    assert not decide(SHOWING, [*consents, in_force_denial], now).permitted


@given(st.lists(consent_values, max_size=4), instants)
def test_r4_nothing_survives_a_withdrawal_of_everything(
    consents: list[Consent], now: datetime
) -> None:
    withdrawn = [replace(consent, withdrawn_at=now) for consent in [CONSENT, *consents]]
    assert not decide(SHOWING, withdrawn, now).permitted
