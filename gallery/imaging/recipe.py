"""What a rendition is made of and how: a digest, and a recipe that others can follow."""

import hashlib
import json
from collections.abc import Collection, Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from gallery.imaging.edits import Edits, edits_from_json, edits_to_json
from gallery.imaging.limits import Limits
from gallery.imaging.render import Rendered, render
from gallery.imaging.specs import Position, Rights, Variant, Watermark

FORMAT = 1


@dataclass(frozen=True)
class Wanted:
    """Hold what was asked for; ``logo_key`` names the object with the watermark's logo."""

    source_sha256: str
    variant: Variant
    edits: Edits
    watermark: Watermark | None
    rights: Rights
    logo_key: str | None = None


def source_hash(
    photo_sha256: str,
    edits: Edits,
    watermark: Watermark | None,
    rights: Rights,
    signer: str | None = None,
) -> str:
    """Return a SHA-256 in hexadecimal that changes whenever the renditions would differ.

    ``signer`` names the certificate of their Content Credentials, where they carry any.
    """
    source = {
        "photo": photo_sha256,
        "edits": edits_to_json(edits),
        "mark": watermark.digest() if watermark else None,
        "rights": rights.digest(),
        **({"signer": signer} if signer else {}),
    }
    return hashlib.sha256(json.dumps(source, sort_keys=True).encode()).hexdigest()


def make(
    path: Path,
    limits: Limits,
    order: Wanted,
    *,
    only: Collection[str] | None = None,
    threads: int = 2,
) -> Iterator[Rendered]:
    """Render what is wanted from the original at ``path``; see ``render.render``."""
    return render(
        path,
        limits,
        order.variant,
        order.watermark,
        order.rights,
        edits=order.edits,
        only=only,
        threads=threads,
    )


def recipe_of(order: Wanted, made: Rendered) -> dict[str, Any]:
    """Write down what was asked for, the steps that were taken, and the programs that took them.

    The steps come from ``picture.Picture``, which writes each down as it does it.
    """
    return {
        "format": FORMAT,
        "source_sha256": order.source_sha256,
        "variant": order.variant.value,
        "edits": edits_to_json(order.edits),
        "watermark": _mark_to_json(order),
        "rights": asdict(order.rights),
        "steps": made.steps,
        "versions": made.versions,
    }


def order_of(recipe: dict[str, Any]) -> Wanted:
    """Read what was asked for, all but the bytes of a logo: see ``with_logo``.

    :raises InvalidInput: the edits cannot be read.
    :raises KeyError, TypeError, ValueError: it is no recipe of this format.
    """
    if recipe["format"] != FORMAT:
        raise ValueError(f"recipe of format {recipe['format']}")
    mark = recipe["watermark"]
    return Wanted(
        source_sha256=recipe["source_sha256"],
        variant=Variant(recipe["variant"]),
        edits=edits_from_json(recipe["edits"]),
        watermark=None if mark is None else _mark_from_json(mark),
        rights=Rights(**recipe["rights"]),
        logo_key=None if mark is None else mark["logo_key"],
    )


def with_logo(order: Wanted, logo_png: bytes) -> Wanted:
    """Return the order with the logo that its ``logo_key`` names."""
    if order.watermark is None:
        return order
    return replace(order, watermark=replace(order.watermark, text=None, logo_png=logo_png))


def _mark_to_json(order: Wanted) -> dict[str, Any] | None:
    mark = order.watermark
    if mark is None:
        return None
    return {
        "text": mark.text,
        "logo_key": order.logo_key if mark.logo_png else None,
        "position": mark.position.value,
        "width_ratio": mark.width_ratio,
        "opacity": mark.opacity,
        "digest": mark.digest(),
    }


def _mark_from_json(told: dict[str, Any]) -> Watermark:
    # A mark is a text or a logo: this text stands in until the logo is there.
    text = told["text"] or "logo"
    place = Position(told["position"])
    return Watermark(text, None, place, told["width_ratio"], told["opacity"])
