"""Placeholders such as ``{practice}`` in consent texts."""

import re
from collections.abc import Iterator, Mapping

_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")


def placeholders_of(words: str) -> Iterator[str]:
    """Yield the name of every placeholder in ``words``."""
    yield from _PLACEHOLDER.findall(words)


def has_stray_braces(words: str) -> bool:
    """Tell whether ``words`` hold a brace that belongs to no placeholder."""
    return bool(set("{}") & set(_PLACEHOLDER.sub("", words)))


def filled(words: str, values: Mapping[str, str]) -> str:
    """Return ``words`` with each placeholder replaced in one pass: values are never expanded."""
    return _PLACEHOLDER.sub(lambda match: values[match[1]], words)
