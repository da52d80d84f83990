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


def transposes(orientation: int, quarter_turns: int = 0) -> list[Image.Transpose]:
    """Return the camera's EXIF orientation, then the staff's ``quarter_turns``, clockwise."""
    by_camera = [UPRIGHT[orientation]] if orientation in UPRIGHT else []
    by_hand = [CLOCKWISE[quarter_turns % 4]] if quarter_turns % 4 else []
    return by_camera + by_hand


def turn_upright(image: Image.Image, orientation: int, quarter_turns: int = 0) -> Image.Image:
    """Apply the EXIF orientation once, then the staff's ``quarter_turns``, clockwise."""
    for method in transposes(orientation, quarter_turns):
        image = image.transpose(method)
    return image
