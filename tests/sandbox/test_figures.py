from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from braze_tracker.sandbox.content import CAMPAIGNS, Campaign
from braze_tracker.sandbox.figures import Day, figures, restates

SENT = datetime(2026, 5, 4, 10, tzinfo=UTC)
DEALS, WIN_BACK = CAMPAIGNS[0], CAMPAIGNS[2]
STEADY = next(name for name in map(str, range(99)) if not restates(DEALS.id, name))
RESTATED = next(name for name in map(str, range(99)) if restates(DEALS.id, name))


def after(age: timedelta, send_id: str = STEADY, **options: Any) -> list[Day]:
    return figures(DEALS, send_id, [SENT], SENT + age, **options)


def entries(days: list[Day], channel: str = "email") -> Iterator[dict[str, Any]]:
    for day in days:
        yield from day["messages"][channel]


def total(days: list[Day], metric: str, channel: str = "email") -> float:
    return float(sum(entry.get(metric, 0) for entry in entries(days, channel)))


@pytest.mark.parametrize("age", [timedelta(days=-1), timedelta(0), timedelta(days=14), timedelta(days=40)])
def test_there_is_nothing_before_the_send_and_from_the_fourteenth_day_on(age: timedelta) -> None:
    assert after(age) == []


def test_the_last_second_of_the_fourteenth_day_still_has_everything() -> None:
    assert len(after(timedelta(days=14, seconds=-1))) == 15


def test_the_same_question_has_the_same_answer() -> None:
    assert after(timedelta(hours=30)) == after(timedelta(hours=30))


def test_another_send_of_the_campaign_has_other_figures() -> None:
    assert after(timedelta(hours=30)) != after(timedelta(hours=30), "another")


def test_a_day_without_a_reply_is_a_row_all_the_same() -> None:
    assert [day["time"] for day in after(timedelta(days=2))] == ["2026-05-04", "2026-05-05", "2026-05-06"]


@pytest.mark.parametrize("metric", ["opens", "unique_clicks", "conversions", "sent"])
def test_totals_never_fall_while_nothing_is_restated(metric: str) -> None:
    totals = [total(after(timedelta(hours=3 * step)), metric) for step in range(1, 8 * 13)]
    assert totals == sorted(totals)
    assert totals[-1] > 0


def test_figures_grow_most_in_the_first_hours() -> None:
    early, day, late = (total(after(timedelta(hours=hours)), "opens") for hours in (6, 24, 48))
    assert early > day - early > late - day


def test_conversions_still_come_on_day_thirteen() -> None:
    before, then = (figures(WIN_BACK, "1", [SENT], SENT + timedelta(days=day)) for day in (13, 13.9))
    assert total(then, "conversions") > total(before, "conversions")


def test_a_variation_has_both_its_name_and_its_id() -> None:
    named = [(entry["variation_name"], entry["variation_api_id"]) for entry in entries(after(timedelta(hours=1)))]
    assert named[:2] == [(v.name, v.id) for v in DEALS.variations if v.channel == "email" and not v.control]


def test_a_control_group_is_enrolled_and_never_sent_to() -> None:
    control = next(entry for entry in entries(after(timedelta(hours=1)), "ios_push") if "enrolled" in entry)
    assert control["enrolled"] == DEALS.audience // 20
    assert "sent" not in control
    assert "total_opens" not in control


def test_money_is_a_float_with_cents() -> None:
    revenues = [day["revenue"] for day in after(timedelta(days=5))]
    assert all(isinstance(revenue, float) and round(revenue, 2) == revenue for revenue in revenues)
    assert any(revenue % 1 for revenue in revenues)


def test_a_day_adds_up_its_variations() -> None:
    for day in after(timedelta(days=3)):
        inside = [entry for group in day["messages"].values() for entry in group]
        assert day["conversions"] == sum(entry["conversions"] for entry in inside)
        assert day["revenue"] == pytest.approx(sum(entry["revenue"] for entry in inside))


def test_conversions_by_send_time_belong_to_the_day_of_sending() -> None:
    days = after(timedelta(days=5))
    assert days[0]["conversions_by_send_time"] >= sum(day["conversions"] for day in days)
    assert not any(day["conversions_by_send_time"] for day in days[1:])


def test_unique_recipients_are_counted_for_the_campaign_not_for_the_send() -> None:
    other = SENT + timedelta(days=1)
    days = after(timedelta(days=2), campaign_moments=[SENT, other])
    assert [day["unique_recipients"] > 0 for day in days] == [True, True, False]


def test_days_are_the_companys_days() -> None:
    zone = ZoneInfo("Pacific/Auckland")
    assert [day["time"] for day in after(timedelta(hours=3), zone=zone)] == ["2026-05-04", "2026-05-05"]


def test_where_the_day_is_cut_changes_no_total() -> None:
    utc, auckland = (after(timedelta(days=9), zone=ZoneInfo(name)) for name in ("UTC", "Pacific/Auckland"))
    assert total(utc, "opens") == total(auckland, "opens")


