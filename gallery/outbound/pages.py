"""Tell a page whose silence means something from one that hides what it shows.

A sign-in, a check of visitors, or an empty page that a script fills names nothing of anything.
"""

import hashlib
import re
from dataclasses import dataclass

from gallery.outbound.client import Answer
from gallery.outbound.marks import kind_of, readings, text_of

#: A page with less text of its own is a shell or a notice: any gallery's menu and footer have more.
LEAST_LETTERS = 200
_NOT_SHOWN = frozenset({"script", "style", "template", "noscript", "title"})
_NAME = re.compile(r"/?[a-z][a-z0-9-]*")
_WORD = re.compile(r"[\w-]{8,120}")
_NOT_PLAIN = re.compile(r"[-0-9]")


@dataclass(frozen=True)
class PageText:
    """Hold what of a page a visitor without scripts would meet, all in small letters."""

    title: str
    letters: int
    asks_for_password: bool
    sends_elsewhere: bool


def hidden_by(answer: Answer) -> str | None:
    """Say what stands between us and what the page shows; None if it seems to show itself."""
    if {"cf-mitigated", "www-authenticate"} & set(answer.headers):
        return "a check of visitors stands before the page"
    if "html" not in kind_of(answer):
        return None
    page = read_page(text_of(answer))
    if page.asks_for_password:
        return "it asks to sign in"
    if page.sends_elsewhere:
        return "it sends elsewhere"
    if page.letters < LEAST_LETTERS:
        return "it has hardly any text of its own: a script may fill it, or a check stand before it"
    return None


def title_digest(answer: Answer) -> str:
    """Return SHA-256 of the page's title, by which the same page is known again."""
    return hashlib.sha256(read_page(text_of(answer)).title.encode()).hexdigest()


def words_of(answer: Answer) -> frozenset[str]:
    """Return what could be a public name: unbroken words of a page with a digit or a hyphen."""
    found = (word for text in readings(text_of(answer)) for word in _WORD.findall(text))
    return frozenset(word for word in found if _NOT_PLAIN.search(word))


def read_page(text: str) -> PageText:
    """Read HTML in one pass, piece by piece: hostile markup costs no more time than other."""
    title, letters, tags, hidden = "", 0, [], ""
    for piece in text.split("<"):
        tag, _, shown = piece.partition(">")
        found = _NAME.match(tag)
        name = found[0] if found else ""
        if hidden and name != f"/{hidden}":
            continue
        hidden = name if name in _NOT_SHOWN else ""
        if name == "title":
            title = title or " ".join(shown.split())
        elif not hidden:
            letters += sum(map(str.isalpha, shown))
        if name in {"input", "meta"}:
            tags.append(tag)
    return PageText(
        title=title,
        letters=letters,
        asks_for_password=any(tag.startswith("input") and "password" in tag for tag in tags),
        sends_elsewhere=any(tag.startswith("meta") and "refresh" in tag for tag in tags),
    )
