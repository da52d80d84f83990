"""Rules R7, R8, R13 and R19 of publication, one by one."""

from dataclasses import replace

import pytest

from gallery.jurisdictions.pack import pack_named
from gallery.publishing.finding import Severity
from gallery.publishing.leaks import KnownIdentifiers
from gallery.publishing.lifecycle import CaseState, Progress, state_of
from gallery.publishing.review import CaseForReview, PairFacts, review

PAIR = PairFacts("pair", "AP", "AP", "AP", "P6W", is_of_case=True)
AU = replace(pack_named("AU-AHPRA"), needs_registration_number=False, phrases=())
CASE = CaseForReview(
    title="Spider veins on the thigh",
    story="Two sessions.",
    slug="sclerotherapy-legs-1a2b",
    provider="Dr. Rivera",
    sessions=2,
    procedures=("sclerotherapy",),
    area_has_sides=True,
    laterality="left",
    is_adult_at_capture=True,
    is_actual_patient=True,
    shows_nudity=False,
    disclosure="Results vary.",
    pairs=(PAIR,),
    photos_in_work=(),
    packs=(),
    language="en",
    is_testimonial=False,
    registration_number=None,
    known=KnownIdentifiers(("Jane Q. Example",), ("MRN-004711",), ("Dr. Rivera",)),
)


def test_r8_a_complete_case_has_no_findings() -> None:
    assert review(CASE) == ()


@pytest.mark.parametrize(
    ("changes", "rule", "code"),
    [
        ({"is_adult_at_capture": False}, "R7", "minor"),
        ({"pairs": ()}, "R8", "pairs_missing"),
        ({"pairs": (replace(PAIR, after_view="PA"),)}, "R8", "views_differ"),
        ({"pairs": (replace(PAIR, interval=None),)}, "R8", "interval_missing"),
        ({"procedures": ()}, "R8", "procedures_missing"),
        ({"sessions": None}, "R8", "sessions_missing"),
        ({"provider": None}, "R8", "provider_missing"),
        ({"disclosure": " "}, "R8", "disclosure_missing"),
        ({"is_actual_patient": False}, "R8", "not_actual_patient"),
        ({"photos_in_work": ("p1",)}, "R8", "photo_in_work"),
        ({"title": "Veins of jane q.  example"}, "R13", "name_in_text"),
        ({"story": "Chart mrn-004711: two sessions."}, "R13", "chart_ref_in_text"),
        ({"other_texts": {"watermark": "Jane Example"}}, "R13", "name_in_text"),
        ({"pictures_unread": ("p1",)}, "R13", "picture_text_pending"),
        ({"is_testimonial": True, "packs": (AU,)}, "R18", "testimonial_forbidden"),
    ],
)
def test_r8_and_others_block(changes: dict[str, object], rule: str, code: str) -> None:
    findings = review(replace(CASE, **changes))  # type: ignore[arg-type]
    assert [(f.rule, f.code, f.severity) for f in findings] == [(rule, code, Severity.BLOCK)]
    assert findings[0].source


def test_r8_a_missing_side_is_worth_a_look() -> None:
    (finding,) = review(replace(CASE, laterality=None))
    assert (finding.code, finding.severity) == ("laterality_missing", Severity.WARN)


def test_r19_nudity_goes_behind_the_gate_and_staff_are_told() -> None:
    (finding,) = review(replace(CASE, shows_nudity=True))
    assert (finding.rule, finding.severity) == ("R19", Severity.WARN)
    assert "18 or older" in finding.message


FRESH = Progress(
    is_purged=False,
    has_live_publication=False,
    was_published=False,
    has_pairs=False,
    has_consent_in_force=False,
    has_open_findings=True,
)


@pytest.mark.parametrize(
    ("changes", "state"),
    [
        ({}, CaseState.DRAFT),
        ({"has_pairs": True}, CaseState.NEEDS_CONSENT),
        ({"has_pairs": True, "has_consent_in_force": True}, CaseState.NEEDS_REVIEW),
        (
            {"has_pairs": True, "has_consent_in_force": True, "has_open_findings": False},
            CaseState.APPROVED,
        ),
        ({"was_published": True, "has_live_publication": True}, CaseState.PUBLISHED),
        ({"was_published": True}, CaseState.UNPUBLISHED),
        ({"was_published": True, "is_purged": True}, CaseState.PURGED),
    ],
)
def test_a_case_moves_through_its_states(changes: dict[str, bool], state: CaseState) -> None:
    assert state_of(replace(FRESH, **changes)) is state
