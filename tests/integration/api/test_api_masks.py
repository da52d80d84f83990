"""Masks over the API: read, put in place, refused, suggested."""

from collections.abc import Callable

import pytest

from tests.integration.api.caller import Api, refusal
from tests.support.practice import picture_bytes

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)

TREATED = {"left": 0.3, "top": 0.6, "right": 0.8, "bottom": 0.9}
STROKE = {"shape": "stroke", "points": [[0.1, 0.1], [0.2, 0.3]], "fill": "mosaic", "width": 0.05}
OVER_IT = {"shape": "rectangle", "points": [[0.2, 0.5], [0.5, 0.8]]}


def path_of(api: Api) -> str:
    photo = api.upload(api.open_case()["id"], picture_bytes(1)).get_json()
    return f"/photos/{photo['id']}/masks"


def test_masks_are_put_and_read(api: Api) -> None:
    path = path_of(api)
    assert api.get(path).get_json()["masks"] == []
    body = {"masks": [STROKE], "treated_areas": [TREATED]}
    put = api("PUT", path, json=body).get_json()
    assert (put["masks"], put["treated_areas"]) == ([STROKE], [TREATED])
    assert api.get(path).get_json() == put
    assert put["state"] == "processing"
    cleared = api("PUT", path, json={"masks": [], "treated_areas": []}).get_json()
    assert (cleared["masks"], cleared["treated_areas"]) == ([], [])


@pytest.mark.parametrize(
    ("masks", "areas", "code"),
    [
        ([OVER_IT], [TREATED], "mask_covers_treated_area"),
        ([STROKE], [], "treated_area_missing"),
        ([{**STROKE, "width": None}], [TREATED], "mask_unusable"),
        ([{**STROKE, "points": [[0, 1.2]]}], [TREATED], "mask_unusable"),
        ([], [{**TREATED, "left": 0.9}], "area_unusable"),
        ([{"shape": "star", "points": [[0, 0]]}], [TREATED], "invalid_input"),
        ([STROKE] * 41, [TREATED], "invalid_input"),
    ],
)
def test_r12_what_cannot_be_is_refused_by_name(
    api: Api, masks: list[object], areas: list[object], code: str
) -> None:
    path = path_of(api)
    refused = api("PUT", path, json={"masks": masks, "treated_areas": areas})
    assert refusal(refused) == (422, code)
    assert api.get(path).get_json()["treated_areas"] == []


def test_masks_cannot_be_left_out_by_mistake(api: Api) -> None:
    refused = api("PUT", path_of(api), json={"masks": []})
    assert set(refused.get_json()["error"]["fields"]) == {"treated_areas"}


def test_reading_masks_is_not_setting_them(api: Api, api_as: Callable[..., Api]) -> None:
    path, reader = path_of(api), api_as("cases:read")
    assert reader.get(path).status_code == 200
    assert reader("PUT", path, json={"masks": [], "treated_areas": []}).status_code == 403
    assert reader.get(path.replace("masks", "mask-suggestions")).status_code == 403


def test_a_picture_without_a_face_suggests_nothing_and_says_so(api: Api) -> None:
    told = api.get(path_of(api).replace("masks", "mask-suggestions")).get_json()
    assert told["faces"] == []
    assert "face" in told["note"].lower()
