"""Consents that were really signed, and the files about their subjects."""

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from sqlalchemy import select

from gallery.actions.export_subject import export_subject
from gallery.models import LedgerEvent
from gallery.runtime import OPERATOR, Runtime
from tests.support.practice import Practice

CHART_REF = "MRN-004711"
SIGNER = "Zoë Łukasiewicz"


@dataclass(frozen=True)
class Signed:
    """Name a case and the consent that its patient signed by a link."""

    case_id: str
    consent_id: str


@pytest.fixture
def sign(practice: Practice) -> Callable[..., Signed]:
    """Return a function that has the patient of a new case sign for the website."""
    practice.introduce()

    def signed(*channels: str, chart_ref: str = CHART_REF, name: str = SIGNER) -> Signed:
        case_id = practice.case(chart_ref=chart_ref)
        practice.pair(case_id)
        practice.work()
        made = practice.sign(practice.request(case_id), *channels, signer_name=name)
        return Signed(case_id, made.consent_id)

    return signed


@pytest.fixture
def events(runtime: Runtime) -> Callable[[str], list[LedgerEvent]]:
    """Return a function that gives the events of one action, oldest first."""

    def of(action: str) -> list[LedgerEvent]:
        query = select(LedgerEvent).where(LedgerEvent.action == action)
        with runtime.reading() as session:
            return list(session.execute(query.order_by(LedgerEvent.position)).scalars())

    return of


def subject_file(runtime: Runtime, case_id: str) -> tuple[zipfile.ZipFile, bytes]:
    """Return a subject's file, opened, and its bytes."""
    out = io.BytesIO()
    export_subject(runtime, OPERATOR, case_id, out)
    return zipfile.ZipFile(io.BytesIO(out.getvalue())), out.getvalue()
