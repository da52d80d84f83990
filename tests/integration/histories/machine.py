"""Random histories: what people, time, workers and power cuts do, in any order."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule
from sqlalchemy import select

from gallery import ledger
from gallery.actions.reconcile import Discrepancy, Kind, Options, reconcile
from gallery.actions.settle_expiries import settle_expiries
from gallery.jobs import run_job
from gallery.models import Job, Photo, Rendition
from gallery.runtime import SYSTEM
from tests.integration.histories.drawn import (
    faults,
    seldom,
    some_channels,
    terms_of_a_late_paper,
    terms_of_a_link,
    terms_of_a_scan,
)
from tests.integration.histories.expected import CHANNELS
from tests.integration.histories.faults import Crash, Fault
from tests.integration.histories.in_flight import InFlight, which
from tests.integration.histories.signings import Terms
from tests.integration.histories.surfaces import Asks, check_every_surface
from tests.integration.histories.takedowns import Takedowns
from tests.integration.histories.ways import check_every_way
from tests.integration.histories.world import World

MOST_CASES, MOST_PHOTOS, MOST_CONSENTS = 2, 4, 6
VIEWS = ("PA", "OL")
BY_HAND = CHANNELS[3:]


class Histories(InFlight):
    """After every step each public address is asked, in two web processes."""

    def __init__(self, make_world: Callable[[], World]) -> None:
        super().__init__(make_world)
        self.takedowns = Takedowns(self.world)

    @initialize(
        marked=st.booleans(), terms=terms_of_a_scan, has_begun=st.sampled_from([True, True, False])
    )
    def begin(self, marked: bool, terms: Terms, has_begun: bool) -> None:  # noqa: FBT001
        self.world.practice.introduce()
        story = self.deeds.open_case(marked=marked)
        self.world.work()
        if has_begun:  # most histories are about cases that are public to begin with
            always: tuple[bool, int | None, int | None] = (True, None, None)
            both = dict.fromkeys(CHANNELS[:3], always)
            self.deeds.sign(story, Terms(wishes=both, days=terms.days), None)
            self.deeds.publish(story, CHANNELS[:3], None)
        else:
            self.deeds.sign(story, terms, None)

    @precondition(lambda self: len(self.deeds.stories) < MOST_CASES)
    @rule(marked=st.booleans())
    def open_case(self, marked: bool) -> None:  # noqa: FBT001
        self.deeds.open_case(marked=marked)

    @rule(n=which, marked=st.booleans())
    def add_pair(self, n: int, marked: bool) -> None:  # noqa: FBT001
        story = self._story(n)
        if len(story.paired) < MOST_PHOTOS:
            self.deeds.add_pair(story, VIEWS[n % 2], marked=marked)

    @rule(n=which, terms=terms_of_a_scan, earlier=st.none() | which, fault=faults)
    def record_consent(
        self, n: int, terms: Terms, earlier: int | None, fault: Fault | None
    ) -> None:
        self._record(n, terms, earlier, fault)

    @rule(n=which, terms=terms_of_a_late_paper, earlier=st.none() | which, fault=faults)
    def record_a_late_paper(
        self, n: int, terms: Terms, earlier: int | None, fault: Fault | None
    ) -> None:
        """Staff type in what she signed hours ago, whatever happened since."""
        self._record(n, terms, earlier, fault)

    def _record(self, n: int, terms: Terms, earlier: int | None, fault: Fault | None) -> None:
        story = self._story(n)
        if len(story.signed) < MOST_CONSENTS:
            replaced = None if earlier is None else self._signed(story, earlier)
            self._try(lambda: self.deeds.sign(story, terms, replaced, fault))

    @rule(n=which, terms=terms_of_a_link, earlier=st.none() | which, fault=faults, more=seldom)
    def sign_by_link(
        self,
        n: int,
        terms: Terms,
        earlier: int | None,
        fault: Fault | None,
        more: bool,  # noqa: FBT001
    ) -> None:
        """Lay a form before her; now and then staff add photos before she signs it."""
        story = self._story(n)
        if len(story.signed) < MOST_CONSENTS:
            replaced = None if earlier is None else self._signed(story, earlier)
            add = partial(self.add_pair, n, marked=False) if more else lambda: None
            self._try(lambda: self.deeds.sign_by_link(story, terms, replaced, fault, add))

    @rule(n=which, channels=some_channels, fault=faults)
    def publish(self, n: int, channels: tuple[str, ...], fault: Fault | None) -> None:
        self._try(lambda: self.deeds.publish(self._story(n), channels, fault))

    @rule(n=which, channels=some_channels | st.just(()), fault=faults)
    def unpublish(self, n: int, channels: tuple[str, ...], fault: Fault | None) -> None:
        self._try(lambda: self.deeds.unpublish(self._story(n), channels, fault))

    @rule(n=which, channel=st.sampled_from(CHANNELS[1:]), fault=faults)
    def come_back(self, n: int, channel: str, fault: Fault | None) -> None:
        """Take down and publish again: tasks by hand are overtaken, if nothing was changed."""
        story = self._story(n)
        self._try(lambda: self.deeds.publish(story, (channel,), fault))
        self._try(lambda: self.deeds.unpublish(story, (channel,), fault))
        self._try(lambda: self.deeds.publish(story, (channel,), fault))

    @rule(n=which, channel=st.sampled_from(BY_HAND), fault=faults)
    def place_a_copy(self, n: int, channel: str, fault: Fault | None) -> None:
        self._try(lambda: self.deeds.place(self._story(n), channel, fault))

    @rule(n=which, m=which, some=st.booleans(), fault=faults)
    def withdraw(self, n: int, m: int, some: bool, fault: Fault | None) -> None:  # noqa: FBT001
        story = self._story(n)
        signed = self._signed(story, m)
        if signed is not None:
            permitted = tuple(c for c, wish in signed.wishes.items() if wish.permits)
            self._try(
                lambda: self.deeds.withdraw(story, signed, permitted[:1] if some else (), fault)
            )

    @rule(n=which, m=which, fault=faults)
    def end_consent(self, n: int, m: int, fault: Fault | None) -> None:
        signed = self._signed(self._story(n), m)
        if signed is not None:
            self._try(lambda: self.deeds.end(self._story(n), signed, fault))

    @rule(n=which, turns=st.integers(0, 3), fault=faults)
    def turn_a_photo(self, n: int, turns: int, fault: Fault | None) -> None:
        story = self._story(n)
        for photo_id in sorted(story.paired)[:1]:
            self._try(partial(self.deeds.turn, photo_id, story, turns, fault))

    @rule(n=which, fault=faults)
    def delete_case(self, n: int, fault: Fault | None) -> None:
        self._try(lambda: self.deeds.delete(self._story(n), fault))

    @rule(hours=st.sampled_from([1, 6, 20]))
    def let_time_pass(self, hours: int) -> None:
        self.world.clock.instant += timedelta(hours=hours)

    @rule(seconds=st.sampled_from([-7, 0, 0, 1]))
    def go_to_the_next_instant_that_counts(self, seconds: int) -> None:
        now = self.world.clock.instant
        counts = [i for story in self.deeds.stories for one in story.signed for i in one.instants()]
        later = [when for when in counts if when > now + timedelta(seconds=7)]
        if later:
            self.world.clock.instant = min(later) + timedelta(seconds=seconds)

    @rule(fault=faults)
    def work(self, fault: Fault | None) -> None:
        self._try(lambda: self.deeds.attempt(fault, self.world.work))
        self.deeds.after_jobs()

    @rule(n=which, fault=faults)
    def run_one_job(self, n: int, fault: Fault | None) -> None:
        with self.world.runtime.reading() as session:
            query = select(Job.id).where(Job.state == "queued").order_by(Job.created_at, Job.id)
            jobs = session.execute(query).scalars().all()
        if jobs:
            job_id = jobs[n % len(jobs)]
            self._try(
                lambda: self.deeds.attempt(fault, lambda: run_job(self.world.runtime, job_id))
            )
            self.deeds.after_jobs()

    @rule()
    def power_cut(self) -> None:
        self.world.restart()

    def _try(self, deed: Callable[[], object]) -> None:
        try:
            deed()
        except Crash:
            return  # it did not happen; the process began anew

    @invariant()
    def nothing_is_served_without_consent(self) -> None:
        if self.deeds.stories:
            check_every_surface(self.world, self.deeds.stories, Asks.SOME)
            self.deeds.check_ended()
            self.takedowns.check_overtaken(self.deeds.stories)

    def teardown(self) -> None:
        """Let every job run, then everything has to be in order."""
        try:
            if self.deeds.stories:
                self._settle()
        finally:
            self.world.close()

    def _settle(self) -> None:
        self.world.clock.instant += timedelta(minutes=10)
        self.world.work()
        self.takedowns.check_overtaken(self.deeds.stories)
        settle_expiries(self.world.runtime)
        self.world.work()
        self.deeds.after_jobs()
        check_every_surface(self.world, self.deeds.stories, Asks.ALL)
        check_every_way(self.world, self.deeds.stories)
        self._check_ready()
        self._check_nothing_is_left()
        self.takedowns.check_settled(self.deeds.stories)
        self._check_reconciled()

    def _check_ready(self) -> None:
        ready, now = self.world.ready(), self.world.clock.instant
        for story in self.deeds.stories:
            for showing in story.shown:
                assert showing.id in ready or not story.may_show(showing, now)

    def _check_nothing_is_left(self) -> None:
        for story in self.deeds.stories:
            asked_again = story.last_asked > story.last_withdrawal or story.permits_anything_later()
            if story.is_deleted or (story.last_withdrawal and not asked_again and not story.live()):
                with self.world.runtime.reading() as session:
                    query = select(Rendition.id).join(Photo).where(Photo.case_id == story.id)
                    assert session.execute(query).first() is None, "renditions were kept"

    def _check_reconciled(self) -> None:
        found = self._reconcile(is_repair=False)
        orphans = [one for one in found if one.kind is Kind.OBJECT_WITHOUT_ROW]
        assert found == orphans or not orphans, found
        if orphans:  # a process died between storing and the commit: a repair erases them
            self._reconcile(is_repair=True)
            self.world.work()
            assert self._reconcile(is_repair=False) == []
        with self.world.runtime.reading() as session:
            assert list(ledger.broken_links(session)) == []

    def _reconcile(self, *, is_repair: bool) -> list[Discrepancy]:
        named: list[Discrepancy] = []
        options = Options(is_repair=is_repair, grace=timedelta(0))
        reconcile(self.world.runtime, SYSTEM, options, found=lambda one, _: named.append(one))
        return [one for one in named if one.kind is not Kind.TAKEDOWN_OVERDUE]
