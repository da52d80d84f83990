"""The state of a case, computed from what is known of it."""

from dataclasses import dataclass
from enum import StrEnum


class CaseState(StrEnum):
    """Say how far a case is on its way to the public, and back."""

    DRAFT = "draft"
    NEEDS_CONSENT = "needs_consent"
    NEEDS_REVIEW = "needs_review"
    APPROVED = "approved"
    PUBLISHED = "published"
    UNPUBLISHED = "unpublished"
    PURGED = "purged"


@dataclass(frozen=True)
class Progress:
    """State what a case's state follows from."""

    is_purged: bool
    has_live_publication: bool
    was_published: bool
    has_pairs: bool
    has_consent_in_force: bool
    has_open_findings: bool


def state_of(progress: Progress) -> CaseState:
    """Return the state that these facts make.

    ``approved`` is a case without findings that waits for somebody to publish it.
    """
    if progress.is_purged:
        return CaseState.PURGED
    if progress.has_live_publication:
        return CaseState.PUBLISHED
    if progress.was_published:
        return CaseState.UNPUBLISHED
    if not progress.has_pairs:
        return CaseState.DRAFT
    if not progress.has_consent_in_force:
        return CaseState.NEEDS_CONSENT
    return CaseState.NEEDS_REVIEW if progress.has_open_findings else CaseState.APPROVED
