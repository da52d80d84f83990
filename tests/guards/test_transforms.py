"""R10 by construction: every operation on pixels that the pipeline calls is listed here.

A new one is a decision of this product's ethics, not of style: no beautifying, no denoising, no
relighting, no sharpening, nothing generated. Change ``ALLOWED`` only with docs/imaging.md.
"""

import ast
from pathlib import Path

import pytest
from PIL import Image

IMAGING = Path(__file__).parents[2] / "gallery" / "imaging"
#: Modules through which a published photo goes -> operations of Pillow that each may call.
ALLOWED: dict[str, set[str]] = {
    # decode, and bring every kind of picture to L, RGB or CMYK without transparency
    "decode": {"draft", "load", "open", "preinit", "init"},
    "facts": {"getexif"},
    "colour": {
        "ImageCms.buildTransform", "ImageCms.ImageCmsProfile", "ImageCms.createProfile",
        "ImageCms.applyTransform", "ImageOps.invert", "convert", "frombytes", "getchannel", "new",
        "paste", "point", "tobytes",
    },
    # what "picture" does to a band of rows, put together again
    "bands": {"new", "paste"},
    # an identity mask: one tone, or the means of coarse cells, pasted through its shape
    "mask": {"ImageDraw.Draw", "ImageStat.Stat", "crop", "getbbox", "new", "paste"},
    # crop, scale, rotate and shift; turn by quarters; copy for the mark
    "picture": {"copy", "crop", "resize", "tobytes", "transform"},
    "turn": {"transpose"},
    # the mark is drawn on a canvas of its own (where blurring makes its halo), and pasted
    "watermark": {
        "ImageChops.lighter", "ImageDraw.Draw", "ImageFilter.GaussianBlur", "ImageStat.Stat",
        "convert", "crop", "filter", "getbbox", "getchannel", "new", "open", "paste", "point",
        "resize",
    },
    "produce": set(),
    "encode": {"save"},
}  # fmt: skip
#: Also methods of files and strings, and harmless on a picture.
PLUMBING = {"close", "get", "seek", "split", "verify"}
PIL_MODULES = {"ImageCms", "ImageChops", "ImageDraw", "ImageEnhance", "ImageFilter", "ImageMath",
               "ImageMorph", "ImageOps", "ImageStat", "ImageTransform"}  # fmt: skip
METHODS = {name for name in (*dir(Image.Image), *dir(Image)) if not name.startswith("_")}


def tree(module: str) -> ast.Module:
    return ast.parse((IMAGING / f"{module}.py").read_text(encoding="utf-8"))


def operations(module: str) -> set[str]:
    found = set()
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            owner, name = node.func.value, node.func.attr
            if isinstance(owner, ast.Name) and owner.id in PIL_MODULES:
                found.add(f"{owner.id}.{name}")
            elif name in METHODS - PLUMBING:
                found.add(name)
    return found


def imported(module: str) -> set[str]:
    names = set()
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.ImportFrom) and node.module:
            names |= {f"{node.module}.{alias.name}" for alias in node.names} | {node.module}
        elif isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
    return names


@pytest.mark.parametrize("module", ALLOWED)
def test_r10_a_module_calls_only_the_operations_that_it_may(module: str) -> None:
    assert operations(module) <= ALLOWED[module]


def test_r10_the_list_covers_every_module_that_touches_a_published_pixel() -> None:
    pending, seen = ["produce"], set()
    while pending:
        module = pending.pop()
        seen.add(module)
        parts = (name.removeprefix("gallery.imaging.") for name in imported(module))
        pending += [p for p in parts if (IMAGING / f"{p}.py").is_file() and p not in seen]
    touching = {module for module in seen if imported(module) & {"PIL", "numpy", "cv2"}}
    assert touching == set(ALLOWED)
    for module in ALLOWED:
        names = imported(module)
        assert not names & {"numpy", "cv2"}
        assert not any(name.startswith("PIL.") and name.count(".") > 1 for name in names), module


def test_r10_a_picture_can_do_nothing_else() -> None:
    (picture,) = (node for node in tree("picture").body if isinstance(node, ast.ClassDef))
    names = {node.name for node in picture.body if isinstance(node, ast.FunctionDef)}
    assert {name for name in names if not name.startswith("_")} == {
        "of", "size", "masked", "shown", "resized", "sampled", "marked",
    }  # fmt: skip
