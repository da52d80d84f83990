"""R14: the rights are well-formed XMP with allow-listed fields only."""

from dataclasses import replace
from xml.etree import ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from gallery.imaging.rights import to_xmp
from tests.support.pictures import RIGHTS

RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
ALLOWED = {
    "rights",
    "Credit",
    "DataMining",
    "Marked",
    "UsageTerms",
    "WebStatement",
    "AdultContentWarning",
    "DigitalSourceType",
    "ImageAlterationConstraints",
}


def fields(packet: bytes) -> dict[str, str]:
    description = ET.fromstring(packet).find(f"{RDF}RDF/{RDF}Description")  # noqa: S314 (we wrote it)
    assert description is not None
    return {element.tag.split("}")[1]: "".join(element.itertext()) for element in description}


def test_the_packet_holds_the_rights_and_forbids_training() -> None:
    written = fields(to_xmp(RIGHTS, "digitalCapture"))
    assert set(written) == ALLOWED
    assert written["rights"] == "© Example Practice"
    assert written["Credit"] == "Example Practice"
    assert written["Marked"] == "True"
    assert written["DataMining"].endswith("DMI-PROHIBITED-AIMLTRAINING")
    assert written["WebStatement"] == "https://gallery.example/terms"


def test_a_missing_web_statement_is_left_out() -> None:
    assert "WebStatement" not in fields(
        to_xmp(replace(RIGHTS, web_statement=None), "digitalCapture")
    )


@given(st.text(max_size=80))
def test_any_text_gives_well_formed_xml(text: str) -> None:
    written = fields(to_xmp(replace(RIGHTS, credit=text, usage_terms=text), "digitalCapture"))
    assert set(written) == ALLOWED


def test_markup_in_a_value_stays_a_value() -> None:
    evil = "</photoshop:Credit><x>&{notice}"
    assert fields(to_xmp(replace(RIGHTS, credit=evil), "digitalCapture"))["Credit"] == evil
