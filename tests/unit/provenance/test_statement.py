"""Content Credentials say what the recipe says, and nothing of the original."""

import json

from gallery.provenance.statement import COVERED, MARKED, Step, manifest_of

DECODE: Step = {"op": "decode", "format": "heic", "stored_px": [4032, 3024],
                "decoded_px": [4032, 3024], "mode": "RGB", "exif_orientation": 6}  # fmt: skip
RESIZE: Step = {"op": "resize", "box_px": [0, 0, 4032, 3024], "to_px": [2400, 1800]}
ENCODE: Step = {"op": "encode", "settings": {}, "xmp_sha256": "0" * 64}


def actions(*steps: Step) -> list[tuple[str, str | None]]:
    manifest = manifest_of(steps, "image/webp")
    found = manifest["assertions"][0]["data"]["actions"]
    return [(action["action"], action.get("description")) for action in found]


def test_a_photo_that_was_only_scaled_and_encoded() -> None:
    assert actions(DECODE, RESIZE, ENCODE) == [
        ("c2pa.opened", None),
        ("c2pa.resized", None),
        ("c2pa.transcoded", None),
        ("c2pa.published", None),
    ]


def test_every_step_of_the_pipeline_has_its_action_once() -> None:
    steps: list[Step] = [
        DECODE,
        {"op": "mask", "masks": [{"shape": "ellipse"}]},
        {"op": "resize", "box_px": [10, 0, 4000, 3024], "to_px": [2400, 1800]},
        {"op": "srgb", "converted": True, "profile_sha256": "f" * 64},
        {"op": "transpose", "methods": ["ROTATE_270"]},
        {"op": "affine", "matrix": [1, 0, 0, 0, 1, 0], "to_px": [1800, 2400]},
        {"op": "resize", "box_px": [0, 0, 1800, 2400], "to_px": [720, 960]},
        {"op": "mark", "digest": "a" * 12},
        ENCODE,
    ]
    assert actions(*steps) == [
        ("c2pa.opened", None),
        ("c2pa.edited", COVERED),
        ("c2pa.cropped", None),
        ("c2pa.resized", None),
        ("c2pa.converted", "Colours were converted to sRGB."),
        ("c2pa.orientation", None),
        ("c2pa.edited", MARKED),
        ("c2pa.transcoded", None),
        ("c2pa.published", None),
    ]


def test_colours_that_were_srgb_already_were_not_converted() -> None:
    assert actions({"op": "srgb", "converted": False})[1:-1] == []


def test_a_step_that_is_not_known_is_not_hidden() -> None:
    assert ("c2pa.unknown", None) in actions({"op": "sharpen"})


def test_nothing_is_said_of_the_original() -> None:
    manifest = manifest_of([DECODE, RESIZE, ENCODE], "image/jpeg")
    assert manifest["ingredients"] == [{"relationship": "parentOf", "label": "original"}]
    told = json.dumps(manifest)
    for word in ("title", "heic", "4032", "when", "instance", "thumbnail", "sha256"):
        assert word not in told, word
