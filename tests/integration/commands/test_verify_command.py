"""``gallery verify-rendition``: a published picture is its original, as its recipe says (R10)."""

import io
import json
from collections.abc import Callable
from hashlib import sha256

import pytest
from click.testing import Result
from PIL import Image, ImageDraw
from sqlalchemy import select

from gallery.actions.set_practice import set_practice
from gallery.imaging.edits import Mask, Shape, masks_to_json
from gallery.imaging.specs import PIPELINE
from gallery.models import Case, LedgerEvent, MediaKey, Photo, Rendition
from gallery.runtime import OPERATOR, Runtime
from tests.support.pictures import encoded
from tests.support.practice import Practice

Run = Callable[..., Result]
MASK = masks_to_json((Mask(Shape.ELLIPSE, ((0.1, 0.1), (0.4, 0.4))),))


@pytest.fixture
def rendition(practice: Practice, runtime: Runtime) -> Rendition:
    """Return a JPEG of a public, masked photo that was turned."""
    case_id = practice.case()
    practice.pair(case_id)
    with runtime.unit_of_work(OPERATOR) as uow:
        for photo in uow.session.execute(select(Photo)).scalars():
            photo.masks = MASK
    practice.consent(case_id)
    practice.work()
    practice.publish(case_id)
    with runtime.reading() as session:
        query = select(Rendition).where(Rendition.format == "jpg").order_by(Rendition.id)
        return session.execute(query).scalars().first() or pytest.fail("nothing was made")


def changed(runtime: Runtime, rendition: Rendition, **fields: object) -> None:
    with runtime.unit_of_work(OPERATOR) as uow:
        row = uow.session.get_one(Rendition, rendition.id)
        for name, value in fields.items():
            setattr(row, name, value)


def test_every_rendition_comes_out_again_byte_by_byte(
    gallery: Run, rendition: Rendition, runtime: Runtime
) -> None:
    with runtime.reading() as session:
        count = len(session.execute(select(Rendition.id)).all())
        slug = session.execute(select(Case.slug)).scalar_one()
        key = session.execute(select(MediaKey.key)).scalars().first()
    whole = gallery("verify-rendition", "--case", slug, "--json")
    assert whole.exit_code == 0, whole.output
    told = [json.loads(line) for line in whole.stdout.splitlines()]
    assert len(told) == count
    assert {row["words"] for row in told} == {"identical"}
    assert gallery("verify-rendition", key).output.count("Identical.") == 3
    with runtime.reading() as session:
        events = select(LedgerEvent).where(LedgerEvent.action == "renditions.verified")
        assert len(session.execute(events).all()) == 3


def test_a_changed_file_in_the_bucket_is_named(
    gallery: Run, rendition: Rendition, runtime: Runtime
) -> None:
    forged = encoded(Image.new("RGB", (rendition.width_px, rendition.height_px), "red"))
    runtime.store.put(rendition.object_key, forged, content_type="image/jpeg")
    answer = gallery("verify-rendition", rendition.id)
    assert answer.exit_code == 1
    assert "not the one on record" in answer.output


def test_a_recipe_that_says_something_else_is_named_by_its_step(
    gallery: Run, rendition: Rendition, runtime: Runtime
) -> None:
    recipe = rendition.recipe or {}
    bare = {**recipe, "edits": {**recipe["edits"], "masks": []}}
    changed(runtime, rendition, recipe=bare)
    answer = gallery("verify-rendition", rendition.id)
    assert answer.exit_code == 1
    assert "step 2 was {'op': 'mask'" in answer.output
    changed(runtime, rendition, recipe={**recipe, "source_sha256": "0" * 64})
    assert "of another original" in gallery("verify-rendition", rendition.id).output
    changed(runtime, rendition, recipe=None)
    assert "before recipes were kept" in gallery("verify-rendition", rendition.id).output


def kept(runtime: Runtime, rendition: Rendition, image: Image.Image, **versions: object) -> None:
    """Have the rendition be ``image``, and its recipe say that other versions made it."""
    content = encoded(image, quality=97)
    runtime.store.put(rendition.object_key, content, content_type="image/jpeg")
    recipe = {**(rendition.recipe or {}), "versions": versions}
    changed(runtime, rendition, recipe=recipe, sha256=sha256(content).hexdigest())


