"""Find renditions that are not as they would be made today, most of all those with an old mark.

A rendition keeps the digest of all that it was made of: original, edits, mark, rights. What is
stale is read off the rows, so nothing else needs to remember how far a renewal has come.
"""

import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from gallery.actions.find_cases import consents_of
from gallery.actions.order_renditions import Order, order_for
from gallery.actions.practice_mark import variant_on
from gallery.actions.set_practice import practice_profile
from gallery.clock import utc_now
from gallery.consent.standing import all_ended_at
from gallery.imaging.specs import Variant
from gallery.models import Case, Pair, Photo, Publication, Rendition
from gallery.publishing.lifecycle import CaseState
from gallery.runtime import Runtime

_PAGE_CASES = 50


@dataclass(frozen=True)
class Plan:
    """Say what of a case is not as it would be made today.

    ``variants`` are those that live publications should have and do not, by publication id.
    ``obsolete`` are the ids of renditions that nothing shows or will show.
    """

    case_id: str
    orders: tuple[Order, ...] = ()
    variants: tuple[tuple[str, Variant], ...] = ()
    obsolete: frozenset[str] = frozenset()
    photo_ids: frozenset[str] = frozenset()

    def is_like(self, other: "Plan") -> bool:
        """Tell whether two looks at a case, at two instants, ask for the same."""
        mine, theirs = (
            {(o.photo_id, o.wanted.variant, o.source_hash) for o in plan.orders}
            for plan in (self, other)
        )
        rest = (self.variants, self.obsolete) == (other.variants, other.obsolete)
        return mine == theirs and rest


@dataclass(frozen=True)
class Stale:
    """Count what is to be made again; ``is_all`` is False if the counting was cut short."""

    photos: int
    cases: int
    is_all: bool


def plans(runtime: Runtime) -> Iterator[Plan]:
    """Yield the plan of every case with something stale."""
    for page in _pages(runtime):
        yield from page


def _pages(runtime: Runtime) -> Iterator[list[Plan]]:
    """Yield the plans of one page of cases after the other, each in a session of its own."""
    last = ""
    while True:
        with runtime.reading() as session:
            query = select(Case).where(Case.id > last, Case.state != CaseState.PURGED.value)
            rows = session.execute(
                query.order_by(Case.id).limit(_PAGE_CASES).options(*_all_of_a_case())
            ).scalars()
            cases = list(rows)
            found = [plan_of(runtime, session, case, utc_now()) for case in cases]
        if not cases:
            return
        yield [plan for plan in found if plan.photo_ids]
        last = cases[-1].id


def count_stale(runtime: Runtime, seconds: float | None = None) -> Stale:
    """Count the photos to be made again; begin no further page of cases after ``seconds``."""
    deadline = None if seconds is None else time.monotonic() + seconds
    photos = cases = 0
    for page in _pages(runtime):
        photos += sum(len(plan.photo_ids) for plan in page)
        cases += len(page)
        if deadline is not None and time.monotonic() > deadline:
            return Stale(photos, cases, is_all=False)
    return Stale(photos, cases, is_all=True)


def plan_of(runtime: Runtime, session: Session, case: Case, now: datetime) -> Plan:
    """Compare the renditions of a case with what would be made of it at ``now``.

    A photo that is being made, or was refused, is left to its own job.
    """
    ready = {photo.id: photo for photo in case.photos if photo.state == "ready"}
    wanted = _wanted_variants(session, case)
    needed: dict[str, set[Variant]] = defaultdict(set)
    changing = []
    changed_photos: set[str] = set()
    for publication, variant in wanted:
        photos = {row.photo_id for row in publication.shown}
        if publication.variant != variant.value and photos <= ready.keys():
            changing.append((publication.id, variant))
            changed_photos |= photos
        kept = variant if photos <= ready.keys() else Variant(publication.variant)
        for photo_id in photos:
            needed[photo_id].add(kept)
    orders: list[Order] = []
    obsolete: set[str] = set()
    fell_at = all_ended_at((row.as_value() for row in consents_of(session, case.id)), now)
    for photo in ready.values():
        made, gone = _faults_of(runtime, session, photo, needed[photo.id], now, fell_at)
        orders += made
        obsolete |= gone
        changed_photos |= {photo.id} if made or gone else set()
    return Plan(
        case.id, tuple(orders), tuple(changing), frozenset(obsolete), frozenset(changed_photos)
    )


def _wanted_variants(session: Session, case: Case) -> list[tuple[Publication, Variant]]:
    """Return the live publications of a case with the variant that each should show.

    None loses its mark while a consent on record asks for one, whatever its channel takes.
    """
    profile = practice_profile(session)
    live = select(Publication).where(Publication.case_id == case.id, Publication.ended_at.is_(None))
    rows = session.execute(live.options(selectinload(Publication.shown))).scalars().all()
    must_be_marked = any(row.as_value().requires_mark for row in consents_of(session, case.id))
    found = []
    for row in rows:
        variant = variant_on(profile, row.channel)
        if must_be_marked and not variant.is_marked and row.variant != variant.value:
            variant = Variant.MARKED
        found.append((row, variant))
    return found


def _faults_of(
    runtime: Runtime,
    session: Session,
    photo: Photo,
    needed: set[Variant],
    now: datetime,
    fell_at: datetime | None,
) -> tuple[list[Order], set[str]]:
    """Return what is to be made of a photo, and which of its renditions are of no use."""
    made: dict[Variant, list[Rendition]] = defaultdict(list)
    for row in photo.renditions:
        made[Variant.of_spec(row.spec)].append(row)
    # The practice's own mark is made of every photo when it is sent, published or not.
    # What the end of a consent left over is to be erased, and must not be taken for newer than it.
    own = made.get(Variant.MARKED, [])
    if own and not (fell_at and any(row.created_at <= fell_at for row in own)):
        needed = needed | {Variant.MARKED}
    orders, obsolete = [], set()
    for variant in sorted(needed | made.keys()):
        order = order_for(runtime, session, photo, variant, now)
        is_fresh = any(row.source_hash == order.source_hash for row in made[variant])
        if variant in needed and not is_fresh:
            orders.append(order)
        elif not is_fresh:
            obsolete |= {row.id for row in made[variant]}
    return orders, obsolete


def _all_of_a_case() -> tuple[ORMOption, ...]:
    return (
        selectinload(Case.photos).selectinload(Photo.renditions),
        selectinload(Case.pairs).selectinload(Pair.before),
        selectinload(Case.pairs).selectinload(Pair.after),
        selectinload(Case.procedures),
    )
