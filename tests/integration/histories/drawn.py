"""What is drawn for random histories: terms, channels, moments of a crash."""

from hypothesis import strategies as st

from tests.integration.histories.expected import CHANNELS
from tests.integration.histories.faults import MOMENTS, Fault
from tests.integration.histories.signings import Terms

seldom = st.sampled_from([False] * 5 + [True])
# Publishing and signing must often meet: two channels come up far more than the others.
channel_names = st.sampled_from([*CHANNELS[:2] * 3, *CHANNELS])
some_channels = st.lists(channel_names, min_size=1, max_size=3, unique=True).map(tuple)
faults = st.one_of(
    st.none(),
    st.none(),
    st.none(),
    st.builds(Fault, st.sampled_from(MOMENTS), st.integers(1, 40)),
    st.builds(Fault, st.sampled_from(["commit", "sent"]), st.just(1)),
)
window_ends = st.sampled_from([None, None, None, 1, 2, 3])
wishes = st.dictionaries(
    channel_names,
    st.tuples(st.sampled_from([True] * 5 + [False]), st.just(None), window_ends)
    | st.tuples(st.sampled_from([True] * 5 + [False]), st.sampled_from([0, 1]), window_ends),
    min_size=1,
    max_size=3,
).map(
    lambda drawn: {
        c: (p, s, e if e is None or e > (s or 0) else None) for c, (p, s, e) in drawn.items()
    }
)
terms_of_a_scan = st.builds(
    Terms,
    wishes=wishes,
    days=st.sampled_from([1, 2, 3, 30, 300]),
    begins_hours=st.sampled_from([0, 0, 0, 20, 40]),
    photos=st.sampled_from(["future", "future", "these", "one"]),
    later=st.booleans(),
    needs_review=seldom,
    allows_marks=st.sampled_from([True, True, False]),
    tells_gender=st.booleans(),
)
terms_of_a_late_paper = st.builds(
    Terms,
    wishes=wishes,
    days=st.sampled_from([2, 300]),
    begins_hours=st.sampled_from([0, 0, 40]),
    allows_marks=st.booleans(),
    late_hours=st.sampled_from([1, 2, 10, 30]),
    as_evidence=st.sampled_from([False, False, True]),
)
terms_of_a_link = st.builds(
    Terms,
    wishes=some_channels.map(lambda names: dict.fromkeys(names, (True, None, None))),
    days=st.sampled_from([2, 300]),
    photos=st.sampled_from(["these", "these", "one"]),
    later=st.booleans(),
    needs_review=seldom,
    allows_marks=st.booleans(),
    tells_gender=st.booleans(),
)
