"""Look at a logo that staff sent, in a sandboxed child."""

from gallery.imaging import sandbox
from gallery.imaging.limits import Limits
from gallery.imaging.refusals import no_result
from gallery.imaging.specs import Size


def inspect_logo(logo_png: bytes, limits: Limits) -> Size:
    """Decode a logo that staff sent and return the size of its visible part.

    :raises InvalidInput: if it is no PNG, broken, over 4 megapixels, or entirely transparent.
    """
    answers = list(sandbox.run("logo", {}, limits, bodies=(logo_png,)))
    if len(answers) != 1:
        raise no_result()
    told = answers[0].header
    try:
        return Size(int(told["width_px"]), int(told["height_px"]))
    except (KeyError, TypeError, ValueError):
        raise no_result() from None
