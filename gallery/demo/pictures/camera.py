"""The hand-held camera: framing, white balance, exposure, noise, and the file it writes."""

from dataclasses import dataclass
from datetime import date
from io import BytesIO

import numpy as np
from PIL import Image, TiffImagePlugin

from gallery.demo.pictures.noise import Field, resized

JPEG_QUALITY = 91
EXIF_SUB_IFD = 0x8769
# IPTC digital source type: drawn by a program that learned from no pictures. Without it, files that
# are made of a drawing would be published as a camera's.
DRAWN = b"""<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about=""
 xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"><Iptc4xmpExt:DigitalSourceType>\
http://cv.iptc.org/newscodes/digitalsourcetype/algorithmicMedia</Iptc4xmpExt:DigitalSourceType>
</rdf:Description></rdf:RDF></x:xmpmeta>"""
TRANSPOSED_FOR = {
    1: None,
    3: Image.Transpose.ROTATE_180,
    6: Image.Transpose.ROTATE_90,
    8: Image.Transpose.ROTATE_270,
}


@dataclass(frozen=True)
class Shot:
    """How one picture was taken.

    The framing is a similarity: turn, scale about the centre, then shift by a fraction of each
    edge. ``orientation`` is the EXIF tag; the stored pixels are turned so that the tag puts them
    upright.
    """

    turn_degrees: float
    scale: float
    shift_x: float
    shift_y: float
    white_balance: tuple[float, float, float]
    exposure: float
    noise: float
    orientation: int
    iso: int
    taken_on: date
    minute_of_day: int


def developed(channels: list[Field], shot: Shot) -> Image.Image:
    """Turn linear light into an sRGB picture with the shot's white balance and exposure."""
    curve = _curve()
    planes = []
    for channel, gain in zip(channels, shot.white_balance, strict=True):
        index = np.clip(channel * np.float32(4095 * gain * shot.exposure), 0, 4095)
        planes.append(curve[index.astype(np.uint16)])
    return Image.fromarray(np.stack(planes, axis=2))


def framed(picture: Image.Image, shot: Shot, width_px: int, height_px: int) -> Image.Image:
    """Cut the frame that the camera saw out of a larger picture."""
    angle = np.radians(shot.turn_degrees)
    cosine, sine = np.cos(angle) / shot.scale, np.sin(angle) / shot.scale
    centre_x, centre_y = picture.width / 2, picture.height / 2
    out_x, out_y = width_px * (0.5 + shot.shift_x), height_px * (0.5 + shot.shift_y)
    matrix = (
        cosine,
        sine,
        centre_x - cosine * out_x - sine * out_y,
        -sine,
        cosine,
        centre_y + sine * out_x - cosine * out_y,
    )
    return picture.transform(
        (width_px, height_px), Image.Transform.AFFINE, matrix, Image.Resampling.BICUBIC
    )


def with_noise(picture: Image.Image, rng: np.random.Generator, amount: float) -> Image.Image:
    """Add the noise of a sensor, in levels of 8 bits: fine in brightness, coarse in colour."""
    pixels = np.asarray(picture, dtype=np.float32)
    height_px, width_px = pixels.shape[:2]
    luma = rng.standard_normal((height_px, width_px), dtype=np.float32) * np.float32(amount)
    noisy = np.empty(pixels.shape, dtype=np.uint8)
    for channel in range(3):
        small = rng.standard_normal((height_px // 3, width_px // 3), dtype=np.float32)
        plane = pixels[:, :, channel] + luma + resized(small * amount * 0.6, height_px, width_px)
        noisy[:, :, channel] = np.clip(plane + np.float32(0.5), 0, 255)
    return Image.fromarray(noisy)


def jpeg_of(picture: Image.Image, shot: Shot) -> bytes:
    """Write the camera's file: turned pixels, its orientation tag and its facts."""
    turn = TRANSPOSED_FOR[shot.orientation]
    stored = picture if turn is None else picture.transpose(turn)
    target = BytesIO()
    facts = {"exif": _exif(shot, stored), "xmp": DRAWN}
    stored.save(target, "JPEG", quality=JPEG_QUALITY, subsampling="4:2:0", **facts)
    return target.getvalue()


def _exif(shot: Shot, stored: Image.Image) -> bytes:
    hour, minute = divmod(shot.minute_of_day, 60)
    moment = f"{shot.taken_on:%Y:%m:%d} {hour:02d}:{minute:02d}:00"
    exif = Image.Exif()
    exif[0x010F] = "Canon"
    exif[0x0110] = "Canon EOS 90D"
    exif[0x0112] = shot.orientation
    exif[0x0132] = moment
    sub = exif.get_ifd(EXIF_SUB_IFD)
    sub[0x829A] = TiffImagePlugin.IFDRational(1, 125)
    sub[0x829D] = TiffImagePlugin.IFDRational(8, 1)
    sub[0x8827] = shot.iso
    sub[0x9003] = moment
    sub[0x9004] = moment
    sub[0x920A] = TiffImagePlugin.IFDRational(60, 1)
    sub[0xA001] = 1
    sub[0xA002] = stored.width
    sub[0xA003] = stored.height
    return exif.tobytes()


def _curve() -> np.ndarray[tuple[int], np.dtype[np.uint8]]:
    """Tabulate linear light to sRGB levels with a soft shoulder, as cameras develop it."""
    linear = np.linspace(0.0, 1.0, 4096)
    soft = linear * (1 + 0.28 * (1 - linear)) / (1 + 0.10 * linear)
    soft = np.clip(soft / soft[-1], 0.0, 1.0)
    encoded = np.where(soft <= 0.0031308, soft * 12.92, 1.055 * soft ** (1 / 2.4) - 0.055)
    return np.asarray(encoded * 255 + 0.5, dtype=np.uint8)
