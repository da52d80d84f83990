"""What Content Credentials say of a rendition, from the steps by which it was made.

C2PA Technical Specification 2.2: actions (§18.14), ingredients (§18.16). Of the original nothing is
said: no title, no format, no identifier, no hash, no thumbnail. No action has a time.
"""

from collections.abc import Iterator, Sequence
from importlib.metadata import version
from typing import Any

Step = dict[str, Any]
PRODUCT = "Gallery"
#: The label within the manifest of the picture that was opened; all that is said of it.
ORIGINAL = "original"
COVERED = "Parts that could identify a person were covered."
MARKED = "The practice's visible mark was laid on."
#: CAWG Training and Data Mining Assertion 1.1.
MINING_KINDS = ("ai_generative_training", "ai_inference", "ai_training", "data_mining")


def manifest_of(steps: Sequence[Step], media_type: str) -> dict[str, Any]:
    """Return the manifest of a file of ``media_type`` that was made by ``steps``.

    ``steps`` are those of the recipe; one that is not known is told as ``c2pa.unknown``.
    """
    mining = {f"cawg.{kind}": {"use": "notAllowed"} for kind in MINING_KINDS}
    return {
        "claim_version": 2,
        "claim_generator_info": [{"name": PRODUCT, "version": version("gallery")}],
        "format": media_type,
        "ingredients": [{"relationship": "parentOf", "label": ORIGINAL}],
        "assertions": [
            {"label": "c2pa.actions.v2", "data": {"actions": _actions(steps)}},
            {"label": "cawg.training-mining", "data": {"entries": mining}},
        ],
    }


def _actions(steps: Sequence[Step]) -> list[dict[str, Any]]:
    actions: list[dict[str, Any]] = [
        {"action": "c2pa.opened", "parameters": {"ingredientIds": [ORIGINAL]}}
    ]
    whole_px: list[int] | None = None
    for step in steps:
        for action in _of_step(step, whole_px):
            if action not in actions:
                actions.append(action)
        # Only the first scaling can leave out a part: the smaller sizes are made of the largest.
        whole_px = step.get("decoded_px") or (None if step.get("op") == "resize" else whole_px)
    return [*actions, {"action": "c2pa.published"}]


def _of_step(step: Step, whole_px: list[int] | None) -> Iterator[dict[str, Any]]:
    """Yield the actions of one step; ``whole_px`` is the size of the photo as it was decoded."""
    kind = step.get("op")
    if kind == "resize" and whole_px and step.get("box_px") != [0, 0, *whole_px]:
        yield {"action": "c2pa.cropped"}
    if kind == "affine":
        yield {"action": "c2pa.orientation"}
        yield {"action": "c2pa.cropped"}
    elif kind == "mask":
        yield {"action": "c2pa.edited", "description": COVERED}
    elif kind == "mark":
        # Not c2pa.watermarked: that is an invisible mark which binds a picture to its manifest.
        yield {"action": "c2pa.edited", "description": MARKED}
    elif kind == "srgb":
        if step.get("converted", True):
            yield {"action": "c2pa.converted", "description": "Colours were converted to sRGB."}
    elif kind != "decode":
        yield {"action": PLAIN.get(str(kind), "c2pa.unknown")}


PLAIN = {
    "transpose": "c2pa.orientation",
    "crop": "c2pa.cropped",
    "resize": "c2pa.resized",
    "encode": "c2pa.transcoded",
}
