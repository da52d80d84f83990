"""What the API tells of publications."""

from datetime import datetime
from typing import Self

from pydantic import BaseModel, Field

from gallery.models import Publication
from gallery.web.api.failures import FindingAnswer


class PublicationAnswer(BaseModel):
    """A case on one channel, from its publication until its end."""

    id: str
    case_id: str
    channel: str
    state: str = Field(description="preparing, live or ended")
    variant: str = Field(description="marked (with the watermark) or clean")
    photos: list[str] = Field(description="Ids of the photos shown")
    published_at: datetime
    media_ready_at: datetime | None
    ended_at: datetime | None
    end_reason: str | None

    @classmethod
    def of(cls, row: Publication) -> Self:
        """Return a publication as the API tells it."""
        state = "live" if row.media_ready_at is not None else "preparing"
        return cls(
            id=row.id,
            case_id=row.case_id,
            channel=row.channel,
            state=state if row.ended_at is None else "ended",
            variant=row.variant,
            photos=sorted(shown.photo_id for shown in row.shown),
            published_at=row.published_at,
            media_ready_at=row.media_ready_at,
            ended_at=row.ended_at,
            end_reason=row.end_reason,
        )


class PublishedCaseAnswer(BaseModel):
    """A case after a change of where it is shown; findings are warnings."""

    id: str
    slug: str
    state: str
    publications: list[PublicationAnswer] = Field(description="Newest first")
    findings: list[FindingAnswer]
