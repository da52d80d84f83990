"""The public door: pages, pictures and feeds for everyone, none of it without consent."""

from gallery.web.public import (
    age_gate,
    discovery,
    feeds,
    health,
    media,
    pages,
    site_age,
    site_sync,
    stylesheet,
)
from gallery.web.public.blueprint import blueprint

__all__ = [
    "age_gate",
    "blueprint",
    "discovery",
    "feeds",
    "health",
    "media",
    "pages",
    "site_age",
    "site_sync",
    "stylesheet",
]
