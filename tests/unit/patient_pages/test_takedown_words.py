"""Every state of a surface to clear has its words, wherever it can be read."""

from collections.abc import Mapping
from typing import get_args

import pytest

from gallery.consent.takedown_states import TakedownState
from gallery.consent.wording import wording
from gallery.documents.labels import LABELS
from gallery.web.patient.languages import LANGUAGES
from gallery.web.staff.words import TAKEDOWN_STATES

STATES = set(get_args(TakedownState))
BY_LANGUAGE: dict[str, Mapping[str, str]] = {
    **{f"page {name}": words.mine.surface_states for name, words in LANGUAGES.items()},
    **{f"told {name}": wording(name).surface_states for name in LANGUAGES},
    **{f"notice {name}": words for name, words in LABELS.items()},
}


@pytest.mark.parametrize("known", BY_LANGUAGE.values(), ids=BY_LANGUAGE)
def test_every_state_has_words_for_the_patient(known: Mapping[str, str]) -> None:
    assert set(known) >= STATES


def test_every_state_has_words_for_staff() -> None:
    assert set(TAKEDOWN_STATES) == STATES


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_proof_is_told_of_only_where_it_was_handed_in(language: str) -> None:
    told = wording(language).surface_states
    assert told["manual_done_proven"].startswith(told["manual_done"].rstrip("."))
    assert not {"proof", "prueba", "document", "documento"} & set(told["manual_done"].split())
