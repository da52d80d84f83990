"""What was read in pictures, as it is kept: encrypted, because it may name the patient."""

import json
from dataclasses import dataclass

from gallery.imaging.burnt_in_text import BurntInText
from gallery.models import Photo
from gallery.vault import Vault


@dataclass(frozen=True)
class KnownWord:
    """Hold one word that was read, how sure the reader was, and where in the picture."""

    text: str
    confidence: float
    where: str


@dataclass(frozen=True)
class KnownText:
    """Hold what was read in one picture; ``was_read`` is False if the reader gave up."""

    words: tuple[KnownWord, ...]
    was_read: bool


def written(vault: Vault, seen: BurntInText) -> str | None:
    """Return what was read as it is stored; None if the picture holds no word."""
    if seen.was_read and not seen.words:
        return None
    words = [[word.text, word.confidence, word.where] for word in seen.words]
    return vault.encrypt(json.dumps({"words": words, "was_read": seen.was_read}))


def text_seen(vault: Vault, photo: Photo) -> KnownText | None:
    """Return what was read in a photo; None if nothing was, or nobody looked."""
    if photo.burnt_in_text_encrypted is None:
        return None
    told = json.loads(vault.decrypt(photo.burnt_in_text_encrypted))
    words = tuple(KnownWord(str(text), float(sure), str(at)) for text, sure, at in told["words"])
    return KnownText(words, bool(told["was_read"]))
