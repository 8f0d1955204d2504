"""The tables of parts."""

from __future__ import annotations

import pytest

from braze_tracker.keeper import parts
from braze_tracker.keeper.parts import Address

HERE = Address("127.0.0.1", 8000)
FRONT = Address("127.0.0.1", 8080)
THERE = Address("127.0.0.1", 8399)


KEPT = ["web", "gateway", "drain", "worker", "beat", "watch"]


def names(plan: tuple[parts.Part, ...]) -> list[str]:
    return [part.name for part in plan]


def test_real_use_prepares_the_database_before_anything_is_kept_running() -> None:
    plan = parts.up(HERE, FRONT, rest_endpoint="https://rest.iad-01.braze.com")
    assert names(plan) == ["database", "static", "sign-in", "workspace", *KEPT]
    assert [part.once for part in plan] == [True] * 4 + [False] * len(KEPT)


def test_real_use_declares_a_workspace_only_if_the_environment_names_one() -> None:
    assert "workspace" not in names(parts.up(HERE, FRONT, rest_endpoint=""))


def test_real_use_starts_no_sandbox_and_no_traffic() -> None:
    assert not {"sandbox", "traffic", "history"} & set(
        names(parts.up(HERE, FRONT, rest_endpoint="https://rest.iad-01.braze.com"))
    )


def test_the_demo_shows_its_pages_while_the_past_is_replayed() -> None:
    plan = names(parts.demo(HERE, FRONT, THERE, user="demo"))
    assert plan.index("sandbox") < plan.index("web") < plan.index("history") < plan.index("worker")
    assert plan.index("gateway") < plan.index("traffic")


def test_only_the_demo_keeps_whole_bodies() -> None:
    real = parts.up(HERE, FRONT, rest_endpoint="https://rest.iad-01.braze.com")
    shown = parts.demo(HERE, FRONT, THERE, user="demo")
    assert [any("full" in part.command for part in plan) for plan in (real, shown)] == [False, True]


def test_the_demo_can_do_without_a_past() -> None:
    assert [part.name for part in parts.demo(HERE, FRONT, THERE, user="demo") if not part.needed] == ["history"]


def test_what_the_others_talk_to_is_stopped_last() -> None:
    waves = {part.name: part.wave for part in parts.demo(HERE, FRONT, THERE, user="demo")}
    assert waves["traffic"] < waves["gateway"] < waves["drain"] == waves["sandbox"]


def test_no_command_line_carries_a_key() -> None:
    words = [word for part in parts.demo(HERE, FRONT, THERE, user="demo") for word in part.command]
    assert "--key-env" in words
    assert "--key" not in words


@pytest.mark.parametrize(
    ("host", "url"),
    [("127.0.0.1", "http://127.0.0.1:8000"), ("0.0.0.0", "http://127.0.0.1:8000"), ("tracker", "http://tracker:8000")],
)
def test_an_address_that_can_be_opened_is_shown(host: str, url: str) -> None:
    assert Address(host, 8000).url == url


@pytest.mark.parametrize(("host", "bind"), [("127.0.0.1", "127.0.0.1:8000"), ("::1", "[::1]:8000")])
def test_the_web_server_listens_where_it_was_told(host: str, bind: str) -> None:
    assert bind in parts.web(Address(host, 8000)).command
    assert bind in parts.gateway(Address(host, 8000)).command


def test_the_traffics_pace_is_passed_on_where_one_is_wished() -> None:
    def traffic(pace: float | None) -> tuple[str, ...]:
        return next(
            part for part in parts.demo(HERE, FRONT, THERE, user="demo", pace=pace) if part.name == "traffic"
        ).command

    assert traffic(4)[-2:] == ("--pace", "4")
    assert traffic(None)[-1] == "braze_tracker.demo.live"
