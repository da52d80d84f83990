"""R10: both sides of a pair are public in one size and one shape, whoever framed them."""

import io

import pytest
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select

from gallery.actions.edit_photo import edit_photo
from gallery.models import MediaKey, Photo, Publication, PublishedPhoto, Rendition
from gallery.runtime import OPERATOR, Runtime
from tests.support.pictures import encoded, photo
from tests.support.practice import Practice


@pytest.fixture(params=["sqlite"])
def database_kind(request: pytest.FixtureRequest) -> str:
    """Need no second database: nothing here is told apart by SQL."""
    return str(request.param)


@pytest.fixture
def public_pair(practice: Practice) -> tuple[str, str]:
    """Publish a before of 4:3 and a larger, upright after; return their ids."""
    case_id = practice.case()
    before = practice.photo(case_id, "before", content=encoded(photo(1200, 900)))
    after = practice.photo(case_id, "after", content=encoded(photo(1500, 2000)))
    practice.pair_up(case_id, before.id, after.id)
    practice.consent(case_id)
    practice.work()
    practice.publish(case_id)
    return before.id, after.id


def sizes(runtime: Runtime, photo_id: str) -> dict[str, tuple[int, int]]:
    """Return the sizes that the public keys promise, after seeing that each rendition has it."""
    with runtime.reading() as session:
        keys = session.execute(
            select(MediaKey).join(PublishedPhoto).where(PublishedPhoto.photo_id == photo_id)
        ).scalars()
        promised = {key.spec: (key.width_px, key.height_px) for key in keys}
        made = session.execute(select(Rendition).where(Rendition.photo_id == photo_id)).scalars()
        for row in made:
            assert (row.width_px, row.height_px) == promised[row.spec]
            with Image.open(io.BytesIO(runtime.store.get(row.object_key))) as opened:
                assert opened.size == promised[row.spec]
    return promised


def test_r10_sides_of_other_shapes_are_public_in_one(
    public_pair: tuple[str, str], runtime: Runtime
) -> None:
    before, after = (sizes(runtime, photo_id) for photo_id in public_pair)
    assert before == after
    assert max(max(size) for size in before.values()) <= 1200


def test_a_turn_by_who_may_publish_hides_the_case_until_the_new_pictures_fit(
    public_pair: tuple[str, str], practice: Practice, runtime: Runtime, client: FlaskClient
) -> None:
    with runtime.reading() as session:
        keys = session.execute(select(MediaKey.key)).scalars().all()
    with runtime.unit_of_work(OPERATOR) as uow:
        edit_photo(uow, public_pair[0], {"quarter_turns": 1})
    assert {client.get(f"/media/{key}.jpg").status_code for key in keys} == {404}
    with runtime.reading() as session:
        assert session.execute(select(Publication.media_ready_at)).scalar_one() is None
        assert session.get_one(Photo, public_pair[0]).quarter_turns == 1
    practice.work()
    before, after = (sizes(runtime, photo_id) for photo_id in public_pair)
    assert before == after
    assert {client.get(f"/media/{key}.jpg").status_code for key in keys} == {200}
