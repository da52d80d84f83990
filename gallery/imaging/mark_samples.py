"""Show a mark on sample grounds before it is kept, drawn in a sandboxed child."""

from dataclasses import asdict, dataclass

from gallery.imaging import sandbox
from gallery.imaging.frames import Frame
from gallery.imaging.limits import Limits
from gallery.imaging.refusals import no_result
from gallery.imaging.specs import Size, Watermark


@dataclass(frozen=True)
class MarkSample:
    """Hold one WebP picture; ``ground`` is white, black or skin, ``spec`` card or full."""

    ground: str
    spec: str
    size: Size
    content: bytes


def draw_samples(mark: Watermark | None, limits: Limits) -> list[MarkSample]:
    """Draw ``mark``, or none, on every ground at a card's size and at a full page's.

    :raises InvalidInput: the logo cannot be decoded.
    """
    fields = None if mark is None else asdict(mark) | {"logo_png": None}
    bodies = [mark.logo_png] if mark is not None and mark.logo_png else []
    answers = sandbox.run("samples", {"watermark": fields}, limits, bodies=bodies)
    return [_sample(frame) for frame in answers]


def _sample(frame: Frame) -> MarkSample:
    try:
        told = frame.header
        size = Size(int(told["width_px"]), int(told["height_px"]))
        return MarkSample(str(told["ground"]), str(told["spec"]), size, frame.body)
    except (KeyError, TypeError, ValueError):
        raise no_result() from None
