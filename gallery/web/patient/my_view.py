"""What her own page shows."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from flask import current_app, request, url_for

from gallery.actions.practice_words import PracticeLook
from gallery.actions.read_patient_page import (
    MyCase,
    MyConsent,
    MyCopy,
    MyPhoto,
    PatientPage,
)
from gallery.web.access import current_runtime
from gallery.web.patient.languages import words_for
from gallery.web.patient.withdrawal_view import WithdrawalView, withdrawal_view
from gallery.web.patient.words import Words

_IN_FORCE = frozenset({"active", "expiring", "not_begun"})
_SHOWING_TONES = {"shown": "shown", "prepared": "waiting", "not_shown": "waiting"}
_TONES = {"active": "done", "expiring": "waiting", "not_begun": "waiting"}


@dataclass(frozen=True)
class PhotoView:
    """Hold one photo and where it is shown now."""

    path: str
    caption: str
    where: tuple["Told", ...]


@dataclass(frozen=True)
class Told:
    """Hold words with the mark that stands beside them."""

    tone: str
    text: str


@dataclass(frozen=True)
class CopyView:
    """Hold a copy that was put somewhere by hand."""

    label: str
    address: str | None
    state: Told


@dataclass(frozen=True)
class ChannelView:
    """Hold one place of a consent; ``can_withdraw`` offers to end it alone."""

    code: str
    label: str
    state: str
    tone: str
    can_withdraw: bool


@dataclass(frozen=True)
class ConsentView:
    """Hold one consent of hers."""

    id: str
    title: str
    receipt_id: str
    signed: str
    until: str
    state: str
    tone: str
    is_in_force: bool
    channels: tuple[ChannelView, ...]
    copy_path: str | None
    copy_sha256: str | None


@dataclass(frozen=True)
class CaseView:
    """Hold one treatment: its photos and the consents for them."""

    label: str
    photos: tuple[PhotoView, ...]
    copies: tuple[CopyView, ...]
    consents: tuple[ConsentView, ...]


@dataclass(frozen=True)
class MyView:
    """Hold everything that her page's template shows."""

    words: Words
    practice: PracticeLook
    address: str
    withdraw_path: str
    lead: str
    signed: ConsentView | None
    cases: tuple[CaseView, ...]
    latest: tuple[WithdrawalView, ...]
    earlier: tuple[WithdrawalView, ...]
    can_withdraw: bool
    everything: str | None


def my_view(page: PatientPage, token: str, signed: str | None, now: datetime) -> MyView:
    """Prepare the page of one patient; ``signed`` is the receipt of what she just signed."""
    words = words_for(page.language)
    cases = tuple(_case(case, words, token) for case in page.cases)
    zone = current_runtime().settings.zone
    told = [
        withdrawal_view(each, words, page.practice.name, now, zone) for each in page.withdrawals
    ]
    consents = (consent for case in cases for consent in case.consents)
    return MyView(
        words=words,
        practice=page.practice,
        address=root() + url_for("patient.my_page", token=token),
        withdraw_path=url_for("patient.withdraw", token=token, language=words.language),
        lead=words.mine.lead.format(practice=page.practice.name),
        signed=next((each for each in consents if signed and each.receipt_id == signed), None),
        cases=cases,
        latest=tuple(each for n, each in enumerate(told) if n == 0 or not each.is_complete),
        earlier=tuple(each for n, each in enumerate(told) if n > 0 and each.is_complete),
        can_withdraw=page.can_withdraw,
        everything=_everything(page, words),
    )


def _everything(page: PatientPage, words: Words) -> str | None:
    """Return the words on her having withdrawn everything, what is not on record included."""
    if page.everything_at is None:
        return None
    at = page.everything_at.astimezone(current_runtime().settings.zone)
    return words.mine.everything_withdrawn.format(moment=words.moment(at))


def root() -> str:
    """Return the address under which patients reach the gallery."""
    return str(current_app.config.get("PUBLIC_BASE_URL") or request.url_root).rstrip("/")


def _case(case: MyCase, words: Words, token: str) -> CaseView:
    photos = tuple(
        PhotoView(
            path=url_for("patient.my_photo", token=token, photo_id=photo.id),
            caption=photo.caption,
            where=tuple(_where(photo, words, has_copies=bool(case.copies))),
        )
        for photo in case.photos
    )
    copies = tuple(_copy(copy, words) for copy in case.copies)
    consents = tuple(_consent(consent, words, token) for consent in case.consents)
    return CaseView(case.label, photos, copies, consents)


def _where(photo: MyPhoto, words: Words, *, has_copies: bool) -> Iterator[Told]:
    its = words.mine
    if photo.shown_on:
        yield Told("shown", its.shown_on.format(places=", ".join(photo.shown_on)))
    if photo.prepared_for:
        yield Told("waiting", its.prepared_for.format(places=", ".join(photo.prepared_for)))
    if not photo.shown_on and not photo.prepared_for and not has_copies:
        yield Told("ended", its.shown_nowhere)
    if has_copies:
        yield Told("shown", its.shown_in_copies)


def _copy(copy: MyCopy, words: Words) -> CopyView:
    its = words.mine
    address = copy.address if (copy.address or "").startswith(("https://", "http://")) else None
    if copy.is_to_go or copy.placed_at is None:
        return CopyView(copy.label, address, Told("waiting", its.copy_to_go))
    day = copy.placed_at.astimezone(current_runtime().settings.zone).date()
    return CopyView(copy.label, address, Told("shown", its.copy_since.format(day=words.day(day))))


def _consent(consent: MyConsent, words: Words, token: str) -> ConsentView:
    signed_at = consent.signed_at.astimezone(current_runtime().settings.zone)
    copy_path = url_for("patient.my_copy", token=token, consent_id=consent.id)
    return ConsentView(
        id=consent.id,
        title=consent.title,
        receipt_id=consent.receipt_id,
        signed=words.moment(signed_at),
        until=words.mine.valid_until.format(day=words.day(consent.expires_on)),
        state=words.mine.consent_states.get(consent.state, consent.state),
        tone=_TONES.get(consent.state, "ended"),
        is_in_force=consent.state in _IN_FORCE,
        channels=tuple(_channels(consent, words)),
        copy_path=copy_path if consent.has_copy else None,
        copy_sha256=consent.copy_sha256,
    )


def _channels(consent: MyConsent, words: Words) -> Iterator[ChannelView]:
    its = words.mine
    for each in consent.channels:
        state = its.channel_states.get(each.state, each.state)
        is_open = each.state in {"permitted", "not_begun"}
        if is_open:
            state += ", " + its.channel_showing[each.showing]
        yield ChannelView(
            code=each.channel,
            label=each.label,
            state=state,
            tone=_SHOWING_TONES[each.showing] if is_open else "ended",
            can_withdraw=is_open and consent.state in _IN_FORCE,
        )
