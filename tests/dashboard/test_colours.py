"""Text can be read and marks can be seen, in both themes: contrast by WCAG 2.2, computed from the style sheet."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

TEXT, MARK = 4.5, 3.0
GROUNDS = ("page", "surface", "surface-sunken")
OUTCOMES = ("success", "queued", "non-fatal", "unknown", "rate-limited", "client", "server", "pending")
CHANNELS = ("email", "ios", "android", "sms", "webhook", "in-app", "other-channel", "series-1", "series-2")

PAIRS = [
    *((text, ground, TEXT) for text in ("text", "text-quiet", "text-faint", "accent") for ground in GROUNDS),
    ("accent", "accent-tint", TEXT),
    ("text", "accent-tint", TEXT),
    ("text-quiet", "accent-tint", TEXT),
    ("on-accent", "accent", TEXT),
    ("text-quiet", "line-soft", TEXT),
    ("surface", "text", TEXT),
    ("client-text", "surface", TEXT),
    ("success-text", "surface-sunken", TEXT),
    ("unknown-text", "surface-sunken", TEXT),
    *((f"{one}-text", f"{one}-tint", TEXT) for one in OUTCOMES),
    *((f"{one}-fill", "surface", MARK) for one in OUTCOMES if one != "pending"),
    *((one, "surface", MARK) for one in CHANNELS),
]


def colours() -> dict[str, tuple[str, str]]:
    """Each token's light and dark colour."""
    sheet = Path(str(finders.find("dashboard/tracker.css"))).read_text()
    pairs = re.findall(r"--([\w-]+): light-dark\((#\w+), (#\w+)\);", sheet)
    return {name: (light, dark) for name, light, dark in pairs}


def luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(2 * one for one in colour[1:])
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_black_on_white_is_the_greatest_contrast() -> None:
    assert contrast("#000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("front", "ground", "least"), PAIRS)
def test_colours_stand_out_from_their_ground(front: str, ground: str, least: float, theme: int) -> None:
    known = colours()
    assert contrast(known[front][theme], known[ground][theme]) >= least
