"""Bring every picture to 8-bit sRGB without transparency, and no profile left behind."""

import io
from collections.abc import Callable

from PIL import Image, ImageCms, ImageOps

WHITE = 255
INTENT = ImageCms.Intent.RELATIVE_COLORIMETRIC
# Profiles of cameras have 0.5 to 4 KB, of presses up to 3 MB; more is not a profile.
MAX_PROFILE_BYTES = 4 * 1024 * 1024
PROFILE_ERRORS = (OSError, ValueError, TypeError, ImageCms.PyCMSError)
DEPTH_16_MODES = ("I;16", "I;16L", "I;16B", "I;16N", "I")

Conversion = Callable[[Image.Image], Image.Image]


def flatten(image: Image.Image) -> Image.Image:
    """Return ``image`` as L, RGB or CMYK in its own colour space, transparency on white.

    Works before resizing: Pillow resizes RGBA at double cost, and pixels that were hidden under
    transparency would bleed into their neighbours. An RGBA input is changed in place, because a
    second full-size copy would not fit the memory limit.
    """
    if image.mode in DEPTH_16_MODES:
        return _from_16_bit(image)
    if image.mode in {"P", "PA"}:
        image = image.convert("RGBA" if _is_transparent(image) else "RGB")
    elif image.mode in {"L", "RGB"} and "transparency" in image.info:
        image = image.convert("RGBA")
    if image.mode == "RGBA":
        image.paste((WHITE, WHITE, WHITE, WHITE), mask=ImageOps.invert(image.getchannel("A")))
        return image.convert("RGB")
    if image.mode == "LA":
        flat = Image.new("L", image.size, WHITE)
        flat.paste(image.getchannel("L"), mask=image.getchannel("A"))
        return flat
    if image.mode == "1":
        return image.convert("L")
    return image if image.mode in {"L", "RGB", "CMYK"} else image.convert("RGB")


def to_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Convert an L, RGB or CMYK picture to sRGB; a profile that cannot be used counts as sRGB.

    The picture itself may be changed: use what is returned.
    """
    convert = srgb_conversion(image.mode, profile)
    return image if convert is None else convert(image)


def srgb_conversion(mode: str, profile: bytes | None) -> Conversion | None:
    """Return what brings L, RGB or CMYK pixels to sRGB, one by one, or None where they are sRGB.

    It may change the picture that it is given, and may be used by several threads at a time.
    """
    if profile and len(profile) <= MAX_PROFILE_BYTES:
        try:
            return _conversion(mode, profile)
        except PROFILE_ERRORS:
            pass  # Broken, or made for another kind of picture: the pixels are still good.
    return None if mode == "RGB" else _without_profile


def _without_profile(image: Image.Image) -> Image.Image:
    return image.convert("RGB")


def _conversion(mode: str, profile: bytes) -> Conversion | None:
    transform = ImageCms.buildTransform(
        ImageCms.ImageCmsProfile(io.BytesIO(profile)),
        ImageCms.createProfile("sRGB"),
        mode,
        "RGB",
        INTENT,
        ImageCms.Flags.BLACKPOINTCOMPENSATION,
    )
    if mode != "RGB":
        ImageCms.applyTransform(Image.new(mode, (1, 1)), transform)  # fails here or not at all
    elif _changes_nothing(transform):
        return None
    # In place where that can be: new memory costs more than the pages of the old.
    return lambda image: ImageCms.applyTransform(image, transform, inPlace=mode == "RGB") or image


def _changes_nothing(transform: ImageCms.ImageCmsTransform) -> bool:
    """Try the transform on 512 colours: names of profiles lie, and most pictures are sRGB."""
    steps = range(0, 256, 36)
    colours = bytes(value for r in steps for g in steps for b in steps for value in (r, g, b))
    probe = Image.frombytes("RGB", (len(colours) // 3, 1), colours)
    after = ImageCms.applyTransform(probe, transform)
    if after is None:
        return False
    return max(abs(a - b) for a, b in zip(colours, after.tobytes(), strict=True)) <= 1


def _is_transparent(image: Image.Image) -> bool:
    return image.mode == "PA" or "transparency" in image.info


def _from_16_bit(image: Image.Image) -> Image.Image:
    """Keep the upper 8 bits; Pillow's own conversion would clip everything bright to white."""
    return image.point(lambda value: value * (1 / 256)).convert("L")
