"""How fast figures arrive: curves from an age to the share (0 to 1) that has come in by then."""

from __future__ import annotations

import math
from datetime import timedelta

NEVER = timedelta(0)
LAST_CONVERSION = timedelta(days=13, hours=18)


def sending(age: timedelta) -> float:
    """All within twenty minutes."""
    return min(max(age / timedelta(minutes=20), 0.0), 1.0)


def reacting(age: timedelta) -> float:
    """Half of the opens within four hours, nearly all within three days; nobody reacts to what was not sent yet."""
    return 0.0 if age <= NEVER else sending(age) * (1 - math.exp(-((age / timedelta(hours=6)) ** 0.8)))


def converting(age: timedelta) -> float:
    """Two thirds soon, one third spread evenly until late on the thirteenth day."""
    if age <= NEVER:
        return 0.0
    return 0.66 * (1 - math.exp(-(age / timedelta(hours=12)))) + 0.34 * min(age / LAST_CONVERSION, 1.0)


CURVES = {"sending": sending, "reacting": reacting, "converting": converting}
