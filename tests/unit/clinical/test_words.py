"""The vocabulary holds together."""

import pytest

from gallery.clinical.intervals import CHOICES, interval_days, interval_label, interval_of
from gallery.clinical.terms import AREAS, Area, area_named, procedure_named
from gallery.clinical.views import VIEWS, usual_views, view_named
from gallery.errors import InvalidInput


@pytest.mark.parametrize("area", AREAS.values(), ids=lambda area: area.slug)
def test_an_area_asks_for_standard_views_only(area: Area) -> None:
    assert set(area.views) <= set(VIEWS)
    assert len(usual_views(area)) == len(VIEWS)


@pytest.mark.parametrize(
    ("iso", "words"), [("P6W", "6 weeks"), ("p1m", "1 month"), ("P2Y", "2 years")]
)
def test_r15_intervals_are_told_in_words(iso: str, words: str) -> None:
    interval = interval_of(iso)
    assert interval is not None
    assert interval_label(interval) == words


def test_r15_intervals_sort_by_their_length() -> None:
    assert min(CHOICES, key=interval_days) == "P1D"
    assert interval_days("P6W") < interval_days("P3M")


@pytest.mark.parametrize("text", ["6 weeks", "P0W", "P6W3D", "2026-03-01", "P-1W"])
def test_r15_dates_and_other_texts_are_refused(text: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        interval_of(text)
    assert caught.value.code == "bad_interval"


def test_unknown_words_are_named() -> None:
    for function, code in (
        (procedure_named, "unknown_procedure"),
        (area_named, "unknown_area"),
        (view_named, "unknown_view"),
    ):
        with pytest.raises(InvalidInput) as caught:
            function("nonsense")
        assert caught.value.code == code
        assert "nonsense" in caught.value.message
