from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from braze_tracker.analytics.figures import Answer, Kept, keep
from braze_tracker.analytics.models import DailyFigures
from braze_tracker.recording.models import Send
from tests.analytics.factories import a_day, a_series, figures, hours
from tests.recording.factories import a_send

pytestmark = pytest.mark.django_db

MONDAY, TUESDAY = "2026-03-02", "2026-03-03"


def put(send: Send, *days: dict[str, Any], at: float = 0) -> Kept:
    return keep([Answer(send.pk, hours(at), a_series(*days))])[send.pk]


def email(**metrics: Any) -> list[dict[str, Any]]:
    return [{"variation_api_id": "v1", "variation_name": "A", **metrics}]


def test_every_day_channel_and_variation_has_a_row() -> None:
    send = a_send()
    both = [{"variation_api_id": "v1", "sent": 1}, {"variation_api_id": "v2", "sent": 2}]
    kept = put(
        send, a_day(MONDAY, email=both, own={"conversions": 1}), a_day(TUESDAY, sms=[{"sent": 3}])
    )  # fmt: skip
    assert (kept.rows, kept.changed, kept.channels) == (4, 4, ["email", "sms"])
    assert figures(send) == {
        (MONDAY, "", ""): {"conversions": 1},
        (MONDAY, "email", "v1"): {"sent": 1},
        (MONDAY, "email", "v2"): {"sent": 2},
        (TUESDAY, "sms", "0"): {"sent": 3},
    }


def test_numbers_are_kept_exactly() -> None:
    send = a_send()
    put(send, a_day(MONDAY, email=email(sent=2**60, revenue=12.25), own={"revenue": 0.1}))
    assert figures(send)[MONDAY, "email", "v1"] == {"sent": 2**60, "revenue": "12.25"}
    assert figures(send)[MONDAY, "", ""] == {"revenue": "0.1"}


def test_the_same_answer_again_changes_nothing() -> None:
    send = a_send()
    put(send, a_day(MONDAY, email=email(sent=5, revenue=1.5)))
    kept = put(send, a_day(MONDAY, email=email(sent=5, revenue=1.50)), at=1)
    assert (kept.rows, kept.changed) == (1, 0)
    assert DailyFigures.objects.get().changed_at == hours(0)


def test_only_rows_that_differ_are_written() -> None:
    send = a_send()
    put(send, a_day(MONDAY, email=email(sent=5)), a_day(TUESDAY, email=email(sent=1)))
    assert put(send, a_day(MONDAY, email=email(sent=5)), a_day(TUESDAY, email=email(sent=4)), at=1).changed == 1
    by_day = {row.day: row for row in DailyFigures.objects.all()}
    assert by_day[date(2026, 3, 2)].changed_at == hours(0)
    assert (by_day[date(2026, 3, 3)].first_at, by_day[date(2026, 3, 3)].changed_at) == (hours(0), hours(1))


def test_a_figure_that_braze_lowers_is_stored_and_counted_as_restated() -> None:
    send = a_send()
    for at, opens in enumerate([10, 8, 12, 11]):
        put(send, a_day(MONDAY, email=email(sent=20, opens=opens)), at=at)
    row = DailyFigures.objects.get()
    assert (row.metrics["opens"], row.restated) == (11, 2)


def test_money_is_compared_as_money() -> None:
    send = a_send()
    put(send, a_day(MONDAY, email=email(revenue=9.5)))
    put(send, a_day(MONDAY, email=email(revenue=10.25)))
    assert DailyFigures.objects.get().restated == 0


def test_what_an_answer_leaves_out_stays() -> None:
    send = a_send()
    put(send, a_day(MONDAY, email=email(sent=5, opens=3), sms=[{"sent": 2}]))
    put(send, a_day(TUESDAY, email=email(sent=1)), at=1)
    put(send, a_day(MONDAY, email=email(sent=6)), at=2)
    assert figures(send)[MONDAY, "email", "v1"] == {"sent": 6, "opens": 3}
    assert figures(send)[MONDAY, "sms", "0"] == {"sent": 2}


def test_totals_are_of_all_that_is_stored() -> None:
    send = a_send()
    put(send, a_day(MONDAY, email=email(sent=5)))
    kept = put(send, a_day(TUESDAY, sms=[{"sent": 2}]), at=1)
    assert (kept.totals["sent"], kept.channels) == (7, ["email", "sms"])


def test_names_too_long_or_unstorable_are_made_to_fit() -> None:
    send = a_send()
    channels: dict[str, Any] = {"x" * 300: [{"variation_name": "A\0" + "n" * 400, "sent": 1}]}
    put(send, a_day(MONDAY, **channels))
    row = DailyFigures.objects.get()
    assert (len(row.channel), len(row.variation), len(row.variation_name)) == (64, 191, 255)
    assert "\0" not in row.variation_name


def test_hundreds_of_rows_of_many_sends_are_kept_with_a_handful_of_queries() -> None:
    sends = [a_send() for _ in range(30)]
    days = [a_day(f"2026-03-{number:02}", email=email(sent=number)) for number in range(1, 15)]
    with CaptureQueriesContext(connection) as queries:
        keep([Answer(send.pk, hours(0), a_series(*days)) for send in sends])
    assert DailyFigures.objects.count() == 30 * 14
    assert len(queries) < 10


def test_nothing_to_keep_is_fine() -> None:
    assert keep([]) == {}
