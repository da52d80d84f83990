"""The picture of an after over its before, as SVG in pixels of the before."""

from dataclasses import dataclass

from flask import url_for

from gallery.actions.pair_alignment import size_of
from gallery.errors import InvalidInput
from gallery.imaging.common_frame import After, common_frame, default_alignment
from gallery.imaging.edits import Framing, framing_from_json
from gallery.imaging.placement import Placement, similarity_of
from gallery.models import Pair, Photo
from gallery.web.staff.photo_cards import preview_path


@dataclass(frozen=True)
class Stage:
    """Hold sizes, addresses and transforms: ``unmoved`` lays the after middle on middle."""

    width_px: int
    height_px: int
    after_width_px: int
    after_height_px: int
    before_path: str
    after_path: str
    unmoved: str
    unmoved_scale: float
    unmoved_x_px: float
    unmoved_y_px: float
    moved: str
    frame: str
    shade: str


def build(pair: Pair, placement: Placement, *, may_edit: bool) -> Stage:
    """Return the stage with the after at ``placement``."""
    before, after = size_of(pair.before), size_of(pair.after)
    back = default_alignment(before, after).inverse()
    x, y = before.width_px / 2, before.height_px / 2
    frame = _outline(_frame(pair, placement))
    return Stage(
        width_px=before.width_px,
        height_px=before.height_px,
        after_width_px=after.width_px,
        after_height_px=after.height_px,
        before_path=_path(pair.before, may_edit=may_edit),
        after_path=_path(pair.after, may_edit=may_edit),
        unmoved=f"matrix({back.scale} 0 0 {back.scale} {back.x_px} {back.y_px})",
        unmoved_scale=back.scale,
        unmoved_x_px=back.x_px,
        unmoved_y_px=back.y_px,
        moved=(
            f"translate({placement.dx_px + x} {placement.dy_px + y})"
            f" rotate({placement.rotation_deg}) scale({placement.scale}) translate({-x} {-y})"
        ),
        frame=frame,
        shade=f"M0 0h{before.width_px}v{before.height_px}h{-before.width_px}z{frame}",
    )


def _path(photo: Photo, *, may_edit: bool) -> str:
    if not may_edit:
        return preview_path(photo)
    return url_for("staff.working_picture", photo_id=photo.id, v=photo.quarter_turns)


def _frame(pair: Pair, placement: Placement) -> Framing | None:
    """Return the frame in the before: the group's if this holds, else that of these two."""
    if (pair.alignment or {}).get("applied"):
        return framing_from_json(pair.before.framing)
    before, after = size_of(pair.before), size_of(pair.after)
    try:
        return common_frame(before, [After(after, similarity_of(placement, before, after))])[0]
    except InvalidInput:
        return None


def _outline(frame: Framing | None) -> str:
    if frame is None:
        return ""
    width, height = frame.width_px * frame.scale, frame.height_px * frame.scale
    return f"M{frame.x_px:.2f} {frame.y_px:.2f}h{width:.2f}v{height:.2f}h{-width:.2f}z"
