from datetime import UTC, date, datetime

from gallery.documents.labels import LABELS, day_in_words, instant_in_words


def test_every_language_has_every_label() -> None:
    assert LABELS["en"].keys() == LABELS["es"].keys()
    assert all(said.strip() for labels in LABELS.values() for said in labels.values())


def test_days_are_written_in_words() -> None:
    assert day_in_words(date(2030, 9, 3), "en") == "3 September 2030"
    assert day_in_words(date(2030, 9, 3), "es") == "3 de septiembre de 2030"


def test_instants_carry_their_offset() -> None:
    assert instant_in_words(datetime(2030, 1, 2, 3, 4, tzinfo=UTC), "en").endswith("(UTC+00:00)")
