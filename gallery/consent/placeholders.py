"""Placeholders such as ``{practice}`` in consent texts."""

import re
from collections.abc import Iterator, Mapping, Sequence

_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
#: The last word of a line that is no item itself: there a list can stand.
_LIST_OR_PLACEHOLDER = re.compile(
    r"(?P<lead>^(?!- )[^\n{}]*:) \{(?P<listed>[a-z_]+)\}\.[ \t]*$|\{(?P<name>[a-z_]+)\}",
    re.MULTILINE,
)


def placeholders_of(words: str) -> Iterator[str]:
    """Yield the name of every placeholder in ``words``."""
    yield from _PLACEHOLDER.findall(words)


def has_stray_braces(words: str) -> bool:
    """Tell whether ``words`` hold a brace that belongs to no placeholder."""
    return bool(set("{}") & set(_PLACEHOLDER.sub("", words)))


def filled(words: str, values: Mapping[str, str], lists: Mapping[str, Sequence[str]]) -> str:
    """Return ``words`` with each placeholder replaced in one pass: values are never expanded.

    One of ``lists`` becomes items on lines of their own where a line ends with it, after a colon;
    anywhere else its value stands, as for any other.
    """

    def replaced(match: re.Match[str]) -> str:
        name = match["name"] or match["listed"]
        if match["name"]:
            return values[name]
        if name not in lists:
            return f"{match['lead']} {values[name]}."
        items = "".join(f"\n- {item}." for item in lists[name])
        return f"{match['lead']}\n{items}{'' if match.end() == len(words) else chr(10)}"

    return _LIST_OR_PLACEHOLDER.sub(replaced, words)
