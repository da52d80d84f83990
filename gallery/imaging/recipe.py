"""What a rendition is made of, as one digest."""

import hashlib
import json

from gallery.imaging.edits import Edits, edits_to_json
from gallery.imaging.specs import Rights, Watermark


def source_hash(
    photo_sha256: str, edits: Edits, watermark: Watermark | None, rights: Rights
) -> str:
    """Return a SHA-256 in hexadecimal that changes whenever the renditions would differ."""
    source = {
        "photo": photo_sha256,
        "edits": edits_to_json(edits),
        "mark": watermark.digest() if watermark else None,
        "rights": rights.digest(),
    }
    return hashlib.sha256(json.dumps(source, sort_keys=True).encode()).hexdigest()
