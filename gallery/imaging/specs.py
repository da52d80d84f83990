"""What is made from a photo: sizes, formats, the watermark, the rights statement."""

import hashlib
import re
import string
from dataclasses import astuple, dataclass
from enum import StrEnum
from typing import ClassVar

from gallery.errors import InvalidInput

#: Names what this package itself does to a picture. Raise it with every change after which the
#: same photo, edits, mark and rights may give other bytes: kernels, sizes, bands, colour, masks,
#: the drawing of marks, settings of encoders, what is written beside the pixels. A test of the
#: steps notices most of them.
PIPELINE = 1

LONG_EDGES_PX = (480, 960, 1600, 2400)
FORMATS = ("avif", "webp", "jpg")
MEDIA_TYPES = {"avif": "image/avif", "webp": "image/webp", "jpg": "image/jpeg"}
PREVIEW_EDGE_PX = 480
READING_EDGE_PX = 2400
# The lower right corner, where cameras print the date.
STAMP_LEFT_RATIO, STAMP_TOP_RATIO = 0.5, 0.85
# What staff draw and align on: large enough to see an eyelid, small enough for a telephone.
WORKING_EDGE_PX = 1600

MAX_LOGO_BYTES = 1024 * 1024
MAX_TEXT_LENGTH = 60
# What the scalable font that ships with Pillow can draw; anything else would come out as boxes.
DRAWABLE = frozenset(string.ascii_letters + string.digits + string.punctuation + " ©«°±·»…™")
VARIANT_NAME = re.compile(r"^(marked|clean|mark-[0-9a-f]{5})\Z")
PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"


@dataclass(frozen=True)
class Size:
    """Hold a width and a height in pixels, as a viewer sees them."""

    width_px: int
    height_px: int

    @property
    def long_edge_px(self) -> int:
        """Return the longer side."""
        return max(self.width_px, self.height_px)


@dataclass(frozen=True, order=True)
class Variant:
    """Tell apart pictures by the mark they carry: the practice's, another look, or none.

    ``value`` is ``marked``, ``clean``, or ``mark-`` and five hexadecimal digits of another look.
    """

    value: str

    MARKED: ClassVar["Variant"]
    CLEAN: ClassVar["Variant"]

    def __post_init__(self) -> None:
        """Refuse what names no variant.

        :raises ValueError: for a programmer to mend.
        """
        if not VARIANT_NAME.match(self.value):
            raise ValueError(f"{self.value!r} names no variant")

    @classmethod
    def of_look(cls, look: tuple[object, ...]) -> "Variant":
        """Name the variant of a look that differs from the practice's own."""
        return cls("mark-" + hashlib.sha256(repr(look).encode()).hexdigest()[:5])

    @classmethod
    def of_spec(cls, spec: str) -> "Variant":
        """Return the variant of a rendition such as ``marked-960``."""
        return cls(spec.rpartition("-")[0])

    @property
    def is_marked(self) -> bool:
        """Tell whether its pictures carry a mark."""
        return self.value != "clean"


Variant.MARKED, Variant.CLEAN = Variant("marked"), Variant("clean")


class Position(StrEnum):
    """Name an edge or corner for the watermark: the middle, where the treatment is, is not one."""

    TOP_LEFT = "top-left"
    TOP = "top"
    TOP_RIGHT = "top-right"
    BOTTOM_LEFT = "bottom-left"
    BOTTOM = "bottom"
    BOTTOM_RIGHT = "bottom-right"


@dataclass(frozen=True)
class Watermark:
    """Describe the practice's mark: either a text or a PNG logo.

    ``width_ratio`` is the mark's width over the picture's, 0.05 to 0.5; ``opacity`` 0.4 to 1,
    below which the mark cannot be read on white.
    """

    text: str | None
    logo_png: bytes | None
    position: Position = Position.BOTTOM_RIGHT
    width_ratio: float = 0.28
    opacity: float = 0.8

    def __post_init__(self) -> None:
        """Refuse a mark that cannot be drawn.

        :raises InvalidInput: naming each field and what to do about it.
        """
        fields: dict[str, str] = {}
        if (self.text is None) == (self.logo_png is None):
            fields["text"] = "Give either a text or a logo."
        elif self.text is not None:
            fields |= _text_faults(self.text)
        elif self.logo_png is not None:
            fields |= _logo_faults(self.logo_png)
        if not 0.05 <= self.width_ratio <= 0.5:
            fields["width_ratio"] = "Choose a width between 5 % and 50 % of the picture."
        if not 0.4 <= self.opacity <= 1:
            fields["opacity"] = "Choose an opacity between 40 % and 100 %."
        if fields:
            raise InvalidInput("The watermark cannot be used as it is.", fields=fields)

    def digest(self) -> str:
        """Return 12 hexadecimal characters that change whenever the mark would look different."""
        logo = hashlib.sha256(self.logo_png or b"").hexdigest()
        look = (self.text, logo, self.position.value, self.width_ratio, self.opacity)
        return hashlib.sha256(repr(look).encode()).hexdigest()[:12]


@dataclass(frozen=True)
class Rights:
    """State the practice's rights, and of the case what everybody who has the file may know.

    ``release_urn`` names the releases on file for the case; it must not lead to the subject.
    ``shows_nudity`` asks for a warning; ``is_over_25`` says that the subject was 25 or older.
    """

    credit: str
    usage_terms: str
    web_statement: str | None
    copyright_notice: str
    release_urn: str | None = None
    shows_nudity: bool = False
    is_over_25: bool = False

    def digest(self) -> str:
        """Return 12 hexadecimal characters that change whenever a file would state other rights."""
        return hashlib.sha256(repr(astuple(self)).encode()).hexdigest()[:12]


def spec_name(variant: Variant, long_edge_px: int) -> str:
    """Name a rendition, such as ``marked-960``."""
    return f"{variant.value}-{long_edge_px}"


def _text_faults(text: str) -> dict[str, str]:
    if not text.strip() or len(text) > MAX_TEXT_LENGTH:
        return {"text": f"Write 1 to {MAX_TEXT_LENGTH} characters."}
    strange = "".join(sorted(set(text) - DRAWABLE))
    if strange:
        return {"text": f"The built-in font cannot draw {strange!r}: leave it out, or use a logo."}
    return {}


def _logo_faults(logo_png: bytes) -> dict[str, str]:
    if len(logo_png) > MAX_LOGO_BYTES:
        return {"logo_png": f"The logo has {len(logo_png)} bytes; the limit is {MAX_LOGO_BYTES}."}
    if not logo_png.startswith(PNG_SIGNATURE):
        return {"logo_png": "The logo must be a PNG file."}
    return {}
