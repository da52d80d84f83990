"""End takedowns by hand that a later publication overtook: what stood there is permitted again.

Only what the service cannot look at by itself ends so; its own surfaces, and pages on record, are
looked at for the old pictures as ever. When in doubt a task stays open.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import or_, select

from gallery.actions.clear_surface import is_read
from gallery.actions.end_publications import live_publications
from gallery.actions.find_cases import consents_of, load_case
from gallery.actions.open_takedowns import is_manual
from gallery.actions.record_state import record_state
from gallery.actions.surface_addresses import site_of
from gallery.consent.policy import decide
from gallery.consent.record import Consent
from gallery.consent.takedown_states import OPEN, OVERTAKEN
from gallery.models import Case, LedgerEvent, Placement, Publication, Takedown
from gallery.published.clearance import CLEAN, showing_on
from gallery.runtime import UnitOfWork

_PROVED = ("verified_gone", "manual_done")
#: What happens to a case and changes nothing that its pictures show or a post may have said.
_CHANGES_NOTHING = (
    "case.opened",
    "case.placed",
    "case.placement_removed",
    "case.published",
    "case.seen",
    "case.unpublished",
    "pair.compared",
    "pair.judged",
    "pair.made",
    "photo.added",
    "photo.read",
    "photo.rendered",
)
_TOLD = ("age_band", "gender", "skin_type")


@dataclass(frozen=True)
class _Stood:
    """Hold what may stand on a surface: photos as they were from ``since`` on."""

    photos: frozenset[str]
    is_marked: bool
    since: datetime


def overtake_takedowns(uow: UnitOfWork, publication: Publication) -> list[Takedown]:
    """End the open tasks about a surface on which all that stood there may be shown again.

    To be called in the turn of the case, as a publication begins to be shown. Every channel of the
    task is public again since it was opened, with each photo that was ever shown there and is not
    proved gone; the consents in force permit these, unmarked if they were, and every fact that may
    have been told; nothing of photos, pairs or case was changed since they were put there.
    """
    open_tasks = [task for task in _open(uow, publication) if _waits_for_people(uow, task)]
    if not open_tasks:
        return []
    case = load_case(uow.session, publication.case_id)
    live = {
        row.channel: row
        for row in live_publications(uow, case.id)
        if row.media_ready_at is not None
    }
    consents = [row.as_value() for row in consents_of(uow.session, case.id)]
    ended = [
        task
        for task in open_tasks
        if not _was_unfit(uow, task)
        and all(
            _is_permitted_again(uow, task, case, live.get(channel), consents)
            for channel in task.channels.split()
        )
    ]
    for task in ended:
        _end(uow, task, live)
    return ended


def _open(uow: UnitOfWork, publication: Publication) -> list[Takedown]:
    query = select(Takedown).where(
        Takedown.case_id == publication.case_id, Takedown.state.in_(OPEN)
    )
    tasks = uow.session.execute(query.order_by(Takedown.created_at, Takedown.id)).scalars()
    return [task for task in tasks if publication.channel in task.channels.split()]


def _waits_for_people(uow: UnitOfWork, task: Takedown) -> bool:
    if is_manual(task.surface) or task.state == "names_nothing":
        return True
    site = site_of(uow.session, task.surface)
    return site is not None and not site.pages and is_read(site, task)


def _was_unfit(uow: UnitOfWork, task: Takedown) -> bool:
    """Tell whether the case was no case to show: what named her, say, stands there still."""
    query = select(LedgerEvent).where(LedgerEvent.id == task.event_id)
    event = uow.session.execute(query).scalar_one_or_none()
    reasons = event.details.get("reasons") if event else ["unknown"]
    return reasons not in (None, ["consent_superseded"])


def _is_permitted_again(
    uow: UnitOfWork,
    task: Takedown,
    case: Case,
    publication: Publication | None,
    consents: Sequence[Consent],
) -> bool:
    if publication is None or publication.published_at < task.created_at:
        return False
    stood = _stood(uow, task, case, publication.channel)
    shown = {row.photo_id for row in publication.shown}
    if stood is None or not stood.photos <= shown or _has_changed(uow, case.id, stood.since):
        return False
    showing = showing_on(publication)
    verdict = decide(
        replace(showing, is_marked=showing.is_marked and stood.is_marked), consents, uow.now
    )
    return verdict.permitted and _may_have_told(task, case, consents) <= verdict.demographics


def _stood(uow: UnitOfWork, task: Takedown, case: Case, channel: str) -> _Stood | None:
    """Return what may stand there; None where nothing is known of it, or it is gone."""
    if task.placement_id is not None:
        copy = uow.session.get(Placement, task.placement_id)
        if copy is None or copy.removed_at is not None:
            return None
        # Which photos it shows, and with a mark or without, is not known: any of those paired.
        paired = {photo for pair in case.pairs for photo in (pair.before_id, pair.after_id)}
        return _Stood(frozenset(paired), is_marked=False, since=copy.placed_at)
    rows = list(_not_proved_gone(uow, task, channel))
    if not rows:
        return None
    return _Stood(
        photos=frozenset(shown.photo_id for row in rows for shown in row.shown),
        is_marked=all(row.variant != CLEAN for row in rows),
        since=min(row.published_at for row in rows),
    )


def _not_proved_gone(uow: UnitOfWork, task: Takedown, channel: str) -> Iterator[Publication]:
    """Yield what was ever shown there, but for what an earlier task about the surface cleared."""
    cleared = select(Takedown).where(
        Takedown.case_id == task.case_id,
        Takedown.surface == task.surface,
        Takedown.placement_id.is_(None),
        Takedown.state.in_(_PROVED),
    )
    done = uow.session.execute(cleared).scalars()
    clear_since = max(
        (one.created_at for one in done if channel in one.channels.split()), default=None
    )
    query = select(Publication).where(
        Publication.case_id == task.case_id,
        Publication.channel == channel,
        Publication.ended_at.is_not(None),
    )
    for row in uow.session.execute(query).scalars():
        if clear_since is None or row.ended_at is None or row.ended_at > clear_since:
            yield row


def _has_changed(uow: UnitOfWork, case_id: str, since: datetime) -> bool:
    """Tell whether a picture or a fact is another now: what stood there may show what is covered.

    What is not known to change nothing counts as a change.
    """
    query = select(LedgerEvent.position).where(
        LedgerEvent.case_id == case_id,
        LedgerEvent.at >= since,
        LedgerEvent.action.not_in(_CHANGES_NOTHING),
        or_(*(LedgerEvent.action.startswith(kind) for kind in ("case.", "pair.", "photo."))),
    )
    return uow.session.execute(query.limit(1)).first() is not None


def _may_have_told(task: Takedown, case: Case, consents: Sequence[Consent]) -> frozenset[str]:
    """Return which facts of the patient stood there, if all was told that was ever allowed."""
    earlier = (one.demographics for one in consents if one.recorded_at <= task.created_at)
    allowed: frozenset[str] = frozenset().union(*earlier)
    return frozenset(name for name in _TOLD if name in allowed and getattr(case, name))


def _end(uow: UnitOfWork, task: Takedown, live: Mapping[str, Publication]) -> None:
    before = task.state
    task.state, task.next_look_at = OVERTAKEN, None
    task.finished_at = task.updated_at = uow.now
    task.finished_by = uow.actor.id
    task.proof = (
        f"Published there again at {uow.now:%FT%TZ}; a consent in force permitted all that stood"
        " there. Nobody had reported or seen it gone before."
    )
    publications = [live[channel].id for channel in task.channels.split()]
    record_state(uow, task, before, publications=publications)
