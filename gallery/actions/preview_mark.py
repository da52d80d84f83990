"""Show what a changed mark would look like; nothing is kept."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from gallery.actions.picture_limits import limits_of
from gallery.actions.practice_mark import checked_channel_marks, look_on, own_look, watermark_of
from gallery.actions.set_practice import practice_profile
from gallery.imaging.mark_samples import MarkSample, draw_samples
from gallery.imaging.specs import Watermark
from gallery.models import PracticeProfile
from gallery.runtime import Runtime

_MARK_FIELDS = (
    "name",
    "watermark_text",
    "watermark_logo_key",
    "watermark_position",
    "watermark_width_ratio",
    "watermark_opacity",
    "channel_marks",
)


@dataclass(frozen=True)
class MarkChanges:
    """State the mark as staff typed it; ``logo`` is one that is not kept yet.

    ``uses_logo`` without a ``logo`` means the logo that is kept.
    """

    fields: Mapping[str, object]
    uses_logo: bool
    logo: bytes | None = None


def preview_mark(runtime: Runtime, changes: MarkChanges, channel: str | None) -> list[MarkSample]:
    """Draw the mark as ``channel`` would show it, or as all that have no mark of their own do.

    :raises InvalidInput: a field, or the logo, cannot be used.
    """
    with runtime.reading() as session:
        kept = practice_profile(session)
        profile = PracticeProfile(**{name: getattr(kept, name) for name in _MARK_FIELDS})
    for name, value in changes.fields.items():
        setattr(profile, name, value)
    profile.channel_marks = checked_channel_marks(profile.channel_marks)
    if not changes.uses_logo:
        profile.watermark_logo_key = None
    return draw_samples(_mark(runtime, profile, changes, channel), limits_of(runtime.settings))


def _mark(
    runtime: Runtime, profile: PracticeProfile, changes: MarkChanges, channel: str | None
) -> Watermark | None:
    look = look_on(profile, channel) if channel else own_look(profile)
    if look is None:
        return None
    has_own_words = bool(channel) and look.text not in {None, own_look(profile).text}
    if changes.uses_logo and changes.logo is not None and not has_own_words:
        unsaved = replace(look, text="x", logo_key=None)
        mark = watermark_of(unsaved, runtime.store)
        return replace(mark, text=None, logo_png=changes.logo)
    return watermark_of(look, runtime.store)
