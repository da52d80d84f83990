"""See exact dates and ages in folded text (rule R15: intervals and age bands only)."""

import re
from collections.abc import Iterator

from gallery.publishing.finding import Severity
from gallery.publishing.leaks.folding import Folded
from gallery.publishing.leaks.leak import LeakKind, Seen
from gallery.publishing.leaks.quantities import COUNTED

_MONTHS = (
    "january|february|march|april|may|june|july|august|september|october|november|december"
    "|jan|feb|mar|apr|jun|jul|aug|sept|sep|oct|nov|dec"
    "|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|setiembre|octubre|noviembre"
    "|diciembre|ene|abr|ago|dic"
)
_MONTH = rf"(?P<month>{_MONTHS})(?![^\W\d_])\.?"
#: Months that are words of their own: without a year they count only with a capital letter.
_AMBIGUOUS = frozenset({"may", "march", "mar", "dec", "sep", "set", "jun", "ago", "dic", "ene"})
_ORDINALS = (
    "first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|thirteenth"
    "|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth|thirtieth"
    "|twenty[ -](?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth)|thirty[ -]first"
)
_FIGURES_DAY = r"(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th|o|a|\.)?(?!\d)"
_DAY = rf"(?<!\d)(?<!\d[-.])(?:{_FIGURES_DAY}|\b(?:{_ORDINALS})\b)"
_ROMAN_MONTH = r"(?:i{1,3}|iv|vi{0,3}|ix|xi{0,2})"
_YEAR = r"(?:'\d\d|(?:19|20)\d\d)(?!\d)"
_LINK = r"[ ,./_-]{0,3}(?:(?:of|de|del)\b ?)?(?:the )?"

