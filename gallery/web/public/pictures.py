"""From a published photo to a ``<picture>``: sources, widths and the box it fills."""

from dataclasses import dataclass
from functools import lru_cache

from gallery.published import PublicMedia, PublicPhoto

FALLBACK_WIDTH_PX = 960
SHARED_WIDTH_PX = 1600
# Width over height of the frames the style sheet knows; a photo gets the nearest one.
SHAPES = {
    "9x16": 9 / 16,
    "2x3": 2 / 3,
    "3x4": 3 / 4,
    "4x5": 4 / 5,
    "1x1": 1.0,
    "5x4": 5 / 4,
    "4x3": 4 / 3,
    "3x2": 3 / 2,
    "16x9": 16 / 9,
}
_CARD_HALF_RATIO = 3 / 4


@dataclass(frozen=True)
class Picture:
    """Hold what one ``<picture>`` element needs."""

    avif: str
    webp: str
    jpeg: str
    src: str
    width_px: int
    height_px: int
    alt: str
    sizes: str


def card_picture(photo: PublicPhoto, prefix: str) -> Picture:
    """Prepare a photo for one half of a card."""
    return _picture(photo, prefix, _card_sizes(_ratio(photo)))


def stage_picture(photo: PublicPhoto, prefix: str) -> Picture:
    """Prepare a photo for the comparison on a case's page."""
    ratio = SHAPES[shape(photo)]
    sizes = (
        f"(min-width: 1000px) min(66vw, calc((100vh - 220px) * {ratio:.3f})),"
        f" min(100vw, calc((100vh - 300px) * {ratio:.3f}))"
    )
    return _picture(photo, prefix, sizes)


def shape(photo: PublicPhoto) -> str:
    """Return the name of the frame nearest to the photo's own proportions."""
    ratio = _ratio(photo)
    return min(SHAPES, key=lambda name: max(SHAPES[name] / ratio, ratio / SHAPES[name]))


def shared(photo: PublicPhoto) -> PublicMedia:
    """Return the size handed to other sites: the largest up to 1600 px wide."""
    small_enough = [media for media in photo.media if media.width_px <= SHARED_WIDTH_PX]
    return small_enough[-1] if small_enough else photo.media[0]


def _ratio(photo: PublicPhoto) -> float:
    largest = photo.media[-1]
    return largest.width_px / largest.height_px


def _card_sizes(ratio: float) -> str:
    # A photo wider than its half is cropped, so it is drawn wider than the half.
    drawn = max(1.0, ratio / _CARD_HALF_RATIO)
    return (
        f"(min-width: 1680px) {190 * drawn:.0f}px, (min-width: 1080px) {15.5 * drawn:.1f}vw,"
        f" (min-width: 680px) {23 * drawn:.1f}vw, {46 * drawn:.1f}vw"
    )


def _picture(photo: PublicPhoto, prefix: str, sizes: str) -> Picture:
    avif, webp, jpeg = _sources(photo.media, prefix)
    fallback = min(photo.media, key=lambda media: abs(media.width_px - FALLBACK_WIDTH_PX))
    return Picture(
        avif=avif,
        webp=webp,
        jpeg=jpeg,
        src=f"{prefix}{fallback.key}.jpg",
        width_px=fallback.width_px,
        height_px=fallback.height_px,
        alt=photo.alt,
        sizes=sizes,
    )


@lru_cache(maxsize=4096)
def _sources(media: tuple[PublicMedia, ...], prefix: str) -> tuple[str, str, str]:
    avif, webp, jpeg = (
        ", ".join(f"{prefix}{size.key}.{extension} {size.width_px}w" for size in media)
        for extension in ("avif", "webp", "jpg")
    )
    return avif, webp, jpeg
