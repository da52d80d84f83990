"""Names in what a consent says of authority and witness, and words that are none."""

import pytest

from gallery.publishing.named_in import names_in


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("Health care proxy for Jane Q. Example", ("Jane Q. Example",)),
        ("Durable Power of Attorney of 3 May 2025", ()),
        ("Mother of Ann", ("Ann",)),
        ("Court order of 2025", ()),
        ("Superior Court, County of Kings", ("Kings",)),
        ("POWER OF ATTORNEY FOR JANE EXAMPLE", ("JANE EXAMPLE",)),
        ("Madre de María García-López", ("María García-López",)),
        ("Mary O'Neill and Dr. Jose Song", ("Mary O'Neill", "Jose Song")),
        ("Nurse", ()),
        ("", ()),
    ],
)
def test_names_in_words(words: str, names: tuple[str, ...]) -> None:
    assert names_in(words) == names
