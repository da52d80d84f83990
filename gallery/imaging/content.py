"""Say what a file is by its first bytes; its name and declared type prove nothing."""

from gallery.errors import PictureDamaged, PictureTypeUnsupported
from gallery.imaging.specs import PNG_SIGNATURE

HEAD_BYTES = 4096
ACCEPTED = "JPEG, PNG, WebP, HEIC/HEIF and AVIF"
MEDIA_TYPE = {
    "jpeg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
    "heic": "image/heic",
    "avif": "image/avif",
}
PDF = "pdf"
#: In what people scan or photograph a paper, and what it is called on record.
PAPER_TYPE = {PDF: "application/pdf", **MEDIA_TYPE, "heic": "image/heif"}
AVIF_BRANDS = frozenset({b"avif", b"avis"})
HEIC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})
# Only to tell the sender what was found; order matters where one prefix contains another.
KNOWN_REFUSALS = (
    (b"GIF8", "a GIF"),
    (b"BM", "a BMP"),
    (b"II*\x00", "a TIFF or camera raw file"),
    (b"MM\x00*", "a TIFF or camera raw file"),
    (b"8BPS", "a Photoshop document"),
    (b"%PDF", "a PDF"),
    (b"%!PS", "a PostScript file"),
    (b"PK\x03\x04", "a ZIP archive"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"\x00\x00\x01\x00", "an icon file"),
    (b"\x00\x00\x00\x0cjP  ", "a JPEG 2000 picture"),
    (b"\xff\x0a", "a JPEG XL picture"),
    (b"\x00\x00\x00\x0cJXL ", "a JPEG XL picture"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a program"),
    (b"SIMPLE  =", "a FITS file"),
)


def identify(head: bytes) -> str:
    """Return ``jpeg``, ``png``, ``webp``, ``heic`` or ``avif`` from the first bytes of a file.

    :raises PictureDamaged: if the file is empty.
    :raises PictureTypeUnsupported: saying what was found and what is accepted.
    """
    if not head:
        raise PictureDamaged("The file is empty. Send it again.", code="picture_empty")
    if head.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if head.startswith(PNG_SIGNATURE):
        return "png"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "webp"
    if head[4:8] == b"ftyp":
        return _identify_boxes(head)
    raise _unsupported(_name(head))


def identify_paper(head: bytes) -> str:
    """Return the kind of a document that proves something, one of ``PAPER_TYPE``.

    :raises PictureDamaged: if the file is empty.
    :raises PictureTypeUnsupported: it is neither a PDF nor a picture.
    """
    return PDF if head.startswith(b"%PDF-") else identify(head)


def _identify_boxes(head: bytes) -> str:
    """Read the brands of an ISO base media file (ISO/IEC 14496-12 §4.3)."""
    end = min(int.from_bytes(head[:4], "big"), len(head))
    brands = {head[8:12], *(head[i : i + 4] for i in range(16, end - 3, 4))}
    if brands & AVIF_BRANDS:
        return "avif"
    if brands & HEIC_BRANDS:
        return "heic"
    raise _unsupported("a video or another media file")


def _name(head: bytes) -> str:
    for prefix, name in KNOWN_REFUSALS:
        if head.startswith(prefix):
            return name
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if b"<svg" in text:
        return "an SVG drawing"
    if text.startswith((b"<!doctype", b"<html", b"<script", b"<?xml", b"<")):
        return "a web page or XML"
    return "an unknown kind of file"


def _unsupported(found: str) -> PictureTypeUnsupported:
    return PictureTypeUnsupported(
        f"This is {found}. Accepted are {ACCEPTED}: export the picture as one of these."
    )
