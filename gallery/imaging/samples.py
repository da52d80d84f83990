"""Draw the grounds on which staff judge a mark; runs inside the sandboxed child."""

import math
from collections.abc import Iterator

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from gallery.imaging.specs import Size

#: Grounds by name, with the colour that each begins with.
GROUNDS = {"white": (255, 255, 255), "black": (12, 12, 12), "skin": (206, 150, 126)}
#: A card in a list, and a picture over a whole page.
SIZES = {"card": Size(480, 360), "full": Size(1600, 1200)}
_VEIN, _SHADE = (96, 72, 124), (150, 96, 78)


def draw_ground(name: str, size: Size) -> Image.Image:
    """Return a white wall, a black drape, or skin with veins; the same pixels at each call."""
    image = Image.new("RGB", (size.width_px, size.height_px), GROUNDS[name])
    if name != "skin":
        return image
    shade = Image.linear_gradient("L").resize(image.size).rotate(180)
    image = Image.composite(Image.new("RGB", image.size, _SHADE), image, shade.point(_third))
    veins = Image.new("L", image.size)
    draw = ImageDraw.Draw(veins)
    for line, width_px in _veins(size):
        draw.line(line, fill=150, width=width_px, joint="curve")
    veins = veins.filter(ImageFilter.GaussianBlur(max(1, size.long_edge_px / 600)))
    image = Image.composite(Image.new("RGB", image.size, _VEIN), image, veins)
    relief = Image.radial_gradient("L").resize(image.size).point(lambda v: 255 - v // 5)
    return ImageChops.multiply(image, Image.merge("RGB", (relief,) * 3))


def _third(value: int) -> int:
    return value // 3


def _veins(size: Size) -> Iterator[tuple[list[tuple[float, float]], int]]:
    """Yield winding lines from edge to edge, so that some run under every place of a mark."""
    steps = [number / 40 for number in range(41)]
    for number in range(9):
        middle, swing = (number + 0.5) / 9, 0.02 + 0.008 * (number % 4)
        across = [(t, middle + swing * math.sin(9 * t + 2 * number) + 0.05 * t) for t in steps]
        line = [(x * size.width_px, y * size.height_px) for x, y in across]
        yield line, max(1, round(size.long_edge_px * (0.002 + 0.001 * (number % 3))))
