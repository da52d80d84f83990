"""Where a case is shown, where it could be, and what stands against it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from flask import url_for
from sqlalchemy.orm import Session

from gallery.actions.find_cases import publications_of
from gallery.actions.manage_sites import list_sites
from gallery.actions.public_texts import CHANNEL, MARK, MARK_OF, PLACES, SITE
from gallery.actions.review_case import findings_for, showing_of
from gallery.consent.channels import WEBSITE_GALLERY, channel_label, site_channel
from gallery.consent.policy import decide, in_force, scope_in_force
from gallery.models import Case, ConsentRecord, Publication
from gallery.publishing.finding import Finding, Severity
from gallery.runtime import Runtime

#: The part of the case page where a finding is put right, if that is not its consents. What passes
#: by itself leads to the photos, where the work is shown and, if it failed, begun again.
_PLACES = {
    "pairs_missing": "pairs",
    "views_differ": "pairs",
    "photo_of_another_case": "pairs",
    "photo_in_work": "photos",
    "picture_text_pending": "photos",
    "interval_missing": "photos",
    "value_unreadable": "publication",
}
_OF_A_PAIR = frozenset({"pair_differs", "watermark_has_no_room"})
_FACTS = frozenset(
    {
        "minor",
        "procedures_missing",
        "sessions_missing",
        "provider_missing",
        "not_actual_patient",
        "behind_age_gate",
        "laterality_missing",
        "phrase_barred",
        "phrase_doubtful",
        "registration_missing",
        "testimonial_forbidden",
        "story_first_person",
    }
)


@dataclass(frozen=True)
class ChannelRow:
    """One channel: what the consents say, since when the case is live there, what blocks it.

    ``has_changed`` tells that other photos are paired now than are shown there; ``is_shown`` that
    visitors see it: it is live, and the consents that it stands on are in force.
    """

    channel: str
    label: str
    is_permitted: bool
    live_since: datetime | None
    is_waiting_for_media: bool
    is_shown: bool
    has_changed: bool
    blocks: int
    public_path: str | None

    @property
    def can_publish(self) -> bool:
        """Tell whether publishing is free, and would change what visitors see."""
        return not self.blocks and (not self.is_shown or self.has_changed)


@dataclass(frozen=True)
class FindingRow:
    """One finding with the way to where it can be put right."""

    message: str
    code: str
    rule: str
    source: str
    is_blocking: bool
    fix_path: str
    fix_label: str


@dataclass(frozen=True)
class PublicationPart:
    """The channels of a case and the findings, those that block first."""

    channels: tuple[ChannelRow, ...]
    findings: tuple[FindingRow, ...]

    @property
    def live(self) -> tuple[ChannelRow, ...]:
        """Return the channels on which the case is published, shown or not."""
        return tuple(row for row in self.channels if row.live_since)

    @property
    def shown(self) -> tuple[ChannelRow, ...]:
        """Return the channels on which visitors can see the case."""
        return tuple(row for row in self.channels if row.is_shown)

    @property
    def blocks(self) -> int:
        """Count the findings that block at least one channel."""
        return sum(row.is_blocking for row in self.findings)

    @property
    def can_publish(self) -> bool:
        """Tell whether some channel is free to be published on."""
        return any(row.can_publish for row in self.channels)


def build(
    session: Session,
    runtime: Runtime,
    case: Case,
    consents: Sequence[ConsentRecord],
    now: datetime,
) -> PublicationPart:
    """Review the case on every channel that it is or could be shown on."""
    live = {row.channel: row for row in publications_of(session, case.id) if row.ended_at is None}
    permitted = _permitted(consents, now)
    sites = [site_channel(site.key) for site in list_sites(session)]
    known = (WEBSITE_GALLERY, *sorted(permitted), *sites, *live)
    channels = list(dict.fromkeys(str(channel) for channel in known))
    found = {c: findings_for(session, runtime, case, (c,), now) for c in channels}
    wanted = [c for c in channels if c in permitted or c == WEBSITE_GALLERY or c in live]
    cleared = {c for c, row in live.items() if _is_cleared(case, row, consents, now)}
    return PublicationPart(
        channels=tuple(
            _channel(c, case, live.get(c), found[c], permitted, is_cleared=c in cleared)
            for c in channels
        ),
        findings=finding_rows(case.id, (f for c in wanted for f in found[c])),
    )


def finding_rows(case_id: str, findings: Iterable[Finding]) -> tuple[FindingRow, ...]:
    """Return each finding once, those that block first."""
    once = dict.fromkeys(findings)
    rows = [_finding(case_id, finding) for finding in once]
    return tuple(sorted(rows, key=lambda row: not row.is_blocking))


def _permitted(consents: Sequence[ConsentRecord], now: datetime) -> frozenset[str]:
    return frozenset(
        scope.channel
        for record in consents
        if in_force(record.as_value(), now)
        for scope in record.scopes
        if scope.decision == "permit" and scope_in_force(scope.as_value(), now)
    )


def _is_cleared(
    case: Case, publication: Publication, consents: Sequence[ConsentRecord], now: datetime
) -> bool:
    showing = replace(
        showing_of(case, publication.channel),
        photos=tuple(row.photo.as_value() for row in publication.shown),
        standing_since=publication.published_at,
    )
    return decide(showing, [record.as_value() for record in consents], now).permitted


def _channel(
    channel: str,
    case: Case,
    live: Publication | None,
    findings: Sequence[Finding],
    permitted: frozenset[str],
    *,
    is_cleared: bool,
) -> ChannelRow:
    is_waiting = live is not None and live.media_ready_at is None
    is_page = channel == WEBSITE_GALLERY and is_cleared and not is_waiting
    return ChannelRow(
        channel=channel,
        label=channel_label(channel),
        is_permitted=channel in permitted,
        live_since=live.published_at if live else None,
        is_waiting_for_media=is_waiting,
        is_shown=is_cleared,
        has_changed=live is not None and _shown(live) != _paired(case),
        blocks=sum(finding.severity is Severity.BLOCK for finding in findings),
        public_path=url_for("public.case", slug=case.slug) if is_page else None,
    )


def _shown(publication: Publication) -> frozenset[str]:
    return frozenset(row.photo_id for row in publication.shown)


def _paired(case: Case) -> frozenset[str]:
    return frozenset(pid for pair in case.pairs for pid in (pair.before_id, pair.after_id))


def _finding(case_id: str, finding: Finding) -> FindingRow:
    path, label = _fix(case_id, finding)
    return FindingRow(
        message=finding.message,
        code=finding.code,
        rule=finding.rule,
        source=finding.source,
        is_blocking=finding.severity is Severity.BLOCK,
        fix_path=path,
        fix_label=label,
    )


def _fix(case_id: str, finding: Finding) -> tuple[str, str]:
    code, subject_id = finding.code, finding.subject_id
    if code == "disclosure_missing":
        return url_for("staff.settings", _anchor="disclosure"), "Go to the settings"
    if code.endswith("_in_text"):
        return _text(case_id, subject_id or "")
    if code == "site_unknown":
        return url_for("staff.sites"), "Go to the sites"
    if code == "picture_not_read":
        return url_for("staff.masks", photo_id=subject_id), "Look at it"
    if code == "eyes_not_masked" or code.endswith("_in_picture"):
        return url_for("staff.masks", photo_id=subject_id), "Cover it"
    if code in _OF_A_PAIR:
        return url_for("staff.pair", pair_id=subject_id), "Go to the pair"
    return _part(case_id, _PLACES.get(code, "facts" if code in _FACTS else "consents"))


def _text(case_id: str, place: str) -> tuple[str, str]:
    """Return where the text that stands at ``place`` is written."""
    if place.startswith((MARK, MARK_OF)):
        return url_for("staff.settings", _anchor="mark"), "Go to the mark"
    if place in PLACES.values():
        return url_for("staff.settings"), "Go to the settings"
    if place.startswith(SITE):
        return url_for("staff.sites"), "Go to the sites"
    return _part(case_id, "consents" if place.startswith(CHANNEL) else "facts")


def _part(case_id: str, place: str) -> tuple[str, str]:
    return url_for("staff.case", case_id=case_id, _anchor=place), f"Go to the {place}"
