"""The confirmation that a withdrawal took effect, as PDF (rule R4: acknowledged to the subject)."""

from dataclasses import dataclass
from datetime import datetime

from gallery.consent.takedown_states import TakedownState
from gallery.documents.labels import LABELS, Language, instant_in_words
from gallery.documents.printable import paragraphs, printable_line
from gallery.documents.typeset import Paper, typeset


@dataclass(frozen=True)
class NoticeSurface:
    """Tell what happened at one place; ``proof`` is words for what showed that it is gone."""

    label: str
    state: TakedownState
    at: datetime | None = None
    proof: str = ""


@dataclass(frozen=True, kw_only=True)
class WithdrawalNotice:
    """Hold what was withdrawn and what came of it; names nobody.

    ``channels`` empty means the whole consent; instants are aware, in the zone to be shown.
    """

    practice_name: str
    receipt_id: str
    language: Language
    withdrawn_at: datetime
    issued_at: datetime
    surfaces: tuple[NoticeSurface, ...]
    contact: str
    channels: tuple[str, ...] = ()
    still_permitted: tuple[str, ...] = ()
    paper: Paper = "us-letter"


def withdrawal_notice_pdf(notice: WithdrawalNotice) -> bytes:
    """Return the notice as PDF/UA-1; the same notice gives the same bytes, dated ``issued_at``."""
    label = LABELS[notice.language]
    practice, receipt = printable_line(notice.practice_name), printable_line(notice.receipt_id)
    data: dict[str, object] = {
        "language": notice.language,
        "paper": notice.paper,
        "title": label["notice_title"],
        "practice": practice,
        "footer": f"{label['receipt']} {receipt}",
        "page-words": [label["page"], label["of"]],
        "opening": [[label["notice_part" if notice.channels else "notice_whole"]]],
        "summary": _summary(notice, receipt),
        "surfaces-heading": label["surfaces"],
        "surfaces-header": [label["place"], label["state"]],
        "surfaces": [[printable_line(s.label), _state(s, notice)] for s in notice.surfaces],
        "nothing-shown": [[label["nothing_shown"]]],
        "kept-heading": label["kept"],
        "kept": [[f"- {printable_line(kept)}" for kept in notice.still_permitted]]
        if notice.still_permitted
        else [],
        "contact-heading": label["contact"],
        "contact": paragraphs(notice.contact),
    }
    return typeset("withdrawal_notice", data, notice.issued_at)


def _summary(notice: WithdrawalNotice, receipt: str) -> list[list[str]]:
    label = LABELS[notice.language]
    rows = [
        [label["receipt"], receipt],
        [label["withdrawn_at"], instant_in_words(notice.withdrawn_at, notice.language)],
    ]
    if notice.channels:
        rows.append([label["withdrawn"], "; ".join(map(printable_line, notice.channels))])
    return [*rows, [label["issued_at"], instant_in_words(notice.issued_at, notice.language)]]


def _state(surface: NoticeSurface, notice: WithdrawalNotice) -> str:
    parts = [LABELS[notice.language][surface.state]]
    if surface.at is not None:
        parts.append(instant_in_words(surface.at, notice.language))
    if surface.proof:
        parts.append(printable_line(surface.proof))
    return ". ".join(parts)
