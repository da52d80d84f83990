"""What is signed, on paper or by a link, and when it reaches the record."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from typing import Any

from sqlalchemy import select

from gallery.actions.record_consent import Evidence, ScopeTerms, record_consent
from gallery.errors import GalleryError
from gallery.models import ConsentRecord
from gallery.runtime import OPERATOR, UnitOfWork
from tests.integration.histories.expected import Signed, Story, Wish
from tests.integration.histories.faults import Crash, Fault
from tests.integration.histories.world import World
from tests.support.papers import PDF

SCAN = Evidence(PDF)


@dataclass(frozen=True)
class Terms:
    """State what is signed: channels with yes or no, and days of a window counted from today.

    ``photos`` are the whole case with those of the ``future``, ``these`` of now or ``one``, and if
    ``later`` those added afterwards. ``late_hours`` is how long ago it was signed on paper; it is
    typed in now.
    """

    wishes: dict[str, tuple[bool, int | None, int | None]]
    days: int
    begins_hours: int = 0
    photos: str = "future"
    later: bool = False
    needs_mark: bool = True
    needs_review: bool = False
    allows_marks: bool = True
    tells_gender: bool = True
    late_hours: int = 0
    as_evidence: bool = False

    @property
    def covers_later(self) -> bool:
        return self.later or self.photos == "future"

    @property
    def conditions(self) -> tuple[str, ...]:
        asked = {"watermark_required": self.needs_mark, "review_before_post": self.needs_review}
        return tuple(name for name, is_asked in asked.items() if is_asked)

    def shown_of(self, paired: frozenset[str]) -> frozenset[str]:
        """Return what she saw of the photos there are."""
        return frozenset(sorted(paired)[:1]) if self.photos == "one" else paired


@dataclass
class Signings:
    """Do things one after the other; ``number`` counts them."""

    world: World
    stories: list[Story] = field(default_factory=list)
    number: int = 0

    def attempt(self, fault: Fault | None, work: Callable[[], object]) -> GalleryError | None:
        """Do ``work`` with a crash at a moment of it; what was not committed did not happen.

        :raises Crash: it did not happen.
        """
        self.number += 1
        self.world.faults.arm(fault)
        try:
            work()
        except Crash:
            happened = self.world.faults.struck == "sent"
            self.world.faults.arm(None)
            self.world.restart()
            if not happened:
                raise
        except GalleryError as refusal:
            return refusal
        finally:
            self.world.faults.arm(None)
        return None

    def in_one_work(
        self, fault: Fault | None, work: Callable[[UnitOfWork], object]
    ) -> GalleryError | None:
        def done() -> None:
            with self.world.runtime.unit_of_work(OPERATOR) as uow:
                work(uow)

        return self.attempt(fault, done)

    def sign(
        self, story: Story, terms: Terms, earlier: Signed | None, fault: Fault | None = None
    ) -> None:
        seen = terms.shown_of(story.paired)
        signed_at = self._signed_at(terms)
        is_late = self._comes_late(story, terms, earlier, signed_at)
        given = self.world.practice.terms(
            signed_at=signed_at,
            effective_from=signed_at + timedelta(hours=terms.begins_hours),
            expires_on=self._day(terms.days),
            scopes=tuple(self._scope(channel, wish) for channel, wish in terms.wishes.items()),
            photos=() if terms.photos == "future" else tuple(sorted(seen)),
            future_photos=terms.covers_later,
            conditions=terms.conditions,
            identifiability_allowed=("distinctive_mark",) if terms.allows_marks else (),
            demographics_allowed=("age_band", "gender") if terms.tells_gender else (),
            supersedes=earlier.id if earlier else None,
            as_evidence=terms.as_evidence,
        )
        refusal = self.in_one_work(fault, lambda uow: record_consent(uow, story.id, given, SCAN))
        assert refusal is not None or not is_late
        self._signed(story, terms, seen, earlier, refusal, is_late=is_late)

    def sign_by_link(
        self,
        story: Story,
        terms: Terms,
        earlier: Signed | None,
        fault: Fault | None,
        meanwhile: Callable[[], None] = lambda: None,
    ) -> None:
        """Sign what is shown; what is done ``meanwhile`` comes after she was asked."""
        seen = terms.shown_of(story.paired)
        asked: dict[str, Any] = {"channels": tuple(terms.wishes), "photos": tuple(sorted(seen))}
        asked |= {"expires_on": self._day(terms.days), "future_photos": terms.covers_later}
        asked |= {"supersedes_id": earlier.id if earlier else None, "conditions": terms.conditions}
        asked |= {"demographics": ("age_band", "gender")}
        told = ("age_band", "gender") if terms.tells_gender else ()
        marks = ("distinctive_mark",) if terms.allows_marks else ()

        def done() -> None:
            self.world.practice.sign(token, *terms.wishes, demographics=told, identifiability=marks)

        try:
            token = self.world.practice.request(story.id, **asked)
        except GalleryError as refusal:
            self._check_refused(story, earlier, refusal)
            return
        meanwhile()
        self._signed(story, terms, seen, earlier, self.attempt(fault, done))

    def _signed(
        self,
        story: Story,
        terms: Terms,
        seen: frozenset[str],
        earlier: Signed | None,
        refusal: GalleryError | None,
        *,
        is_late: bool = False,
    ) -> None:
        if refusal is not None:
            self._check_refused(story, earlier, refusal, is_late=is_late)
            return
        row = self._newest_consent(story)
        story.last_asked = self.number
        signed = Signed(
            id=row.id,
            number=self.number,
            signed=row.signed_at,
            begins=row.effective_from,
            expires=self._midnight(terms.days),
            wishes={
                channel: Wish(
                    permits,
                    self._midnight(starts),
                    self._midnight(ends),
                    permits and story.comes_too_late(row.signed_at, channel),
                )
                for channel, (permits, starts, ends) in terms.wishes.items()
            },
            photos=seen,
            covers_later=terms.covers_later,
            asks_for_more=terms.needs_review,
            allows_marks=terms.allows_marks,
            tells_gender=terms.tells_gender,
        )
        if earlier is None:
            story.signed.append(signed)
        else:
            story.replace(earlier, signed, self.world.clock.instant)

    def _check_refused(
        self,
        story: Story,
        earlier: Signed | None,
        refusal: GalleryError,
        *,
        is_late: bool = False,
    ) -> None:
        has_ended = earlier is not None and (earlier.is_withdrawn or earlier.ended is not None)
        assert story.is_deleted or has_ended or is_late, (refusal.code, refusal.message)

    def _signed_at(self, terms: Terms) -> datetime:
        """Return when it was signed: now, or long ago at an instant at which nothing else is."""
        if not terms.late_hours:
            return self.world.clock.now(UTC)
        return self.world.clock.instant - timedelta(hours=terms.late_hours, seconds=30)

    def _comes_late(
        self, story: Story, terms: Terms, earlier: Signed | None, signed_at: datetime
    ) -> bool:
        """Tell whether something that happened since the signature forbids to record it."""
        zone = self.world.settings.zone
        if earlier and earlier.signed.astimezone(zone).date() > signed_at.astimezone(zone).date():
            return True
        permitted = [channel for channel, (permits, *_) in terms.wishes.items() if permits]
        is_taken_back = any(story.comes_too_late(signed_at, channel) for channel in permitted)
        return is_taken_back and not terms.as_evidence

    def _newest_consent(self, story: Story) -> ConsentRecord:
        with self.world.runtime.reading() as session:
            query = select(ConsentRecord).where(ConsentRecord.case_id == story.id)
            rows = session.execute(query.order_by(ConsentRecord.recorded_at)).scalars().all()
        assert rows[-1].id not in {signed.id for signed in story.signed}
        return rows[-1]

    def _scope(self, channel: str, said: tuple[bool, int | None, int | None]) -> ScopeTerms:
        permits, starts, ends = said
        return ScopeTerms(
            channel=channel,
            decision="permit" if permits else "deny",
            starts_on=None if starts is None else self._day(starts),
            ends_on=None if ends is None else self._day(ends),
        )

    def _day(self, days: int) -> Any:
        return (self.world.clock.instant + timedelta(days=days)).date()

    def _midnight(self, days: int | None) -> Any:
        zone = self.world.settings.zone
        return None if days is None else datetime.combine(self._day(days), time.min, tzinfo=zone)
