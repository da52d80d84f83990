"""What people do to a case, done to the installation and told to the model at once."""

from dataclasses import dataclass
from datetime import UTC

from gallery.actions.add_photo import PhotoUpload, add_photo
from gallery.actions.delete_case import delete_case
from gallery.actions.edit_photo import edit_photo
from gallery.actions.end_consent import end_consent
from gallery.actions.place_case import place_case
from gallery.actions.unpublish_case import unpublish_case
from gallery.actions.withdraw_consent import withdraw_consent
from gallery.publishing.finding import PublicationBlocked
from gallery.runtime import OPERATOR
from tests.integration.histories.expected import Shown, Signed, Story
from tests.integration.histories.faults import Fault
from tests.integration.histories.signings import Signings
from tests.support.practice import picture_bytes

#: The rules that are about consent; other findings are not this model's business.
CONSENT_RULES = frozenset({"R1", "R2"})


@dataclass
class Deeds(Signings):
    """Do everything else that staff do to a case."""

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
        story.added |= dict.fromkeys(ids, self.number)
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

    def place(self, story: Story, channel: str, fault: Fault | None) -> None:
        """Put a copy up by hand: a post, or an entry in a directory."""
        refusal = self.in_one_work(
            fault, lambda uow: place_case(uow, story.id, channel, None, "a copy")
        )
        wanted = Shown("", channel, story.paired, frozenset(), self.number)
        assert (refusal is None) == story.is_covered(wanted, self.world.clock.instant)
        if refusal is None:
            story.copies |= dict.fromkeys(self.world.copies(story), channel) | story.copies

    def withdraw(
        self, story: Story, signed: Signed, channels: tuple[str, ...], fault: Fault | None
    ) -> None:
        began = self.world.clock.now(UTC)
        refusal = self.in_one_work(
            fault, lambda uow: withdraw_consent(uow, signed.id, None, channels)
        )
        named = [signed.wishes.get(channel) for channel in channels]
        may_be = all(wish and wish.permits and not wish.is_taken_back for wish in named)
        assert (refusal is None) == (not signed.is_withdrawn and may_be)
        if refusal is None:
            story.take_back(signed, channels, self.number, began)

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
