"""The codes of ``codes.toml``: nothing else gets into a coded element of an export."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

Release = Literal["r4b", "r5"]
_FILE = Path(__file__).with_name("codes.toml")


@dataclass(frozen=True)
class CodeList:
    """Hold the part of a value set that comes from one code system."""

    value_set: str
    value_set_version: str
    binding: str
    system: str
    system_version: str
    codes: frozenset[str]


@lru_cache(maxsize=1)
def code_lists() -> Mapping[tuple[str, str], tuple[CodeList, ...]]:
    """Return the lists by release and element."""
    document = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return {
        (release, element): tuple(
            CodeList(**{**row, "codes": frozenset(row["codes"])}) for row in rows
        )
        for release, elements in document.items()
        for element, rows in elements.items()
    }


def code(release: Release, element: str, value: str) -> str:
    """Return ``value`` for an element that holds a bare code.

    :raises LookupError: when it is not in the element's value set.
    """
    return coding(release, element, value)["code"]


def coding(release: Release, element: str, value: str) -> dict[str, str]:
    """Return ``value`` with its code system, as the element's value set has it.

    :raises LookupError: when it is not in the value set.
    """
    for listed in code_lists()[release, element]:
        if value in listed.codes:
            return {"system": listed.system, "code": value}
    raise LookupError(f"{value} is not in the value set of {element} in {release}.")


def concept(release: Release, element: str, value: str) -> dict[str, object]:
    """Return ``value`` as a CodeableConcept.

    :raises LookupError: when it is not in the value set.
    """
    return {"coding": [coding(release, element, value)]}
