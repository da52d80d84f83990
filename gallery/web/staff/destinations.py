"""Where to go after signing in: only to a page of this same site."""

import re

_PATH = re.compile(r"/(?![/\\])[^\\\x00-\x20\x7f]*")


def same_site_path(text: str | None) -> str | None:
    """Return ``text`` if it is a path of this site, or None.

    Browsers read paths with two slashes, a backslash or control characters as other sites.
    """
    return text if text and _PATH.fullmatch(text) else None
