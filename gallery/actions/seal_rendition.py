"""Add Content Credentials to a file that was made, where the practice has a certificate."""

import hashlib
from dataclasses import dataclass

from gallery.clock import utc_now
from gallery.config import Settings
from gallery.imaging.render import Rendered
from gallery.imaging.specs import MEDIA_TYPES
from gallery.provenance.sealing import sealer_for


@dataclass(frozen=True)
class Sealed:
    """Hold the bytes to be stored; ``unsigned_sha256`` is that of the file without credentials.

    It is None where no credentials were added.
    """

    content: bytes
    sha256: str
    unsigned_sha256: str | None


def seal_rendition(settings: Settings, file: Rendered) -> Sealed:
    """Sign what the recipe of ``file`` says; the last thing that is done to it.

    :raises ConfigurationError: the certificate cannot sign.
    :raises GalleryError: ``credentials_failed``; the job is tried again.
    """
    sealer = sealer_for(settings)
    media_type = MEDIA_TYPES[file.format]
    content = sealer.seal(file.content, media_type, file.steps, utc_now()) if sealer else None
    if content is None:
        return Sealed(file.content, file.sha256, None)
    return Sealed(content, hashlib.sha256(content).hexdigest(), file.sha256)


def signer_of(settings: Settings) -> str | None:
    """Return what changes when files would be signed by another certificate, or not at all."""
    sealer = sealer_for(settings)
    if sealer is None or not sealer.identity.is_valid_at(utc_now()):
        return None
    return sealer.identity.fingerprint
