"""What the pages ask of the ledger and the follow-up, and that the answers are bounded."""

from __future__ import annotations

from datetime import timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from braze_tracker.analytics.models import PlanState
from braze_tracker.dashboard.filters import Period, read_calls
from braze_tracker.dashboard.queries_call import call_detail
from braze_tracker.dashboard.queries_counts import (
    answers,
    as_moment,
    as_rows,
    earliest,
    how_many,
    listed,
    sum_of,
)
from braze_tracker.dashboard.queries_errors import GroupFilter, group_detail, group_page, open_groups
from braze_tracker.dashboard.queries_kept import kept_hours
from braze_tracker.dashboard.queries_names import NamedAndOffered, campaign_names
from braze_tracker.dashboard.queries_sends import SendFilter, send_detail, send_page, state_counts
from braze_tracker.dashboard.queries_sends_summary import sends_summary
from braze_tracker.dashboard.queries_sync import sync_state
from braze_tracker.dashboard.queries_traffic import histogram, looks_by_hour, traffic
from braze_tracker.recording.models import ApiCall, CallBody, ErrorGroup
from tests.dashboard.factories import a_budget, a_campaign, a_followed_send, a_look, a_plan, ago, now
from tests.recording.factories import a_call, a_send, a_workspace, an_error

pytestmark = pytest.mark.django_db


