"""Sends beside each other, chosen by the address alone."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from braze_tracker.dashboard.views_compare import read_chosen
from tests.dashboard.factories import a_followed_send, ago
from tests.dashboard.test_views import text

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("values", "chosen", "problems"),
    [
        ([], [], 0),
        (["1", "2"], [1, 2], 0),
        (["2", "1", "2"], [2, 1], 0),
        (["1", "x", "-3", "²", ""], [1], 4),
        (["1", "2", "3", "4", "5"], [1, 2, 3, 4], 1),
        (["9" * 30], [], 1),
    ],
)
def test_what_is_chosen_is_read_with_care(values: list[str], chosen: list[int], problems: int) -> None:
    told: list[str] = []
    assert (read_chosen(values, told), len(told)) == (chosen, problems)


def test_sends_are_drawn_together_with_a_table_and_told_apart_without_colour(reader: Client) -> None:
    sends = [a_followed_send(at=ago(days=days)) for days in (1, 2)]
    page = text(reader, f"/sends/compare/?s={sends[0].pk}&s={sends[1].pk}&metric=opens&span=14d")
    assert "Opens by hours since the send" in page
    for css in ("line-1", "line-2"):
        assert f'class="swatch {css}"' in page
    assert "Show as table" in page
    assert page.count(" checked") == 2


def test_without_a_choice_there_is_something_to_choose_from(reader: Client) -> None:
    assert "There is no send to compare yet." in text(reader, "/sends/compare/")
    a_followed_send()
    page = text(reader, "/sends/compare/")
    assert 'name="s"' in page
    assert "Show as table" not in page


def test_bad_input_gets_a_sentence(reader: Client) -> None:
    page = text(reader, "/sends/compare/?s=%00&s=999999&metric=%00&span=x")
    assert "is not a send" in page
    assert "Not every send that was asked for is known" in page


def test_the_list_of_sends_chooses_without_a_script(reader: Client) -> None:
    send = a_followed_send()
    page = text(reader, "/sends/?ws=orchid-shop")
    assert f'<input type="checkbox" name="s" value="{send.pk}" form="compare"' in page
    assert '<form id="compare" method="get" action="/sends/compare/">' in page


def test_the_number_of_queries_does_not_depend_on_looks(reader: Client) -> None:
    sends = [a_followed_send(at=ago(days=days)) for days in (1, 2, 3, 4)]
    counted = []
    for chosen in (sends[:2], sends):
        with CaptureQueriesContext(connection) as seen:
            text(reader, "/sends/compare/?" + "&".join(f"s={send.pk}" for send in chosen))
        counted.append(len(seen))
    assert counted[0] == counted[1] <= 12
