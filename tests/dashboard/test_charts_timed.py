"""Points stand where they were seen, and a table tells what was known at each stop."""

from __future__ import annotations

import pytest

from braze_tracker.dashboard.charts_timed import Stop, Track, inside, timed

TRACK = Track("Tuesday", "line-1", [(0, 0), (1, 40), (4, 80)])
STOPS = [Stop(1, "1 h"), Stop(2, "2 h"), Stop(4, "4 h")]


@pytest.mark.parametrize(
    ("time", "amount"), [(-1, None), (0, 0), (0.9, 0), (1, 40), (3.9, 40), (4, 80), (4.1, None), (99, None)]
)
def test_a_track_knows_the_last_amount_seen_by_then_and_nothing_after_its_end(time: float, amount: int | None) -> None:
    assert TRACK.at(time) == amount


@pytest.mark.parametrize(
    ("end", "points"),
    [
        (8, [(0, 0), (1, 40), (4, 80)]),
        (4, [(0, 0), (1, 40), (4, 80)]),
        (2.5, [(0, 0), (1, 40), (2.5, 60)]),
        (1, [(0, 0), (1, 40), (1, 40)]),
    ],
)
def test_a_line_leaves_the_plot_where_it_is_on_its_way_to_the_next_point(
    end: float, points: list[tuple[float, float]]
) -> None:
    assert inside(TRACK.points, end) == points


def test_points_lie_at_their_time_and_lines_end_where_their_looks_end() -> None:
    young = Track("Friday", "line-2", [(0, 0), (2, 20)])
    chart = timed("Opens", 8, ["sent", "8 h"], STOPS, [TRACK, young])
    assert [line.path for line in chart.lines] == ["M0 100L125 50L500 0", "M0 100L250 75"]
    assert chart.lines[0].dots == "M0 100h0M125 50h0M500 0h0"
    assert [series.name for series in chart.series] == ["Tuesday", "Friday"]


def test_the_table_tells_every_line_at_the_same_time() -> None:
    young = Track("Friday", "line-2", [(0, 0), (2, 20)])
    chart = timed("Opens", 8, ["sent", "8 h"], [*STOPS, Stop(6, "6 h")], [TRACK, young])
    assert [(row.title, row.cells) for row in chart.rows] == [
        ("1 h", ("40", "0")),
        ("2 h", ("40", "20")),
        ("4 h", ("80", "–")),
    ]


def test_the_pointer_is_answered_by_the_nearest_stop() -> None:
    chart = timed("Opens", 4, ["sent", "4 h"], STOPS, [TRACK])
    assert [(hit.x, hit.width) for hit in chart.hits] == [("0", "375"), ("375", "375"), ("750", "250")]
    assert [hit.tip for hit in chart.hits] == ["1 h\nTuesday: 40", "2 h\nTuesday: 40", "4 h\nTuesday: 80"]


def test_many_points_are_drawn_without_dots_but_the_last_one() -> None:
    crowd = Track("Many", "line-1", [(at, at) for at in range(100)])
    assert timed("Opens", 99, [], [], [crowd]).lines[0].dots == "M1000 1h0"


def test_on_a_narrow_screen_the_last_label_stays() -> None:
    labels = timed("Opens", 4, ["sent", "1", "2", "3"], [], [TRACK]).x_labels
    assert [label.minor for label in labels] == [True, False, True, False]
