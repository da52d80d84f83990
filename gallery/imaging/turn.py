"""Turn a picture upright."""

from PIL import Image

# EXIF 2.32 §4.6.4, tag 0x0112: what to do to the stored pixels so that they stand upright.
UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
# Pillow turns against the clock, people turn with it.
CLOCKWISE = {
    1: Image.Transpose.ROTATE_270,
    2: Image.Transpose.ROTATE_180,
    3: Image.Transpose.ROTATE_90,
}


def turn_upright(image: Image.Image, orientation: int, quarter_turns: int = 0) -> Image.Image:
    """Apply the EXIF orientation once, then the staff's ``quarter_turns``, clockwise."""
    if orientation in UPRIGHT:
        image = image.transpose(UPRIGHT[orientation])
    if quarter_turns % 4:
        image = image.transpose(CLOCKWISE[quarter_turns % 4])
    return image
