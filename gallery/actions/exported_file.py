"""A file that leaves: its bytes, what they are, and a name that says nothing of whom."""

from dataclasses import dataclass

_EXTENSIONS = {
    "application/pdf": "pdf",
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/webp": "webp",
    "image/heic": "heic",
    "image/heif": "heic",
    "image/avif": "avif",
}


@dataclass(frozen=True)
class Exported:
    """Hold what leaves, its media type and the name to save it under."""

    content: bytes
    media_type: str
    file_name: str


def extension_of(media_type: str) -> str:
    """Return the usual end of such a file's name, without the dot."""
    return _EXTENSIONS.get(media_type, "bin")
