"""What the API tells of surfaces that are to be cleared, and of what is due."""

from collections.abc import Iterable
from datetime import datetime
from typing import Self

from pydantic import BaseModel, ConfigDict, Field

from gallery.actions.find_takedowns import is_late
from gallery.models import Notice, Takedown


class TakedownAnswer(BaseModel):
    """One surface to clear after a consent ended."""

    id: str
    event: str = Field(description="Of several consents withdrawn at once: the last one's")
    case_id: str
    surface: str
    channels: list[str]
    address: str | None = Field(description="Of a copy that was put somewhere by hand")
    state: str = Field(
        description="pending, sent, acknowledged, names_nothing, verified_gone, no_known_page,"
        " never_shown, failed, manual_done or overtaken"
    )
    deadline: datetime
    is_late: bool
    attempts: int
    next_look_at: datetime | None = Field(description="Null: clear, or waiting for a person")
    proof: str | None = Field(description="What was seen or done, in words")
    proof_sha256: str | None = Field(description="Of the document that was handed in")
    proof_media_type: str | None
    finished_at: datetime | None
    created_at: datetime
    updated_at: datetime

    @classmethod
    def of(cls, row: Takedown, now: datetime) -> Self:
        """Return a surface as it stands at ``now``."""
        return cls(
            id=row.id,
            event=row.event_id,
            case_id=row.case_id,
            surface=row.surface,
            channels=row.channels.split(),
            address=row.address,
            state=row.state,
            deadline=row.deadline_at,
            is_late=is_late(row, now),
            attempts=row.attempts,
            next_look_at=row.next_look_at,
            proof=row.proof,
            proof_sha256=row.proof_sha256,
            proof_media_type=row.proof_media_type,
            finished_at=row.finished_at,
            created_at=row.created_at,
            updated_at=row.updated_at,
        )


class TakedownPageAnswer(BaseModel):
    """One page of surfaces to clear, newest first."""

    takedowns: list[TakedownAnswer]
    page: int
    per_page: int
    total: int


class NoticeAnswer(BaseModel):
    """Something that is due: a consent that ends soon, a surface that is not clear yet."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    kind: str = Field(description="consent_expiring, scope_expiring, takedown_due or case_unfit")
    case_id: str | None
    subject_id: str = Field(description="The id of the consent, of its scope or of the takedown")
    channel: str | None = Field(default=None, description="Of scope_expiring: the place that ends")
    threshold_days: int = Field(description="Told this many days before; 0: it is late")
    due_at: datetime
    created_at: datetime
    done_at: datetime | None

    @classmethod
    def of(cls, row: Notice, channel: str | None = None) -> Self:
        """Return a notice as the API tells it."""
        return cls.model_validate(row).model_copy(update={"channel": channel})


class NoticeListAnswer(BaseModel):
    """What is due and nobody has ticked off, soonest first; at most 200."""

    notices: list[NoticeAnswer]


def takedown_answers(rows: Iterable[Takedown], now: datetime) -> list[TakedownAnswer]:
    """Return surfaces as they stand at ``now``."""
    return [TakedownAnswer.of(row, now) for row in rows]
