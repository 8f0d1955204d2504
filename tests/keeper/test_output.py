"""What the keeper shows."""

from __future__ import annotations

import io

import pytest

from braze_tracker.keeper.output import Output, wants_colour


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_without_colour_a_line_is_plain() -> None:
    stream = io.StringIO()
    Output(stream, colour=False).line("web", "hello")
    assert stream.getvalue() == "web      │ hello\n"


def test_each_part_keeps_its_colour() -> None:
    stream = io.StringIO()
    output = Output(stream, colour=True)
    for name in ("web", "drain", "web"):
        output.line(name, "hello")
    first, second, third = stream.getvalue().splitlines()
    assert first == third
    assert first[:5] != second[:5]


def test_a_banner_frames_its_lines() -> None:
    stream = io.StringIO()
    Output(stream, colour=False).banner(("short", "much longer"))
    assert "│  short        │" in stream.getvalue()
    assert "│  much longer  │" in stream.getvalue()


@pytest.mark.parametrize(
    ("stream", "env", "colour"),
    [
        (Terminal(), {}, True),
        (io.StringIO(), {}, False),
        (Terminal(), {"NO_COLOR": "1"}, False),
        (io.StringIO(), {"FORCE_COLOR": "1"}, True),
    ],
)
def test_colour_is_for_terminals_that_want_it(stream: io.StringIO, env: dict[str, str], colour: bool) -> None:
    assert wants_colour(stream, env) is colour
