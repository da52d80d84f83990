"""Look for the marks of a case in a page or feed, however they are written there."""

import html
import re
from collections.abc import Iterator, Sequence
from email.message import Message
from urllib.parse import unquote

from gallery.outbound.client import Answer

LARGEST_PAGE_BYTES = 5 * 1024 * 1024
DECODINGS = 3  # an address in an attribute in a script in a page is encoded three times
_TEXT = re.compile(r"text/.*|application/(.*\+)?(json|xml)|application/(java|ecma)script")
_DECODED = frozenset({"", "identity", "gzip", "x-gzip", "deflate"})  # by the client
_JSON_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})")


def holds_any(answer: Answer, marks: Sequence[str]) -> bool:
    """Tell whether any mark occurs, in any case of letters, plain or encoded."""
    wanted = [mark.casefold() for mark in marks]
    return any(mark in reading for reading in readings(text_of(answer)) for mark in wanted)


def unreadable(answer: Answer) -> str | None:
    """Say why not finding a mark in this answer proves nothing; None if it does."""
    kind, charset = _content_type(answer)
    if not answer.is_whole:
        return f"it is longer than the {len(answer.body)} bytes that were read"
    if not answer.body.strip():
        return "it is empty"
    if answer.headers.get("content-encoding", "").strip().lower() not in _DECODED:
        return "it is compressed in a way that cannot be read"
    if not _TEXT.fullmatch(kind):
        return f"it is {kind or 'of no named type'}, not a page or feed"
    if _codec(charset) is None:
        return "its character set is unknown"
    return None


def text_of(answer: Answer) -> str:
    """Return the text in small letters, read leniently: a mark that shows in any reading counts.

    Marks are ASCII, so that without its NUL bytes UTF-16 needs no declaration to be searched.
    """
    codec = _codec(_content_type(answer)[1]) or "latin-1"
    return answer.body.decode(codec, errors="replace").replace("\0", "").casefold()


def kind_of(answer: Answer) -> str:
    """Return the media type that the answer claims, without parameters."""
    return _content_type(answer)[0]


def _codec(charset: str) -> str | None:
    name = charset or "utf-8"
    try:
        b"a".decode(name, errors="replace")
    except (LookupError, ValueError):
        return None
    return name


def _content_type(answer: Answer) -> tuple[str, str]:
    header = Message()
    header["Content-Type"] = answer.headers.get("content-type", "")
    charset = header.get_param("charset", "")
    kind = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
    return kind, charset if isinstance(charset, str) else ""


def readings(text: str) -> Iterator[str]:
    """Yield the text as it is and with its encodings taken off, one layer after another."""
    yield text
    for _ in range(DECODINGS):
        decoded = unquote(html.unescape(_without_json_escapes(text))).casefold()
        if decoded == text:
            return
        yield decoded
        text = decoded


def _without_json_escapes(text: str) -> str:
    return _JSON_ESCAPE.sub(lambda found: chr(int(found[1], 16)), text.replace("\\/", "/"))
