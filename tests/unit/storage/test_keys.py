import re

import pytest

from gallery.storage import Prefix, new_key
from gallery.storage.keys import check_key


@pytest.mark.parametrize("prefix", list(Prefix))
def test_a_key_has_128_random_bits_after_its_prefix(prefix: Prefix) -> None:
    assert re.fullmatch(rf"{prefix}/[0-9a-f]{{32}}", new_key(prefix))


def test_a_key_may_end_in_an_extension() -> None:
    assert re.fullmatch(r"renditions/[0-9a-f]{32}\.avif", new_key(Prefix.RENDITIONS, "avif"))


def test_keys_do_not_repeat() -> None:
    assert len({new_key(Prefix.ORIGINALS) for _ in range(1000)}) == 1000


@pytest.mark.parametrize("extension", [".jpg", "a/b", "JPG", "waytoolong", "jpg\n"])
def test_an_extension_is_a_short_word(extension: str) -> None:
    with pytest.raises(ValueError, match="extension"):
        new_key(Prefix.PREVIEWS, extension)


@pytest.mark.parametrize("prefix", list(Prefix))
def test_new_keys_pass_the_check(prefix: Prefix) -> None:
    check_key(new_key(prefix, "jpg"))


@pytest.mark.parametrize(
    "key",
    ["", "originals", "originals/", "other/a", "originals/../a", "assets/a\n"],
)
def test_other_keys_are_refused(key: str) -> None:
    with pytest.raises(ValueError, match="new_key"):
        check_key(key)
