"""`manage.py watch`: how news are written."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

from django.core.management.color import color_style

from braze_tracker.dashboard.ledger_tail import News
from braze_tracker.dashboard.management.commands.watch import MOST_AT_ONCE, Command
from braze_tracker.keeper.parts import BASE


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


def test_it_ends_quietly_when_it_is_asked_to(tmp_path: Path) -> None:
    env = {**os.environ, "BRAZE_TRACKER_DATA": str(tmp_path), "PYTHONUNBUFFERED": "1"}
    env.pop("DATABASE_URL", None)
    subprocess.run([sys.executable, "manage.py", "migrate", "-v", "0"], cwd=BASE, env=env, check=True, timeout=60)
    command = [sys.executable, "-c", WATCH]
    with subprocess.Popen(command, cwd=BASE, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as watch:
        assert watch.stdout is not None
        assert watch.stdout.readline() == b"ready\n"
        watch.send_signal(signal.SIGTERM)
        assert watch.stdout.read() == b""
        assert watch.wait(20) == 0


WATCH = """
import os, django
os.environ["DJANGO_SETTINGS_MODULE"] = "braze_tracker.settings"
django.setup()
from django.core.management import call_command
from braze_tracker.dashboard.management.commands.watch import Command
class Loud(Command):
    def lines(self, news):
        print("ready")
        return super().lines(news)
call_command(Loud())
"""
