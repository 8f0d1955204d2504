from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from braze_tracker.analytics.totals import HEADLINES, Row, headline, is_control, number, rates, stored, totals

MONDAY, TUESDAY = date(2026, 3, 2), date(2026, 3, 3)


@pytest.mark.parametrize(
    ("channel", "metrics", "name", "value"),
    [
        ("email", {"sent": 9}, "sent", 9),
        ("email", {"opens": 7, "unique_opens": 5}, "opens", 5),
        ("email", {"opens": 7}, "opens", 7),
        ("email", {"clicks": 4, "unique_clicks": 3}, "clicks", 3),
        ("email", {"unsubscribes": 2}, "unsubscribes", 2),
        ("email", {"sent": 1, "reported_spam": 1}, "errors", None),
        ("ios_push", {"total_opens": 8, "direct_opens": 3}, "opens", 8),
        ("ios_push", {"direct_opens": 3}, "opens", 3),
        ("ios_push", {"body_clicks": 2}, "clicks", 2),
        ("ios_push", {"sent": 10, "delivered": 8, "bounces": 1}, "delivered", 8),
        ("android_push", {"sent": 10, "bounces": 1}, "delivered", 9),
        ("content_cards", {"sent": 10}, "delivered", 10),
        ("content_cards", {"total_impressions": 6, "unique_impressions": 4}, "opens", 4),
        ("content_cards", {"total_clicks": 6}, "clicks", 6),
        ("sms", {"rejected": 2, "delivery_failed": 3, "undelivered": 9}, "errors", 5),
        ("sms", {"opt_out": 4}, "unsubscribes", 4),
        ("whats_app", {"read": 4, "failed": 1}, "opens", 4),
        ("whats_app", {"read": 4, "failed": 1}, "errors", 1),
        ("webhook", {"sent": 3, "errors": 1}, "errors", 1),
        ("webhook", {"opens": 3}, "opens", None),
        ("trigger_in_app_message", {"impressions": 8}, "opens", 8),
        ("trigger_in_app_message", {"first_button_clicks": 2, "second_button_clicks": 3}, "clicks", 5),
        ("carrier_pigeon", {"sent": 2, "opens": 1}, "opens", 1),
        ("", {"conversions": 3, "revenue": "12.50"}, "revenue", Decimal("12.50")),
        ("", {"conversions": 3}, "sent", None),
    ],
)
def test_headline_numbers_come_from_each_channels_own_names(
    channel: str, metrics: dict[str, Any], name: str, value: Any
) -> None:
    assert headline(channel, name, metrics) == value


@pytest.mark.parametrize(
    ("metrics", "control"),
    [
        ({"enrolled": 5}, True),
        ({"enrolled": 5, "conversions": 1}, True),
        ({"enrolled": 5, "sent": 5}, False),
        ({}, False),
    ],
)
def test_a_control_group_enrols_and_sends_nothing(metrics: dict[str, Any], control: bool) -> None:
    assert is_control(metrics) is control


@pytest.mark.parametrize(
    ("kept", "value"),
    [(3, 3), (2**70, 2**70), ("12.50", Decimal("12.50")), ("0.1", Decimal("0.1"))],
)
def test_stored_figures_are_exact_both_ways(kept: Any, value: Any) -> None:
    assert number(kept) == value
    assert stored(value) == kept


def test_an_absurd_exponent_is_stored_short() -> None:
    assert stored(Decimal("1E+5000")) == "1E+5000"


def test_sums_run_over_days_channels_and_variations_without_control_groups() -> None:
    rows = [
        Row(MONDAY, "email", {"sent": 10, "delivered": 9, "unique_opens": 4}),
        Row(TUESDAY, "email", {"sent": 0, "delivered": 0, "unique_opens": 2}),
        Row(MONDAY, "sms", {"sent": 5, "delivered": 5}),
        Row(MONDAY, "email", {"enrolled": 100, "conversions": 50, "revenue": "99.99"}),
    ]
    found = totals(rows)
    assert (found["sent"], found["delivered"], found["opens"]) == (15, 14, 6)
    assert "conversions" not in found
    assert "revenue" not in found


def test_what_a_day_states_for_the_whole_send_is_not_added_to_what_its_channels_state() -> None:
    rows = [
        Row(MONDAY, "", {"conversions": 3, "revenue": "12.50", "unique_recipients": 900}),
        Row(MONDAY, "ios_push", {"sent": 10, "conversions": 3, "revenue": "12.50"}),
        Row(TUESDAY, "ios_push", {"sent": 0, "conversions": 1, "revenue": "0.25"}),
    ]
    found = totals(rows)
    assert (found["conversions"], found["revenue"]) == (4, "12.75")


def test_where_a_control_group_is_part_of_a_days_figures_the_channels_count() -> None:
    rows = [
        Row(MONDAY, "", {"conversions": 9, "revenue": "40.00"}),
        Row(MONDAY, "email", {"sent": 10, "conversions": 3, "revenue": "12.50"}),
        Row(MONDAY, "email", {"enrolled": 90, "conversions": 6, "revenue": "27.50"}),
    ]
    assert (totals(rows)["conversions"], totals(rows)["revenue"]) == (3, "12.50")


def test_what_nobody_stated_is_absent_and_not_zero() -> None:
    assert totals([Row(MONDAY, "webhook", {"sent": 3, "errors": 0})]).keys() == {"sent", "delivered", "errors", "of"}
    assert totals([]) == {"of": {}}


def test_campaign_level_uniques_are_never_added_up() -> None:
    assert "unique_recipients" not in HEADLINES


def test_a_rate_divides_only_by_channels_that_count_it() -> None:
    rows = [
        Row(MONDAY, "email", {"sent": 100, "delivered": 80, "unique_opens": 20}),
        Row(MONDAY, "sms", {"sent": 50, "delivered": 50}),
        Row(MONDAY, "", {"conversions": 13}),
    ]
    found = {rate.name: rate for rate in rates(totals(rows))}
    assert (found["opens"].part, found["opens"].of, found["opens"].share) == (20, 80, Decimal("0.25"))
    assert (found["delivered"].of, found["conversions"].of) == (150, 130)
    assert found["conversions"].share == Decimal("0.1")
    assert "clicks" not in found
    assert "÷" in str(found["opens"].rule)


def test_nothing_delivered_makes_no_rate() -> None:
    assert rates(totals([Row(MONDAY, "email", {"sent": 0, "delivered": 0, "opens": 0})])) == []
    assert rates({}) == []
