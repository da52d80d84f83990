"""Damaged copies of files, the same for a seed: flipped bits, cuts, splices, wrong lengths."""

import random
from collections.abc import Callable, Iterator
from pathlib import Path

MAX_SOURCE_BYTES = 200_000
HEADER_BYTES = 600
Change = Callable[[random.Random, bytearray, bytes], bytearray]


def _flip_bits(chance: random.Random, content: bytearray, _other: bytes) -> bytearray:
    for _ in range(chance.choice((1, 3, 10, 40))):
        content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
    return content


def _edit_header(chance: random.Random, content: bytearray, _other: bytes) -> bytearray:
    for _ in range(chance.randint(1, 8)):
        place = chance.randrange(min(HEADER_BYTES, len(content)))
        content[place] = chance.choice((0, 1, 0x7F, 0x80, 0xFF, chance.randrange(256)))
    return content


def _cut(chance: random.Random, content: bytearray, _other: bytes) -> bytearray:
    return content[: chance.randint(1, len(content))]


def _splice(chance: random.Random, content: bytearray, other: bytes) -> bytearray:
    return content[: chance.randint(1, len(content))] + other[chance.randrange(len(other)) :]


def _lie_about_a_length(chance: random.Random, content: bytearray, _other: bytes) -> bytearray:
    place = chance.randrange(max(1, min(HEADER_BYTES, len(content) - 4)))
    lie = chance.choice((0, 1, 7, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF, len(content)))
    content[place : place + 4] = lie.to_bytes(4, chance.choice(("big", "little")))
    return content


def _repeat(chance: random.Random, content: bytearray, _other: bytes) -> bytearray:
    start = chance.randrange(len(content))
    piece = content[start : start + chance.randint(1, 4096)]
    return content[:start] + piece * chance.randint(1, 20) + content[start:]


def _zero(chance: random.Random, content: bytearray, _other: bytes) -> bytearray:
    start = chance.randrange(len(content))
    length = min(chance.choice((16, 512, 4096)), len(content) - start)
    content[start : start + length] = bytes(length)
    return content


CHANGES: tuple[Change, ...] = (
    _flip_bits, _edit_header, _cut, _splice, _lie_about_a_length, _repeat, _zero,
)  # fmt: skip


def mutants(sources: list[Path], count: int, seed: int) -> Iterator[tuple[str, bytes]]:
    """Yield ``count`` names and contents made of ``sources`` that are neither empty nor large."""
    chance = random.Random(seed)
    small = [path for path in sources if 0 < path.stat().st_size <= MAX_SOURCE_BYTES]
    for number in range(count):
        path, other = chance.choice(small), chance.choice(small)
        change = CHANGES[number % len(CHANGES)]
        content = change(chance, bytearray(path.read_bytes()), other.read_bytes())
        yield f"{number}{change.__name__}-{path.name}", bytes(content)
