"""The practice's accent colour, made readable on the page's paper (WCAG 2.2 §1.4.3)."""

import re

PAPER = "#faf8f4"
INK = "#1c1b19"
DEFAULT_ACCENT = "#3d5a56"
MIN_TEXT_CONTRAST = 4.5
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")


def accent_rule(accent: str) -> str:
    """Write the style rule that sets the accent; anything but ``#rrggbb`` gives the default."""
    fill = accent.lower() if _COLOUR.fullmatch(accent) else DEFAULT_ACCENT
    text = readable(fill)
    return (
        f":root{{--accent:{fill};--accent-text:{text};"
        f"--on-accent:{_better_of(PAPER, INK, against=fill)}}}\n"
    )


def readable(colour: str) -> str:
    """Darken a colour in small steps until text in it can be read on the paper."""
    red, green, blue = _channels(colour)
    while contrast(_hex(red, green, blue), PAPER) < MIN_TEXT_CONTRAST:
        red, green, blue = red * 0.95, green * 0.95, blue * 0.95
    return _hex(red, green, blue)


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two ``#rrggbb`` colours, 1 to 21."""
    darker, lighter = sorted([_luminance(one), _luminance(other)])
    return (lighter + 0.05) / (darker + 0.05)


def _better_of(one: str, other: str, *, against: str) -> str:
    return one if contrast(one, against) >= contrast(other, against) else other


def _channels(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue


def _hex(red: float, green: float, blue: float) -> str:
    return "#" + "".join(f"{round(channel * 255):02x}" for channel in (red, green, blue))


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(channel) for channel in _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    # sRGB transfer function, IEC 61966-2-1
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)