def test_many_answers_come_in_one_statement(django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    call = a_call(at=ago(minutes=1))
    everything = ApiCall.objects.all()
    with django_assert_num_queries(1):
        got = answers(
            {
                "all": how_many(everything),
                "none": how_many(everything.none()),
                "took": sum_of(everything, "elapsed_us"),
                "first": earliest(everything, "started_at"),
            }
        )
    assert (got["all"], got["none"], got["took"]) == (1, 0, 84_000)
    assert as_moment(got["first"]) == call.started_at


def test_a_few_rows_come_among_the_answers() -> None:
    calls = [a_call(at=ago(minutes=minutes), send_id=f"s-{minutes}") for minutes in (3, 1, 2)]
    rows = ApiCall.objects.order_by("started_at")
    got = answers({"two": listed(rows[1:], "send_id", "status", "started_at"), "none": listed(rows.none(), "send_id")})
    assert [(one, status) for one, status, _at in as_rows(got["two"])] == [("s-2", 201), ("s-1", 201)]
    assert [as_moment(at) for *_, at in as_rows(got["two"])] == [calls[2].started_at, calls[1].started_at]
    assert as_rows(got["none"]) == []


def test_counting_stops_above_its_cap() -> None:
    for _ in range(4):
        a_call()
    assert answers({"calls": how_many(ApiCall.objects.all(), cap=2)}) == {"calls": 3}


def test_a_call_has_its_attempts_errors_and_send() -> None:
    first = a_call(at=ago(minutes=2), outcome="rate_limited")
    call = a_call(at=ago(minutes=1), operation=first.operation, attempt=2, send_id="s-1", request='{"a":1}', reply="{}")
    a_plan(a_send(send_id="s-1"), totals={"sent": 5})
    error = an_error(call, message="'email' is not valid", severity="non_fatal")
    detail = call_detail(call.pk, with_bodies=True)
    assert detail is not None
    assert [attempt.fine for attempt in detail.attempts] == [False, True]
    assert [one.group for one in detail.errors] == [error.group_id]
    assert detail.send is not None
    assert detail.send.totals == {"sent": 5}
    assert detail.bodies is not None
    assert detail.bodies.request.body.content == '{"a":1}'


def test_a_body_that_cannot_be_read_hides_nothing_else() -> None:
    call = a_call(at=ago(minutes=1), request="{}")
    CallBody.objects.filter(pk=call.pk).update(content=b"garbage")
    detail = call_detail(call.pk, with_bodies=True)
    assert detail is not None
    assert detail.bodies is None


@pytest.mark.parametrize("minute", [0, 30, 57])
def test_the_last_bar_is_the_hour_of_now(minute: int) -> None:
    a_call(at=ago(hours=1))
    moment = now().replace(hour=14, minute=minute)
    bars = traffic(read_calls({}, moment).period, None).bars
    assert (len(bars), bars[-1].since <= moment < bars[-1].until) == (24, True)


def test_traffic_is_read_from_the_kept_counts_and_set_beside_the_day_before() -> None:
    a_call(at=ago(minutes=1))
    a_call(at=ago(minutes=1), outcome="fatal_client")
    a_call(at=ago(minutes=1), origin="sync")
    a_call(at=ago(hours=30))
    ApiCall.objects.all().delete()
    seen = traffic(read_calls({}, now()).period, None)
    assert (seen.total.all, seen.total.fatal, seen.total.accepted, seen.before.all, seen.looks) == (2, 1, 1, 1, 1)
    assert len(seen.bars) == 24
    assert seen.bars[-1].until > now()


@pytest.mark.parametrize(("name", "bars"), [("24h", 24), ("7d", 28), ("14d", 14), ("30d", 30)])
def test_a_range_has_as_many_bars_as_can_be_read(name: str, bars: int) -> None:
    assert len(traffic(read_calls({"range": name}, now()).period, None).bars) in (bars, bars + 1)


def test_a_workspace_sees_only_its_own_traffic() -> None:
    other = a_workspace("Other")
    a_call(other, at=ago(minutes=1), endpoint="GET /campaigns/list")
    assert traffic(read_calls({}, now()).period, a_workspace().pk).total.all == 0


def test_filters_offer_the_endpoints_and_campaigns_of_a_workspace_and_names_are_known_of_all(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    other = a_workspace("Other")
    a_call(at=ago(minutes=1), endpoint="POST /users/track")
    a_call(other, at=ago(minutes=1), endpoint="GET /campaigns/list")
    a_campaign("c-1", "Weekly deals"), a_campaign("c-2", "basket")
    everywhere, there = NamedAndOffered(None), NamedAndOffered(other.pk)
    with django_assert_num_queries(2):
        assert everywhere.names(["c-9"]) == {"c-1": "Weekly deals", "c-2": "basket"}
        assert there.names(["c-1", ""]) == {"c-1": "Weekly deals"}
    assert everywhere.endpoints == ["GET /campaigns/list", "POST /users/track"]
    assert everywhere.campaigns == [("c-2", "basket"), ("c-1", "Weekly deals")]
    assert (there.endpoints, there.campaigns) == (["GET /campaigns/list"], [])


def test_the_strip_above_a_list_obeys_what_the_kept_counts_know() -> None:
    a_call(at=ago(minutes=1))
    a_call(at=ago(minutes=1), outcome="fatal_client", endpoint="POST /users/track", origin="gateway")
    wanted = read_calls({"outcome": "fatal", "endpoint": "POST /users/track", "origin": "gateway"}, now())
    assert sum(bar.counts.all for bar in histogram(wanted, kept_hours(wanted))) == 1
    assert histogram(read_calls({"q": "x"}, now()), {}) == ()


def test_looks_are_counted_by_the_hour() -> None:
    a_call(at=ago(minutes=1), origin="sync", endpoint="GET /sends/data_series")
    a_call(at=ago(minutes=1))
    bars = looks_by_hour(Period("24h", ago(hours=24), now()), None)
    assert sum(bar.counts.all for bar in bars) == 1


def test_error_groups_come_with_their_days_and_badges() -> None:
    for days in (0, 0, 3):
        an_error(a_call(at=ago(days=days, minutes=1), outcome="fatal_client"), message="Invalid")
    page = group_page(GroupFilter("open"), now())
    assert (page.count("open"), page.count("open", "fatal"), page.count("muted")) == (1, 1, 0)
    assert sum(page.rows[0].days) == 3
    assert page.rows[0].badge == ""
    ErrorGroup.objects.update(returned_at=now())
    assert group_page(GroupFilter("open"), now()).rows[0].badge == "back"


def test_open_groups_are_counted_step_by_step() -> None:
    an_error(a_call(at=ago(minutes=1), outcome="fatal_client"))
    since = now().replace(minute=0, second=0, microsecond=0) - timedelta(hours=23)
    ((group, steps),) = open_groups(now(), since, 1, None)
    assert (sum(steps), len(steps), group.badge) == (1, 24, "new")
    assert open_groups(now(), since, 1, a_workspace("Other").pk) == ()


def test_an_error_tells_where_it_happens() -> None:
    for campaign in ("c-1", "c-1", "c-2"):
        error = an_error(
            a_call(at=ago(minutes=1), outcome="fatal_client", campaign_id=campaign, sent="nothing", reply="{}")
        )
    detail = group_detail(error.group_id, now(), None, with_bodies=True)
    assert detail is not None
    assert [(facet.value, facet.count) for facet in detail.campaigns] == [("c-1", 2), ("c-2", 1)]
    assert detail.reply is not None
    assert (detail.sent, detail.reply.content, len(detail.latest), detail.sampled) == ("nothing", "{}", 3, 3)


def test_sends_are_found_by_their_state() -> None:
    a_plan(a_send(at=ago(days=12)), failures=2)
    a_plan(a_send(at=ago(days=20)), state=PlanState.FINAL)
    a_plan(a_send(at=ago(days=20)), state=PlanState.LOST)
    a_send(at=ago(minutes=1))
    counts = state_counts(SendFilter(), now())
    assert counts == {"": 4, "tracking": 1, "soon": 1, "failing": 1, "final": 1, "lost": 1, "needs_campaign": 0}
    assert len(send_page(SendFilter(state="failing"), now()).rows) == 1


def test_a_send_is_found_by_the_beginning_of_its_id() -> None:
    send = a_send(at=ago(minutes=1), send_id="abcdef")
    a_send(at=ago(minutes=1), send_id="xyz")
    assert [row.id for row in send_page(SendFilter(text="abc"), now()).rows] == [send.pk]


def test_sends_are_paged_without_gaps() -> None:
    at = ago(hours=1)
    wanted = {a_send(at=at).pk for _ in range(30)}
    first = send_page(SendFilter(), now())
    moment, _, key = first.older.rpartition("~")
    second = send_page(SendFilter(before=(first.rows[-1].sent_at, int(key))), now())
    assert moment == at.isoformat()
    assert {row.id for row in (*first.rows, *second.rows)} == wanted
    assert second.older == ""


def test_a_send_has_headline_numbers_days_and_variations() -> None:
    detail = send_detail(a_followed_send().pk)
    assert detail is not None
    assert (detail.send.campaign, detail.send.totals.get("sent"), len(detail.looks)) == ("Weekly deals", 150, 2)
    control, variant, push = detail.variations
    assert (control.control, control.enrolled, control.totals.get("conversions")) == (True, 9, 1)
    assert (variant.totals.get("opens"), variant.totals.base("opens")) == (80, 80)
    assert push.channel == "ios_push"


def test_the_list_of_sends_draws_opens_per_day() -> None:
    a_followed_send()
    (row,) = send_page(SendFilter(), now()).rows
    assert row.opens[:3] == (45, 40, 0)


def test_campaigns_are_summed_up_and_the_richest_comes_first() -> None:
    a_followed_send()
    a_followed_send()
    poor = a_send(at=ago(days=1), campaign_id="poor")
    a_plan(poor, totals={"sent": 9})
    summary = sends_summary(ago(days=14), now(), None)
    assert [(one.name, one.sends) for one in summary.campaigns] == [("Weekly deals", 2), ("poor", 1)]
    assert str(summary.campaigns[0].totals.get("revenue")) == "2469.00"
    assert summary.sends == 3


def test_sync_health_counts_what_is_due_and_what_is_left() -> None:
    late = a_plan(a_send(at=ago(days=13)), next_look_at=ago(minutes=14))
    a_look(late.send, result="failed", status=401, error="Braze refuses the key")
    a_budget()
    state = sync_state(now(), None)
    assert (state.tracking, state.due, state.days_left[0], len(state.soon)) == (1, 1, 1, 1)
    assert (state.headroom[0].used, state.looks[0].status) == (750, 401)
    assert sync_state(now(), a_workspace("Other").pk).tracking == 0
    assert len(sync_state(now(), None, failed_only=True).looks) == 1


def test_what_waits_in_a_paused_workspace_is_not_due_and_its_limits_say_why() -> None:
    resting = a_workspace("Resting", paused=True)
    a_plan(a_send(resting, at=ago(days=2)), next_look_at=ago(hours=5))
    a_plan(a_send(at=ago(days=2)), next_look_at=ago(minutes=1))
    a_budget(workspace=resting)
    state = sync_state(now(), None)
    assert (state.tracking, state.due, state.headroom[0].resting) == (2, 1, True)
    assert state.oldest_due is not None
    assert state.oldest_due > ago(minutes=5)


def test_names_are_asked_only_for_ids() -> None:
    assert campaign_names(["", ""]) == {}


def test_a_period_of_years_is_drawn_in_a_few_hundred_bars() -> None:
    a_call(at=ago(days=2000))
    bars = traffic(Period("", ago(days=3000), now()), None).bars
    assert len(bars) <= 401
    assert sum(bar.counts.all for bar in bars) == 1
