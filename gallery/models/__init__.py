"""Tables, one aggregate a file; importing the package registers them all."""

from gallery.models.base import Base
from gallery.models.case import Case, CaseProcedure, Pair, Photo, Rendition, Subject
from gallery.models.consent import ConsentCoverage, ConsentRecord, ConsentScope
from gallery.models.job import Job
from gallery.models.ledger import LedgerEvent
from gallery.models.practice import PracticeProfile, Site
from gallery.models.publication import MediaKey, Publication, PublishedPhoto, Takedown
from gallery.models.staff import ApiToken, IdempotencyRecord, SignInAttempt, StaffSession, StaffUser

__all__ = [
    "ApiToken",
    "Base",
    "Case",
    "CaseProcedure",
    "ConsentCoverage",
    "ConsentRecord",
    "ConsentScope",
    "IdempotencyRecord",
    "Job",
    "LedgerEvent",
    "MediaKey",
    "Pair",
    "Photo",
    "PracticeProfile",
    "Publication",
    "PublishedPhoto",
    "Rendition",
    "SignInAttempt",
    "Site",
    "StaffSession",
    "StaffUser",
    "Subject",
    "Takedown",
]
