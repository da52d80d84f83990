"""Consents to later photos, from before they named those of their time, get no wider."""

import pytest
from alembic import command
from sqlalchemy import select, text

from gallery import db
from gallery.consent.policy import is_about
from gallery.errors import Conflict
from gallery.guards import guards_amiss, put_back
from gallery.models import ConsentRecord, Photo
from gallery.runtime import Runtime
from tests.support.practice import Practice

BEFORE = "20261126_preview_hashes"


def _as_before(runtime: Runtime, database_url: str) -> None:
    """Take the names of photos away, as the schema before had none."""
    with runtime.engine.begin() as connection:
        is_postgresql = connection.dialect.name == "postgresql"
        where = " ON consent_coverage" if is_postgresql else ""
        connection.execute(text(f"DROP TRIGGER coverage_keep{where}"))
        connection.execute(text("DELETE FROM consent_coverage WHERE kind = 'photo'"))
        put_back(connection)
    _back(database_url)


def _back(database_url: str) -> None:
    """Go back without asking what that would lose."""
    command.downgrade(db._alembic(database_url), BEFORE)


def _covered(runtime: Runtime, consent_id: str) -> set[str]:
    with runtime.reading() as session:
        consent = session.get_one(ConsentRecord, consent_id).as_value()
        photos = session.execute(select(Photo)).scalars()
        return {photo.id for photo in photos if is_about(consent, photo.as_value())}


def test_r1_the_upgrade_names_what_was_shown_or_was_there(
    practice: Practice, runtime: Runtime, database_url: str
) -> None:
    practice.introduce()
    case_id = practice.case()
    seen, unseen = (practice.photo(case_id, role).id for role in ("before", "after"))
    link = practice.sign(practice.request(case_id, photos=(seen,), future_photos=True)).consent_id
    paper = practice.consent(case_id, future_photos=True).id
    later = practice.photo(case_id, "after", view="PA").id
    with pytest.raises(Conflict, match="2 consents kept to the photos that were shown"):
        db.downgrade(database_url, BEFORE)  # an older version would show all photos on them
    _as_before(runtime, database_url)
    for _ in range(2):  # an upgrade after a downgrade changes nothing more
        db.upgrade(database_url)
        assert _covered(runtime, link) == {seen, later}
        assert _covered(runtime, paper) == {seen, unseen, later}
        with runtime.engine.connect() as connection:
            assert guards_amiss(connection) == []
        _back(database_url)
