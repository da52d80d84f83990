"""The patient's pages say the same things in each language."""

from datetime import UTC, date, datetime
from string import Formatter

import pytest

from gallery.web.patient.languages import LANGUAGES, words_for
from gallery.web.patient.signing_form import FIELDS
from gallery.web.patient.words import MyWords, SigningWords, Words
from gallery.web.patient.words_en import ENGLISH
from gallery.web.patient.words_es import SPANISH


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("name", sorted(SigningWords.__annotations__))
def test_signing_words_have_the_same_places_and_keys(name: str) -> None:
    same(getattr(ENGLISH.signing, name), getattr(SPANISH.signing, name))


@pytest.mark.parametrize("name", sorted(MyWords.__annotations__))
def test_words_of_her_page_have_the_same_places_and_keys(name: str) -> None:
    same(getattr(ENGLISH.mine, name), getattr(SPANISH.mine, name))


def same(one: object, other: object) -> None:
    assert one != other
    if isinstance(one, str) and isinstance(other, str):
        assert placeholders(one) == placeholders(other)
    elif isinstance(one, dict) and isinstance(other, dict):
        assert one.keys() == other.keys()


def test_every_failure_is_told_in_each_language() -> None:
    assert ENGLISH.failures.keys() == SPANISH.failures.keys()
    for code, failure in ENGLISH.failures.items():
        other = SPANISH.failures[code]
        assert failure.title != other.title
        assert placeholders(failure.text) == placeholders(other.text)


@pytest.mark.parametrize("words", LANGUAGES.values(), ids=list(LANGUAGES))
def test_every_field_has_words_for_its_fault(words: Words) -> None:
    drawn = {"signature_too_large", "signature_unreadable", "signature_empty"}
    assert set(words.signing.faults) == {*FIELDS, *drawn, "other", "busy", "away"}


def test_days_and_instants_are_written_out() -> None:
    moment = datetime(2027, 3, 2, 9, 5, tzinfo=UTC)
    assert ENGLISH.day(date(2027, 3, 2)) == "March 2, 2027"
    assert SPANISH.moment(moment) == "2 de marzo de 2027 a las 09:05"


@pytest.mark.parametrize(
    ("locale", "language"), [("es-MX", "es"), ("ES", "es"), ("en_GB", "en"), ("fr", "en")]
)
def test_a_locale_finds_its_language(locale: str, language: str) -> None:
    assert words_for(locale).language == language
