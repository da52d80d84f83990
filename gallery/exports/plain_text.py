"""Words as every export may carry them: one line, nothing invisible."""

import unicodedata
from collections.abc import Iterable


def plain(text: str) -> str:
    """Return ``text`` on one line, without control and formatting characters."""
    kept = (c if unicodedata.category(c)[0] != "C" else " " for c in text)
    return " ".join("".join(kept).split())


def plain_texts(texts: Iterable[str]) -> list[str]:
    """Return each text that has something to say, once, in order."""
    return list(dict.fromkeys(said for said in map(plain, texts) if said))
