"""The page of one photo."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from gallery.actions.find_cases import load_case
from gallery.clinical.intervals import interval_of
from gallery.clinical.views import VIEWS
from gallery.errors import NotFound
from gallery.models import Case, Photo
from gallery.web.staff import photo_cards, words
from gallery.web.staff.forms import Form, FormReader, FormState
from gallery.web.staff.photo_cards import PhotoCard
from gallery.web.staff.recipe_words import how_it_was_made

ROLE_CHOICES = tuple(words.ROLES.items())
IDENTIFIABILITY_CHOICES = tuple(words.IDENTIFIABILITY.items())


@dataclass(frozen=True)
class PhotoPage:
    """Hold what the page of one photo shows."""

    card: PhotoCard
    case_id: str
    case_title: str
    form: FormState
    view_choices: tuple[tuple[str, str], ...]
    usual_views: int
    interval_choices: tuple[tuple[str, str], ...]
    size: str
    size_bytes: int
    captured_on: date | None
    camera: str
    focal_length: str
    sha256: str
    steps: tuple[str, ...]
    position: str
    previous_path: str | None
    next_path: str | None


def build(session: Session, photo_id: str) -> PhotoPage:
    """Read one photo of a case.

    :raises NotFound: there is no photo with this id.
    """
    photo = session.get(Photo, photo_id)
    if photo is None:
        raise NotFound("There is no photo with this id.")
    case = load_case(session, photo.case_id)
    cards = photo_cards.cards(case)
    place = [card.id for card in cards].index(photo_id)
    return PhotoPage(
        card=cards[place],
        case_id=case.id,
        case_title=case.title,
        form=_kept(photo),
        view_choices=photo_cards.view_choices(case.area),
        usual_views=photo_cards.usual_count(case.area),
        interval_choices=_intervals(photo),
        size=f"{photo.width_px} \N{MULTIPLICATION SIGN} {photo.height_px} px",
        size_bytes=photo.size_bytes,
        captured_on=photo.captured_on,
        camera=photo.camera or "",
        focal_length=f"{photo.focal_length_mm:g} mm" if photo.focal_length_mm else "",
        sha256=photo.sha256,
        steps=how_it_was_made(photo),
        position=_position(case, place),
        previous_path=cards[place - 1].path if place else None,
        next_path=cards[place + 1].path if place + 1 < len(cards) else None,
    )


def parse(form: Form) -> Mapping[str, object]:
    """Read what staff say of a photo; fields that the form does not hold stay as they are.

    :raises InvalidInput: with each field's fault.
    """
    read = FormReader(form)
    changes: dict[str, object] = {}
    if "role" in form:
        changes["role"] = read.choice("role", words.ROLES, label="Role", needed=True)
    if "view" in form:
        changes["view"] = read.choice("view", VIEWS, label="View", needed=True)
    if "identifiability" in form:
        changes["identifiability"] = read.choice(
            "identifiability", words.IDENTIFIABILITY, label="Who can be recognised", needed=True
        )
    read.finish()
    if "interval" in form:
        changes["interval"] = interval_of(form["interval"])
    return changes


def _kept(photo: Photo) -> FormState:
    names = ("role", "view", "interval", "identifiability")
    return FormState.of({name: getattr(photo, name) for name in names})


def _intervals(photo: Photo) -> tuple[tuple[str, str], ...]:
    choices = photo_cards.INTERVAL_CHOICES
    if photo.interval and photo.interval not in dict(choices):
        return (*choices, (photo.interval, photo_cards.card(photo).interval))
    return choices


def _position(case: Case, place: int) -> str:
    return f"{place + 1} of {len(case.photos)}"
