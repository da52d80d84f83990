"""What her own page shows."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from flask import current_app, request, url_for

from gallery.actions.practice_words import PracticeLook
from gallery.actions.read_patient_page import MyCase, MyConsent, PatientPage
from gallery.web.access import current_runtime
from gallery.web.patient.languages import words_for
from gallery.web.patient.withdrawal_view import WithdrawalView, withdrawal_view
from gallery.web.patient.words import Words

_IN_FORCE = frozenset({"active", "expiring", "not_begun"})
_TONES = {"active": "done", "expiring": "waiting", "not_begun": "waiting"}


@dataclass(frozen=True)
class PhotoView:
    """Hold one photo and where it is shown now."""

    path: str
    caption: str
    where: str
    is_shown: bool


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
        address=_root() + url_for("patient.my_page", token=token),
        withdraw_path=url_for("patient.withdraw", token=token, language=words.language),
        lead=words.mine.lead.format(practice=page.practice.name),
        signed=next((each for each in consents if signed and each.receipt_id == signed), None),
        cases=cases,
        latest=tuple(each for n, each in enumerate(told) if n == 0 or not each.is_complete),
        earlier=tuple(each for n, each in enumerate(told) if n > 0 and each.is_complete),
        can_withdraw=page.can_withdraw,
    )


def _root() -> str:
    return str(current_app.config.get("PUBLIC_BASE_URL") or request.url_root).rstrip("/")


def _case(case: MyCase, words: Words, token: str) -> CaseView:
    photos = tuple(
        PhotoView(
            path=url_for("patient.my_photo", token=token, photo_id=photo.id),
            caption=photo.caption,
            where=words.mine.shown_on.format(places=", ".join(photo.shown_on))
            if photo.shown_on
            else words.mine.shown_nowhere,
            is_shown=bool(photo.shown_on),
        )
        for photo in case.photos
    )
    consents = tuple(_consent(consent, words, token) for consent in case.consents)
    return CaseView(case.label, photos, consents)


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
            state += ", " + (its.channel_shown if each.is_shown else its.channel_not_shown)
        yield ChannelView(
            code=each.channel,
            label=each.label,
            state=state,
            tone="shown" if each.is_shown else ("waiting" if is_open else "ended"),
            can_withdraw=is_open and consent.state in _IN_FORCE,
        )
