"""The staff API: what other systems do with a bearer token, documented in docs/http-api.md."""

from gallery.web.api import (
    alignment,
    audit,
    cases,
    consent_exports,
    consent_texts,
    consents,
    installation,
    masks,
    notices,
    pairs,
    photos,
    placements,
    publication,
    signing_requests,
    takedowns,
)
from gallery.web.api.blueprint import blueprint

__all__ = [
    "alignment",
    "audit",
    "blueprint",
    "cases",
    "consent_exports",
    "consent_texts",
    "consents",
    "installation",
    "masks",
    "notices",
    "pairs",
    "photos",
    "placements",
    "publication",
    "signing_requests",
    "takedowns",
]
