"""Channels: where something may be shown. A closed list; what is not permitted is denied."""

import re
from typing import NewType

from gallery.errors import InvalidInput

Channel = NewType("Channel", str)

WEBSITE_GALLERY = Channel("website_gallery")
PLAIN = (
    "in_office",
    "website_gallery",
    "email_campaign",
    "print",
    "paid_ads",
    "education",
    "publication",
    "manufacturer",
    "ai_training",
)
NAMED = ("website_embed", "directory", "social")

_NAME = re.compile(r"^[a-z0-9][a-z0-9_-]{0,47}\Z")
_LABELS = {
    "in_office": "In the office",
    "website_gallery": "Website gallery",
    "website_embed": "Embedded on site",
    "directory": "Directory",
    "social": "Social media",
    "email_campaign": "E-mail campaign",
    "print": "Print",
    "paid_ads": "Paid advertising",
    "education": "Education",
    "publication": "Scientific publication",
    "manufacturer": "Manufacturer",
    "ai_training": "Training of AI models",
}


def channel_of(text: str, *, field: str = "channel") -> Channel:
    """Return the channel written ``name`` or ``kind:name``.

    :raises InvalidInput: code ``unknown_channel``, naming the channels that exist.
    """
    kind, _, name = text.partition(":")
    if (kind in PLAIN and not _ and not name) or (kind in NAMED and _NAME.match(name)):
        return Channel(text)
    named = ", ".join(f"{kind}:<name>" for kind in NAMED)
    message = f"{text[:60]!r} is not a channel; use one of: {', '.join(PLAIN)}, {named}."
    raise InvalidInput(message, fields={field: message}, code="unknown_channel")


def channel_label(channel: str) -> str:
    """Return words for a channel, for staff and patients."""
    kind, _, name = channel.partition(":")
    label = _LABELS.get(kind, kind)
    return f"{label}: {name}" if name else label


def site_channel(site_key: str) -> Channel:
    """Return the channel on which an embedding site shows cases."""
    return Channel(f"website_embed:{site_key}")


def takes_clean_renditions(channel: str) -> bool:
    """Tell whether the channel refuses marks on pictures, as directories do."""
    return channel.startswith("directory:")
