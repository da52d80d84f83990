"""What people do to a case, done to the installation and told to the model at once."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import select

from gallery.actions.add_photo import PhotoUpload, add_photo
from gallery.actions.delete_case import delete_case
from gallery.actions.edit_photo import edit_photo
from gallery.actions.end_consent import end_consent
from gallery.actions.record_consent import ScopeTerms, record_consent
from gallery.actions.unpublish_case import unpublish_case
from gallery.actions.withdraw_consent import withdraw_consent
from gallery.errors import GalleryError
from gallery.models import ConsentRecord
from gallery.publishing.finding import PublicationBlocked
from gallery.runtime import OPERATOR, UnitOfWork
from tests.integration.histories.expected import Shown, Signed, Story, Wish
from tests.integration.histories.faults import Crash, Fault
from tests.integration.histories.world import World
from tests.support.practice import picture_bytes

#: The rules that are about consent; other findings are not this model's business.
CONSENT_RULES = frozenset({"R1", "R2"})


@dataclass(frozen=True)
class Terms:
    """State what is signed: channels with yes or no, and days of a window counted from today."""

    wishes: dict[str, tuple[bool, int | None, int | None]]
    days: int
    begins_hours: int = 0
    photos: str = "future"
    allows_marks: bool = True
    tells_gender: bool = True


@dataclass
class Deeds:
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

    def open_case(self, *, marked: bool) -> Story:
        self.number += 1
        case_id = self.world.practice.case(chart_ref=f"MRN-{len(self.stories):06d}")
        self.stories.append(Story(case_id, ""))
        self.add_pair(self.stories[-1], "AP", marked=marked)
        return self.stories[-1]

    def add_pair(self, story: Story, view: str, *, marked: bool) -> None:
        self.number += 1
        if story.is_deleted:
            return
        ids = [self._upload(story, role, view, marked=marked) for role in ("before", "after")]
        self.world.practice.pair_up(story.id, *ids)
        story.last_asked = self.number
        self.world.refresh(story)

    def _upload(self, story: Story, role: str, view: str, *, marked: bool) -> str:
        practice = self.world.practice
        upload = PhotoUpload(
            practice.picture_file(picture_bytes(practice.pictures + 1000, 96, 72)),
            role,
            view,
            "P6W" if role == "after" else None,
            "distinctive_mark" if marked and role == "after" else None,
        )
        with self.world.runtime.unit_of_work(OPERATOR) as uow:
            return add_photo(uow, story.id, upload).id

    def sign(
        self, story: Story, terms: Terms, earlier: Signed | None, fault: Fault | None = None
    ) -> None:
        photos = sorted(story.paired) if terms.photos != "one" else sorted(story.paired)[:1]
        given = self.world.practice.terms(
            signed_at=self.world.clock.instant,
            effective_from=self.world.clock.instant + timedelta(hours=terms.begins_hours),
            expires_on=self._day(terms.days),
            scopes=tuple(self._scope(channel, wish) for channel, wish in terms.wishes.items()),
            photos=() if terms.photos == "future" else tuple(photos),
            future_photos=terms.photos == "future",
            identifiability_allowed=("distinctive_mark",) if terms.allows_marks else (),
            demographics_allowed=("age_band", "gender") if terms.tells_gender else (),
            supersedes=earlier.id if earlier else None,
        )
        refusal = self.in_one_work(fault, lambda uow: record_consent(uow, story.id, given, None))
        self._signed(story, terms, earlier, refusal)

    def sign_by_link(
        self, story: Story, terms: Terms, earlier: Signed | None, fault: Fault | None
    ) -> None:
        asked = {"channels": tuple(terms.wishes), "expires_on": self._day(terms.days)}
        asked |= {"supersedes_id": earlier.id if earlier else None, "future_photos": True}
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
        self._signed(story, terms, earlier, self.attempt(fault, done))

    def _signed(
        self, story: Story, terms: Terms, earlier: Signed | None, refusal: GalleryError | None
    ) -> None:
        if refusal is not None:
            self._check_refused(story, earlier, refusal)
            return
        row = self._newest_consent(story)
        story.last_asked = self.number
        signed = Signed(
            id=row.id,
            number=self.number,
            begins=row.effective_from,
            expires=self._midnight(terms.days),
            wishes={
                channel: Wish(permits, self._midnight(starts), self._midnight(ends))
                for channel, (permits, starts, ends) in terms.wishes.items()
            },
            photos=None if terms.photos == "future" else self._covered(story, terms),
            allows_marks=terms.allows_marks,
            tells_gender=terms.tells_gender,
        )
        if earlier is None:
            story.signed.append(signed)
        else:
            story.replace(earlier, signed, self.world.clock.instant)

    def _covered(self, story: Story, terms: Terms) -> frozenset[str]:
        return frozenset(sorted(story.paired)[:1]) if terms.photos == "one" else story.paired

    def _check_refused(self, story: Story, earlier: Signed | None, refusal: GalleryError) -> None:
        has_ended = earlier is not None and (earlier.is_withdrawn or earlier.ended is not None)
        assert story.is_deleted or has_ended, (refusal.code, refusal.message)

    def publish(self, story: Story, channels: tuple[str, ...], fault: Fault | None) -> None:
        refusal = self.attempt(fault, lambda: self.world.practice.publish(story.id, *channels))
        now = self.world.clock.instant
        standing = {
            showing.channel: showing
            for showing in story.shown
            if story.may_show(showing, now) and showing.photos == story.paired
        }
        wanted = [channel for channel in channels if channel not in standing]
        drafts = [Shown("", c, story.paired, frozenset(), self.number) for c in wanted]
        is_fine = bool(drafts) and all(story.is_covered(draft, now) for draft in drafts)
        if refusal is None:
            assert is_fine
            assert not story.is_deleted
            self._published(story, wanted)
        elif isinstance(refusal, PublicationBlocked) and is_fine:
            assert not {found.rule for found in refusal.findings} & CONSENT_RULES
        else:
            assert not is_fine or story.is_deleted, refusal.code

    def _published(self, story: Story, wanted: list[str]) -> None:
        story.last_asked = self.number
        for showing in story.live():
            showing.is_over = showing.channel in wanted
        made = self.world.publications(story, self.number)
        assert sorted(showing.channel for showing in made) == sorted(wanted)
        used = {key for other in self.stories for one in other.shown for key in one.keys}
        assert not used & {key for showing in made for key in showing.keys}
        story.shown += made

    def unpublish(self, story: Story, channels: tuple[str, ...], fault: Fault | None) -> None:
        refusal = self.in_one_work(fault, lambda uow: unpublish_case(uow, story.id, channels))
        named = [one for one in story.live() if not channels or one.channel in channels]
        assert (refusal is None) == bool(named)
        for showing in named:
            showing.is_over = True

    def withdraw(
        self, story: Story, signed: Signed, channels: tuple[str, ...], fault: Fault | None
    ) -> None:
        refusal = self.in_one_work(
            fault, lambda uow: withdraw_consent(uow, signed.id, None, channels)
        )
        named = [signed.wishes.get(channel) for channel in channels]
        may_be = all(wish and wish.permits and not wish.is_taken_back for wish in named)
        assert (refusal is None) == (not signed.is_withdrawn and may_be)
        if refusal is None:
            story.take_back(signed, channels, self.number)

    def end(self, story: Story, signed: Signed, fault: Fault | None) -> None:
        held = signed.holds(self.world.clock.instant)
        refusal = self.in_one_work(
            fault, lambda uow: end_consent(uow, signed.id, "invalidated", "not hers")
        )
        assert (refusal is None) == held
        if refusal is None:
            signed.ended = self.world.clock.instant
            story.end_uncovered(self.world.clock.instant)

    def turn(self, photo_id: str, story: Story, turns: int, fault: Fault | None) -> None:
        refusal = self.in_one_work(
            fault, lambda uow: edit_photo(uow, photo_id, {"quarter_turns": turns})
        )
        assert refusal is None or story.is_deleted or isinstance(refusal, PublicationBlocked)
        story.last_asked = self.number

    def delete(self, story: Story, fault: Fault | None) -> None:
        refusal = self.in_one_work(fault, lambda uow: delete_case(uow, story.id))
        assert (refusal is None) == (not story.live() and not story.is_deleted)
        if refusal is None:
            story.is_deleted, story.paired = True, frozenset()

    def check_ended(self) -> None:
        """What was ended has to be so in the rows too: everything that clears up looks there."""
        over = {one.id for story in self.stories for one in story.shown if one.is_over}
        assert over <= self.world.ended()

    def after_jobs(self) -> None:
        """Jobs may end what nothing covers any more, and nothing else."""
        ended, now = self.world.ended(), self.world.clock.instant
        for story in self.stories:
            for showing in story.live():
                if showing.id in ended:
                    assert not story.is_covered(showing, now), "a job ended what was permitted"
                    showing.is_over = True

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
