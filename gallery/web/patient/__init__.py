"""The patient's door: reading and signing a consent, and the page that is hers."""

from gallery.web.patient import failures, mine, signing
from gallery.web.patient.blueprint import blueprint

__all__ = ["blueprint", "failures", "mine", "signing"]
