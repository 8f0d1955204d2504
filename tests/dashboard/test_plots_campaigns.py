"""Sends side by side, each counted from its own beginning."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from braze_tracker.analytics.totals import Row
from braze_tracker.dashboard import plots_campaigns as plots
from braze_tracker.dashboard.queries_campaign import SendFigures
from braze_tracker.dashboard.queries_growth import AgedTotals, Growth
from braze_tracker.dashboard.queries_sends import Following, SendRow, Totals

SENT = datetime(2026, 11, 20, 8, tzinfo=UTC)
DAY = date(2026, 11, 20)


def a_row(key: int = 1, **fields: Any) -> SendRow:
    values: dict[str, Any] = {
        "id": key, "send_id": f"s{key}", "campaign_id": "c1", "campaign": "Weekly deals", "workspace": 1,
        "sent_at": SENT, "scheduled": False, "channels": (), "totals": Totals({}, {}), "following": Following(),
    }  # fmt: skip
    return SendRow(**(values | fields))


def grown(*looks: tuple[float, int], key: int = 1, **fields: Any) -> Growth:
    aged = tuple(AgedTotals(timedelta(hours=hours), Totals({"opens": opens}, {})) for hours, opens in looks)
    return Growth(a_row(key, **fields), aged)


@pytest.mark.parametrize(
    ("looks", "points"),
    [
        ([(1, 5), (2, 9)], [(0.0, 0), (1.0, 5), (2.0, 9)]),
        ([(-3, 40), (1, 50)], [(0.0, 40), (1.0, 50)]),
        ([(0, 40), (1, 50)], [(0.0, 40), (1.0, 50)]),
        ([(-3, 40)], []),
        ([], []),
    ],
)
def test_growth_begins_with_what_was_counted_before_the_send(
    looks: list[tuple[float, int]], points: list[tuple[float, int]]
) -> None:
    assert plots.growing(grown(*looks), "opens") == points
    assert plots.growing(grown(*looks), "clicks") == []


def test_sends_of_different_days_share_one_beginning() -> None:
    late = grown((1, 8), (2, 10), key=2, sent_at=SENT + timedelta(days=3))
    chart = plots.growth_chart("Opens", [grown((1, 5), (2, 9)), late], "opens", "6h")
    assert chart is not None
    assert [series.css for series in chart.series] == ["line-1", "line-2"]
    assert [series.name for series in chart.series] == ["20 Nov, 08:00", "23 Nov, 08:00"]
    assert ("1 h after the send", ("5", "8")) in [(row.title, row.cells) for row in chart.rows]
    assert [label.text for label in chart.x_labels] == ["sent", "1 h", "2 h", "3 h", "4 h", "5 h", "6 h"]


def test_sends_of_several_campaigns_are_named_after_them() -> None:
    other = grown((1, 8), key=2, campaign_id="c2", campaign="")
    chart = plots.growth_chart("Opens", [grown((1, 5)), other], "opens", "24h")
    assert chart is not None
    assert [series.name for series in chart.series] == ["Weekly deals, 20 Nov, 08:00", "c2, 20 Nov, 08:00"]


def test_a_metric_that_no_look_states_is_not_drawn() -> None:
    assert plots.growth_chart("Clicks", [grown((1, 5))], "clicks", "6h") is None
    assert plots.growth_chart("Opens", [], "opens", "6h") is None


@pytest.mark.parametrize(
    ("hours", "span"), [((), "6h"), ((5.9,), "6h"), ((7,), "24h"), ((30, 200), "14d"), ((100,), "7d"), ((400,), "14d")]
)
def test_the_span_is_the_shortest_that_holds_the_oldest_send(hours: tuple[float, ...], span: str) -> None:
    assert plots.span_of([grown((one, 1)) for one in hours]) == span


@pytest.mark.parametrize("span", plots.SPANS)
def test_every_span_has_labels_from_end_to_end_and_stops_within(span: str) -> None:
    chart = plots.growth_chart("Opens", [grown((0.1, 1), (400, 9))], "opens", span)
    assert chart is not None
    assert len({label.text for label in chart.x_labels}) == len(chart.x_labels)
    assert len(chart.rows) == len(chart.hits) >= 9


def emails(*days: tuple[int, int, int]) -> tuple[Row, ...]:
    return tuple(
        Row(DAY + timedelta(days=day), "email", {"sent": sent, "delivered": sent, "unique_opens": opens})
        for day, sent, opens in days
    )


def test_a_rate_counts_everything_since_the_send_and_ends_with_its_days() -> None:
    send = SendFigures(a_row(), emails((0, 100, 20), (1, 0, 10), (3, 100, 0)))
    assert plots.rates_by_day(send, "opens")[:5] == [20.0, 30.0, 30.0, 15.0, None]
    assert plots.rates_by_day(send, "clicks") == [None] * 14
    assert plots.rates_by_day(SendFigures(a_row(), ()), "opens") == [None] * 14


def test_rates_of_the_last_sends_are_drawn_from_their_day_nought() -> None:
    later = SendFigures(a_row(2, sent_at=SENT + timedelta(days=2)), emails((2, 50, 10)))
    chart = plots.rates_chart([SendFigures(a_row(), emails((0, 100, 20), (1, 0, 10))), later], "opens")
    assert chart is not None
    assert [series.values[:2] for series in chart.series] == [[20.0, 30.0], [20.0, None]]
    assert chart.rows[1].cells == ("30.0%", "–")
    assert chart.hits[0].tip.startswith("day 0\n")
    assert plots.rates_chart([], "opens") is None


@pytest.mark.parametrize(
    ("hours", "title"),
    [
        (0.25, "15 min after the send"),
        (1.5, "1.5 h after the send"),
        (24, "24 h after the send"),
        (48, "2 d after the send"),
    ],
)
def test_ages_are_told_in_words(hours: float, title: str) -> None:
    assert plots.age_title(hours) == title
