"""Fresh folder → `make demo` → within two minutes there is something to see; then it stops without a trace."""

from __future__ import annotations

import os
import signal
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from tests.acceptance.grep import hits
from tests.acceptance.keeping import Demo, demo, eventually, rows
from tests.acceptance.marked import MARKED_EMAIL, marked_calls
from tests.acceptance.pages import Visitor

pytestmark = [pytest.mark.acceptance, pytest.mark.timeout(400)]

EVERY_OUTCOME = {"success", "queued", "non_fatal", "fatal_client", "rate_limited", "fatal_server", "unknown"}
GROWN = """
    SELECT send_id FROM analytics_snapshot WHERE result = 'figures' GROUP BY send_id
    HAVING COUNT(DISTINCT totals) > 2
"""
YOUNG = "SELECT send_id FROM analytics_snapshot WHERE at > ? GROUP BY send_id HAVING COUNT(DISTINCT totals) > 1"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    with demo(tmp_path_factory.mktemp("demo")) as started:
        started.wait_until_shown("Sign in as demo", 60)
        yield started


def test_within_two_minutes_there_are_calls_of_every_outcome_groups_and_growing_figures(running: Demo) -> None:
    def outcomes() -> bool:
        seen = {outcome for (outcome,) in rows(running.data, "SELECT DISTINCT outcome FROM recording_apicall")}
        return seen >= EVERY_OUTCOME

    eventually(outcomes, 120, "calls of every outcome")
    eventually(lambda: len(rows(running.data, "SELECT 1 FROM recording_errorgroup")) > 5, 30, "grouped errors")
    eventually(lambda: len(rows(running.data, GROWN)) > 5, 60, "sends whose figures grow")


def test_figures_go_on_growing_before_ones_eyes(running: Demo) -> None:
    running.wait_until_shown("calls of the last 13 days replayed", 120)
    ((begin,),) = rows(running.data, "SELECT MAX(at) FROM analytics_snapshot")
    eventually(lambda: rows(running.data, YOUNG, begin), 90, "a send's figures grow while one watches")


def test_the_shop_s_key_has_been_checked(running: Demo) -> None:
    running.wait_until_shown("calls of the last 13 days replayed", 120)
    ((check,),) = rows(running.data, "SELECT key_check FROM recording_workspace WHERE slug = 'sandbox-shop'")
    assert '"verdict": "good"' in check


def test_what_happens_is_shown_as_it_happens(running: Demo) -> None:
    eventually(lambda: "watch    │ success" in running.shown and "watch    │ look" in running.shown, 60, "news")


def test_a_part_of_the_traffic_comes_through_the_gateway(running: Demo) -> None:
    query = "SELECT COUNT(*) FROM recording_apicall WHERE origin = 'gateway' AND outcome = 'success'"
    running.wait_until_shown("calls of the last 13 days replayed", 120)
    eventually(lambda: rows(running.data, query)[0][0] > 2, 90, "calls come through the gateway")
    assert f"records them: http://127.0.0.1:{running.gateway_port} " in running.shown


def test_the_parts_say_nothing_but_news(running: Demo) -> None:
    assert "Traceback" not in running.shown
    assert "WARNING" not in running.shown


def test_a_second_demo_in_the_same_place_is_refused(running: Demo) -> None:
    with demo(running.data.parent) as second:
        assert second.process.wait(30) == 2
        assert "Another keeper is at work" in second.shown


def test_neither_key_nor_marked_address_is_anywhere(running: Demo) -> None:
    key = running.key()
    marked_calls(running, key)
    visitor = Visitor(running.url, "demo", running.password())
    pages = visitor.everything()
    assert len(pages) > 15
    for secret in (key, MARKED_EMAIL):
        assert [address for address, page in pages.items() if secret in page] == []
        assert hits(running.data, secret) == []
        assert secret not in running.shown


def test_it_stops_in_order_and_leaves_nothing_behind(running: Demo) -> None:
    assert running.stop(signal.SIGINT) == 0
    assert running.orphans() == []
    assert running.shown.rstrip().endswith("stopped.")
    for port in (running.port, running.gateway_port, running.sandbox_port):
        with socket.socket() as probe:
            assert probe.connect_ex(("127.0.0.1", port)) != 0


def test_it_can_be_run_again_at_once(running: Demo) -> None:
    with demo(running.data.parent) as again:
        again.wait_until_shown("Sign in as demo", 60)
        assert requests.get(f"{again.url}/accounts/login/", timeout=20).status_code == 200
        assert again.stop() == 0
        assert again.orphans() == []


def test_nothing_outlives_a_killed_keeper(tmp_path: Path) -> None:
    with demo(tmp_path) as running:
        eventually(lambda: running.part("worker") and running.part("beat"), 120, "all parts run")
        running.look_around()
        os.kill(running.process.pid, signal.SIGKILL)
        running.process.wait(20)
        eventually(lambda: not running.orphans(), 30, "every process of the dead keeper ends")
