"""The little structure that the body of a section has: paragraphs and lists."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

_EMPTY_LINE = re.compile(r"\n[ \t]*\n")
_ITEM = "- "


@dataclass(frozen=True)
class Block:
    """Hold one paragraph (one line) or one list (a line for each item), as plain text."""

    lines: tuple[str, ...]
    is_list: bool = False


def blocks(body: str) -> tuple[Block, ...]:
    """Return the paragraphs and lists of ``body``; a line break inside a paragraph is a space."""
    return tuple(block for part in _EMPTY_LINE.split(body) for block in _blocks(part))


def _blocks(part: str) -> Iterator[Block]:
    lines = [line.strip() for line in part.splitlines() if line.strip()]
    for is_list, group in groupby(lines, key=lambda line: line.startswith(_ITEM)):
        if is_list:
            yield Block(tuple(line.removeprefix(_ITEM) for line in group), is_list=True)
        else:
            yield Block((" ".join(group),))
