"""What stands behind the question mark of an address, fit to reach a database."""

from functools import cached_property

from flask import Request
from werkzeug.datastructures import ImmutableMultiDict, MultiDict


class CleanRequest(Request):
    """Read NUL in a query as U+FFFD, as HTML does: PostgreSQL takes no text that holds one.

    It is replaced and not dropped, so that what was refused or unknown with it remains so.
    """

    @cached_property
    def args(self) -> MultiDict[str, str]:
        """Return the arguments, in their order."""
        given = super().args.items(multi=True)
        return ImmutableMultiDict([(_clean(name), _clean(text)) for name, text in given])


def _clean(text: str) -> str:
    return text.replace("\0", "\N{REPLACEMENT CHARACTER}")
