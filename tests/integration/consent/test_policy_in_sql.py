"""The policy in SQL and in Python say the same of random histories (rule R1)."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from gallery.consent.record import WATERMARK_REQUIRED, Identifiability
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
from gallery.published.eligibility import at, may_show
from gallery.published.search import shown_on
from gallery.runtime import Runtime

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
_ASKED = select(Publication.id).where(may_show())
PHOTOS = ("photo-1", "photo-2")
SHOWN_AS = [Identifiability.NONE_APPARENT] * 5 + list(Identifiability)
#: What a consent must have and the policy does not look at.
_FIXED: dict[str, Any] = {
    "template": "t",
    "template_version": "1",
    "language": "en",
    "jurisdiction": "US",
    "signature_method": "wet_scan",
    "signer_name_encrypted": "x",
    "signed_at": NOW,
    "expires_on": NOW.date(),
    "recorded_by": "test",
}
#: The last one speaks of the condition and does not ask for it.
_TERMS: tuple[dict[str, object], ...] = (
    {},
    {"conditions": ["eyes_masked"]},
    {"conditions": [WATERMARK_REQUIRED]},
    {"remuneration": f'"{WATERMARK_REQUIRED}"', "conditions": None},
)

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
        ends_at=draw(maybe_end),  # at times before the start: a window in which it never speaks
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
        terms=draw(st.sampled_from(_TERMS)),
        withdrawn_at=draw(maybe_end),
        ended_at=draw(maybe_end),
        scopes=draw(st.lists(scope_rows(), min_size=1, max_size=2)),
        covered=_coverage(draw),
    )


@st.composite
def consents_of_a_case(draw: st.DrawFn) -> list[ConsentRecord]:
    """Draw consents that stand side by side, or one that takes the place of another."""
    rows = draw(st.lists(consent_rows(), min_size=1, max_size=3))
    if len(rows) > 1 and draw(st.booleans()):
        earlier, later = rows[:2]
        later.supersedes_id = earlier.id
        earlier.ended_at = later.effective_from = draw(instants)
        earlier.end_reason = "superseded"
    return rows


@st.composite
def case_rows(draw: st.DrawFn) -> Case:
    case = _case([draw(st.sampled_from(SHOWN_AS)) for _ in PHOTOS], is_adult=draw(often))
    for photo in case.photos:
        photo.masks = draw(st.sampled_from([[], [{"shape": "rectangle"}]]))
    if not draw(often):
        case.procedures.append(CaseProcedure(procedure="microneedling", position=1))
    return case


def _case(shown_as: Sequence[str], *, is_adult: bool = True) -> Case:
    return Case(
        id="case",
        slug="slug",
        subject=Subject(id="subject", chart_ref_encrypted="x", chart_ref_index="x", created_at=NOW),
        state="published",
        title="t",
        area="legs",
        is_adult_at_capture=is_adult,
        created_at=NOW,
        updated_at=NOW,
        procedures=[CaseProcedure(procedure="sclerotherapy", position=0)],
        photos=[_photo(name, kind) for name, kind in zip(PHOTOS, shown_as, strict=True)],
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
    consents=consents_of_a_case(),
    published_at=often_past,
    stands_since=often_past,
    shown=st.sampled_from([{PHOTOS[0]}, set(PHOTOS), set()]),
    variant=st.sampled_from(["marked", "mark-0a1b2", "clean"]),
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
    stands_since: datetime,
    shown: set[str],
    variant: str,
) -> None:
    publication = _publication(case, shown, published_at, stands_since)
    publication.variant = variant
    in_sql, in_python = _asked_both_ways(runtime, case, consents, publication)
    assert in_sql == in_python


def _instant(hours: int | None) -> datetime | None:
    return None if hours is None else NOW + timedelta(hours=hours)


def plain_consent(
    name: str,
    *,
    recorded: int = -48,
    effective: int = -48,
    expires: int = 48,
    ended: int | None = None,
    withdrawn: int | None = None,
    window: tuple[int | None, int | None] = (None, None),
    photos: Sequence[str] | None = None,
    decision: str = "permit",
) -> ConsentRecord:
    """Return a consent whose instants are told in hours from now."""
    scope = ConsentScope(
        channel="website_gallery",
        decision=decision,
        starts_at=_instant(window[0]),
        ends_at=_instant(window[1]),
    )
    named = {"procedure": ["sclerotherapy"], "identifiability": ["none_apparent"]}
    named["photo"] = list(photos or ())
    return ConsentRecord(
        **_FIXED,
        terms={},
        id=name,
        receipt_id=name,
        case_id="case",
        subject_id="subject",
        covers_future_photos=photos is None,
        effective_from=_instant(effective),
        expires_at=_instant(expires),
        recorded_at=_instant(recorded),
        ended_at=_instant(ended),
        withdrawn_at=_instant(withdrawn),
        scopes=[scope],
        covered=[ConsentCoverage(kind=k, value=v) for k, values in named.items() for v in values],
    )


#: Each line: the consents on record (instants in hours from now), and whether the publication,
#: which stands on what was recorded until 24 hours ago, may be shown.
TOLD: dict[str, tuple[list[dict[str, Any]], bool]] = {
    "one recorded before it stood": ([{"recorded": -25}], True),
    "one recorded at that very instant": ([{"recorded": -24}], True),
    "one recorded later is not enough": ([{"recorded": -23}], False),
    "a later refusal is enough to hide it": ([{}, {"recorded": -1, "decision": "deny"}], False),
    "a refusal that begins later": ([{}, {"effective": 1, "decision": "deny"}], True),
    "the earlier one ends later, the other begins then": ([{"ended": 1}, {"effective": 1}], True),
    "the change is now": ([{"ended": 0}, {"effective": 0}], True),
    "the earlier one has ended, the other begins later": ([{"ended": -1}, {"effective": 1}], False),
    "the change is now, to one recorded later": ([{"ended": 0}, {"recorded": -1}], False),
    "the other covers less": ([{"ended": 0}, {"effective": 0, "photos": PHOTOS[:1]}], False),
    "two that cover a photo each": ([{"photos": PHOTOS[:1]}, {"photos": PHOTOS[1:]}], True),
    "a withdrawal now": ([{"withdrawn": 0}], False),
    "an expiry now": ([{"expires": 0}], False),
    "within its window": ([{"window": (0, 1)}], True),
    "before its window": ([{"window": (1, 2)}], False),
    "as its window closes": ([{"window": (-1, 0)}], False),
    "windows that follow each other": ([{"window": (-2, 0)}, {"window": (0, 2)}], True),
    "windows with a gap": ([{"window": (-2, 0)}, {"window": (1, 2)}], False),
    "a refusal within its window": ([{}, {"window": (0, 1), "decision": "deny"}], False),
    "a refusal after its window": ([{}, {"window": (-2, 0), "decision": "deny"}], True),
    "a refusal of one photo": ([{}, {"photos": PHOTOS[:1], "decision": "deny"}], False),
}


def test_r2_both_ways_say_what_is_right(runtime: Runtime) -> None:
    since = NOW - timedelta(hours=24)
    said = {}
    for told, (given_consents, _) in TOLD.items():
        case = _case([Identifiability.NONE_APPARENT] * len(PHOTOS))
        consents = [plain_consent(f"c{n}", **facts) for n, facts in enumerate(given_consents)]
        publication = _publication(case, set(PHOTOS), since, since)
        said[told] = _asked_both_ways(runtime, case, consents, publication)
    assert said == {told: (is_right, is_right) for told, (_, is_right) in TOLD.items()}


def _publication(
    case: Case, shown: set[str], published_at: datetime, stands_since: datetime
) -> Publication:
    return Publication(
        case=case,
        channel="website_gallery",
        variant="marked",
        published_at=published_at,
        stands_since=stands_since,
        published_by="test",
        media_ready_at=NOW,
        shown=[PublishedPhoto(photo_id=identity) for identity in shown],
    )


def _asked_both_ways(
    runtime: Runtime, case: Case, consents: list[ConsentRecord], publication: Publication
) -> tuple[bool, bool]:
    """Return what the policy in SQL says, and the one in Python; nothing is kept."""
    with Session(runtime.engine) as session:
        _add_another_case(session)
        session.add_all([case, publication])
        session.flush()
        session.add_all(consents)
        session.flush()
        asked = _ASKED.where(Publication.id == publication.id)
        in_sql = session.execute(asked, at(NOW)).first() is not None
        in_python = verdict_on(publication, [row.as_value() for row in consents], NOW).permitted
        session.rollback()
    return in_sql, in_python


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
        terms={},
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
        stands_since=NOW,
        published_by="test",
        media_ready_at=NOW,
        shown=[PublishedPhoto(photo_id="other-photo")],
    )
    session.add_all([other, publication])
    session.flush()
    session.add(consent)
    session.flush()


def test_the_condition_is_made_once_and_asked_about_any_instant(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first = shown_on(("website_gallery", "website_embed:website"))
    monkeypatch.setattr("gallery.published.search.may_show", None)
    assert shown_on(("website_gallery", "website_embed:website")) is first
