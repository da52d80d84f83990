"""The words of the patient's pages, in each language that she may read them in."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from gallery.actions.practice_words import day_in_words


@dataclass(frozen=True, kw_only=True)
class SigningWords:
    """Hold every phrase of the pages on which a consent is read, signed or declined."""

    skip: str
    title: str
    lead: str
    until: str
    faults_heading: str
    faults_text: str
    fault_mark: str
    on_this_page: str
    photos_heading: str
    photos_text: str
    photos_also_later: str
    photos_later_alone: str
    enlarge: str
    text_heading: str
    channels_heading: str
    channels_text: str
    identifiability_heading: str
    identifiability_text: str
    demographics_heading: str
    demographics_text: str
    period_heading: str
    period_text: str
    withdraw_any_time: str
    remuneration_heading: str
    sign_heading: str
    grantor_heading: str
    grantors: Mapping[str, str]
    subject_label: str
    subject_hint: str
    authority_label: str
    authority_hint: str
    was_adult: str
    has_read: str
    name_label: str
    name_hint: str
    signature_heading: str
    signature_typed: str
    signature_text: str
    signature_area: str
    signature_is_typed: str
    signature_is_drawn: str
    undo: str
    clear: str
    clearing_done: str
    submit: str
    submit_text: str
    sending: str
    refuse_summary: str
    refuse_text: str
    refuse_reason: str
    refuse_submit: str
    only_you: str
    faults: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class ReceiptWords:
    """Hold every phrase of the receipt on the practice's device."""

    skip: str
    text: str
    own_heading: str
    own_text: str
    own_without: str
    picture: str
    done_heading: str
    done_text: str
    done: str


@dataclass(frozen=True, kw_only=True)
class MyWords:
    """Hold every phrase of the page on which she sees where her photos are, and withdraws."""

    skip: str
    title: str
    lead: str
    signed_heading: str
    signed_text: str
    receipt: str
    signed_at: str
    fingerprint: str
    fingerprint_text: str
    download: str
    keep_heading: str
    keep_text: str
    keep_print: str
    keep_copy: str
    keep_copied: str
    photos_heading: str
    shown_on: str
    prepared_for: str
    shown_nowhere: str
    shown_in_copies: str
    copies_heading: str
    copies_text: str
    copy_since: str
    copy_to_go: str
    enlarge: str
    no_photos: str
    consents_heading: str
    no_consents: str
    valid_until: str
    consent_states: Mapping[str, str]
    channel_states: Mapping[str, str]
    channel_showing: Mapping[str, str]
    withdraw_heading: str
    withdraw_text: str
    withdraw_all: str
    withdraw_all_text: str
    withdraw_all_confirm: str
    withdraw_one: str
    withdraw_one_text: str
    withdraw_one_confirm: str
    reason_label: str
    reason_hint: str
    nothing_to_withdraw: str
    withdraw_papers: str
    withdraw_papers_text: str
    withdrawals_heading: str
    everything_withdrawn: str
    withdrawal_title: str
    withdrawal_everything: str
    withdrawal_at: str
    withdrawal_complete: str
    withdrawal_overtaken: str
    withdrawal_open: str
    withdrawal_left: str
    withdrawal_late: str
    withdrawal_no_surface: str
    surface_states: Mapping[str, str]
    surface_due: str
    surface_late: str
    refreshing: str
    reload: str
    earlier: str
    other_ways: str


@dataclass(frozen=True, kw_only=True)
class Failure:
    """Hold what a page says when it cannot do what was asked: what, why, what to do."""

    title: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Words:
    """Hold every phrase of the patient's pages in one language."""

    language: str
    language_name: str
    moment_form: str
    website: str
    contact: str
    practice: str
    ask_practice: str
    private: str
    back_to_form: str
    back_to_page: str
    reference: str
    signing: SigningWords
    mine: MyWords
    receipt: ReceiptWords
    failures: Mapping[str, Failure]

    def day(self, day: date) -> str:
        """Write a day with its month in words."""
        return day_in_words(day, self.language)

    def moment(self, moment: datetime) -> str:
        """Write an instant, in the time zone that it carries, to the minute."""
        return self.moment_form.format(day=self.day(moment.date()), time=f"{moment:%H:%M}")
