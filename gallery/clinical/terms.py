"""Procedures, body areas and demographic bands that a case may name.

Items marked ``needs_review`` are composed from general knowledge and want a clinician's review.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from gallery.errors import InvalidInput

T = TypeVar("T")


@dataclass(frozen=True)
class Area:
    """Name a body area; ``shows_face`` decides how identifiable its photos are presumed to be."""

    slug: str
    name: str
    views: tuple[str, ...]
    shows_face: bool = False
    has_sides: bool = False


@dataclass(frozen=True)
class Procedure:
    """Name a procedure, its plain summary for visitors, and when results are usually judged."""

    slug: str
    name: str
    summary: str
    needs_review: bool = True


_LIMB = ("AP", "PA", "MED", "LAT", "OL", "OR", "CU")
_LEG_ZONES = tuple(
    f"CU_{zone}"
    for zone in ("thigh_upper", "thigh_lower", "knee", "popliteal", "calf", "ankle_foot")
)
_FACE = ("AP", "OL", "OR", "LL", "LR", "CU")
_TRUNK = ("AP", "PA", "OL", "OR", "LL", "LR", "CU")

AREAS = {
    area.slug: area
    for area in (
        Area("legs", "Legs", (*_LIMB, *_LEG_ZONES), has_sides=True),
        Area(
            "thighs",
            "Thighs",
            ("AP", "PA", "OL", "OR", "LL", "LR", "MED", "LAT", "CU"),
            has_sides=True,
        ),
        Area("face", "Face", _FACE, shows_face=True),
        Area(
            "eyes-brow",
            "Eyes and brow",
            ("AP_open", "AP_closed", "AP_up", "AP_down", "OL", "OR"),
            shows_face=True,
        ),
        Area("lips", "Lips", ("AP_rest", "AP_pucker", "AP_smile", "OL", "OR"), shows_face=True),
        Area("nose", "Nose", (*_FACE, "BAS"), shows_face=True),
        Area("neck-jaw", "Neck and jaw", _FACE, shows_face=True),
        Area("scalp", "Hair and scalp", ("AP", "CEP", "PA", "LL", "LR"), shows_face=True),
        Area(
            "teeth",
            "Teeth",
            ("smile", "retracted_AP", "retracted_L", "retracted_R"),
            shows_face=True,
        ),
        Area("hands", "Hands", ("dorsal_L", "dorsal_R", "AP", "PA", "CU"), has_sides=True),
        Area("arms", "Arms", ("AP", "PA", "CU"), has_sides=True),
        Area("abdomen", "Abdomen", _TRUNK),
        Area("chest", "Chest", _TRUNK),
        Area("breast", "Breast", _TRUNK),
        Area("flanks-back", "Flanks and back", _TRUNK),
        Area("buttocks", "Buttocks", _TRUNK),
    )
}

PROCEDURES = {
    procedure.slug: procedure
    for procedure in (
        Procedure(
            "sclerotherapy",
            "Sclerotherapy",
            "A fine needle brings a solution into spider and small varicose veins, which then close"
            " and fade. Sessions take 14 to 45 minutes; small veins are judged after 3 to 6 weeks,"
            " larger ones after 3 to 4 months.",
        ),
        Procedure(
            "laser-vein-treatment",
            "Laser vein treatment",
            "Light passes through the skin and closes small red and blue veins.",
        ),
        Procedure(
            "ambulatory-phlebectomy",
            "Ambulatory phlebectomy",
            "Larger surface veins are taken out through very small openings.",
        ),
        Procedure(
            "laser-pigmentation",
            "Laser for pigmentation",
            "Light breaks up brown spots so that the skin can clear them over several weeks.",
        ),
        Procedure(
            "microneedling",
            "Microneedling",
            "Fine needles make many small channels, and the skin renews itself as they heal.",
        ),
        Procedure(
            "body-contouring",
            "Body contouring",
            "Treatments that reduce or tighten an area without surgery, in several sessions.",
        ),
        Procedure(
            "hand-rejuvenation",
            "Hand rejuvenation",
            "Treatment of age spots, veins and lost volume on the back of the hands.",
        ),
        Procedure(
            "botulinum-toxin",
            "Botulinum toxin",
            "Small injections relax the muscles that fold the skin; judged after two weeks.",
        ),
        Procedure(
            "dermal-filler", "Dermal filler", "A gel is placed under the skin to add volume."
        ),
        Procedure(
            "chemical-peel", "Chemical peel", "A solution lifts the outer layers of the skin."
        ),
        Procedure(
            "laser-resurfacing", "Laser resurfacing", "Light renews the surface of the skin."
        ),
        Procedure("rhinoplasty", "Rhinoplasty", "Surgery that changes the shape of the nose."),
        Procedure("breast-augmentation", "Breast augmentation", "Surgery that adds volume."),
        Procedure("abdominoplasty", "Abdominoplasty", "Surgery that tightens the abdominal wall."),
        Procedure(
            "liposuction", "Liposuction", "Surgery that takes out fat through small openings."
        ),
        Procedure("hair-restoration", "Hair restoration", "Treatments that restore hair."),
    )
}

AGE_BANDS = ("18-24", "25-34", "35-44", "45-54", "55-64", "65-74", "75-89", "90+")
GENDERS = ("female", "male", "non-binary", "other")
SKIN_TYPES = ("I", "II", "III", "IV", "V", "VI")
LATERALITIES = ("left", "right", "bilateral")


def youngest_of(age_band: str) -> int:
    """Return the lowest age in years of a band of ``AGE_BANDS``."""
    return int(age_band.rstrip("+").partition("-")[0])


def procedure_named(slug: str) -> Procedure:
    """Return the procedure with ``slug``.

    :raises InvalidInput: code ``unknown_procedure``, naming those that exist.
    """
    return _named(PROCEDURES, slug, field="procedures", code="unknown_procedure")


def area_named(slug: str) -> Area:
    """Return the area with ``slug``.

    :raises InvalidInput: code ``unknown_area``, naming those that exist.
    """
    return _named(AREAS, slug, field="area", code="unknown_area")


def one_of(value: str | None, allowed: tuple[str, ...], field: str) -> str | None:
    """Return ``value`` if it is empty or allowed.

    :raises InvalidInput: names the field and what is allowed.
    """
    if value is None or value == "":
        return None
    if value not in allowed:
        message = f"{field} is {value[:40]!r}; use one of: {', '.join(allowed)}."
        raise InvalidInput(message, fields={field: message})
    return value


def _named(known: Mapping[str, T], slug: str, *, field: str, code: str) -> T:
    if slug in known:
        return known[slug]
    message = f"{slug[:40]!r} is not known here; use one of: {', '.join(known)}."
    raise InvalidInput(message, fields={field: message}, code=code)