def test_the_first_day_of_some_sends_is_corrected_downwards() -> None:
    before, then = (after(timedelta(hours=hours), RESTATED)[0] for hours in (59, 60))
    assert total([then], "opens") < total([before], "opens")
    assert total([then], "sent") == total([before], "sent")


def test_other_sends_are_never_corrected() -> None:
    before, then = (after(timedelta(hours=hours))[:1] for hours in (59, 60))
    assert [total(then, name) for name in ("opens", "machine_open")] == [
        total(before, name) for name in ("opens", "machine_open")
    ]


def test_about_one_send_in_three_is_corrected() -> None:
    assert 70 < sum(restates(DEALS.id, str(number)) for number in range(300)) < 130


def test_a_send_id_used_again_adds_up_and_lives_from_its_last_use() -> None:
    again = SENT + timedelta(days=3)
    once = figures(DEALS, STEADY, [SENT], again + timedelta(days=1))
    twice = figures(DEALS, STEADY, [SENT, again], again + timedelta(days=1))
    assert total(twice, "sent") == 2 * total(once, "sent")
    assert figures(DEALS, STEADY, [SENT, again], SENT + timedelta(days=15)) != []


NEVER_MORE_THAN = [
    (("delivered", "bounces"), "sent"),
    (("delivered", "undelivered", "delivery_failed"), "sent"),
    (("delivered", "rejected", "delivery_failed"), "sent"),
    (("delivered", "failed"), "sent"),
    (("errors",), "sent"),
    (("sent_to_carrier",), "sent"),
    (("read",), "delivered"),
    (("opens",), "delivered"),
    (("total_opens",), "sent"),
    (("unique_impressions",), "sent"),
    (("unique_opens",), "opens"),
    (("machine_open", "unique_clicks", "unsubscribes"), "unique_opens"),
    (("direct_opens",), "total_opens"),
    (("body_clicks",), "direct_opens"),
    (("clicks",), "opens"),
    (("unique_clicks",), "clicks"),
    (("unique_impressions",), "total_impressions"),
    (("unique_clicks", "unique_dismissals"), "unique_impressions"),
    (("unique_clicks",), "total_clicks"),
    (("unique_dismissals",), "total_dismissals"),
    (("total_clicks", "total_dismissals"), "total_impressions"),
    (("first_button_clicks", "second_button_clicks"), "clicks"),
    (("clicks",), "impressions"),
    (("clicks",), "sent"),
    (("opt_out",), "sent"),
    (("conversions",), "sent"),
    (("conversions",), "enrolled"),
]
"""(parts, what they are parts of): in the sums of a variation at any moment."""
SENT_TO_OPENED = {"read", "opens", "total_opens", "unique_impressions", "clicks", "opt_out", "conversions"}
"""What may happen on a later day than the message went out: of these, one day may have more than it sent."""


def sums(days: list[Day]) -> list[dict[str, float]]:
    """A variation's figures added up over the days."""
    found: dict[str, dict[str, float]] = {}
    for day in days:
        for channel, group in day["messages"].items():
            for entry in group:
                added = found.setdefault(channel + entry["variation_api_id"], {})
                for name, value in entry.items():
                    if not isinstance(value, str):
                        added[name] = added.get(name, 0) + value
    return list(found.values())


def too_many(metrics: dict[str, Any]) -> list[tuple[tuple[str, ...], str]]:
    return [
        (parts, whole)
        for parts, whole in NEVER_MORE_THAN
        if whole in metrics and sum(metrics.get(part, 0) for part in parts) > metrics[whole]
    ]


AGES = st.one_of(
    st.timedeltas(timedelta(microseconds=1), timedelta(minutes=21)),
    st.timedeltas(timedelta(minutes=21), timedelta(hours=61)),
    st.timedeltas(timedelta(hours=61), timedelta(days=14, microseconds=-1)),
)
USES = st.lists(st.timedeltas(timedelta(0), timedelta(days=3)), max_size=2)


@settings(deadline=None)
@given(st.sampled_from(CAMPAIGNS), st.text("abc123", min_size=1), AGES, USES, st.sampled_from(["UTC", "Asia/Kolkata"]))
def test_at_no_moment_is_a_part_larger_than_the_whole(
    campaign: Campaign, send_id: str, age: timedelta, uses: list[timedelta], zone: str
) -> None:
    moments = [SENT, *(SENT + use for use in uses)]
    days = figures(campaign, send_id, moments, SENT + age, zone=ZoneInfo(zone))
    assert days
    assert [too_many(metrics) for metrics in sums(days)] == [[] for _ in sums(days)]
    for entry in (entry for day in days for group in day["messages"].values() for entry in group):
        assert all(SENT_TO_OPENED.intersection(parts) for parts, _whole in too_many(entry))
        assert all(value >= 0 for value in entry.values() if not isinstance(value, str))


@pytest.mark.parametrize("channel", ["email", "ios_push"])
def test_everybody_is_sent_to_and_nearly_everybody_reached(channel: str) -> None:
    days = after(timedelta(hours=1))
    assert 0.9 < total(days, "delivered", channel) / total(days, "sent", channel) < 1
