"""What became of a send's messages, step by step, and by which rule."""

from __future__ import annotations

from datetime import date

from braze_tracker.analytics.totals import Row, totals
from braze_tracker.dashboard.funnel import Cell, funnel, made_rates
from braze_tracker.dashboard.queries_sends import Totals, read_totals

DAY = date(2026, 11, 20)
FIGURES = [
    Row(DAY, "email", {"sent": 100, "delivered": 80, "unique_opens": 40, "unique_clicks": 8, "conversions": 4}),
    Row(DAY, "sms", {"sent": 50, "delivered": 50, "clicks": 5, "conversions": 1}),
]


def test_every_step_is_told_for_the_whole_send_and_for_each_channel() -> None:
    shown = funnel(read_totals(totals(FIGURES)), FIGURES)
    assert shown is not None
    assert shown.channels == ("Email", "SMS")
    assert [step.title for step in shown.steps] == ["Sent", "Delivered", "Opened", "Clicked", "Converted"]
    opened = shown.steps[2]
    assert opened.whole == Cell("40", "50.0%")
    assert opened.channels == (Cell("40", "50.0%"), Cell("–", "–"))
    assert round(opened.share, 1) == 26.7
    assert shown.steps[0].whole == Cell("150")


def test_a_step_that_braze_does_not_state_is_left_out() -> None:
    hooks = [Row(DAY, "webhook", {"sent": 9, "errors": 1})]
    shown = funnel(read_totals(totals(hooks)), hooks)
    assert shown is not None
    assert "Opened" not in [step.title for step in shown.steps]


def test_before_anything_was_sent_there_is_no_funnel() -> None:
    assert funnel(Totals({}, {}), []) is None
    assert made_rates(Totals({}, {})) == []


def test_a_rate_comes_with_its_numbers_and_its_rule() -> None:
    rates = {one.title: one for one in made_rates(read_totals(totals(FIGURES)))}
    opened = rates["Open rate"]
    assert (opened.rate, opened.part, opened.of) == ("50.0%", "40", "80")
    assert "delivered, on channels that count opens" in str(opened.rule)
    assert (rates["Click rate"].part, rates["Click rate"].of) == ("13", "130")
