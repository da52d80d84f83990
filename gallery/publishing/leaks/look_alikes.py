# ruff: noqa: RUF001 -- tables of look-alike letters
"""Letters that look like Latin ones, and what they look like."""

import re
import unicodedata

# Unicode Technical Standard 39, confusables.txt: every letter that it gives the shape of a Latin
# one, save those that ``folding`` or ``_NAMED`` knows. Packages that carry the file are no longer
# kept or read it wrongly; it hardly changes, and these letters are the part that matters here.
_ALIKE = {
    "a": "Ꭺᗅꓮ𐊠𖽀",
    "b": "ƄЬᏏᏴᑲᖯᗷꓐꞴ𐊂𐊡𐌁",
    "c": "ᏟⲤⲥꓚꮯ𐊢𐌂𐐕𐐽𐔜",
    "d": "ᎠᏧᑯᗞᗪꓒꓓ",
    "e": "ҽᎬ℮ⴹꓰ𐊆𑢦𑢮",
    "f": "Ϝքᖴꓝ𐊇𐊥𐔥𑢢𑣂",
    "g": "ƍԌցᏀᏳꓖ",
    "h": "հᎻᏂᕼⲎꓧ𐋏",
    "i": "ͺᎥꙇꭵ𑣃",
    "j": "Ꭻᒍꓙ",
    "k": "ᏦᛕⲔꓗ𐔘",
    "l": "ǀӀᏞᒪᛁⲒⳐⵏꓡꓲ𐊊𐌉𐐛𐔦𑢣𑢲𖼖𖼨",
    "m": "ϺᎷᗰᛖⲘꓟ𐊰𐌑",
    "n": "ոռⲚꓠ𐔓",
    "o": "σՕօଠഠჿዐⲞⲟⵔꓳ𐊒𐊫𐐄𐐬𐓂𐓪𐔖𑢵𑣈𑣗",
    "p": "ᏢᑭⲢⲣꓑ𐊕",
    "q": "գզⵕ",
    "r": "ƦгᎡᏒᖇᴦⲅꓣꭇꮁ𐒴𖼵",
    "s": "ƽՏᏕᏚꓢꮪ𐊖𐐠𐑈𑣁𖼺",
    "t": "ᎢⲦꓔ𐊗𐊱𐌕𑢼𖼊",
    "u": "Սսሀᑌꓴꞟ𐓎𐓶𑢸𑣘𖽂",
    "v": "ѴᏙᐯⴸꓦꛟꮩ𐔝𑜆𑢠𑣀𖼈",
    "w": "ѡաᎳᏔꓪꮃ𑜊𑜎𑜏",
    "x": "ᕁᕽᚷⲬⵝꓫꞳ𐊐𐊴𐌗𐔧",
    "y": "ɣყᎩᎽⲨꓬ𐊲𑢤𑣜𖽃",
    "z": "Ꮓꓜꮓ𑢩𑣄",
    "oo": "ꚘꚙꝎꝏ", "bl": "Ы", "lo": "Ю", "ae": "Ӕӕ", "au": "Ꜷꜷ", "ts": "ʦ", "dz": "ʣ", "rn": "𑜀",
}  # fmt: skip
_LATIN = {there: latin for latin, those in _ALIKE.items() for there in those}
# LATIN SMALL LETTER J WITH CROSSED-TAIL, NEGATIVE SQUARED LATIN CAPITAL LETTER J, LATIN SMALL
# LETTER TURNED A, REGIONAL INDICATOR SYMBOL LETTER J (half of a flag).
_NAMED = re.compile(
    r"(?:(?:NEGATIVE )?(?:SQUARED |CIRCLED ))?"
    r"(?:LATIN (?:(?:SMALL|CAPITAL) LETTER|LETTER SMALL CAPITAL)|REGIONAL INDICATOR SYMBOL LETTER)"
    r" (?:[A-Z]+ )?([A-Z])(?: WITH .*)?"
)


def latin_for(character: str) -> str | None:
    """Return the small Latin letters that a character looks like, or ``None``."""
    if character in _LATIN:
        return _LATIN[character]
    named = _NAMED.fullmatch(unicodedata.name(character, ""))
    return named.group(1).lower() if named else None
