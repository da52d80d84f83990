"""Make the combined before-and-after picture in a sandboxed child."""

from dataclasses import asdict

from gallery.imaging import sandbox
from gallery.imaging.limits import Limits
from gallery.imaging.refusals import no_result
from gallery.imaging.specs import Rights


def combine_pair(before_jpeg: bytes, after_jpeg: bytes, rights: Rights, limits: Limits) -> bytes:
    """Return one 1200 x 630 JPEG for link previews: before left, after right, at one height.

    Pass renditions as they are published, so that the mark is on them; the result carries the
    rights and no other metadata.

    :raises PictureRejected: if either side is no acceptable picture.
    """
    answers = list(
        sandbox.run("combine", {"rights": asdict(rights)}, limits, bodies=(before_jpeg, after_jpeg))
    )
    if len(answers) != 1 or not answers[0].body:
        raise no_result()
    return answers[0].body
