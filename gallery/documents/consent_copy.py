"""The patient's copy of a signed consent, as PDF.

The signer gets a copy (45 CFR 164.508(c)(4), Cal. Civil Code 56.11), in type of 14 point or larger
(56.11(a)).
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from gallery.consent.record import Decision
from gallery.documents.labels import LABELS, Language, day_in_words, instant_in_words
from gallery.documents.printable import paragraphs, printable_line
from gallery.documents.typeset import Paper, typeset

ChoiceKind = Literal["channels", "identifiability", "demographics"]
#: Characters that fit on a page together with the signature below them.
_SHORT_DECLARATION = 900
_KINDS: tuple[ChoiceKind, ...] = ("channels", "identifiability", "demographics")


@dataclass(frozen=True)
class CopyPhoto:
    """Show one photo that the consent covers; ``caption`` names nobody and is its alt text."""

    caption: str
    jpeg: bytes


@dataclass(frozen=True)
class CopyChoice:
    """State what was answered to one question; ``detail`` holds limits, such as dates."""

    kind: ChoiceKind
    label: str
    decision: Decision
    detail: str = ""


@dataclass(frozen=True, kw_only=True)
class ConsentCopy:
    """Hold a signed consent in the words that were signed.

    ``sections`` are headings and bodies; a blank line parts paragraphs, lines with "- " make a
    list. ``signed_at`` is aware, in the zone to be shown. ``grantor`` and ``method`` are words.
    """

    practice_name: str
    receipt_id: str
    language: Language
    title: str
    sections: tuple[tuple[str, str], ...]
    declaration: str
    choices: tuple[CopyChoice, ...]
    signer_name: str
    grantor: str
    method: str
    signed_at: datetime
    expires_on: date
    text_id: str
    text_version: str
    text_sha256: str
    how_to_withdraw: str
    photos: tuple[CopyPhoto, ...] = ()
    authority_text: str | None = None
    subject_name: str | None = None
    typed_name: str | None = None
    signature_png: bytes | None = None
    witness: str | None = None
    my_page_url: str | None = None
    paper: Paper = "us-letter"


def consent_copy_pdf(copy: ConsentCopy) -> bytes:
    """Return the copy as PDF/UA-1; the same copy gives the same bytes, dated ``signed_at``.

    :raises InvalidInput: code ``document_not_made``, where a photo or the signature is damaged.
    """
    label = LABELS[copy.language]
    practice, title = printable_line(copy.practice_name), printable_line(copy.title)
    receipt = printable_line(copy.receipt_id)
    data: dict[str, object] = {
        "language": copy.language,
        "paper": copy.paper,
        "title": title,
        "practice": practice,
        "footer": f"{label['receipt']} {receipt}",
        "page-words": [label["page"], label["of"]],
        "summary": [
            [label["practice"], practice],
            [label["receipt"], receipt],
            [label["signed_at"], instant_in_words(copy.signed_at, copy.language)],
            [label["expires_on"], day_in_words(copy.expires_on, copy.language)],
        ],
        "sections": [
            {"heading": printable_line(heading), "body": paragraphs(body)}
            for heading, body in copy.sections
        ],
        "choices": _choices(copy),
        "photos-heading": label["photos"],
        "photos": [
            {"caption": printable_line(photo.caption), "jpeg": list(photo.jpeg)}
            for photo in copy.photos
        ],
        **_signature(copy),
        "withdraw-heading": label["withdraw"],
        "withdraw": _withdraw(copy),
        "text-heading": label["text"],
        "text-facts": [
            [label["text_id"], printable_line(copy.text_id)],
            [label["text_version"], printable_line(copy.text_version)],
            [label["text_sha256"], _breakable(copy.text_sha256)],
        ],
    }
    return typeset("consent_copy", data, copy.signed_at)


def _choices(copy: ConsentCopy) -> list[dict[str, object]]:
    label = LABELS[copy.language]
    groups: list[dict[str, object]] = []
    for kind in _KINDS:
        rows = [
            [_with_detail(choice), label[choice.decision.value]]
            for choice in copy.choices
            if choice.kind == kind
        ]
        if rows:
            header = [label["choice"], label["answer"]]
            groups.append({"heading": label[kind], "header": header, "rows": rows})
    return groups


def _with_detail(choice: CopyChoice) -> str:
    said = printable_line(choice.label)
    return f"{said} ({printable_line(choice.detail)})" if choice.detail else said


def _signature(copy: ConsentCopy) -> dict[str, object]:
    """Return the block that is kept on one page: declaration, signature and who signed how."""
    label = LABELS[copy.language]
    facts = (
        ("signer", copy.signer_name),
        ("grantor", copy.grantor),
        ("subject", copy.subject_name),
        ("authority", copy.authority_text),
        ("method", copy.method),
        ("witness", copy.witness),
        ("signed_at", instant_in_words(copy.signed_at, copy.language)),
    )
    block: dict[str, object] = {
        "signature-heading": label["signature"],
        "signature-alt": label["signature_alt"],
        "declaration": paragraphs(copy.declaration),
        "declaration-is-short": len(copy.declaration) <= _SHORT_DECLARATION,
        "signed": [[label[name], printable_line(value)] for name, value in facts if value],
    }
    if copy.typed_name is not None:
        block["typed-name"] = printable_line(copy.typed_name)
    if copy.signature_png is not None:
        block["signature"] = list(copy.signature_png)
    return block


def _withdraw(copy: ConsentCopy) -> list[list[str]]:
    blocks = paragraphs(copy.how_to_withdraw)
    if copy.my_page_url is not None:
        blocks.append([f"{LABELS[copy.language]['my_page']}:", printable_line(copy.my_page_url)])
    return blocks


def _breakable(digest: str) -> str:
    return " ".join(digest[start : start + 16] for start in range(0, len(digest), 16))
