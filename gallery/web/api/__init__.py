"""The staff API: what other systems do with a bearer token, documented in docs/http-api.md."""

from gallery.web.api import audit, cases, consents, pairs, photos, publication
from gallery.web.api.blueprint import blueprint

__all__ = ["audit", "blueprint", "cases", "consents", "pairs", "photos", "publication"]
