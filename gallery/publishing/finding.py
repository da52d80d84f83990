"""What a rule found, in words for staff."""

from dataclasses import dataclass
from enum import StrEnum

from gallery.errors import Conflict


class Severity(StrEnum):
    """Say whether a finding stops publication or only deserves a look."""

    BLOCK = "block"
    WARN = "warn"


@dataclass(frozen=True)
class Finding:
    """Name a rule that a case does not meet, why, where the rule comes from, and what it is about.

    ``subject_id`` is the photo, pair or channel concerned.
    """

    rule: str
    code: str
    message: str
    source: str
    severity: Severity = Severity.BLOCK
    subject_id: str | None = None


class PublicationBlocked(Conflict):
    """Report the findings that stop a publication."""

    code = "publication_blocked"

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        """Keep every finding, blocking ones and warnings."""
        self.findings = findings
        blocking = [finding for finding in findings if finding.severity is Severity.BLOCK]
        super().__init__(f"{len(blocking)} finding(s) block the publication.")
