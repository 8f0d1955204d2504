"""Charts are geometry that can be checked by reading it."""

from __future__ import annotations

import pytest

from braze_tracker.dashboard.charts import Series, Slot, lined, scale, sparks, stacked

SLOTS = [
    Slot("08:00", "Mon 08:00–09:00", "/calls/?a"),
    Slot("", "Mon 09:00–10:00"),
    Slot("now", "Mon 10:00", open=True),
]


@pytest.mark.parametrize(
    ("top", "ceiling", "steps"),
    [(0, 4, 4), (1, 1, 1), (3, 3, 3), (9, 10, 5), (18, 20, 4), (47, 60, 3), (506, 600, 3), (99_999, 100_000, 4)],
)
def test_the_ceiling_is_round_and_not_below_the_highest_value(top: float, ceiling: float, steps: int) -> None:
    assert scale(top) == (ceiling, steps)


def test_every_value_fits_below_its_ceiling() -> None:
    for top in range(1, 3000, 7):
        ceiling, steps = scale(top)
        assert ceiling >= top
        assert 1 <= steps <= 8


def test_bars_stand_on_one_another() -> None:
    chart = stacked("Calls", SLOTS, [Series("Success", "good", [6, 0, 2]), Series("Fatal", "bad", [2, 0, 0])])
    assert [(bar.css, bar.y, bar.height) for bar in chart.bars] == [
        ("good", "25", "75"),
        ("bad", "0", "25"),
        ("good", "75", "25"),
    ]


def test_a_hit_area_names_what_happened_and_leads_there() -> None:
    chart = stacked("Calls", SLOTS, [Series("Success", "good", [6, 0, 2]), Series("Fatal", "bad", [2, 0, 0])])
    assert chart.hits[0].tip == "Mon 08:00–09:00\nSuccess: 6\nFatal: 2"
    assert chart.hits[0].href == "/calls/?a"
    assert chart.hits[1].tip == "Mon 09:00–10:00"


def test_the_table_twin_has_every_value() -> None:
    chart = stacked("Calls", SLOTS, [Series("Success", "good", [1200, None, 2])])
    assert [row.cells for row in chart.rows] == [("1,200",), ("0",), ("2",)]
    assert chart.series[0].total == 1202


def test_a_gap_in_a_line_is_not_a_nought_in_its_table() -> None:
    chart = lined("Opens", SLOTS, [Series("Opens", "one", [4, None, 0])])
    assert [row.cells for row in chart.rows] == [("4",), ("–",), ("0",)]


def test_a_line_reaches_a_day_that_is_not_over_by_a_dashed_step() -> None:
    line = lined("Opens", SLOTS, [Series("Opens", "one", [4, 2, 1])], area=True).lines[0]
    assert (line.path, line.tail) == ("M0 0L500 50", "M500 50L1000 75")
    assert line.area == "M0 0L500 50L1000 75L1000 100L0 100Z"
    assert line.dots.count("h0") == 3


def test_a_line_skips_what_was_not_stated() -> None:
    line = lined("Opens", SLOTS, [Series("Opens", "one", [4, None, 1])]).lines[0]
    assert line.dots == "M0 0h0M1000 75h0"


def test_a_chart_of_nothing_is_still_a_chart() -> None:
    assert stacked("Calls", [], []).bars == ()
    assert lined("Opens", [Slot("a", "a")], [Series("Opens", "one", [None])]).lines[0].path == ""


def test_every_second_label_gives_way_on_a_narrow_screen_but_not_the_last() -> None:
    slots = [Slot(text, text) for text in ("a", "", "b", "", "c")]
    assert [(label.text, label.minor) for label in stacked("", slots, []).x_labels] == [
        ("a", False), ("", False), ("b", True), ("", False), ("c", False),
    ]  # fmt: skip


def test_sparks_keep_the_place_of_an_empty_step() -> None:
    rects = sparks([0, 10, 5])
    assert [(rect.css, rect.height) for rect in rects] == [("nothing", "0.8"), ("", "22"), ("", "11")]
