"""What a list or a detail answers when it may not be read; the tests of campaigns and details ask over real HTTP."""

from __future__ import annotations

from datetime import timedelta

import pytest
import requests

from braze_tracker.analytics.asking import Question, ask
from braze_tracker.analytics.doors import door_of
from braze_tracker.analytics.models import Budget
from braze_tracker.analytics.rules import Rules
from braze_tracker.analytics.wire import Wire
from braze_tracker.sandbox.server import RunningSandbox
from tests.analytics.factories import KEY_ENV, a_budget, hours, workspace_at
from tests.recording.factories import NOW, a_workspace

pytestmark = pytest.mark.django_db
CANVASES = Question("/canvas/list", "canvas.list", "May not.")


def answer(box: RunningSandbox, session: requests.Session, hour: float = 0, name: str = "Orchid shop") -> list[str]:
    box.clock.set(hours(hour))
    workspace = workspace_at(box, name)
    return sorted(ask(CANVASES, workspace, Wire(session), door_of(workspace), {"page": "0"}, hours(hour), Rules()))


def test_an_answer_is_braze_s_json_object(box: RunningSandbox, session: requests.Session) -> None:
    assert answer(box, session) == ["canvases", "message"]


@pytest.mark.parametrize("fault", ["502_html", "garbage", "null", "list", "cut"])
def test_what_cannot_be_read_is_no_answer(box: RunningSandbox, session: requests.Session, fault: str) -> None:
    box.fault(fault)
    assert answer(box, session) == []


def test_a_refused_permission_is_asked_for_again_after_a_day(
    box: RunningSandbox, session: requests.Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(KEY_ENV, box.limited_key)
    assert [answer(box, session, hour) for hour in (0, 1, 23)] == [[], [], []]
    assert [one.path for one in box.answered] == [CANVASES.path]
    held = Budget.objects.get(pool="canvas.list")
    assert (held.pause_reason, held.paused_until) == ("May not.", NOW + timedelta(days=1))
    monkeypatch.setenv(KEY_ENV, box.key)
    assert answer(box, session, 24) != []


def test_nothing_is_asked_while_the_looks_are_paused_or_without_a_key(
    box: RunningSandbox, session: requests.Session
) -> None:
    a_budget(workspace_at(box), paused_until=NOW, pause_reason="Limit")
    assert answer(box, session) == []
    keyless = a_workspace("Keyless", rest_endpoint=box.url)
    assert ask(CANVASES, keyless, Wire(session), door_of(keyless), {}, NOW, Rules()) == {}
    assert box.answered == []
