"""What is being worked on in a case, for the page that watches it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from gallery.actions.find_cases import jobs_of
from gallery.models import Case, Job, Photo
from gallery.web.staff import words
from gallery.web.staff.words import Badge

UNFINISHED = frozenset({"queued", "running"})


@dataclass(frozen=True)
class JobRow:
    """One job as staff read it."""

    id: str
    what: str
    case_id: str | None
    state: Badge
    attempts: int
    error: str
    error_code: str
    is_unfinished: bool
    can_retry: bool
    created_at: datetime
    run_after: datetime
    finished_at: datetime | None


@dataclass(frozen=True)
class Work:
    """The unfinished and the failed jobs of a case, and how far its photos are."""

    jobs: tuple[JobRow, ...]
    photos_ready: int
    photos_total: int

    @property
    def is_running(self) -> bool:
        """Tell whether something is still being done."""
        return any(job.is_unfinished for job in self.jobs)

    @property
    def summary(self) -> str:
        """Say in a sentence what is being done."""
        if self.photos_ready < self.photos_total:
            return f"Making the pictures: {self.photos_ready} of {self.photos_total} ready."
        doing = dict.fromkeys(job.what for job in self.jobs if job.is_unfinished)
        return f"Working: {', '.join(doing)}."


def job_row(job: Job) -> JobRow:
    """Return how a job is shown."""
    return JobRow(
        id=job.id,
        what=words.JOB_KINDS.get(job.kind) or words.sentence(job.kind),
        case_id=job.case_id,
        state=words.badge(words.JOB_STATES, job.state),
        attempts=job.attempts,
        error=job.error_message or "",
        error_code=job.error_code or "",
        is_unfinished=job.state in UNFINISHED,
        can_retry=job.state == "failed",
        created_at=job.created_at,
        run_after=job.run_after,
        finished_at=job.finished_at,
    )


def of_case(session: Session, case: Case) -> Work:
    """Return the work on a case."""
    rows = [job_row(job) for job in jobs_of(session, case_id=case.id)]
    return Work(
        jobs=tuple(row for row in rows if row.is_unfinished or row.can_retry),
        photos_ready=sum(photo.state == "ready" for photo in case.photos),
        photos_total=len(case.photos),
    )


def photo_states(photos: list[Photo]) -> list[dict[str, str]]:
    """Return the state of each photo for the script that shows it."""
    return [
        {
            "id": photo.id,
            "state": photo.state,
            "word": words.badge(words.PHOTO_STATES, photo.state).word,
            "tone": words.badge(words.PHOTO_STATES, photo.state).tone,
        }
        for photo in photos
    ]
