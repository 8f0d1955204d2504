"""What may be wanted: a known language, a known zone, a theme, and shortcuts or none."""

from __future__ import annotations

import pytest

from braze_tracker.dashboard.forms_preferences import PreferencesForm


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ({}, ("", "", "", False)),
        ({"language": "fr", "time_zone": "Europe/Paris", "theme": "dark", "shortcuts": "on"},
         ("fr", "Europe/Paris", "dark", True)),
        ({"time_zone": " UTC "}, ("", "UTC", "", False)),
    ],
)  # fmt: skip
def test_what_is_empty_is_left_to_the_browser(given: dict[str, str], kept: tuple[object, ...]) -> None:
    form = PreferencesForm(given)
    assert form.is_valid(), form.errors
    assert tuple(form.cleaned_data[name] for name in ("language", "time_zone", "theme", "shortcuts")) == kept


@pytest.mark.parametrize(
    "given", [{"language": "de"}, {"theme": "sepia"}, {"time_zone": "Mars/Crater"}, {"time_zone": "../etc/passwd"},
              {"time_zone": "x" * 65}, {"time_zone": "a\x00b"}],
    ids=["language", "theme", "zone", "path", "long", "NUL"],
)  # fmt: skip
def test_nothing_else_may_be_wanted(given: dict[str, str]) -> None:
    form = PreferencesForm(given)
    assert not form.is_valid()
    assert list(form.errors) == list(given)
