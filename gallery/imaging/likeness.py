"""How far two files show the same pixels: asked of the sandbox, because either may be forged."""

from dataclasses import dataclass, replace

from gallery.imaging import sandbox
from gallery.imaging.limits import Limits
from gallery.imaging.refusals import no_result


@dataclass(frozen=True)
class Likeness:
    """Hold differences in levels of 0 to 255; ``psnr_db`` is None if no pixel differs."""

    max_difference: int
    mean_difference: float
    psnr_db: float | None


def likeness_of(one: bytes, other: bytes, limits: Limits) -> Likeness | None:
    """Compare two encoded pictures in sRGB; None if they differ in size.

    :raises PictureRejected: if either is no acceptable picture.
    """
    any_size = replace(limits, min_edge_px=1)
    answers = list(sandbox.run("likeness", {}, any_size, bodies=(one, other)))
    if len(answers) != 1:
        raise no_result()
    told = answers[0].header
    if not told.get("is_comparable"):
        return None
    try:
        psnr_db = told["psnr_db"]
        return Likeness(
            int(told["max_difference"]),
            float(told["mean_difference"]),
            None if psnr_db is None else float(psnr_db),
        )
    except (KeyError, TypeError, ValueError):
        raise no_result() from None
