"""One furnished tracker and one Chromium for all walks and journeys of this folder."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.acceptance.window.house import House, house
from tests.acceptance.window.visitors import Visitors, browser


@pytest.fixture(scope="package")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with house(tmp_path_factory.mktemp("house")) as furnished:
        yield furnished


@pytest.fixture(scope="package")
def chrome() -> Iterator[Browser]:
    with browser() as started:
        yield started


@pytest.fixture(scope="package")
def visitors(site: House, chrome: Browser) -> Visitors:
    return Visitors(chrome, site)
