"""Tables, one aggregate a file; importing the package registers them all."""

from gallery.models.base import Base
from gallery.models.care import Notice, ReconcileRun
from gallery.models.case import Case, CaseProcedure, Pair, Photo, Rendition, Subject
from gallery.models.consent import (
    ConsentCoverage,
    ConsentRecord,
    ConsentScope,
    ConsentSignerWord,
    ConsentTextVersion,
)
from gallery.models.job import OPEN_JOB_STATES, PRIORITY_OF_KIND, Job, Priority
from gallery.models.ledger import LedgerCheckpoint, LedgerEvent
from gallery.models.patient import PatientLink, SigningRequest
from gallery.models.practice import PracticeProfile, Site, WebhookDelivery
from gallery.models.publication import MediaKey, Publication, PublishedPhoto
from gallery.models.staff import ApiToken, IdempotencyRecord, SignInAttempt, StaffSession, StaffUser
from gallery.models.surface import Placement, Takedown

__all__ = [
    "OPEN_JOB_STATES",
    "PRIORITY_OF_KIND",
    "ApiToken",
    "Base",
    "Case",
    "CaseProcedure",
    "ConsentCoverage",
    "ConsentRecord",
    "ConsentScope",
    "ConsentSignerWord",
    "ConsentTextVersion",
    "IdempotencyRecord",
    "Job",
    "LedgerCheckpoint",
    "LedgerEvent",
    "MediaKey",
    "Notice",
    "Pair",
    "PatientLink",
    "Photo",
    "Placement",
    "PracticeProfile",
    "Priority",
    "Publication",
    "PublishedPhoto",
    "ReconcileRun",
    "Rendition",
    "SignInAttempt",
    "SigningRequest",
    "Site",
    "StaffSession",
    "StaffUser",
    "Subject",
    "Takedown",
    "WebhookDelivery",
]
