"""The policy in SQL and in Python say the same of random histories (rule R1)."""

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from gallery.consent.record import Identifiability
from gallery.models import (
    Case,
    CaseProcedure,
    ConsentCoverage,
    ConsentRecord,
    ConsentScope,
    Photo,
    Publication,
    PublishedPhoto,
    Subject,
)
from gallery.models.base import new_id
from gallery.published.clearance import verdict_on
from gallery.published.eligibility import may_show
from gallery.runtime import Runtime

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
PHOTOS = ("photo-1", "photo-2")
SHOWN_AS = [Identifiability.NONE_APPARENT] * 5 + list(Identifiability)
#: What a consent must have and the policy does not look at.
_FIXED: dict[str, Any] = {
    "template": "t",
    "template_version": "1",
    "language": "en",
    "jurisdiction": "US",
    "terms": {},
    "signature_method": "wet_scan",
    "signer_name_encrypted": "x",
    "signed_at": NOW,
    "expires_on": NOW.date(),
    "recorded_by": "test",
}

# Few values, close together: instants must often meet exactly.
instants = st.integers(-2, 2).map(lambda days: NOW + timedelta(days=days))
often_past = st.integers(-4, 1).map(lambda days: NOW + timedelta(days=days))
often_future = st.integers(-1, 4).map(lambda days: NOW + timedelta(days=days))
maybe_end = st.one_of(*[st.none()] * 4, often_future)
often = st.sampled_from([True] * 7 + [False])


@st.composite
def scope_rows(draw: st.DrawFn) -> ConsentScope:
    return ConsentScope(
        channel=draw(st.sampled_from(["website_gallery"] * 6 + ["print"])),
        decision=draw(st.sampled_from(["permit"] * 7 + ["deny"])),
        starts_at=draw(st.one_of(*[st.none()] * 3, often_past)),
        ends_at=draw(maybe_end),
        withdrawn_at=draw(maybe_end),
    )


def _coverage(draw: st.DrawFn) -> list[ConsentCoverage]:
    named = {
        "photo": draw(st.sets(st.sampled_from(PHOTOS))),
        "procedure": {"sclerotherapy"} | draw(st.sets(st.sampled_from(["microneedling"]))),
        "area": draw(st.sampled_from([set(), {"legs"}, {"legs", "face"}, {"face"}])),
        "identifiability": {"none_apparent"} | draw(st.sets(st.sampled_from(Identifiability))),
    }
    return [ConsentCoverage(kind=k, value=str(v)) for k, values in named.items() for v in values]


@st.composite
def consent_rows(draw: st.DrawFn) -> ConsentRecord:
    return ConsentRecord(
        **_FIXED,
        id=new_id(),
        receipt_id=new_id(),
        case_id="case",
        subject_id="subject",
        covers_future_photos=draw(often),
        effective_from=draw(often_past),
        expires_at=draw(often_future),
        recorded_at=draw(often_past),
        withdrawn_at=draw(maybe_end),
        ended_at=draw(maybe_end),
        scopes=draw(st.lists(scope_rows(), min_size=1, max_size=2)),
        covered=_coverage(draw),
    )


@st.composite
def case_rows(draw: st.DrawFn) -> Case:
    procedures = ["sclerotherapy", *([] if draw(often) else ["microneedling"])]
    return Case(
        id="case",
        slug="slug",
        subject=Subject(id="subject", chart_ref_encrypted="x", chart_ref_index="x", created_at=NOW),
        state="published",
        title="t",
        area="legs",
        is_adult_at_capture=draw(often),
        created_at=NOW,
        updated_at=NOW,
        procedures=[CaseProcedure(procedure=p, position=n) for n, p in enumerate(procedures)],
        photos=[_photo(identity, draw(st.sampled_from(SHOWN_AS))) for identity in PHOTOS],
    )


def _photo(identity: str, identifiability: str) -> Photo:
    return Photo(
        id=identity,
        role="before",
        view="AP",
        identifiability=str(identifiability),
        state="ready",
        sha256=identity,
        media_type="image/jpeg",
        size_bytes=1,
        width_px=1,
        height_px=1,
        original_key=identity,
        preview_key=identity,
        created_at=NOW,
    )


@given(
    case=case_rows(),
    consents=st.lists(consent_rows(), min_size=1, max_size=2),
    published_at=often_past,
    shown=st.sampled_from([{PHOTOS[0]}, set(PHOTOS), set()]),
)
@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_r1_sql_and_python_agree(
    runtime: Runtime,
    case: Case,
    consents: list[ConsentRecord],
    published_at: datetime,
    shown: set[str],
) -> None:
    with Session(runtime.engine) as session:
        _add_another_case(session)
        publication = Publication(
            case=case,
            channel="website_gallery",
            variant="marked",
            published_at=published_at,
            published_by="test",
            media_ready_at=NOW,
            shown=[PublishedPhoto(photo_id=identity) for identity in shown],
        )
        session.add_all([case, publication])
        session.flush()
        session.add_all(consents)
        session.flush()
        asked = select(Publication.id).where(
            may_show(Publication, NOW), Publication.id == publication.id
        )
        in_sql = session.execute(asked).first()
        in_python = verdict_on(publication, [row.as_value() for row in consents], NOW)
        session.rollback()
    assert (in_sql is not None) == in_python.permitted


def _add_another_case(session: Session) -> None:
    """Add a public case with a generous consent, which must not speak for the first."""
    subject = Subject(id="other", chart_ref_encrypted="y", chart_ref_index="y", created_at=NOW)
    other = Case(
        id="other",
        slug="other",
        subject=subject,
        state="published",
        title="t",
        area="legs",
        is_adult_at_capture=True,
        created_at=NOW,
        updated_at=NOW,
        procedures=[CaseProcedure(procedure="sclerotherapy", position=0)],
        photos=[_photo("other-photo", "none_apparent")],
    )
    yesterday, tomorrow = NOW - timedelta(days=1), NOW + timedelta(days=1)
    consent = ConsentRecord(
        **_FIXED,
        id="other",
        receipt_id="other",
        case_id="other",
        subject_id="other",
        covers_future_photos=True,
        effective_from=yesterday,
        expires_at=tomorrow,
        recorded_at=yesterday,
        scopes=[ConsentScope(channel="website_gallery", decision="permit")],
        covered=[
            ConsentCoverage(kind="procedure", value="sclerotherapy"),
            ConsentCoverage(kind="identifiability", value="none_apparent"),
        ],
    )
    publication = Publication(
        case=other,
        channel="website_gallery",
        variant="marked",
        published_at=NOW,
        published_by="test",
        media_ready_at=NOW,
        shown=[PublishedPhoto(photo_id="other-photo")],
    )
    session.add_all([other, publication])
    session.flush()
    session.add(consent)
    session.flush()
