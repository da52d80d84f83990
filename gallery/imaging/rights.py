"""The only metadata that a published file carries: rights, as XMP."""

from collections.abc import Iterator
from xml.sax.saxutils import escape

from gallery.imaging.source_type import NEWSCODES
from gallery.imaging.specs import Rights

# IPTC Photo Metadata Standard 2024.1; PLUS License Data Format 2.0.1; XMP specification part 1, §7.
PACKET = """<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about=""
 xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/"
 xmlns:plus="http://ns.useplus.org/ldf/xmp/1.0/"
 xmlns:xmpRights="http://ns.adobe.com/xap/1.0/rights/">
{properties}
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>"""
PLUS = "http://ns.useplus.org/ldf/vocab/"
# No retouching, no merging, no colouring: whoever uses the picture must leave it a finding.
KEEP_AS_IT_IS = (PLUS + "AL-RET", PLUS + "AL-MRG", PLUS + "AL-CLR")
MAX_FIELD_LENGTH = 1000


def to_xmp(rights: Rights, source_type: str | None) -> bytes:
    """Write the rights as an XMP packet in UTF-8; at most 1,000 characters of each field.

    ``source_type`` is a term of ``source_type.NEWSCODES``, or None to say nothing of it.
    """
    properties = [*_of_the_practice(rights), *_of_the_case(rights)]
    if source_type:
        properties.append(_text("Iptc4xmpExt:DigitalSourceType", NEWSCODES + source_type))
    return PACKET.format(properties="\n".join(properties)).encode()


def _of_the_practice(rights: Rights) -> Iterator[str]:
    yield _in_any_language("dc:rights", rights.copyright_notice)
    yield _text("photoshop:Credit", rights.credit)
    yield _text("plus:DataMining", PLUS + "DMI-PROHIBITED-AIMLTRAINING")
    yield _bag("plus:ImageAlterationConstraints", KEEP_AS_IT_IS)
    yield _text("xmpRights:Marked", "True")
    yield _in_any_language("xmpRights:UsageTerms", rights.usage_terms)
    if rights.web_statement and _clean(rights.web_statement):
        yield _text("xmpRights:WebStatement", rights.web_statement)


def _of_the_case(rights: Rights) -> Iterator[str]:
    warning = "CW-AWR" if rights.shows_nudity else "CW-NRQ"
    yield _text("plus:AdultContentWarning", PLUS + warning)
    # Limited: a release permits channels, for a time, and can be withdrawn.
    if rights.release_urn:
        yield _text("plus:ModelReleaseStatus", PLUS + "MR-LMR")
        yield _bag("plus:ModelReleaseID", (rights.release_urn,))
    # The vocabulary has single years below 25: those would tell more than a band may.
    if rights.is_over_25:
        yield _text("plus:MinorModelAgeDisclosure", PLUS + "AG-A25")


def _text(name: str, value: str) -> str:
    return f"<{name}>{_clean(value)}</{name}>"


def _in_any_language(name: str, value: str) -> str:
    item = f'<rdf:li xml:lang="x-default">{_clean(value)}</rdf:li>'
    return f"<{name}><rdf:Alt>{item}</rdf:Alt></{name}>"


def _bag(name: str, values: tuple[str, ...]) -> str:
    items = "".join(f"<rdf:li>{_clean(value)}</rdf:li>" for value in values)
    return f"<{name}><rdf:Bag>{items}</rdf:Bag></{name}>"


def _clean(value: str) -> str:
    # XML 1.0 has no way to write control characters or lone surrogates.
    printable = "".join(c if c.isprintable() else " " for c in value[:MAX_FIELD_LENGTH])
    return escape(" ".join(printable.split()))
