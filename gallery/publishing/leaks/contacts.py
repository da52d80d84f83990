"""See addresses, telephone numbers and numbers of records in folded text."""

import re
from collections.abc import Iterator

import phonenumbers

from gallery.publishing.finding import Severity
from gallery.publishing.leaks.folding import Folded, figures_in
from gallery.publishing.leaks.leak import LeakKind, Seen
from gallery.publishing.leaks.quantities import COUNTED

REGIONS = ("US", "AU", "GB", "ES", "MX")
# Repetitions are bounded (a local part has 64 letters, a label 63, RFC 5321 and 1035), and no part
# of a pattern takes the signs by which the next one begins: time stays linear in the text.
_EMAIL = re.compile(r"[\w.+%'-]{1,64} ?@ ?[\w-]{1,63}(?: ?\. ?[a-z][\w-]{1,62}){1,8}")
_AT = r"(?: ?[\[({<] ?(?:at|arroba|@) ?[\])}>] ?|[ _-](?:at|arroba)[ _-])"
_DOT = r"(?: ?[\[({<] ?(?:dot|punto|\.) ?[\])}>] ?|[ _-](?:dot|punto)[ _-])"
_LABEL = r"[^\W_]{1,63}"
_SPELLED_EMAIL = re.compile(
    rf"[^\W_]{{1,64}}{_AT}{_LABEL}(?:(?:{_DOT}|[._-]){_LABEL}){{0,8}}{_DOT}[a-z]{{2,24}}\b"
    rf"|[^\W_]{{1,64}} ?[\[({{<] ?(?:at|arroba|@) ?[\])}}>] ?{_LABEL}(?:[._-]{_LABEL}){{0,8}}"
    r"\.[a-z]{2,24}\b"
)
#: Endings and services that are no words of a sentence, unlike "net" and "es".
_UNDOTTED_EMAIL = re.compile(
    rf"[^\W_]{{1,64}}[ _-](?:at|arroba)[ _-](?:{_LABEL}[ _-](?:com|org|edu|gov|co[ _-]uk)"
    r"|(?:gmail|hotmail|yahoo|outlook|icloud|protonmail)(?:\.com)?)(?![^\W_])"
)
_URL = re.compile(
    r"https?://\S+|\bwww\.\S+"
    r"|\b[\w-]{1,63}\.(?:com|org|net|info|biz|clinic|health|io|co|us|uk|au|es|mx)\b(?:/\S*)?"
)
_HANDLE = re.compile(r"(?<![\w.])@[a-z_][\w.]{2,}")
_LABELLED_PHONE = re.compile(
    r"\b(?:tel|telephone|phone|call|cell|mobile|fax|text|whatsapp|telefono|movil|celular|llame)\b"
    r"[\W_]{1,4}(?:no\.? |at |al |me at |us at )?\+?\d[\d() .-]{4,30}\d"
)
_LONG = re.compile(r"(?<![\d.])(?:\d{7,}|\d{2,5}(?:[ ./-]\d{2,5}){2,5})(?!\d)")
_LISTED = re.compile(rf"(?<![\d,])\d{{3}},\d{{3}},\d{{4}}(?!,?\d|{COUNTED})")
#: Seven figures without a code of the area; round numbers, years and wavelengths end ranges.
_LOCAL_PHONE = re.compile(
    r"(?<![\d.,/$\u20ac\u00a3+-])(?<!\d )[2-9](?!11)\d\d[_-]"
    r"(?!\d\d[05]0|(?:19|20)\d\d|1064|1320|1440|1470|1540|1565|2940)\d{4}"
    rf"(?!\d|[-.,/:]\d|{COUNTED})"
)
#: Weights or girths over time: 92.4 / 85.1 / 71.8
_DECIMALS = re.compile(r"\d{1,3}\.\d(?: ?/ ?\d{1,3}\.\d){1,5}")
_SSN = re.compile(r"(?<!\d)\d{3}[- .]\d{2}[- .]\d{4}(?!\d)")
_MARK = r"(?: ?(?:no\.?|nos\.?|num\.?|number|numero|n\.?o|id|#|ref\.?|reference)[ .:#]{0,4}| ?: ?)"
_CODE = r"(?=[a-z]{0,4}[ ./-]?\d)[a-z]{0,4}[ ./-]?\d[\da-z-]{0,40}"
_RECORD = re.compile(
    r"\b(?:mrn|m\.r\.n\.|nhc|nhs|ssn|medicare|curp|dni|nie|expediente)\b"
    rf"{_MARK}?[ :#.-]{{0,3}}{_CODE}"
    r"|\b(?:patient|pt|chart|client|medical record|health record|record|account|acct|paciente"
    rf"|cliente|historia clinica|historia|ficha)\b\.?{_MARK}{_CODE}"
)
_NATIONAL = re.compile(
    r"\b[a-z]{4}\d{6}[hm][a-z]{5}[a-z\d]\d\b"  # CURP, Mexico
    r"|\b[a-ceghj-prstw-z][a-z] ?\d{2} ?\d{2} ?\d{2} ?[a-d]\b"  # National Insurance, UK
    r"|\b\d[a-z][a-z\d]\d-?[a-z][a-z\d]\d-?[a-z]{2}\d{2}\b"  # Medicare beneficiary, US
    r"|\b(?:\d{8}|[xyz]-?\d{7})[- ]?[a-z]\b"  # DNI and NIE, Spain
)
_COORDINATES = re.compile(r"-?\d{1,3}\.\d{3,20}\s?[, ]\s?-?\d{1,3}\.\d{3,20}")
_STREET = re.compile(
    r"\b\d{1,5}[A-Za-z]? (?:(?:N|S|E|W|North|South|East|West)\.? )?(?:[A-Z][\w'-]{1,40} ){1,3}"
    r"(?:Street|St|Avenue|Ave|Road|Rd|Lane|Ln|Drive|Boulevard|Blvd|Court|Crescent|Terrace|Parade)\b"
    r"|\b(?:Calle|Avenida|Av\.|Avda\.?|Paseo|Plaza|C/) ?(?:(?:de|del|la|las|los) ){0,3}"
    r"[A-Z\u00c1-\u00da]\w{1,40}(?: \w{1,40}){0,3},? ?(?:n\.?\u00ba ?)?\d{1,5}\b"
    r"|\b[A-Z][a-z]{1,40},? [A-Z]{2},? \d{5}(?:-\d{4})?\b"
    r"|\b[A-Z]{1,2}\d[A-Z\d]? \d[ABD-HJLNP-UW-Z]{2}\b"
)
_GROUP = re.compile(r"\d+")


