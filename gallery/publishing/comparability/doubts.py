"""Warn of photographs that do not compare well; they may be shown all the same."""

from collections.abc import Iterator

from gallery.publishing.comparability.check import BY_HAND, CheckVerdict
from gallery.publishing.comparability.score import Score
from gallery.publishing.finding import Finding, Severity


def doubts(score: Score, pair_id: str, view: str) -> Iterator[Finding]:
    """Yield one warning for a pair whose photographs differ beyond what was treated."""
    differing = [
        check.label.lower()
        for check in score.checks
        if check.name in BY_HAND and check.verdict is CheckVerdict.DIFFERS
    ]
    if differing:
        yield Finding(
            "R8",
            "pair_differs",
            f"{view}: {score.passed} of {score.out_of} checks pass;"
            f" {', '.join(differing)} {'differs' if len(differing) == 1 else 'differ'}.",
            "Cal. B&P Code 651 (comparable presentation); SEPIA",
            Severity.WARN,
            pair_id,
        )
