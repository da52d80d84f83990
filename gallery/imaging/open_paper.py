"""Open an untrusted document of proof, to see that it can be read; its bytes are kept as they are.

Called inside the sandboxed child.
"""

import io
import logging
import zlib
from dataclasses import dataclass

import pypdf
from pypdf.errors import PyPdfError

from gallery.errors import PictureDamaged
from gallery.imaging import content
from gallery.imaging.decode import decode
from gallery.imaging.facts import DECODER_FAILURES
from gallery.imaging.limits import Limits
from gallery.imaging.specs import PREVIEW_EDGE_PX

_FAILURES = (*DECODER_FAILURES, PyPdfError, AssertionError, zlib.error)


@dataclass(frozen=True)
class Opened:
    """Say what a document is, and how many pages it has; a picture is one."""

    kind: str
    pages: int


def open_paper(document: bytes, limits: Limits) -> Opened:
    """Open a PDF and read its pages, or decode a picture.

    What scanners write a little wrong is accepted, as by every reader; what only its owner's
    password restricts, too.

    :raises PictureTypeUnsupported: it is neither.
    :raises PictureDamaged: it cannot be opened, has no page, or is locked with a password.
    :raises PictureTooLarge: a picture over the limit of pixels, scans or memory.
    """
    kind = content.identify_paper(document[: content.HEAD_BYTES])
    if kind == content.PDF:
        return Opened(kind, _pages(document))
    decode(io.BytesIO(document), limits, PREVIEW_EDGE_PX)
    return Opened(kind, 1)


def _pages(document: bytes) -> int:
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it would quote the document
    try:
        reader = pypdf.PdfReader(io.BytesIO(document), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise PictureDamaged("The PDF is locked with a password. Save it without one.")
        pages = len(reader.pages)
        for page in reader.pages:
            _ = page.mediabox
    except _FAILURES:
        raise PictureDamaged(
            "The PDF is damaged: it cannot be opened. Save it again, or send a photo of the paper."
        ) from None
    if pages == 0:
        raise PictureDamaged("The PDF has no page.")
    return pages
