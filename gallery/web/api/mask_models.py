"""What requests and answers about masks carry."""

from typing import Literal

from pydantic import BaseModel, Field

from gallery.actions.photo_edits import edits_of, treated_areas_of
from gallery.actions.suggest_masks import Suggestions
from gallery.imaging.edits import (
    MAX_MASKS,
    MAX_STROKE_POINTS,
    Area,
    Mask,
    masks_from_json,
    masks_to_json,
)
from gallery.imaging.treated import MAX_AREAS, areas_from_json
from gallery.models import Photo
from gallery.web.api.incoming import Incoming

_POINTS = "(x, y) ratios of the picture as viewed: two corners, or the way of a brush"
_WIDTH = "Of a stroke's brush, over the picture's longer side: 0.002 to 0.5"


class MaskBody(Incoming):
    """One mask: a rectangle, an ellipse or a brush stroke."""

    shape: Literal["rectangle", "ellipse", "stroke"]
    points: tuple[tuple[float, float], ...] = Field(
        min_length=1, max_length=MAX_STROKE_POINTS, description=_POINTS
    )
    fill: Literal["solid", "mosaic"] = "solid"
    width: float | None = Field(default=None, description=_WIDTH)


class AreaBody(Incoming):
    """A rectangle, as ratios of the picture as viewed: (0, 0) is its upper left corner."""

    left: float
    top: float
    right: float
    bottom: float


class MasksBody(Incoming):
    """All masks and treated areas of a photo, in place of those it has."""

    masks: tuple[MaskBody, ...] = Field(max_length=MAX_MASKS)
    treated_areas: tuple[AreaBody, ...] = Field(max_length=MAX_AREAS)

    def as_masks(self) -> tuple[Mask, ...]:
        """Return the masks as the action takes them.

        :raises InvalidInput: ``mask_unusable``.
        """
        return masks_from_json([mask.model_dump() for mask in self.masks])

    def as_areas(self) -> tuple[Area, ...]:
        """Return the treated areas as the action takes them.

        :raises InvalidInput: ``area_unusable``.
        """
        return areas_from_json([area.model_dump() for area in self.treated_areas])


class MaskAnswer(BaseModel):
    """One mask."""

    shape: str
    points: list[tuple[float, float]] = Field(description=_POINTS)
    fill: str
    width: float | None = Field(description=_WIDTH)

    @classmethod
    def of(cls, mask: Mask) -> "MaskAnswer":
        """Tell of a mask."""
        return cls.model_validate(masks_to_json((mask,))[0])


class AreaAnswer(BaseModel):
    """A rectangle, as ratios of the picture as viewed."""

    left: float
    top: float
    right: float
    bottom: float


class MasksAnswer(BaseModel):
    """The masks and treated areas of a photo."""

    photo: str
    state: str = Field(description="processing until the renditions have been made again")
    width_px: int
    height_px: int
    masks: list[MaskAnswer]
    treated_areas: list[AreaAnswer]

    @classmethod
    def of(cls, photo: Photo) -> "MasksAnswer":
        """Tell of a photo."""
        return cls(
            photo=photo.id,
            state=photo.state,
            width_px=photo.width_px,
            height_px=photo.height_px,
            masks=[MaskAnswer.of(mask) for mask in edits_of(photo).masks],
            treated_areas=[AreaAnswer(**vars(area)) for area in treated_areas_of(photo)],
        )


class FaceAnswer(BaseModel):
    """A face that was found: the mask that would cover it, or its eyes only."""

    confidence: float = Field(description="0 to 1")
    face: MaskAnswer
    eyes: MaskAnswer


class SuggestionsAnswer(BaseModel):
    """The faces that were found; nothing is covered by this."""

    faces: list[FaceAnswer]
    note: str | None = Field(description="Why there is none")

    @classmethod
    def of(cls, found: Suggestions) -> "SuggestionsAnswer":
        """Tell of what was found."""
        return cls(
            faces=[
                FaceAnswer(
                    confidence=face.confidence,
                    face=MaskAnswer.of(face.face),
                    eyes=MaskAnswer.of(face.eyes),
                )
                for face in found.faces
            ],
            note=found.note or None,
        )
