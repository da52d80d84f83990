"""One withdrawal as she sees it: every place, how it stands, and what is still to be done."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, tzinfo

from gallery.actions.read_withdrawals import MySurface, MyWithdrawal
from gallery.web.patient.words import Words

#: Nothing was cleared there: there was nothing to clear, or a later consent came first.
_NOTHING_CLEARED = frozenset({"no_known_page", "never_shown", "overtaken"})


@dataclass(frozen=True)
class SurfaceView:
    """Hold one place: its state, a sentence on it, and ``when`` it was done or is due."""

    label: str
    state: str
    tone: str
    text: str
    when: str


@dataclass(frozen=True)
class WithdrawalView:
    """Hold one withdrawal; ``left`` says what the practice must still do, and by when."""

    anchor: str
    title: str
    since: str
    summary: str
    is_complete: bool
    left: tuple[str, ...]
    surfaces: tuple[SurfaceView, ...]


def withdrawal_view(
    withdrawal: MyWithdrawal, words: Words, practice: str, now: datetime, zone: tzinfo
) -> WithdrawalView:
    """Prepare one withdrawal, its instants in the practice's time zone."""
    its = words.mine
    places = ", ".join(withdrawal.channels) or its.withdrawal_everything
    return WithdrawalView(
        anchor=f"withdrawal-{withdrawal.event_id}",
        title=its.withdrawal_title.format(places=places),
        since=its.withdrawal_at.format(moment=words.moment(withdrawal.at.astimezone(zone))),
        summary=_summary(withdrawal, words),
        is_complete=withdrawal.is_complete,
        left=tuple(_left(withdrawal, words, practice, now, zone)),
        surfaces=tuple(_surface(each, words, now, zone) for each in withdrawal.surfaces),
    )


def _summary(withdrawal: MyWithdrawal, words: Words) -> str:
    its = words.mine
    if not withdrawal.surfaces:
        return its.withdrawal_no_surface
    to_clear = [each for each in withdrawal.surfaces if not each.was_overtaken]
    if not withdrawal.is_complete:
        done = sum(each.is_done for each in to_clear)
        return its.withdrawal_open.format(done=done, count=len(to_clear))
    is_clear = len(to_clear) == len(withdrawal.surfaces)
    return its.withdrawal_complete if is_clear else its.withdrawal_overtaken


def _left(
    withdrawal: MyWithdrawal, words: Words, practice: str, now: datetime, zone: tzinfo
) -> Iterator[str]:
    due_at = [each.due_at for each in withdrawal.surfaces if not each.is_done]
    if due_at:
        last = words.moment(max(due_at).astimezone(zone))
        yield words.mine.withdrawal_left.format(practice=practice, moment=last)
        if min(due_at) <= now:
            yield words.mine.withdrawal_late.format(practice=practice)


def _surface(surface: MySurface, words: Words, now: datetime, zone: tzinfo) -> SurfaceView:
    its = words.mine
    is_late = surface.due_at <= now
    due = (its.surface_late if is_late else its.surface_due).format(
        moment=words.moment(surface.due_at.astimezone(zone))
    )
    if surface.is_done:
        tone = "ended" if surface.state in _NOTHING_CLEARED else "done"
    else:
        tone = "late" if is_late or surface.state == "failed" else "waiting"
    return SurfaceView(
        label=surface.label,
        state=its.surface_states.get(surface.state, surface.state),
        tone=tone,
        text=surface.words,
        when=words.moment(surface.at.astimezone(zone)) if surface.is_done else due,
    )
