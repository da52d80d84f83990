"""What the practice says of itself wherever its cases are shown, and what it may hold (R13).

Its own name, contacts, dates and numbers may stand there. A patient's name, chart reference or
birthday may not, nor a contact that is not known as the practice's.
"""

from collections.abc import Iterable, Iterator, Mapping

from gallery.publishing.finding import Finding, Severity
from gallery.publishing.leaks import KnownIdentifiers, LeakKind, find_leaks, leak_findings

_CONTACTS = frozenset({LeakKind.EMAIL, LeakKind.PHONE})
_OF_A_PATIENT = frozenset({LeakKind.NAME, LeakKind.CHART_REF, LeakKind.DATE_OF_BIRTH}) | _CONTACTS
_CODES = frozenset(f"{kind.value}_in_text" for kind in _OF_A_PATIENT)
_CONTACT_CODES = frozenset(f"{kind.value}_in_text" for kind in _CONTACTS)
_IF_OURS = " If it is the practice's, enter it among the practice's contacts for consents as well."


def practice_findings(texts: Mapping[str, str], known: KnownIdentifiers) -> Iterator[Finding]:
    """Yield what of a patient stands in ``texts`` of the practice, by place; all of it blocks.

    An ordinary word that is also her name is no doubt here: on every case it would be one.
    """
    for finding in leak_findings(texts, known):
        if finding.severity is Severity.BLOCK and finding.code in _CODES:
            yield _told_of_contacts(finding)


def contacts_in(texts: Iterable[str]) -> tuple[str, ...]:
    """Return the e-mail addresses and telephone numbers in ``texts``, as they are written."""
    leaks = ((text, leak) for text in texts for leak in find_leaks({"": text}, KnownIdentifiers()))
    return tuple(text[leak.start : leak.end] for text, leak in leaks if leak.kind in _CONTACTS)


def _told_of_contacts(finding: Finding) -> Finding:
    if finding.code not in _CONTACT_CODES:
        return finding
    return Finding(
        finding.rule,
        finding.code,
        finding.message + _IF_OURS,
        finding.source,
        finding.severity,
        finding.subject_id,
    )
