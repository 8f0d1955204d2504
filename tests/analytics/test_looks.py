from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import requests

from braze_tracker.analytics.looks import Ask, Came, Look, look, query
from braze_tracker.analytics.wire import Wire
from braze_tracker.braze.access import KeyAuth
from braze_tracker.sandbox.server import RunningSandbox
from tests.analytics.factories import broadcast, hours
from tests.recording.factories import NOW


def an_ask(box: RunningSandbox, **fields: Any) -> Ask:
    campaign_id, send_id = broadcast(box)
    ask = Ask(
        plan=1,
        workspace=1,
        lease=uuid4(),
        endpoint=f"{box.url}/sends/data_series",
        auth=KeyAuth(box.key),
        campaign_id=campaign_id,
        send_id=send_id,
        since=box.clock.now(),
    )
    return replace(ask, **fields)


def take(box: RunningSandbox, session: requests.Session, ask: Ask) -> Look:
    return look(ask, Wire(session), box.clock.now)


def test_a_look_brings_figures_and_limits(box: RunningSandbox, session: requests.Session) -> None:
    ask = an_ask(box)
    box.clock.set(hours(5))
    found = take(box, session, ask)
    assert (found.came, found.status, found.error, found.at) == (Came.FIGURES, 200, "", hours(5))
    assert found.series is not None
    assert {point.channel for point in found.series} > {None, "email"}
    assert found.limits is not None
    assert found.limits.total == 250_000
    assert found.elapsed is not None
    assert found.elapsed > timedelta(0)


def test_a_send_braze_knows_nothing_of_is_empty(box: RunningSandbox, session: requests.Session) -> None:
    found = take(box, session, an_ask(box, send_id="unheard-of"))
    assert (found.came, found.error) == (Came.EMPTY, "")


def test_zeros_are_no_figures(box: RunningSandbox, session: requests.Session) -> None:
    assert take(box, session, an_ask(box)).came is Came.EMPTY


@pytest.mark.parametrize("fault", ["500", "502_html", "503_plain", "504_empty", "520"])
def test_braze_being_down_is_a_failure_of_this_look(box: RunningSandbox, session: requests.Session, fault: str) -> None:
    ask = an_ask(box)
    box.fault(fault)
    found = take(box, session, ask)
    assert (found.came, found.status) == (Came.FAILED, int(fault[:3]))
    assert found.error
    assert "<html" not in found.error


@pytest.mark.parametrize("fault", ["garbage", "truncated", "null", "list", "queued", "latin1"])
def test_an_answer_that_cannot_be_read_is_a_failure(box: RunningSandbox, session: requests.Session, fault: str) -> None:
    ask = an_ask(box)
    box.clock.set(hours(1))
    box.fault(fault)
    found = take(box, session, ask)
    assert found.came is Came.FAILED
    assert found.error


@pytest.mark.parametrize("fault", ["cut", "cut_headers", "reset", "gzip_lie"])
def test_a_broken_connection_is_a_failure_and_says_so(
    box: RunningSandbox, session: requests.Session, fault: str
) -> None:
    ask = an_ask(box)
    box.clock.set(hours(1))
    box.fault(fault)
    found = take(box, session, ask)
    assert (found.came, found.series) == (Came.FAILED, None)
    assert found.error


def test_a_byte_order_mark_does_no_harm(box: RunningSandbox, session: requests.Session) -> None:
    ask = an_ask(box)
    box.clock.set(hours(1))
    box.fault("bom")
    assert take(box, session, ask).came is Came.FIGURES


def test_nobody_at_the_address_is_a_failure_without_a_status(box: RunningSandbox, session: requests.Session) -> None:
    found = take(box, session, an_ask(box, endpoint="http://127.0.0.1:1/sends/data_series"))
    assert (found.came, found.status) == (Came.FAILED, None)


def test_a_refused_key_is_not_the_sends_fault_and_is_never_repeated(
    box: RunningSandbox, session: requests.Session
) -> None:
    found = take(box, session, an_ask(box, auth=KeyAuth("11111111-2222-3333-4444-555555555555")))
    assert (found.came, found.status) == (Came.REFUSED, 401)
    assert "11111111" not in found.error


@pytest.mark.parametrize("path", ["/sends/data_series/", "/send/data_series"])
def test_a_wrong_path_fails_or_is_refused_but_never_breaks(
    box: RunningSandbox, session: requests.Session, path: str
) -> None:
    found = take(box, session, an_ask(box, endpoint=box.url + path))
    assert found.came in (Came.FAILED, Came.REFUSED)


def test_a_used_up_limit_says_when_it_resets(box: RunningSandbox, session: requests.Session) -> None:
    ask = an_ask(box)
    box.fault("429")
    found = take(box, session, ask)
    assert (found.came, found.status) == (Came.LIMITED, 429)
    assert found.limits is not None
    assert found.limits.reset_at == hours(1)


def test_a_netrc_entry_for_the_host_does_not_replace_the_key(
    box: RunningSandbox, session: requests.Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask = an_ask(box)
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login somebody password else")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    assert take(box, session, ask).status == 200


def test_a_look_without_an_answer_says_that_asking_again_does_no_harm(
    box: RunningSandbox, session: requests.Session
) -> None:
    ask = an_ask(box)
    box.fault("cut_headers")
    assert take(box, session, ask).error == "No answer came. Reading changes nothing; ask again."


@pytest.mark.parametrize(
    ("age", "length"), [(0, "2"), (23, "2"), (24, "3"), (24 * 13, "15"), (24 * 400, "100"), (-5, "2")]
)
def test_the_answer_is_asked_to_reach_back_to_the_first_use(box: RunningSandbox, age: float, length: str) -> None:
    assert query(an_ask(box), hours(age))["length"] == length


def test_the_moment_is_told_in_utc_whatever_the_clocks_zone(box: RunningSandbox) -> None:
    tokyo = datetime(2026, 3, 4, 21, 0, tzinfo=timezone(timedelta(hours=9)))
    assert query(an_ask(box), tokyo)["ending_at"] == "2026-03-04T12:00:00Z"
    assert NOW.tzinfo is UTC


def test_the_key_is_not_shown_by_an_ask(box: RunningSandbox) -> None:
    assert box.key not in repr(an_ask(box))
