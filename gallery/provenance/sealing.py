"""Sign files: the only module that meets the C2PA library. In the service, never in the sandbox.

What is signed are bytes that we encoded ourselves; the library reads no file of others. It is told
to fetch nothing; only a timestamp authority, where one is set, is asked (RFC 3161).
"""

import io
import json
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import c2pa

from gallery.config import Settings
from gallery.errors import ConfigurationError, GalleryError
from gallery.provenance.identity import CERTIFICATE, PRIVATE_KEY, Identity, read_identity
from gallery.provenance.statement import Step, manifest_of

#: Thumbnails would hold the picture a second time; the manifest of the original is never asked for.
LIBRARY: dict[str, Any] = {
    "version": 1,
    "builder": {"thumbnail": {"enabled": False}},
    "verify": {"remote_manifest_fetch": False, "ocsp_fetch": False},
}
# A WebP of one pixel, to try a certificate on.
PIXEL = bytes.fromhex("524946461a000000574542505650384c0d0000002f00000010071011118888fe0700")


class Sealer:
    """Adds Content Credentials with one identity; safe to share between threads."""

    def __init__(self, identity: Identity, timestamp_url: str | None = None) -> None:
        """Keep what files are signed with."""
        self.identity = identity
        self._timestamp_url = timestamp_url
        self._context = c2pa.Context.from_dict(LIBRARY)

    def seal(
        self, content: bytes, media_type: str, steps: Sequence[Step], now: datetime
    ) -> bytes | None:
        """Return ``content`` with credentials, or None while the certificate is not valid.

        A certificate that ran out must not stop publishing: files go without credentials then.

        :raises GalleryError: ``credentials_failed``: the library or the timestamp authority.
        """
        if not self.identity.is_valid_at(now):
            return None
        manifest = json.dumps(manifest_of(steps, media_type))
        sealed = io.BytesIO()
        try:
            with self._signer() as signer, c2pa.Builder(manifest, self._context) as builder:
                builder.sign(signer, media_type, io.BytesIO(content), sealed)
        except c2pa.C2paError as error:
            raise GalleryError(
                f"Content Credentials could not be signed ({type(error).__name__.strip('_')})."
                " Run `gallery doctor`.",
                code="credentials_failed",
            ) from error
        return sealed.getvalue()

    def check(self, now: datetime) -> None:
        """Sign one pixel and read it back.

        :raises ConfigurationError: the certificate is not valid at ``now``, or the library refuses.
        """
        if not self.identity.is_valid_at(now):
            raise ConfigurationError(
                f"The certificate of {CERTIFICATE} is valid from"
                f" {self.identity.not_before:%Y-%m-%d} until {self.identity.not_after:%Y-%m-%d}:"
                " pictures are published without Content Credentials. Renew it."
            )
        try:
            sealed = self.seal(PIXEL, "image/webp", (), now) or b""
            with c2pa.Reader("image/webp", io.BytesIO(sealed), context=self._context) as reader:
                state = reader.get_validation_state()
        except (GalleryError, c2pa.C2paError) as error:
            raise ConfigurationError(f"The C2PA library refuses to sign: {error}") from error
        if state not in {"Valid", "Trusted"}:
            raise ConfigurationError("A signature on trial is not valid. Check the certificate.")

    def _signer(self) -> c2pa.Signer:
        algorithm = c2pa.C2paSigningAlg[self.identity.algorithm]
        chain, key = self.identity.chain_pem, self.identity.key_pem
        url = self._timestamp_url.encode() if self._timestamp_url else None
        return c2pa.Signer.from_info(c2pa.C2paSignerInfo(algorithm, chain, key, url))


def sealer_for(settings: Settings) -> Sealer | None:
    """Return what files are signed with; None where the practice has no certificate.

    Read once in the life of a process.

    :raises ConfigurationError: naming the setting, and what its certificate or key lacks.
    """
    given = {CERTIFICATE: settings.c2pa_certificate, PRIVATE_KEY: settings.c2pa_private_key}
    missing = [name for name, value in given.items() if not value]
    if len(missing) == len(given):
        return None
    if missing:
        raise ConfigurationError(f"{missing[0]} is not set; a certificate needs its private key.")
    return _sealer(
        settings.c2pa_certificate, settings.c2pa_private_key, settings.c2pa_timestamp_url
    )


@cache
def _sealer(certificate: str, private_key: str, timestamp_url: str) -> Sealer:
    return Sealer(read_identity(Path(certificate), Path(private_key)), timestamp_url or None)