_SEPARATED = re.compile(
    r"(?<![\d/.-])(?P<a>\d{1,4}) ?(?P<sign>[./_\\|-]{1,2}) ?(?P<b>\d{1,2}) ?(?P=sign)"
    r" ?(?P<c>\d{4}|\d{1,2})"
    rf"(?!\d|[/-]\d|\.\d)(?P<counted>(?={COUNTED}))?"
)
_SPACED = re.compile(
    r"(?<!\d)(?:(?P<a>\d{1,2}) (?P<b>\d{1,2}) (?P<c>(?:19|20)\d\d)"
    r"|(?P<y>(?:19|20)\d\d) (?P<m>\d{1,2}) (?P<d>\d{1,2}))(?!\d)"
)
_STAMP = re.compile(
    r"'\d\d[ ./-]{1,3}\d{1,2}[ ./-]{1,3}\d{1,2}(?!\d)"
    r"|(?<!\d)\d{1,2}[ ./-]{1,3}\d{1,2}[ ./-]{1,3}'\d\d(?!\d)"
)
#: Unlike signs, commas or colons: 12/03-1975; 12, 03, 1975; 12:03:1975.
_MIXED = re.compile(
    r"(?<![\d/.,:-])(?P<a>\d{1,2})(?:[/._-]{1,2}(?P<b>\d{1,2})[/._-]{1,2}"
    r"|(?P<sign>[,:]) ?(?P<m>\d{1,2})(?P=sign) ?)"
    rf"(?P<c>(?:19|20)\d\d)(?!\d|[/-]\d|[.,]\d|{COUNTED})"
)
_ROMAN = re.compile(
    rf"(?<![\d/.-])(?:{_FIGURES_DAY} ?(?P<sign>[./_-]) ?{_ROMAN_MONTH} ?(?P=sign) ?"
    r"(?:(?:19|20)\d\d|\d\d)"
    rf"|(?<![^\W_]){_ROMAN_MONTH} ?(?P<after>[./_-]) ?{_FIGURES_DAY} ?(?P=after) ?(?:19|20)\d\d)"
    r"(?!\d)"
)
#: Three pairs of figures are often counts or weeks.
_PAIRS = re.compile(
    r"(?<![\d.,/:'-])(?<!\d )(?<!days )(?<!weeks )(?<!months )(?<!dias )(?<!semanas )(?<!meses )"
    rf"(?P<a>\d\d) (?P<b>\d\d) (?P<c>\d\d)(?! ?\d|[.,:/-] ?\d|{COUNTED})"
)
_SOLID = re.compile(
    r"(?<!\d)(?P<y>(?:19|20)\d\d)(?P<m>0[1-9]|1[0-2])(?P<d>0[1-9]|[12]\d|3[01])(?!\d)"
)
_IDEOGRAPHIC = re.compile(r"(?:\d{4} ?\u5e74 ?)?\d{1,2} ?\u6708 ?\d{1,2} ?\u65e5")
_DAY_FIRST = re.compile(rf"{_DAY}{_LINK}(?<![^\W\d_]){_MONTH}(?P<year>{_LINK}{_YEAR})?")
_MONTH_FIRST = re.compile(
    rf"(?<![^\W\d_]){_MONTH}[ ,./_-]{{1,3}}(?:the )?{_DAY}(?! ?[-x%]|[.,]?\d)"
    rf"(?P<year>{_LINK}{_YEAR})?"
)
#: With signs or nothing between, and years of two figures: 12-mar-75, 12mar75, march12,1975.
_TIGHT = re.compile(
    rf"(?<![\d.,])(?:0?[1-9]|[12]\d|3[01])(?P<sign>[-./_]?)(?P<month>{_MONTHS})\.?(?P=sign)\d\d(?!\d)"
)
_TIGHT_MONTH_FIRST = re.compile(
    rf"(?<![^\W\d_])(?:{_MONTHS})\.?(?:(?P<sign>[-./_]){_FIGURES_DAY}(?P=sign)(?:\d\d)?\d\d"
    r"|(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?[ ,._-]{0,2}(?:19|20)\d\d)(?!\d)"
    rf"|(?<!\d)(?:19|20)\d\d(?:{_MONTHS})\d\d(?!\d)"
)
_MONTH_AND_YEAR = re.compile(rf"(?<![^\W\d_]){_MONTH}{_LINK}{_YEAR}")
_FIGURES_MONTH = re.compile(
    r"(?<![\d/.-])(?:(?:0?[1-9]|1[0-2]) ?[/.-] ?(?:19|20)\d\d"
    r"|(?:19|20)\d\d ?[/.-] ?(?:0[1-9]|1[0-2]))(?![\d/-])"
)
_BIRTH = re.compile(
    r"(?:d\.? ?o\.? ?b\b|\bborn\b|\bbirth|\bb-?day\b|\bnaci|\bcumple|\bf\.? ?nac\b).{0,24}$"
)
_BIRTH_REACH = 40

_TENS = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
_ONES = "one|two|three|four|five|six|seven|eight|nine"
_COUNT = r"(?<![\d.,/-])(?<!\d- )(?<!\d to )(?<!\d a )(?<!\d y )(?<!\d or )(?P<age>1?\d?\d)"
_AGE = (
    rf"{_COUNT} ?-?(?:years?|yrs?)?[ -]?(?:of age\b|old\b)",
    rf"{_COUNT} ?-?(?:y\.?/?o\.?|yrs? old)(?![a-z])",
    r"\b(?:aged?|age of|age:) ?:? ?(?P<age>1?\d?\d)(?![\d+]| ?[-+]| to \d|s\b|%| or | and |[.,]\d)",
    rf"{_COUNT} anos de edad\b",
    rf"\b(?:mujer|hombre|paciente|senora?|persona|dama|ella|el) de {_COUNT} anos\b",
    rf"\b(?:tiene|tenia|cumplio|con|sus|edad:?|edad de) {_COUNT} anos\b(?! de (?!edad))",
    rf"\b(?P<words>{_TENS})(?:[ -](?:{_ONES}))?[ -](?:years?|yrs?)[ -](?:old|of age)\b",
    r"\b(?P<words>noventa)(?: y (?:un|dos|tres|cuatro|cinco|seis|siete|ocho|nueve))? anos\b",
    r"\b(?P<hundred>a hundred|one hundred)(?: and [a-z]{1,12})?[ -]years?[ -]old\b",
)
_AGES = tuple(re.compile(pattern) for pattern in _AGE)


