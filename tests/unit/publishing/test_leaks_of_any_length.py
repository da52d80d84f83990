"""No text, however hostile, keeps the linter busy: it runs while withdrawals wait."""

import re
import subprocess
import sys
import time
from types import ModuleType

from gallery.actions.open_case import LONGEST
from gallery.publishing.leaks import (
    KnownIdentifiers,
    contacts,
    dates,
    disguised_names,
    find_leaks,
    folding,
    names,
)
from gallery.publishing.leaks.name_forms import forms_of

#: What patterns begin with, repeat or end with; each is repeated until the text is full.
FRAGMENTS = (
    "a", "1", "_", "-", " ", "a.", "a-", "a@", "@a", "+1", "(1", "1,", "1 ", "12//", "a a ", "$a",
    "a-at-", "at_", "a at ", "x-dot-", "a[at]a.", "a-at-b-dot-", "a at a.", "www.", "a.co", "//a",
    "tel 1", "chart no", "1.111", "1 Aa ", "Calle de ", "Aa, CA ", "born ", "born 1/1/75 ",
    "12 mar ", "mar 12", "twenty-", "one hundred and ", "aged 92 ", "'75 ", "1/I/", "j-a-n-e-",
    "4-7-1-", "12, 03, ", "12-mar-", "o1", "\u20ac", "e-x-a-m-p-l-", "J. Q. ", "janejane",
    "rn", "legs", "janelegs", "a a a a a a a a b ", "\ufdfa",
)  # fmt: skip
KNOWN = KnownIdentifiers(
    ("Jane Q. Example", "A A A A A A A A A A A A A A A A", "María de la Cruz Peña"),
    ("MRN-004711", "1" * 40),
    ("Dr. Ana Rivera", "aaaaaa"),
)
#: At this length a linear search takes 0.06 s, a quadratic one 3 s, a cubic one days.
LONG, MOST_CPU_SECONDS = 20_000, 1.0
#: Ends what is worse than quadratic; what is asked for takes about 5 s on an idle machine.
SECONDS = 240


def patterns() -> list[re.Pattern[str]]:
    modules: tuple[ModuleType, ...] = (contacts, dates, names, disguised_names, folding)
    values = [value for module in modules for value in vars(module).values()]
    found = [value for value in values if isinstance(value, re.Pattern)]
    nested = [one for value in values if isinstance(value, tuple) for one in value]
    forms = [forms_of(name) for name in KNOWN.names]
    return [
        *found,
        *(one for one in nested if isinstance(one, re.Pattern)),
        *(pattern for form in forms for pattern in (*form.certain[:3], *form.doubtful[:3])),
        *map(disguised_names.in_pieces, ("example", "aaaaaaaa")),
        disguised_names.dotted("aaaaaaaa"),
    ]


def filled(fragment: str, length: int) -> str:
    return (fragment * (length // len(fragment) + 1))[:length]


def search_by_patterns() -> None:
    texts = [filled(fragment, LONG) for fragment in FRAGMENTS]
    for pattern in patterns():
        for text in texts:
            started = time.process_time()
            sum(1 for _ in pattern.finditer(text))
            assert time.process_time() - started < MOST_CPU_SECONDS, (pattern.pattern, text[:20])


def search_by_linter() -> None:
    for fragment in FRAGMENTS:
        list(find_leaks({"story": filled(fragment, LONGEST["story"])}, KNOWN))


def test_every_pattern_takes_linear_time() -> None:
    assert len(patterns()) > 30
    _run_apart("search_by_patterns")


def test_the_longest_hostile_story_is_searched_in_no_time() -> None:
    _run_apart("search_by_linter")


def _run_apart(function: str) -> None:
    """Run in a process of its own: nothing within one stops a search for a pattern."""
    program = f"import runpy; runpy.run_path({__file__!r})[{function!r}]()"
    subprocess.run([sys.executable, "-c", program], check=True, timeout=SECONDS)
