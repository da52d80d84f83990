"""Plain text into paragraphs and lists, as the consent texts are written."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

_ITEM = "- "


@dataclass(frozen=True)
class Block:
    """Hold a paragraph, of one line or more, or a list of items."""

    is_list: bool
    lines: tuple[str, ...]


def blocks_of(text: str) -> tuple[Block, ...]:
    """Part a text at its empty lines; lines that begin with ``- `` are the items of a list."""
    return tuple(_blocks(text))


def _blocks(text: str) -> Iterator[Block]:
    lines = (line.strip() for line in text.splitlines())
    for (is_empty, is_list), group in groupby(
        lines, key=lambda line: (not line, line.startswith(_ITEM))
    ):
        if not is_empty:
            yield Block(is_list, tuple(line.removeprefix(_ITEM) for line in group))