def picture_of(runtime: Runtime, rendition: Rendition) -> Image.Image:
    with Image.open(io.BytesIO(runtime.store.get(rendition.object_key))) as stored:
        return stored.convert("RGB")


def retouched(image: Image.Image) -> Image.Image:
    box = (image.width // 2, image.height // 2, image.width * 3 // 4, image.height * 3 // 4)
    ImageDraw.Draw(image).rectangle(box, fill=(200, 150, 130))
    return image


def softer(image: Image.Image) -> Image.Image:
    """Return the picture as a worse kernel would have made it."""
    half = image.resize((image.width * 3 // 4, image.height * 3 // 4), Image.Resampling.BOX)
    return half.resize(image.size, Image.Resampling.BILINEAR)


def same(image: Image.Image) -> Image.Image:
    return image


@pytest.mark.parametrize(
    ("change", "versions", "status", "words"),
    [
        (same, {"pipeline": PIPELINE, "pillow": "1.0"}, 0, "Alike, made by other versions"),
        (softer, {"pipeline": PIPELINE, "pillow": "1.0"}, 1, "The pixels differ"),
        (softer, {"pillow": "1.0"}, 0, "pipeline (from before they had numbers, now"),
        (softer, {"pipeline": PIPELINE - 1}, 0, "cannot be compared byte for byte"),
        (retouched, {"pipeline": PIPELINE - 1}, 1, "The pixels differ"),
    ],
)
def test_files_of_other_versions_are_compared_by_pixels(
    gallery: Run,
    rendition: Rendition,
    runtime: Runtime,
    change: Callable[[Image.Image], Image.Image],
    versions: dict[str, object],
    status: int,
    words: str,
) -> None:
    kept(runtime, rendition, change(picture_of(runtime, rendition)), **versions)
    answer = gallery("verify-rendition", rendition.id)
    assert answer.exit_code == status, answer.output
    assert words in answer.output


def test_sizes_that_another_pipeline_made_are_no_fault(
    gallery: Run, rendition: Rendition, runtime: Runtime
) -> None:
    smaller = picture_of(runtime, rendition).resize((300, 200))
    for versions, status in (({"pipeline": 0}, 0), ({"pipeline": PIPELINE, "pillow": "1.0"}, 1)):
        kept(runtime, rendition, smaller, **versions)
        assert gallery("verify-rendition", rendition.id).exit_code == status
    changed(runtime, rendition, spec="marked-2400")
    assert "does not make this file" in gallery("verify-rendition", rendition.id).output
    kept(runtime, rendition, smaller, pipeline=0)
    answer = gallery("verify-rendition", rendition.id)
    assert (answer.exit_code, "today none is made" in answer.output) == (0, True)


def test_a_logo_that_is_gone_cannot_be_drawn_again(
    gallery: Run, practice: Practice, runtime: Runtime
) -> None:
    mark = Image.new("RGBA", (200, 60))
    mark.paste((255, 255, 255, 255), (10, 10, 190, 50))
    with runtime.unit_of_work(OPERATOR) as uow:
        set_practice(uow, {}, encoded(mark, "PNG"))
    practice.pair(practice.case())
    practice.work()
    assert gallery("verify-rendition", "--all").exit_code == 0
    with runtime.reading() as session:
        recipe = session.execute(select(Rendition.recipe)).scalars().first() or {}
    runtime.store.delete([recipe["watermark"]["logo_key"]])
    answer = gallery("verify-rendition", "--all")
    assert answer.exit_code == 1
    assert "The mark of that time is no longer kept." in answer.output


def test_one_thing_is_asked_for_at_a_time(gallery: Run) -> None:
    assert gallery("verify-rendition").exit_code == 2
    assert gallery("verify-rendition", "x", "--all").exit_code == 2
    assert "no rendition with this id" in gallery("verify-rendition", "unknown").output
    assert "no case with this slug" in gallery("verify-rendition", "--case", "unknown").output
