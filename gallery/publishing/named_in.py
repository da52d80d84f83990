"""Find names of people in what a consent says of authority and witness."""

import re
from collections.abc import Iterator
from itertools import groupby

from gallery.publishing.leaks.folding import fold_words
from gallery.publishing.leaks.ordinary_words import FUNCTION_WORDS

_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|['\u2019.-](?=[^\W\d_]))*\.?|[^\s]")
#: Words that begin with a capital letter in such sentences, and name nobody.
_LAW_WORDS = (
    "abogada abogado abril agent agosto apoderada apoderado appointed april attorney august aunt "
    "authorised authority authorized autoridad brother by care case child consent conservator "
    "conservatorship county court custody daughter december decision deed diciembre district dr "
    "durable enduring enero esposa esposo estate executor executrix familiar family father "
    "febrero february for friend grandfather grandmother granted guardian guardianship health "
    "healthcare her hermana hermano hija hijo his holder husband january judge judgment judicial "
    "juez julio july june junio juzgado lasting law lawyer legal letter letters madre maker "
    "mandato march marido marzo may mayo md medical mother mr mrs ms mujer next no notarial "
    "november noviembre np nurse october octubre of on orden order pa paciente padre parent "
    "parental patient poder por power probate prof professor proxy registered representacion "
    "representante representation representative resolucion responsibility rn senor senora "
    "sentencia september septiembre signed sister son spouse state superior surrogate "
    "testamentary testigo the tribunal trustee tutela tutor tutora uncle under wife witness"
)
_OF_THE_LAW = frozenset(_LAW_WORDS.split())


def names_in(words: str) -> tuple[str, ...]:
    """Return what may be names in ``words``: runs of capitalised words that the law does not use.

    A word alone that begins the text is none: every sentence begins with a capital letter.
    """
    return tuple(dict.fromkeys(_runs(words)))


def _runs(words: str) -> Iterator[str]:
    small = FUNCTION_WORDS if words.isupper() else frozenset()
    found = list(_WORD.finditer(words))
    begins = found[0].start() if found else 0
    for is_name, run in groupby(found, key=lambda match: _may_name(match.group(), small)):
        parts = list(run)
        if is_name and (len(parts) > 1 or parts[0].start() > begins) and _has_a_word(parts):
            yield " ".join(match.group() for match in parts)


def _has_a_word(parts: list[re.Match[str]]) -> bool:
    return any(len(match.group().rstrip(".")) > 1 for match in parts)


def _may_name(word: str, small: frozenset[str]) -> bool:
    plain = fold_words(word).strip(".")
    return word[:1].isupper() and plain not in _OF_THE_LAW | small