def see_dates(folded: Folded) -> Iterator[Seen]:
    """Yield exact dates, with or without the year; a month and a year are worth a look."""
    text = folded.text
    for match in _exact(folded):
        is_birth = _BIRTH.search(text, max(0, match.start() - _BIRTH_REACH), match.start())
        kind = LeakKind.DATE_OF_BIRTH if is_birth else LeakKind.DATE
        yield Seen(kind, match.start(), match.end())
    for match in _PAIRS.finditer(text):
        if _is_date(match):
            yield Seen(LeakKind.DATE, match.start(), match.end(), Severity.WARN)
    for pattern in (_MONTH_AND_YEAR, _FIGURES_MONTH):
        for match in pattern.finditer(text):
            yield Seen(LeakKind.MONTH, match.start(), match.end(), Severity.WARN)


def see_ages(folded: Folded) -> Iterator[Seen]:
    """Yield exact ages; those over 89 are identifiers, 45 CFR 164.514(b)(2)(i)(C)."""
    for pattern in _AGES:
        for match in pattern.finditer(folded.text):
            if _is_over_89(match):
                yield Seen(LeakKind.AGE_OVER_89, match.start(), match.end())
            else:
                yield Seen(LeakKind.AGE, match.start(), match.end(), Severity.WARN)


def _exact(folded: Folded) -> Iterator[re.Match[str]]:
    text = folded.text
    for pattern in (_SEPARATED, _SPACED, _MIXED):
        yield from (match for match in pattern.finditer(text) if _is_date(match))
    for pattern in (_STAMP, _ROMAN, _SOLID, _IDEOGRAPHIC, _TIGHT, _TIGHT_MONTH_FIRST):
        yield from pattern.finditer(text)
    for pattern in (_DAY_FIRST, _MONTH_FIRST):
        yield from (match for match in pattern.finditer(text) if _is_month(folded, match))


def _is_date(match: re.Match[str]) -> bool:
    """Tell whether three numbers can be a day: either order, the year first or last."""
    numbers = [int(number) for number in match.groups() if number and number.isdigit()]
    first, middle, last = numbers
    shapes = [len(number) for number in match.groups() if number and number.isdigit()]
    if shapes[0] == 4:
        return 1900 <= first <= 2100 and _are_day_and_month(middle, last)
    if shapes[0] == 3 or (shapes[2] == 4 and not 1900 <= last <= 2100):
        return False
    groups = match.groupdict()
    sign = groups.get("sign")
    if groups.get("counted") is not None and sign in {"-", "/"} and first < middle < last <= 52:
        return False  # 4-8-12 weeks
    if shapes[2] == 1:
        return shapes[0] == 2 and _are_day_and_month(middle, last) and sign in {"-", "/", "_"}
    if shapes[2] == 2 and sign in {"|", "\\"}:
        return False
    return _are_day_and_month(first, middle)


def _are_day_and_month(one: int, other: int) -> bool:
    return 1 <= min(one, other) <= 12 and 1 <= max(one, other) <= 31


def _is_month(folded: Folded, match: re.Match[str]) -> bool:
    """Tell a month from the verb "may": by its year, or by its capital letter."""
    if match["year"] or match["month"] not in _AMBIGUOUS:
        return True
    written = folded.original(match.start("month"), match.end("month"))
    return written[:1].isupper()


def _is_over_89(match: re.Match[str]) -> bool:
    groups = match.groupdict()
    if groups.get("age"):
        return int(groups["age"]) >= 90
    return bool(groups.get("hundred")) or groups.get("words") in {"ninety", "noventa"}
