"""The marks that the practice draws on its pictures: its own, and those of single channels."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from gallery.consent.channels import NAMED, channel_of, takes_clean_renditions
from gallery.errors import InvalidInput
from gallery.imaging.specs import Position, Variant, Watermark
from gallery.models import PracticeProfile
from gallery.storage import ObjectStore

#: What an entry of ``channel_marks`` can ask for: the practice's mark, other words, or no mark.
OWN, TEXT, NONE = "practice", "text", "none"
KINDS = (OWN, TEXT, NONE)
MAX_CHANNEL_MARKS = 40


@dataclass(frozen=True)
class Look:
    """Describe a mark without the logo's bytes, which never change under their key."""

    text: str | None
    logo_key: str | None
    position: Position
    width_ratio: float
    opacity: float

    def variant(self) -> Variant:
        """Name the variant of the pictures that look like this."""
        parts = (self.position.value, self.width_ratio, self.opacity)
        return Variant.of_look((self.text, self.logo_key, *parts))


def own_look(profile: PracticeProfile) -> Look:
    """Return the practice's mark: its logo, else its text, else its name."""
    logo_key = profile.watermark_logo_key
    return Look(
        text=None if logo_key else (profile.watermark_text or _plain(profile.name)),
        logo_key=logo_key,
        position=Position(profile.watermark_position),
        width_ratio=profile.watermark_width_ratio,
        opacity=profile.watermark_opacity,
    )


def look_on(profile: PracticeProfile, channel: str) -> Look | None:
    """Return the mark of pictures on ``channel``; None where they carry none.

    The channel's own entry counts, else that of its kind (``social:*``), else the practice's mark;
    directories, which refuse marks, get none unless an entry says otherwise.
    """
    marks = profile.channel_marks
    entry = marks.get(channel) or marks.get(f"{channel.partition(':')[0]}:*")
    if entry is None:
        return None if takes_clean_renditions(channel) else own_look(profile)
    return _look(entry, own_look(profile))


def looks_of(profile: PracticeProfile) -> tuple[Look, ...]:
    """Return every mark that the practice uses: its own, then those of single channels."""
    own = own_look(profile)
    others = (_look(entry, own) for entry in profile.channel_marks.values())
    return tuple(dict.fromkeys([own, *(look for look in others if look is not None)]))


def variant_on(profile: PracticeProfile, channel: str) -> Variant:
    """Return the variant that ``channel`` shows; channels of one look share their renditions."""
    look = look_on(profile, channel)
    if look is None:
        return Variant.CLEAN
    return Variant.MARKED if look == own_look(profile) else look.variant()


def mark_of(profile: PracticeProfile, variant: Variant, store: ObjectStore) -> Watermark | None:
    """Return the mark to draw on pictures of ``variant``; None for clean ones.

    A look that no channel has any more becomes the practice's own: never a picture without mark.
    """
    if not variant.is_marked:
        return None
    known = {look.variant(): look for look in looks_of(profile)}
    return watermark_of(known.get(variant, own_look(profile)), store)


def watermark_of(look: Look, store: ObjectStore) -> Watermark:
    """Return the mark with the bytes of its logo."""
    return Watermark(
        text=look.text,
        logo_png=_logo(store, look.logo_key) if look.logo_key else None,
        position=look.position,
        width_ratio=look.width_ratio,
        opacity=look.opacity,
    )


@lru_cache(maxsize=4)
def _logo(store: ObjectStore, key: str) -> bytes:
    """Fetch a logo once for many photos: an object never changes under its key."""
    return store.get(key)


def checked_channel_marks(entries: object) -> dict[str, dict[str, Any]]:
    """Return the marks by channel, or kind of channel, as they are kept.

    Keys are a channel or, for named ones, ``kind:*``. An entry has ``mark`` (``practice``,
    ``text`` or ``none``), ``text`` where it says so, and may have ``position``, ``width_ratio`` and
    ``opacity``, which are the practice's where it has not.

    :raises InvalidInput: with each faulty entry under ``channel_marks.<key>``.
    """
    if not isinstance(entries, Mapping) or len(entries) > MAX_CHANNEL_MARKS:
        message = f"Marks by channel are an object with at most {MAX_CHANNEL_MARKS} channels."
        raise InvalidInput(message, fields={"channel_marks": message})
    kept, faults = {}, {}
    for key, entry in entries.items():
        try:
            kept[_channel_or_kind(str(key))] = _checked(entry)
        except InvalidInput as fault:
            told = " ".join(fault.fields.values()) or fault.message
            faults[f"channel_marks.{key}"] = told
    if faults:
        raise InvalidInput("Some marks need attention.", fields=faults)
    return kept


def _checked(entry: object) -> dict[str, Any]:
    known = {"mark", "text", "position", "width_ratio", "opacity"}
    if not isinstance(entry, Mapping) or set(entry) - known or entry.get("mark") not in KINDS:
        raise InvalidInput(f"Give a mark ({', '.join(KINDS)}) and only {', '.join(sorted(known))}.")
    kept = {name: value for name, value in entry.items() if value not in (None, "")}
    if kept["mark"] == TEXT and not isinstance(kept.get("text"), str):
        raise InvalidInput("Write the text of this mark.")
    if kept["mark"] != TEXT:
        kept.pop("text", None)
    if kept.get("position", Position.TOP) not in list(Position):
        raise InvalidInput(f"Use one of: {', '.join(Position)}.")
    numbers = {name: kept[name] for name in ("width_ratio", "opacity") if name in kept}
    if not all(isinstance(value, int | float) for value in numbers.values()):
        raise InvalidInput("Width and opacity are shares between 0 and 1.")
    Watermark(text=kept.get("text", "x"), logo_png=None, **numbers)
    return {"mark": NONE} if kept["mark"] == NONE else kept


def _channel_or_kind(key: str) -> str:
    kind, _, name = key.partition(":")
    if kind in NAMED and name == "*":
        return key
    return channel_of(key, field="channel_marks")


def _look(entry: Mapping[str, Any], own: Look) -> Look | None:
    if entry["mark"] == NONE:
        return None
    has_text = entry["mark"] == TEXT
    return Look(
        text=entry["text"] if has_text else own.text,
        logo_key=None if has_text else own.logo_key,
        position=Position(entry.get("position", own.position)),
        width_ratio=entry.get("width_ratio", own.width_ratio),
        opacity=entry.get("opacity", own.opacity),
    )


def _plain(name: str) -> str:
    """Return the name as far as the watermark's font can draw it."""
    plain = name.encode("ascii", "ignore").decode().strip()
    return plain[:60] or "Before and after"
