"""Draw the practice's mark at an edge, readable on white, on black and on skin."""

import io
from dataclasses import dataclass

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont, ImageStat

from gallery.errors import InvalidInput
from gallery.imaging.facts import DECODER_FAILURES
from gallery.imaging.placing import HALO_RATIO, Box, place_at, room_for
from gallery.imaging.specs import Size, Watermark

HALO_GAIN = 4
TRIAL_FONT_PX = 100
MAX_LOGO_PIXELS = 4_000_000
LIGHT, DARK = 255, 16


@dataclass(frozen=True)
class Mark:
    """Hold a mark drawn for one size of picture: colours, how much they cover, and where."""

    colours: Image.Image
    mask: Image.Image
    box: Box

    def paste_on(self, image: Image.Image) -> None:
        """Draw the mark on an RGB ``image`` of the size it was made for."""
        image.paste(self.colours, (self.box.left_px, self.box.top_px), self.mask)


def draw_mark(watermark: Watermark, picture: Size) -> Mark:
    """Draw the mark for pictures of one size.

    :raises InvalidInput: if the logo cannot be decoded.
    """
    room = room_for(watermark.text, watermark.width_ratio, picture)
    shape = _text(watermark.text, room) if watermark.text else _logo(watermark.logo_png, room)
    radius_px = max(1, round(shape.height * HALO_RATIO))
    pad_px = 2 * radius_px
    canvas = Image.new("RGBA", (shape.width + 2 * pad_px, shape.height + 2 * pad_px))
    canvas.paste(shape, (pad_px, pad_px))
    alpha = canvas.getchannel("A")
    # Blur and amplify: solid near the mark, soft outside, and far cheaper than a maximum filter.
    halo = alpha.filter(ImageFilter.GaussianBlur(radius_px)).point(lambda v: v * HALO_GAIN)
    colours = Image.new("RGB", canvas.size, (_halo_tone(canvas),) * 3)
    colours.paste(canvas.convert("RGB"), mask=alpha)
    mask = ImageChops.lighter(alpha, halo).point(lambda v: v * watermark.opacity)
    return Mark(colours, mask, place_at(Size(*canvas.size), picture, watermark.position))


def open_logo(logo_png: bytes) -> Image.Image:
    """Decode a logo to RGBA.

    :raises InvalidInput: if it is broken, larger than 4 megapixels, or entirely transparent.
    """
    try:
        with Image.open(io.BytesIO(logo_png), formats=("PNG",)) as opened:
            if opened.width * opened.height > MAX_LOGO_PIXELS:
                raise _bad_logo(f"it has {opened.width} x {opened.height} pixels; limit 4 MP")
            logo = opened.convert("RGBA")
    except DECODER_FAILURES:
        raise _bad_logo("it cannot be decoded") from None
    visible = logo.getchannel("A").getbbox()
    if visible is None:
        raise _bad_logo("it is entirely transparent")
    logo.info.clear()
    return logo.crop(visible)


def _text(text: str, room: Size) -> Image.Image:
    trial = ImageFont.load_default(TRIAL_FONT_PX)
    left, top, right, bottom = trial.getbbox(text)
    scale = min(room.width_px / max(1, right - left), room.height_px / max(1, bottom - top))
    font = ImageFont.load_default(max(4, TRIAL_FONT_PX * scale))
    left, top, right, bottom = font.getbbox(text)
    shape = Image.new("RGBA", (max(1, round(right - left)), max(1, round(bottom - top))))
    ImageDraw.Draw(shape).text((-left, -top), text, font=font, fill=(LIGHT, LIGHT, LIGHT, 255))
    return shape


def _logo(logo_png: bytes | None, room: Size) -> Image.Image:
    logo = open_logo(logo_png or b"")
    scale = min(room.width_px / logo.width, room.height_px / logo.height)
    size = (max(1, round(logo.width * scale)), max(1, round(logo.height * scale)))
    return logo.resize(size, Image.Resampling.LANCZOS)


def _halo_tone(shape: Image.Image) -> int:
    """Choose a dark halo for a light mark and a light one for a dark mark."""
    mean = ImageStat.Stat(shape.convert("L"), mask=shape.getchannel("A")).mean[0]
    return DARK if mean >= 110 else LIGHT


def _bad_logo(why: str) -> InvalidInput:
    return InvalidInput(
        f"The logo cannot be used: {why}. Use a PNG with a transparent ground.",
        fields={"logo_png": f"The logo cannot be used: {why}."},
        code="logo_unusable",
    )
