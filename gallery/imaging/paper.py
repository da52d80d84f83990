"""Look at a document that proves something, in a sandboxed child."""

from dataclasses import dataclass

from gallery.imaging import content, sandbox
from gallery.imaging.limits import Limits
from gallery.imaging.refusals import no_result


@dataclass(frozen=True)
class Paper:
    """Say what a document that can be read is."""

    media_type: str
    pages: int


def inspect_paper(document: bytes, limits: Limits) -> Paper:
    """Open a document that somebody sent, to see that it can be read and what it is.

    :raises PictureTypeUnsupported: neither a PDF nor a picture of an accepted format.
    :raises InvalidInput: it cannot be opened, has no page, is locked, or costs too much to open.
    :raises ImagingUnavailable: through no fault of the document.
    """
    content.identify_paper(
        document[: content.HEAD_BYTES]
    )  # A child is not worth it for a web page.
    answers = list(sandbox.run("paper", {}, limits, bodies=(document,)))
    if len(answers) != 1:
        raise no_result()
    told = answers[0].header
    try:
        return Paper(content.PAPER_TYPE[told["kind"]], int(told["pages"]))
    except (KeyError, TypeError, ValueError):
        raise no_result() from None
