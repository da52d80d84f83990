"""The rows of the settings' form in which channels get a mark of their own."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gallery.actions.practice_mark import MAX_CHANNEL_MARKS
from gallery.consent.channels import NAMED, PLAIN, channel_label
from gallery.imaging.specs import Position
from gallery.web.staff.forms import Form, FormReader, FormState

KIND_CHOICES = (
    ("practice", "The practice's mark"),
    ("text", "Other words"),
    ("none", "No mark"),
)
#: Suggestions; a single one, such as social:instagram, can be typed.
CHANNELS = (*PLAIN, *(f"{kind}:*" for kind in NAMED))


@dataclass(frozen=True)
class MarkRow:
    """One channel's mark: the number in its fields' names, and what the channel is called."""

    number: int
    channel: str
    label: str
    has_fault: bool


def has_rows(form: Form) -> bool:
    """Tell whether the form was sent with marks by channel."""
    return "channel_0" in form


def read_channel_marks(read: FormReader) -> dict[str, dict[str, Any]]:
    """Return the entries of all rows that name a channel; an emptied row is taken away."""
    entries: dict[str, dict[str, Any]] = {}
    for number in _numbers(read.form):
        key = read.text(f"channel_{number}", label="Channel", longest=80)
        if key in entries:
            read.faults[f"channel_{number}"] = f"There are two marks for {key}: empty one."
        if key:
            entries[key] = _entry(read, number)
    return entries


def kept_channel_marks(entries: Mapping[str, Mapping[str, Any]]) -> dict[str, object]:
    """Return the fields of the marks that are kept, and of one empty row."""
    values: dict[str, object] = {}
    for number, (channel, entry) in enumerate([*sorted(entries.items()), ("", {})]):
        width, shade = entry.get("width_ratio"), entry.get("opacity")
        values |= {
            f"channel_{number}": channel,
            f"channel_mark_{number}": entry.get("mark", "practice"),
            f"channel_text_{number}": entry.get("text"),
            f"channel_position_{number}": entry.get("position"),
            f"channel_width_{number}": None if width is None else round(width * 100),
            f"channel_shade_{number}": None if shade is None else round(shade * 100),
        }
    return values


def rows_of(form: FormState) -> list[MarkRow]:
    """Return the rows that the form shows."""
    rows = []
    for number in range(MAX_CHANNEL_MARKS):
        if f"channel_{number}" in form.values:
            channel = form.value(f"channel_{number}")
            label = channel_label(channel).replace(": *", ", all") if channel else ""
            names = [name for name in form.faults if name.endswith(f"_{number}")]
            rows.append(MarkRow(number, channel, label, bool(names)))
    return rows


def named(faults: Mapping[str, str], form: Form) -> dict[str, str]:
    """Bring faults of channels to the rows in which they were typed."""
    rows = {f"channel_marks.{form[f'channel_{n}'].strip()}": n for n in _numbers(form)}
    return {f"channel_{rows[k]}" if k in rows else k: words for k, words in faults.items()}


def _numbers(form: Form) -> list[int]:
    return [number for number in range(MAX_CHANNEL_MARKS) if f"channel_{number}" in form]


def _entry(read: FormReader, number: int) -> dict[str, Any]:
    width = read.whole(f"channel_width_{number}", label="The width", low=5, high=50)
    shade = read.whole(f"channel_shade_{number}", label="The opacity", low=40, high=100)
    entry = {
        "mark": read.choice(
            f"channel_mark_{number}", dict(KIND_CHOICES), label="Mark", needed=True
        ),
        "text": read.text(f"channel_text_{number}", label="Text", longest=60),
        "position": read.choice(f"channel_position_{number}", set(Position), label="Place"),
        "width_ratio": None if width is None else width / 100,
        "opacity": None if shade is None else shade / 100,
    }
    return {name: value for name, value in entry.items() if value not in {None, ""}}
