"""How errors look in the API; ``web/errors.py`` writes them, these models describe them."""

from typing import Self

from pydantic import BaseModel

from gallery.publishing.finding import Finding


class FindingAnswer(BaseModel):
    """What stands against a publication: a rule, in words, with its source."""

    rule: str
    code: str
    message: str
    source: str
    severity: str
    subject_id: str | None

    @classmethod
    def of(cls, finding: Finding) -> Self:
        """Return the finding as the API tells it."""
        return cls(
            rule=finding.rule,
            code=finding.code,
            message=finding.message,
            source=finding.source,
            severity=finding.severity.value,
            subject_id=finding.subject_id,
        )


class ErrorDetails(BaseModel):
    """What happened and what to do; ``code`` is stable, ``fields`` maps fields to messages."""

    code: str
    message: str
    request_id: str
    fields: dict[str, str] | None = None
    findings: list[FindingAnswer] | None = None


class ErrorAnswer(BaseModel):
    """The answer of every refused request; ``findings`` is there when a publication is blocked."""

    error: ErrorDetails
    findings: list[FindingAnswer] | None = None
