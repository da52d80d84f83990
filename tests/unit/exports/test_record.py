from datetime import datetime, timedelta

import pytest

from gallery.errors import InvalidInput
from gallery.exports.fhir import fhir_r4b, fhir_r5
from gallery.exports.receipt import receipt_jsonld
from gallery.exports.record import ActorKind, EventType, ExportedConsent, ExportedEvent
from tests.support.exported_consents import (
    CHART_REFERENCE,
    NOON,
    SHA256,
    SIGNER,
    exported_consent,
)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("id", "with space"),
        ("subject_pseudonym", SIGNER),
        ("receipt_id", ""),
        ("procedures", ("Zoë's legs",)),
        ("photos", ("../p",)),
        ("text_sha256", "abc"),
        ("language", "English please"),
        ("evidence_media_type", "pdf"),
        ("signed_at", datetime(2030, 1, 2)),  # noqa: DTZ001 - naive on purpose
        ("withdrawal_url", "javascript:alert(1)"),
    ],
)
def test_what_would_spoil_an_export_is_refused_by_field(field: str, value: object) -> None:
    with pytest.raises(InvalidInput) as caught:
        exported_consent(**{field: value})
    assert list(caught.value.fields) == [field]
    assert str(value) not in str(caught.value) or not value


def test_a_reason_is_a_code_and_never_words() -> None:
    told = ExportedEvent(NOON, EventType.WITHDRAWN, ActorKind.SUBJECT, SHA256, f"{SIGNER} asked")
    with pytest.raises(InvalidInput, match="events"):
        exported_consent(events=(told,))


def test_the_end_is_the_first_of_all_ends() -> None:
    first = NOON + timedelta(days=1)
    assert exported_consent(withdrawn_at=first, ended_at=NOON + timedelta(days=2)).ends_at == first


def test_r13_no_export_has_a_place_for_a_name_or_a_chart_reference() -> None:
    names = set(ExportedConsent.__dataclass_fields__)
    assert not {n for n in names if "signer" in n or "chart" in n or "witness_name" in n}
    for export in (fhir_r4b, fhir_r5, receipt_jsonld):
        written = export(exported_consent()).decode()
        assert SIGNER not in written
        assert CHART_REFERENCE not in written
        assert '"name": [' not in written


def test_the_same_consent_gives_the_same_bytes() -> None:
    for export in (fhir_r4b, fhir_r5, receipt_jsonld):
        assert export(exported_consent()) == export(exported_consent())
