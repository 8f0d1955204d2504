"""The charts of the pages: what is drawn, how it is named, where it leads."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from braze_tracker.analytics.totals import Row
from braze_tracker.braze.outcomes import Outcome
from braze_tracker.dashboard import plots
from braze_tracker.dashboard.queries_sends import Totals
from braze_tracker.dashboard.queries_traffic import Bar, Counts

HOUR = timedelta(hours=1)
START = datetime(2026, 11, 23, 8, tzinfo=UTC)
DAY = date(2026, 11, 20)


def test_outcomes_that_did_not_happen_are_left_out_and_each_bar_leads_to_its_calls() -> None:
    bars = [Bar(START, START + HOUR, Counts({Outcome.SUCCESS: 3})), Bar(START + HOUR, START + 2 * HOUR, Counts())]
    chart = plots.outcomes_chart("Calls", bars, START + 1.5 * HOUR, {"ws": "shop"})
    assert [series.name for series in chart.series] == ["Success"]
    assert chart.hits[0].tip == "Mon 23 Nov, 08:00–09:00 UTC\nSuccess: 3"
    assert chart.hits[0].href == "/calls/?ws=shop&from=2026-11-23T08%3A00Z&to=2026-11-23T09%3A00Z"
    assert [label.text for label in chart.x_labels] == ["08:00", "now"]


def test_minutes_are_named_at_full_tens_and_leave_room_for_now() -> None:
    step = timedelta(minutes=1)
    begin = START + 3 * step
    bars = [Bar(begin + at * step, begin + (at + 1) * step, Counts({Outcome.SUCCESS: 1})) for at in range(60)]
    chart = plots.outcomes_chart("Calls", bars, begin + 59.5 * step, {})
    named = [label.text for label in chart.x_labels if label.text]
    assert named == ["08:10", "08:20", "08:30", "08:40", "08:50", "now"]
    assert chart.hits[7].tip == "Mon 23 Nov, 08:10–08:11 UTC\nSuccess: 1"


def test_a_minute_seven_before_now_is_too_near_to_be_named() -> None:
    step = timedelta(minutes=1)
    begin = START + 8 * step
    bars = [Bar(begin + at * step, begin + (at + 1) * step, Counts()) for at in range(60)]
    slots = plots.time_slots(bars, begin + 59.5 * step, {})
    assert [slot.label for slot in slots if slot.label][-2:] == ["08:50", "now"]


def test_looks_are_answered_or_failed() -> None:
    counts = Counts({Outcome.SUCCESS: 3, Outcome.FATAL_CLIENT: 1, Outcome.PENDING: 1})
    chart = plots.looks_chart("Looks", [Bar(START, START + HOUR, counts)], START, {})
    assert [series.total for series in chart.series] == [3, 1]


def test_a_bar_of_a_whole_day_is_named_by_its_day() -> None:
    (slot,) = plots.time_slots([Bar(START, START + 24 * HOUR, Counts())], START + 48 * HOUR, {})
    assert (slot.label, slot.title) == ("23 Nov", "Mon 23 Nov UTC")


def test_one_line_a_channel_and_none_for_what_is_not_stated() -> None:
    rows = [
        Row(DAY, "email", {"sent": 9, "unique_opens": 4}),
        Row(DAY, "sms", {"sent": 2}),
        Row(DAY, "", {"revenue": "9.50"}),
    ]
    opens = plots.figures_chart(rows, "opens", DAY)
    money = plots.figures_chart(rows, "revenue", DAY)
    assert opens is not None
    assert money is not None
    assert [series.name for series in opens.series] == ["Email"]
    assert [series.name for series in money.series] == ["Whole send"]
    assert money.rows[0].cells == ("$9.50",)
    assert plots.figures_chart([], "opens", DAY) is None


def test_the_first_day_of_a_send_is_a_bar_for_each_channel() -> None:
    rows = [Row(DAY, "email", {"unique_opens": 40}), Row(DAY, "ios_push", {"direct_opens": 5})]
    chart = plots.figures_chart(rows, "opens", DAY)
    assert chart is not None
    assert [label.text for label in chart.x_labels] == ["Email", "iOS push"]
    assert [bar.css for bar in chart.bars] == ["channel-email", "channel-ios_push"]
    assert [row.cells for row in chart.rows] == [("40", "0"), ("0", "5")]
    two_days = plots.figures_chart([*rows, Row(DAY + timedelta(days=1), "email", {"unique_opens": 4})], "opens", DAY)
    assert two_days is not None
    assert len(two_days.lines) == 2


def test_days_without_a_send_count_nothing() -> None:
    chart = plots.results_chart([(DAY, Totals({"opens": 5}, {}))], DAY - timedelta(days=1), DAY)
    assert [list(series.values) for series in chart.series] == [[0, 5], [0, 0]]


def test_days_of_an_error_and_days_left_are_bars() -> None:
    assert len(plots.days_chart("Calls", [(DAY, 3)], "outcome-unknown", DAY).bars) == 1
    assert len(plots.days_left_chart([2, 0, 1], "").bars) == 2
