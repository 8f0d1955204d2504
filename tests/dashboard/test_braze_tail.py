"""`manage.py braze_tail`: what it prints of what is asked for."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.core.management.color import color_style
from django.utils import timezone

from braze_tracker.braze.outcomes import Outcome
from braze_tracker.dashboard.ledger_tail import News
from braze_tracker.dashboard.management.commands.braze_tail import MOST_AT_ONCE, Command
from braze_tracker.keeper.parts import BASE
from tests.recording.factories import a_call, a_workspace


def test_each_outcome_has_its_colour() -> None:
    command = Command()
    command.style = color_style(force_color=True)
    good, bad = command.lines([News("success", "good"), News("fatal_client", "bad")])
    assert good.startswith("\x1b[")
    assert good[:6] != bad[:6]


def test_a_flood_is_cut_short_and_counted() -> None:
    *shown, last = Command().lines([News("success", "line")] * (MOST_AT_ONCE + 1200))
    assert len(shown) == MOST_AT_ONCE
    assert last == "… and 1,200 more"


def printed(*words: str, **options: Any) -> list[str]:
    out = io.StringIO()
    call_command("braze_tail", *words, once=True, stdout=out, no_color=True, **options)
    return out.getvalue().splitlines()


@pytest.fixture
def three_calls() -> None:
    now = timezone.now()
    a_call(at=now - timedelta(hours=30), message="older than what is asked for", outcome=Outcome.FATAL_CLIENT)
    a_call(at=now - timedelta(hours=2), outcome=Outcome.FATAL_CLIENT, message="Invalid campaign", campaign_id="camp-1")
    a_call(at=now - timedelta(hours=1), send_id="spring-sale", endpoint="POST /messages/send")
    a_call(a_workspace("Tulip shop"), at=now - timedelta(minutes=30), origin="gateway", message="Bad wish", status=429)


@pytest.mark.django_db
@pytest.mark.usefixtures("three_calls")
@pytest.mark.parametrize(
    ("words", "options", "found"),
    [
        ((), {}, ["Invalid campaign", "spring-sale", "Bad wish"]),
        ((), {"outcome": "fatal"}, ["Invalid campaign"]),
        ((), {"endpoint": "POST /messages/send"}, ["spring-sale"]),
        ((), {"workspace": "tulip-shop"}, ["Bad wish"]),
        ((), {"campaign": "camp-1"}, ["Invalid campaign"]),
        ((), {"origin": "gateway"}, ["Bad wish"]),
        (("send:spring-sale",), {}, ["spring-sale"]),
        (("code:429",), {}, ["Bad wish"]),
        (("invalid", "campaign"), {}, ["Invalid campaign"]),
        (("nothing like it",), {}, []),
    ],
)
def test_the_calls_of_a_filter_are_printed_oldest_first(
    words: tuple[str, ...], options: dict[str, str], found: list[str]
) -> None:
    since = (timezone.now() - timedelta(hours=3)).isoformat()
    lines = printed(*words, since=since, **options)
    assert len(lines) == len(found)
    assert all(text in line for text, line in zip(found, lines, strict=True))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"outcome": "bad"}, "“bad” is not an outcome"),
        ({"since": "yesterday"}, "Write 2026-11-23"),
        ({"workspace": "rose-shop"}, "There are: orchid-shop"),
    ],
)
def test_what_cannot_be_asked_for_is_said(options: dict[str, str], said: str) -> None:
    a_workspace()
    with pytest.raises(CommandError, match=said):
        printed(**options)


def test_it_ends_quietly_when_it_is_asked_to(tmp_path: Path) -> None:
    env = {**os.environ, "BRAZE_TRACKER_DATA": str(tmp_path), "PYTHONUNBUFFERED": "1"}
    env.pop("DATABASE_URL", None)
    subprocess.run([sys.executable, "manage.py", "migrate", "-v", "0"], cwd=BASE, env=env, check=True, timeout=60)
    command = [sys.executable, "-c", TAIL]
    with subprocess.Popen(command, cwd=BASE, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as tail:
        assert tail.stdout is not None
        assert tail.stdout.readline() == b"ready\n"
        tail.send_signal(signal.SIGTERM)
        assert tail.stdout.read() == b""
        assert tail.wait(20) == 0


TAIL = """
import os, django
os.environ["DJANGO_SETTINGS_MODULE"] = "braze_tracker.settings"
django.setup()
from django.core.management import call_command
from braze_tracker.dashboard.management.commands.braze_tail import Command
class Loud(Command):
    def lines(self, news):
        print("ready")
        return super().lines(news)
call_command(Loud())
"""
