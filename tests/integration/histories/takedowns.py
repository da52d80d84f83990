"""What is to be cleared, held against the model: nothing is forgotten, or ended too soon."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import select

from gallery.models import Job, LedgerEvent, Takedown
from tests.integration.histories.expected import Shown, Story
from tests.integration.histories.world import World

OVERTAKEN = "overtaken"


@dataclass
class Takedowns:
    """Look at the tasks after each step, and once all is settled."""

    world: World
    seen: set[str] = field(default_factory=set)

    def check_overtaken(self, stories: list[Story]) -> None:
        """A task is overtaken only by a showing that covers all that ever stood there."""
        now = self.world.clock.instant
        with self.world.runtime.reading() as session:
            query = select(LedgerEvent).where(LedgerEvent.action == "takedown.overtaken")
            events = session.execute(query).scalars().all()
        for event in events:
            if event.id in self.seen:
                continue
            self.seen.add(event.id)
            story = next(story for story in stories if story.id == event.case_id)
            for showing in _named(story, event.details["publications"]):
                before = story.shown[: story.shown.index(showing)]
                photos = [one.photos for one in before if one.channel == showing.channel]
                assert frozenset().union(*photos) <= showing.photos
                assert story.may_show(showing, now)

    def check_settled(self, stories: list[Story]) -> None:
        with self.world.runtime.reading() as session:
            tasks = session.execute(select(Takedown)).scalars().all()
            failed = session.execute(select(Job.kind).where(Job.state == "failed")).scalars().all()
        self._check_own([task for task in tasks if task.state != OVERTAKEN])
        self._check_copies(stories, [task for task in tasks if task.state != OVERTAKEN])
        for story in stories:
            for task in tasks:
                if task.case_id == story.id and task.state == OVERTAKEN:
                    self._check_not_forgotten(story, task, tasks)
        assert failed == []

    def _check_own(self, tasks: list[Takedown]) -> None:
        own = [task for task in tasks if task.surface == "origin"]
        clear = {"verified_gone", "never_shown"}
        assert {task.state for task in own} <= clear, [task.proof for task in own]
        shown = [task for task in tasks if task.state != "never_shown"]
        sites = [task for task in shown if task.surface.startswith("site:")]
        sent_there = [task for task in sites if "website_embed:" in task.channels]
        assert all(task.proof and "without it" in task.proof for task in sites)
        assert all(task.state not in {"verified_gone", "no_known_page"} for task in sent_there)
        assert {task.state for task in sites} <= {"no_known_page", "pending", "failed"}

    def _check_copies(self, stories: list[Story], tasks: list[Takedown]) -> None:
        """A copy that nothing permits any more is a task; one that is permitted may stay."""
        ids = {task.placement_id for task in tasks}
        for story in stories:
            for copy, channel in story.copies.items():
                assert copy in ids or story.allows(channel, self.world.clock.instant), channel

    def _check_not_forgotten(self, story: Story, task: Takedown, tasks: Sequence[Takedown]) -> None:
        """What was overtaken is a task again once it is shown there no more."""
        assert task.surface not in {"origin", "cdn"}
        later = [
            one
            for one in tasks
            if one.case_id == story.id
            and one.surface == task.surface
            and one.placement_id == task.placement_id
            and task.finished_at
            and one.created_at > task.finished_at
        ]
        now = self.world.clock.instant
        shown = {one.channel for one in story.live() if story.may_show(one, now)}
        assert later or shown >= set(task.channels.split())


def _named(story: Story, ids: object) -> list[Shown]:
    assert isinstance(ids, list)
    return [showing for showing in story.shown if showing.id in ids]
