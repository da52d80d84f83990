"""By night any accent can be read: axe looks at one alone."""

import re
from pathlib import Path

import pytest

from gallery.web.public.theme import contrast

CSS = Path(__file__).parents[3] / "gallery" / "static" / "css"
SHEETS = (CSS / "night.css", CSS / "patient" / "theme.css")


@pytest.mark.parametrize("accent", ["#000000", "#ff0000", "#0000ff", "#3d5a56", "#ffffff"])
def test_an_accent_is_readable_on_the_dark_surface(accent: str) -> None:
    sheet = "".join(path.read_text(encoding="utf-8") for path in SHEETS)
    rule = r"--accent-text: color-mix\(in srgb, var\(--accent\) (\d+)%, #ffffff\)"
    mixed = re.search(rule, sheet)
    surface = re.search(r"--surface: (#\w{6})", sheet)
    assert mixed
    assert surface
    share = int(mixed[1]) / 100
    channels = [int(accent[at : at + 2], 16) * share + 255 * (1 - share) for at in (1, 3, 5)]
    text = "#" + "".join(f"{round(channel):02x}" for channel in channels)
    assert contrast(text, surface[1]) >= 4.5
