"""Demo cases: believable, varied, and within the product's own rules for texts."""

import re
from collections import Counter

import pytest

from gallery.demo.case import WEEKS, ConsentWanted, DemoCase, StageWanted
from gallery.demo.cases import DEMO_CASES

VEIN_PROCEDURES = {"sclerotherapy", "laser-vein-treatment", "ambulatory-phlebectomy"}
AGE_BANDS = {"18-24", "25-34", "35-44", "45-54", "55-64", "65-74", "75-89", "90+"}
VIEWS = {"AP", "PA", "MED", "LAT", "CU"}
BANNED = re.compile(
    r"\b(ideal|perfect|instant|immediate|gentle|safe|easy|painless|flawless|best|guarantee"
    r"|permanent|cure|miracle|amazing|stunning|dramatic|beautiful|happy|thrilled)",
    re.IGNORECASE,
)
EXACT_DATE = re.compile(r"\b(19|20)\d\d\b|\b\d{1,2}[./]\d{1,2}[./]")
NAMED_PERSON = re.compile(r"\b(Mr|Mrs|Ms|Miss|patient [A-Z])\b|\b[A-Z][a-z]+ [A-Z][a-z]+\b")

each_case = pytest.mark.parametrize("case", DEMO_CASES, ids=lambda case: case.key)


def live(case: DemoCase) -> bool:
    on_website = case.consent in {
        ConsentWanted.WEBSITE,
        ConsentWanted.EXPIRING,
        ConsentWanted.ON_SCREEN,
    }
    return on_website and case.stage is StageWanted.PUBLISHED


@each_case
def test_texts_promise_nothing(case: DemoCase) -> None:
    assert BANNED.search(f"{case.title} {case.story}") is None


@each_case
def test_r13_texts_name_nobody_and_no_chart(case: DemoCase) -> None:
    text = f"{case.title}. {case.story}"
    assert NAMED_PERSON.search(text) is None
    assert case.chart_ref not in text


@each_case
def test_r15_texts_hold_no_exact_date(case: DemoCase) -> None:
    assert EXACT_DATE.search(f"{case.title} {case.story}") is None


@each_case
def test_r8_a_case_says_what_a_published_case_must_say(case: DemoCase) -> None:
    assert case.procedures
    assert case.pairs
    assert case.sessions >= 1
    assert case.provider
    assert case.age_band in AGE_BANDS
    assert case.laterality in {"left", "right", "bilateral", None}


@each_case
def test_pairs_agree_with_their_recipes(case: DemoCase) -> None:
    for pair in case.pairs:
        assert pair.view in VIEWS
        assert pair.recipe.weeks_after == WEEKS[pair.interval]
        assert pair.recipe.skin_type == case.skin_type
        if case.laterality in {"left", "right"}:
            assert pair.recipe.side == case.laterality


@each_case
def test_a_case_begins_on_one_day(case: DemoCase) -> None:
    assert len({pair.recipe.before_on for pair in case.pairs}) == 1


def test_keys_charts_and_titles_are_unique() -> None:
    for attribute in ("key", "chart_ref", "title"):
        counts = Counter(getattr(case, attribute) for case in DEMO_CASES)
        assert max(counts.values()) == 1, attribute


def test_bodies_of_different_cases_differ() -> None:
    seeds = {(case.key, pair.recipe.before_key) for case in DEMO_CASES for pair in case.pairs}
    assert len({before_key for _, before_key in seeds}) == len(seeds)


def test_at_least_eight_vein_cases_are_live() -> None:
    assert sum(live(case) and bool(VEIN_PROCEDURES & {*case.procedures}) for case in DEMO_CASES) > 7


def test_one_case_follows_three_visits() -> None:
    visits = [Counter(pair.recipe.before_key for pair in case.pairs) for case in DEMO_CASES]
    assert max(max(count.values()) for count in visits) >= 3


def test_every_state_of_consent_and_stage_occurs() -> None:
    assert {case.consent for case in DEMO_CASES} == set(ConsentWanted)
    assert {case.stage for case in DEMO_CASES} == set(StageWanted)


def test_skin_types_one_to_five_occur() -> None:
    assert {case.skin_type for case in DEMO_CASES} == {"I", "II", "III", "IV", "V"}
