from __future__ import annotations

import io
import signal
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from braze_tracker.analytics.models import SyncPlan
from braze_tracker.sandbox.server import RunningSandbox
from tests.analytics.factories import a_broadcast, series_calls, workspace_at
from tests.analytics.programs import PATIENCE, Programs, wait_for
from tests.recording.factories import a_call, a_workspace

pytestmark = pytest.mark.django_db


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def _own_journal(settings: Settings, tmp_path: Path) -> None:
    settings.JOURNAL_DIR = tmp_path / "journal"


@pytest.fixture
def live(box: RunningSandbox) -> RunningSandbox:
    """A sandbox in real time, as the command is."""
    box.clock.release()
    return box


def said(*arguments: str, out: io.StringIO | None = None) -> str:
    out = out or io.StringIO()
    call_command("sync_sends", *arguments, stdout=out)
    return out.getvalue()


def looks() -> list[Any]:
    return list(SyncPlan.objects.order_by("pk").values_list("looks", flat=True))


def test_due_sends_are_looked_at_and_counted(live: RunningSandbox) -> None:
    for _ in range(3):
        a_broadcast(live)
    assert said().startswith("3 looks: ")
    assert said().startswith("0 looks: ")
    assert looks() == [1, 1, 1]


def test_now_looks_at_sends_that_are_not_due(live: RunningSandbox) -> None:
    a_broadcast(live)
    said()
    said("--now")
    assert looks() == [2]


def test_one_send_or_one_workspace_can_be_chosen(live: RunningSandbox) -> None:
    here, there = a_broadcast(live), a_broadcast(live, workspace_at(live, "Elsewhere"))
    said("--workspace", there.workspace.slug)
    assert looks() == [0, 1]
    said("--now", "--send", here.send_id)
    assert looks() == [1, 1]


def test_a_terminal_sees_the_line_grow(live: RunningSandbox) -> None:
    a_broadcast(live)
    a_broadcast(live)
    text = said(out=Terminal())
    assert "\r1 looks: " in text
    assert "\r2 looks: " in text


def test_a_pipe_is_spared_the_progress(live: RunningSandbox) -> None:
    a_broadcast(live)
    assert "\r" not in said()


def test_campaigns_are_looked_at_after_all_sends(live: RunningSandbox) -> None:
    send = a_broadcast(live)
    a_call(send.workspace, at=live.clock.now(), campaign_id=send.campaign_id)
    assert "campaigns looked at" not in said("--send", send.send_id)
    assert "1 campaigns looked at" in said()
    assert "campaigns looked at" not in said()


@pytest.mark.slow
def test_following_looks_at_new_sends_and_stops_cleanly_when_told_to(live: RunningSandbox, programs: Programs) -> None:
    programs.told("live", live.url, "3")
    follower = programs.start("manage.py", "sync_sends", "--follow")
    try:
        assert wait_for(lambda: series_calls(live) == 3)
        live.fault("slow", path="/sends/data_series", seconds=2.0)
        programs.told("more", "4")
        assert wait_for(lambda: series_calls(live) > 3)
    finally:
        follower.send_signal(signal.SIGTERM)
        told, _ = follower.communicate(timeout=PATIENCE)
    assert follower.returncode == 0
    assert sum(int(line.split()[0]) for line in told.splitlines()) == series_calls(live) == 7
    assert programs.told("told") == {"plans": 7, "looks": [1] * 7, "leased": 0}


@pytest.mark.parametrize(("option", "says"), [("--workspace", "orchid-shop"), ("--send", "import_sends")])
def test_an_unknown_choice_says_what_there_is(option: str, says: str) -> None:
    a_workspace()
    with pytest.raises(CommandError, match=says):
        said(option, "nothing-like-it")
