"""Make everything that is published of one photo: sizes, formats, watermark, rights."""

import hashlib
from collections.abc import Collection, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from gallery.errors import InvalidInput
from gallery.imaging import sandbox
from gallery.imaging.edits import Edits, Mask, edits_to_json
from gallery.imaging.frames import Frame
from gallery.imaging.limits import Limits
from gallery.imaging.refusals import no_result
from gallery.imaging.specs import (
    FORMATS,
    LONG_EDGES_PX,
    PREVIEW_EDGE_PX,
    Rights,
    Size,
    Variant,
    Watermark,
    spec_name,
)


@dataclass(frozen=True)
class Rendered:
    """Hold one finished file: sRGB, upright, no metadata but the rights.

    ``steps`` are those of ``picture.Picture`` and ``versions`` the programs that took them, as the
    child told: for the record, never to be acted upon unchecked.
    """

    spec: str
    format: str
    size: Size
    content: bytes
    sha256: str
    steps: list[Any] = field(default_factory=list)
    versions: dict[str, Any] = field(default_factory=dict)


def render(
    path: Path,
    limits: Limits,
    variant: Variant,
    watermark: Watermark | None,
    rights: Rights,
    *,
    edits: Edits,
    only: Collection[str] | None = None,
    threads: int = 2,
    usage: sandbox.Usage | None = None,
) -> Iterator[Rendered]:
    """Render the photo at ``path`` in a sandboxed child and yield each file when it is ready.

    JPEG and WebP come first, AVIF last; within a format the largest first. The child works as the
    caller iterates and is stopped when the caller stops. ``watermark`` is drawn on every
    variant but the clean; none of them can be made without one. ``only`` names the files wanted,
    such as ``marked-960.avif``. Use one thread for each photo in a batch, two for one. ``usage``
    is filled in at the end with what the child cost.

    :raises PictureRejected: as ``intake.inspect`` does; a stored picture may pass an older limit.
    :raises InvalidInput: if the watermark is missing, its logo cannot be decoded, or the frame of
        ``edits`` does not fit the photo (``frame_unusable``).
    """
    if variant.is_marked and watermark is None:
        # A consent may ask for the mark: a file named marked must have it.
        raise InvalidInput(
            "Marked pictures need a watermark. Set one for the practice first.",
            fields={"watermark": "Set a text or a logo."},
            code="watermark_missing",
        )
    mark = watermark if variant.is_marked else None
    arguments = {
        "variant": variant.value,
        "rights": asdict(rights),
        "threads": threads,
        "edits": edits_to_json(edits),
        "only": None if only is None else sorted(only),
        "watermark": None if mark is None else _without_logo(mark),
    }
    bodies = [mark.logo_png] if mark and mark.logo_png else []
    awaited = {(spec_name(variant, edge), name) for edge in LONG_EDGES_PX for name in FORMATS}
    with path.open("rb") as file:
        for frame in sandbox.run(
            "render",
            arguments,
            limits,
            picture=file.fileno(),
            bodies=bodies,
            seconds=limits.render_seconds,
            cores=threads,
            niceness=sandbox.BACKGROUND_NICENESS,
            usage=usage,
        ):
            made = _rendered(frame)
            if (made.spec, made.format) not in awaited:
                raise no_result()
            awaited.remove((made.spec, made.format))
            yield made


def render_preview(
    path: Path,
    limits: Limits,
    *,
    quarter_turns: int = 0,
    long_edge_px: int = PREVIEW_EDGE_PX,
    masks: tuple[Mask, ...] = (),
) -> Rendered:
    """Make a private sRGB JPEG for staff: upright, whole, without mark or metadata.

    At 480 px it is the preview, at ``WORKING_EDGE_PX`` what staff draw and align on, or with
    ``masks`` what they see of their drawing.

    :raises PictureRejected: as ``intake.inspect`` does.
    """
    arguments = {
        "edits": edits_to_json(Edits(quarter_turns, masks)),
        "long_edge_px": long_edge_px,
    }
    with path.open("rb") as file:
        frames = sandbox.run(
            "preview", arguments, limits, picture=file.fileno(), seconds=limits.render_seconds
        )
        answers = [_rendered(frame) for frame in frames]
    if len(answers) != 1:
        raise no_result()
    return answers[0]


def _without_logo(watermark: Watermark) -> dict[str, Any]:
    return asdict(watermark) | {"logo_png": None}


def _rendered(frame: Frame) -> Rendered:
    """Rebuild the child's answer; the digest is computed here, on the bytes that arrived."""
    try:
        told = frame.header
        image_format = str(told["format"])
        size = Size(int(told["width_px"]), int(told["height_px"]))
        spec, steps, versions = str(told["spec"]), list(told["steps"]), dict(told["versions"])
    except (KeyError, TypeError, ValueError):
        raise no_result() from None
    if image_format not in FORMATS or not frame.body:
        raise no_result()
    digest = hashlib.sha256(frame.body).hexdigest()
    return Rendered(spec, image_format, size, frame.body, digest, steps, versions)
