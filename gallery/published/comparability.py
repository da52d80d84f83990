"""Read what is known of how comparable a pair is, and score it.

The score is computed at each reading from what is stored: measures, hand verdicts and the facts of
the case. So it never lags behind them.
"""

from datetime import datetime
from typing import Any

from gallery.clinical.intervals import interval_days, interval_label
from gallery.clinical.terms import AREAS
from gallery.models import Case, Pair, Photo
from gallery.published.values import PublicComparability
from gallery.publishing.comparability.check import CheckName, Hand
from gallery.publishing.comparability.evidence import Evidence, Fit, Measured, Shot
from gallery.publishing.comparability.score import Score, assess


def score_of(case: Case, pair: Pair) -> Score:
    """Score a pair of a case whose pairs are loaded."""
    return assess(evidence_of(case, pair))


def public_score(case: Case, pair: Pair) -> PublicComparability | None:
    """Return what visitors' systems may know: verdicts, and nothing that was measured."""
    if pair.comparability is None:
        return None
    score = score_of(case, pair)
    verdicts = tuple((check.name.value, check.verdict.value) for check in score.checks)
    return PublicComparability(score.passed, score.out_of, verdicts)


def evidence_of(case: Case, pair: Pair) -> Evidence:
    """Return what the nine checks look at."""
    known: dict[str, Any] = pair.comparability or {}
    measures = known.get("measures") or {}
    interval = pair.after.interval
    return Evidence(
        before=_shot(pair.before),
        after=_shot(pair.after),
        fit=_fit(pair, known.get("fit")),
        measured=Measured(**{name: measures.get(name) for name in Measured.__match_args__}),
        views_shown=len({other.view for other in case.pairs}),
        interval=interval_label(interval) if interval else None,
        interval_days=interval_days(interval) if interval else 0,
        missing=tuple(_missing(case)),
        hands={CheckName(name): _hand(row) for name, row in pair.hand_checks.items()},
    )


def _shot(photo: Photo) -> Shot:
    capture = photo.capture
    return Shot(
        camera=photo.camera,
        focal_length_mm=photo.focal_length_mm,
        exposure_seconds=capture.get("exposure_seconds"),
        f_number=capture.get("f_number"),
        iso=capture.get("iso"),
        flash_fired=capture.get("flash_fired"),
        captured_on=photo.captured_on,
    )


def _fit(pair: Pair, row: dict[str, Any] | None) -> Fit | None:
    if row is None:
        return None
    is_applied = bool((pair.alignment or {}).get("applied"))
    return Fit(**row | {"reasons": tuple(row["reasons"]), "is_applied": is_applied})


def _missing(case: Case) -> list[str]:
    has_sides = AREAS[case.area].has_sides if case.area in AREAS else False
    facts = {
        "procedure": bool(case.procedures),
        "number of sessions": bool(case.sessions),
        "provider": bool(case.provider),
        "side of the body": bool(case.laterality) or not has_sides,
    }
    return [name for name, is_told in facts.items() if not is_told]


def _hand(row: dict[str, Any]) -> Hand:
    return Hand(bool(row["passes"]), str(row["by"]), datetime.fromisoformat(row["at"]))