def see_contacts(folded: Folded) -> Iterator[Seen]:
    """Yield e-mail addresses and telephone numbers; links, handles and streets deserve a look."""
    text = folded.text
    for pattern in (_EMAIL, _SPELLED_EMAIL, _UNDOTTED_EMAIL):
        yield from _all(LeakKind.EMAIL, pattern, text)
    yield from _all(LeakKind.COORDINATES, _COORDINATES, text)
    yield from _phones(text)
    yield from _all(LeakKind.URL, _URL, text, Severity.WARN)
    yield from _all(LeakKind.HANDLE, _HANDLE, text, Severity.WARN)


def see_numbers(folded: Folded) -> Iterator[Seen]:
    """Yield numbers of records, of social security, and any other of 7 figures or more."""
    text = folded.text
    for pattern in (_RECORD, _SSN, _NATIONAL):
        yield from _all(LeakKind.NUMBER, pattern, text)
    for match in _LONG.finditer(text):
        groups = _GROUP.findall(match.group())
        is_years = all(len(group) == 4 and group[:2] in {"19", "20"} for group in groups)
        if not is_years and sum(map(len, groups)) >= (7 if len(groups) == 1 else 9):
            yield Seen(LeakKind.NUMBER, match.start(), match.end())


def see_addresses(folded: Folded) -> Iterator[Seen]:
    """Yield what looks like a street or a postal code; capital letters count, so in the source."""
    starts = {origin: index for index, origin in reversed(list(enumerate(folded.origins)))}
    for match in _STREET.finditer(folded.source):
        if match.start() in starts and match.end() - 1 in starts:
            start, end = starts[match.start()], starts[match.end() - 1] + 1
            yield Seen(LeakKind.ADDRESS, start, end, Severity.WARN)


def _phones(text: str) -> Iterator[Seen]:
    separated = _LISTED.sub(lambda match: match.group().replace(",", "-"), figures_in(text))
    separated = separated.replace("_", "-")
    for region in REGIONS:
        for match in phonenumbers.PhoneNumberMatcher(separated, region):
            figures = sum(character.isdigit() for character in match.raw_string)
            if figures >= 8 and not _DECIMALS.fullmatch(match.raw_string):
                yield Seen(LeakKind.PHONE, match.start, match.end)
    yield from _all(LeakKind.PHONE, _LABELLED_PHONE, text)
    yield from _all(LeakKind.PHONE, _LOCAL_PHONE, text, Severity.WARN)


def _all(
    kind: LeakKind, pattern: re.Pattern[str], text: str, severity: Severity = Severity.BLOCK
) -> Iterator[Seen]:
    for match in pattern.finditer(text):
        yield Seen(kind, match.start(), match.end(), severity)
