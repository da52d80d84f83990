"""The only metadata that a published file carries: the practice's rights, as XMP."""

from xml.sax.saxutils import escape

from gallery.imaging.specs import Rights

# IPTC Photo Metadata 2024.1 and PLUS 2.0.1 data-mining vocabulary; XMP specification part 1, §7.
PACKET = """<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about=""
 xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/"
 xmlns:plus="http://ns.useplus.org/ldf/xmp/1.0/"
 xmlns:xmpRights="http://ns.adobe.com/xap/1.0/rights/">
<dc:rights><rdf:Alt><rdf:li xml:lang="x-default">{notice}</rdf:li></rdf:Alt></dc:rights>
<photoshop:Credit>{credit}</photoshop:Credit>
<plus:DataMining>http://ns.useplus.org/ldf/vocab/DMI-PROHIBITED-AIMLTRAINING</plus:DataMining>
<xmpRights:Marked>True</xmpRights:Marked>
<xmpRights:UsageTerms><rdf:Alt><rdf:li xml:lang="x-default">{terms}</rdf:li></rdf:Alt>\
</xmpRights:UsageTerms>
{web_statement}</rdf:Description>
</rdf:RDF>
</x:xmpmeta>"""
WEB_STATEMENT = "<xmpRights:WebStatement>{url}</xmpRights:WebStatement>\n"
MAX_FIELD_LENGTH = 1000


def to_xmp(rights: Rights) -> bytes:
    """Write the rights as an XMP packet in UTF-8; at most 1,000 characters of each field."""
    url = _clean(rights.web_statement or "")
    packet = PACKET.format(
        notice=_clean(rights.copyright_notice),
        credit=_clean(rights.credit),
        terms=_clean(rights.usage_terms),
        web_statement=WEB_STATEMENT.format(url=url) if url else "",
    )
    return packet.encode()


def _clean(value: str) -> str:
    # XML 1.0 has no way to write control characters or lone surrogates.
    printable = "".join(c if c.isprintable() else " " for c in value[:MAX_FIELD_LENGTH])
    return escape(" ".join(printable.split()))
