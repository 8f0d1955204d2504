"""Icons are drawn in the page and say nothing to a screen reader."""

from __future__ import annotations

import pytest

from braze_tracker.dashboard.icons import PATHS, icon


@pytest.mark.parametrize("name", PATHS)
def test_an_icon_is_hidden_from_readers_and_has_no_style(name: str) -> None:
    drawn = icon(name)
    assert 'aria-hidden="true"' in drawn
    assert "style" not in drawn


def test_an_unknown_icon_is_an_error() -> None:
    with pytest.raises(KeyError):
        icon("unicorn")
