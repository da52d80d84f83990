"""Colour stated as code points (ITU-T H.273) and not as an ICC profile: HEIC, AVIF and PNG can.

Decoders give the numbers as they are stored. Shown as sRGB, those of a wider gamut look pale; so
the profile that the code points stand for is built here, and the usual conversion does the rest.
"""

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from gallery.errors import PictureRejected
from gallery.imaging.boxes import Data, properties_of_primary

BT_709, UNSPECIFIED, BT_2020, DISPLAY_P3 = 1, 2, 9, 12
#: XYZ of red, green and blue at full light, of H.273's chromaticities (white D65), adapted to D50
#: by Bradford as ICC profiles are.
PRIMARIES = {
    BT_709: (
        (0.43604, 0.22248, 0.01392), (0.38511, 0.71691, 0.09707), (0.14305, 0.06061, 0.71391),
    ),
    BT_2020: (
        (0.67348, 0.27904, -0.00193), (0.16567, 0.67534, 0.02998), (0.12505, 0.04561, 0.79685),
    ),
    DISPLAY_P3: (
        (0.51512, 0.24119, -0.00105), (0.29198, 0.69224, 0.04188), (0.15710, 0.06657, 0.78407),
    ),
}  # fmt: skip
D50 = (0.9642, 1.0, 0.8249)
#: Every other curve of a picture that is not HDR is meant for a screen that has sRGB's, or so near
#: it that viewers make no difference (BT.601, BT.709, BT.2020).
GAMMA = {4: 2.2, 5: 2.8}
HDR = {16: "PQ", 18: "HLG"}
#: sRGB (IEC 61966-2-1) as an ICC parametric curve: g, a, b, c, d.
SRGB_CURVE = (2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045)
HEADER, HEADER_BYTES = ">I4xI4s4s4s12x4s28x3i48x", 128
VERSION_4_3 = 0x04300000


@dataclass(frozen=True)
class CodePoints:
    """Hold ``colour_primaries`` and ``transfer_characteristics`` of H.273."""

    primaries: int
    transfer: int


def stated_in(data: Data, kind: str) -> CodePoints | None:
    """Read the code points of a PNG or an AVIF; what cannot be read is not stated."""
    if kind == "png":
        start = data.find(b"\0\0\0\4cICP", 0, max(0, data.find(b"IDAT")))
        return None if start < 0 else CodePoints(data[start + 8], data[start + 9])
    if kind != "avif":
        return None
    try:
        for name, body in properties_of_primary(data):
            if name == b"colr" and body[:4] == b"nclx":
                return CodePoints(*struct.unpack_from(">HH", body, 4))
    except (struct.error, IndexError):
        pass  # The decoder judges whether the file is broken.
    return None


def stated_by_heif(nclx: Mapping[str, int] | None) -> CodePoints | None:
    """Take the code points that the HEIF decoder found."""
    if nclx is None:
        return None
    return CodePoints(nclx["color_primaries"], nclx["transfer_characteristics"])


def profile_of(stated: CodePoints | None) -> bytes | None:
    """Return an ICC profile, or None for what is sRGB, or counts as it.

    :raises PictureRejected: ``picture_hdr``: brightness beyond that of paper has no place in sRGB,
        and where to squeeze it would be a guess that changes how skin looks.
    """
    if stated is None:
        return None
    if stated.transfer in HDR:
        raise PictureRejected(
            f"The picture is coded for HDR screens ({HDR[stated.transfer]}), and converting it "
            "would change its colours. Switch HDR or HLG off in the camera, or export a JPEG.",
            code="picture_hdr",
        )
    primaries = stated.primaries if stated.primaries in PRIMARIES else BT_709
    if primaries == BT_709 and stated.transfer not in GAMMA:
        return None
    return build_profile(primaries, GAMMA.get(stated.transfer))


@cache
def build_profile(primaries: int, gamma: float | None) -> bytes:
    """Build a display profile of three primaries and one curve (ICC.1:2010 §8.3); gamma or sRGB."""
    if gamma is None:
        curve = struct.pack(">4s4xHH5i", b"para", 3, 0, *map(_fixed, SRGB_CURVE))
    else:
        curve = struct.pack(">4s4xHHi", b"para", 0, 0, _fixed(gamma))
    red, green, blue = PRIMARIES[primaries]
    tags = {
        b"desc": _text("code points"),
        b"cprt": _text("none"),
        b"wtpt": _xyz(D50),
        b"rXYZ": _xyz(red),
        b"gXYZ": _xyz(green),
        b"bXYZ": _xyz(blue),
        b"rTRC": curve,
        b"gTRC": curve,
        b"bTRC": curve,
    }
    place = HEADER_BYTES + 4 + 12 * len(tags)
    table, body = struct.pack(">I", len(tags)), b""
    for name, content in tags.items():
        table += struct.pack(">4sII", name, place + len(body), len(content))
        body += content + bytes(-len(content) % 4)
    kind = (b"mntr", b"RGB ", b"XYZ ", b"acsp")
    size = place + len(body)
    illuminant = map(_fixed, D50)
    return struct.pack(HEADER, size, VERSION_4_3, *kind, *illuminant) + table + body


def _fixed(value: float) -> int:
    return round(value * 65536)


def _xyz(value: tuple[float, ...]) -> bytes:
    return struct.pack(">4s4x3i", b"XYZ ", *map(_fixed, value))


def _text(value: str) -> bytes:
    words = value.encode("utf-16-be")
    return struct.pack(">4s4xII2s2sII", b"mluc", 1, 12, b"en", b"US", len(words), 28) + words
