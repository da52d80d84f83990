"""What the files of a case state follows the case and its consents (rule R16)."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import select

from gallery.actions import render_photo
from gallery.actions.edit_case import edit_case
from gallery.actions.find_cases import CaseQuery, find_cases, load_case
from gallery.actions.name_release import release_urn
from gallery.clock import utc_now
from gallery.imaging.recipe import make
from gallery.imaging.render import Rendered
from gallery.imaging.specs import Variant
from gallery.models import Photo, Publication, Rendition
from gallery.runtime import OPERATOR
from tests.support.practice import Practice, scopes

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
AGE = b"AG-A25"


def contents(practice: Practice, case_id: str) -> list[bytes]:
    query = select(Rendition.object_key).join(Photo, Photo.id == Rendition.photo_id)
    with practice.runtime.reading() as session:
        keys = session.execute(query.where(Photo.case_id == case_id)).scalars().all()
    return [practice.runtime.store.get(key) for key in keys]


def source_hashes(practice: Practice, case_id: str) -> Iterator[str]:
    with practice.runtime.reading() as session:
        for photo in load_case(session, case_id).photos:
            yield from {row.source_hash for row in photo.renditions}


def test_files_tell_the_age_once_a_consent_allows_it_and_no_longer_than_that(
    practice: Practice,
) -> None:
    case_id = practice.case()
    practice.pair(case_id)
    practice.work()
    assert not any(AGE in content for content in contents(practice, case_id))
    consent = practice.consent(case_id)
    practice.work()
    practice.publish(case_id)
    assert all(AGE in content for content in contents(practice, case_id))
    practice.consent(case_id, demographics_allowed=(), supersedes=consent.id)
    assert contents(practice, case_id) == [], "gone in the same transaction"
    practice.work()
    made = contents(practice, case_id)
    assert made
    assert not any(AGE in content for content in made)
    with practice.runtime.reading() as session:
        assert session.execute(select(Publication.ended_at)).scalars().all() == [None]


def test_another_consent_and_a_renewal_leave_the_name_of_the_releases(practice: Practice) -> None:
    case_id, consent = practice.published_on_consent()
    before = sorted(source_hashes(practice, case_id))
    practice.consent(case_id, supersedes=consent.id)
    practice.work()
    assert sorted(source_hashes(practice, case_id)) == before
    assert all(release_urn(case_id).encode() in content for content in contents(practice, case_id))
    assert release_urn(case_id) != release_urn(practice.case())
    assert not any(case_id.encode() in content for content in contents(practice, case_id))


def test_a_case_that_turns_out_to_show_nudity_has_its_files_made_again(practice: Practice) -> None:
    case_id = practice.case()
    practice.pair(case_id)
    practice.work()
    assert all(b"CW-NRQ" in content for content in contents(practice, case_id))
    with practice.runtime.unit_of_work(OPERATOR) as uow:
        edit_case(uow, case_id, {"shows_nudity": True})
    practice.work()
    assert all(b"CW-AWR" in content for content in contents(practice, case_id))


def test_staff_find_the_case_that_a_file_names(practice: Practice) -> None:
    case_id, _ = practice.case(), practice.case()
    with practice.runtime.reading() as session:
        found = find_cases(session, practice.runtime.vault, CaseQuery(q=release_urn(case_id)))
        other = find_cases(session, practice.runtime.vault, CaseQuery(q="urn:uuid:of-no-case"))
    assert [case.id for case in found.cases] == [case_id]
    assert other.total == 0


def test_a_consent_for_another_channel_counts_too(practice: Practice) -> None:
    """Files are the same on all channels."""
    case_id = practice.published()
    assert all(AGE in content for content in contents(practice, case_id))
    practice.consent(case_id, demographics_allowed=(), scopes=scopes(social__instagram="permit"))
    practice.work()
    made = contents(practice, case_id)
    assert made
    assert not any(AGE in content for content in made)


def test_a_file_that_was_being_made_does_not_tell_an_age_that_is_no_longer_allowed(
    practice: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    case_id = practice.case()
    photo_id = practice.photo(case_id, "before").id
    consent = practice.consent(case_id)
    asked_at = utc_now()

    def overtaken(*arguments: Any, **named: Any) -> Iterator[Rendered]:
        practice.consent(case_id, demographics_allowed=(), supersedes=consent.id)
        yield from make(*arguments, **named)

    with monkeypatch.context() as patch:
        patch.setattr(render_photo, "make", overtaken)
        render_photo.render_photo(practice.runtime, photo_id, Variant.MARKED, asked_at)
    assert contents(practice, case_id) == [], "thrown away"
    practice.work()
    assert contents(practice, case_id)
