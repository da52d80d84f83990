"""Random histories of one case: its photos, its consents and their scopes."""

from datetime import timedelta

from hypothesis import strategies as st

from gallery.consent.record import WATERMARK_REQUIRED, Identifiability
from gallery.models import Case, CaseProcedure, ConsentCoverage, ConsentRecord, ConsentScope
from gallery.models.base import new_id
from tests.integration.consent.policy_rows import FIXED, NOW, OTHER_PHOTO, PHOTOS, case_of

SHOWN_AS = [Identifiability.NONE_APPARENT] * 5 + list(Identifiability)
#: The one before the last speaks of the condition and does not ask for it; the last is malformed.
_TERMS: tuple[dict[str, object], ...] = (
    {},
    {"conditions": []},
    {"conditions": ["eyes_masked"]},
    {"conditions": [WATERMARK_REQUIRED]},
    {"conditions": ["eyes_masked", WATERMARK_REQUIRED, "eyes_masked"]},
    {"remuneration": WATERMARK_REQUIRED, "purposes": ["eyes_masked"], "conditions": None},
    {"conditions": "eyes_masked"},
)
#: Conditions that nothing can meet, some of which look like those that can be met, or like none.
_UNMET = ["review_before_post", '"eyes_masked"', "eyes_masked_", "", ", ", "null", "ünlü", "[]"]
_TERMS_UNMET = st.lists(
    st.sampled_from(["eyes_masked", WATERMARK_REQUIRED, *_UNMET]), min_size=1, max_size=3
).map(lambda names: {"conditions": names})

#: The last names a photo of another case, which it cannot cover.
_PHOTOS = [set(PHOTOS)] * 4 + [set(), *({one} for one in PHOTOS), {PHOTOS[0], OTHER_PHOTO}]

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
        "photo": draw(st.sampled_from(_PHOTOS)),
        "procedure": {"sclerotherapy"} | draw(st.sets(st.sampled_from(["microneedling"]))),
        "area": draw(st.sampled_from([set(), {"legs"}, {"legs", "face"}, {"face"}])),
        "identifiability": {"none_apparent"} | draw(st.sets(st.sampled_from(Identifiability))),
    }
    return [ConsentCoverage(kind=k, value=str(v)) for k, values in named.items() for v in values]


@st.composite
def consent_rows(draw: st.DrawFn) -> ConsentRecord:
    return ConsentRecord(
        **FIXED,
        id=new_id(),
        receipt_id=new_id(),
        case_id="case",
        subject_id="case",
        covers_future_photos=draw(often),
        effective_from=draw(often_past),
        expires_at=draw(often_future),
        recorded_at=draw(often_past),
        terms=draw(st.one_of(*[st.sampled_from(_TERMS)] * 3, _TERMS_UNMET)),
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
    case = case_of([draw(st.sampled_from(SHOWN_AS)) for _ in PHOTOS], is_adult=draw(often))
    for photo in case.photos:
        photo.masks = draw(st.sampled_from([[], [{"shape": "rectangle"}]]))
        photo.created_at = draw(often_past)
    if not draw(often):
        case.procedures.append(CaseProcedure(procedure="microneedling", position=1))
    return case
