"""Twenty failures that were seen on other recorders of calls, none of which may be ours.

Each has a test, here or in the room that it belongs to.
"""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import requests

from braze_tracker.braze.redaction import LARGEST_BODY
from braze_tracker.keeper.parts import BASE
from braze_tracker.keeper.places import free_port
from braze_tracker.sandbox.server import running
from tests.acceptance.gateways import gateway, prepared
from tests.acceptance.keeping import environment, manage, rows
from tests.acceptance.odd_calls import PATIENCE, POISON, Calls
from tests.acceptance.stranger import stranger

pytestmark = [pytest.mark.acceptance, pytest.mark.timeout(300)]

HERE = "tests/acceptance/test_failures_of_others.py"
FOLLOWING, LEAKS = "tests/analytics", "tests/acceptance/test_gateway_leaks.py"
LIMITED = "test_a_used_up_limit_waits_for_its_reset_and_then_goes_on"
FAULTS = "tests/acceptance/test_faults.py::test_nothing_is_lost_doubled_or_counted_wrongly_whatever_fails"
TWENTY = (
    ("a caller waits for a broker that is down", f"{HERE}::test_a_caller_never_speaks_to_the_broker"),
    ("a call in a rolled-back transaction is gone", f"{HERE}::test_a_call_in_a_rolled_back_transaction_is_recorded"),
    ("a row that cannot be inserted stops recording", f"{HERE}::test_what_no_database_takes_is_stored_with_the_rest"),
    ("the last calls before a pause are not seen", f"{HERE}::test_the_last_call_of_an_idle_process_is_seen"),
    ("four attempts are one row", f"{HERE}::test_each_attempt_of_a_library_that_retries_is_a_call"),
    ("a time-out took 0 ms", f"{HERE}::test_a_time_out_took_as_long_as_it_took"),
    ("errors beside a 201 are a success", f"{HERE}::test_errors_beside_a_201_are_an_outcome_of_their_own"),
    ("a page of HTML hides its status", f"{HERE}::test_a_proxys_page_keeps_its_status"),
    ("three sends are told as one failure", f"{HERE}::test_a_send_repeated_because_it_was_slow_is_marked_each_time"),
    ("an upstream out of reach leaves no record", f"{HERE}::test_a_braze_out_of_reach_is_answered_and_recorded"),
    ("a killed proxy loses what went upstream", FAULTS),
    ("two beats do the work twice", f"{FOLLOWING}/test_walkers.py::test_eight_workers_and_two_beats_do_each_look_once"),
    ("a poisoned item stops all others", f"{FOLLOWING}/test_sync.py::test_a_silent_send_holds_up_nobody_else"),
    ("a used-up limit is hammered", f"{FOLLOWING}/test_sync.py::{LIMITED}"),
    ("late figures are never fetched", f"{FOLLOWING}/test_fourteen_days.py"),
    ("millions of rows are counted for a page", "tests/dashboard/test_every_query.py"),
    ("keys and people are kept in clear", f"{LEAKS}::test_neither_a_key_nor_a_token_is_anywhere"),
    (
        "variants of one error are thousands",
        "tests/recording/test_errors.py::test_five_thousand_variants_make_one_group",
    ),
    ("memory grows for ever", f"{HERE}::test_after_a_hundred_thousand_calls_nobody_holds_more_memory"),
    ("nested lists pass the cap of a body", f"{HERE}::test_nested_lists_do_not_pass_the_cap_of_a_body"),
)
"""What was seen, and what shows that it does not happen here."""


@dataclass
class Story:
    """All the calls, made and drained once."""

    data: Path
    journal: int
    """The longest line that was written, in bytes."""
    name: str

    def calls(self, case: str, *columns: str) -> list[tuple[Any, ...]]:
        query = f"SELECT {', '.join(columns)} FROM recording_apicall WHERE url LIKE ? ORDER BY started_at"
        return rows(self.data, query, f"%case={case}")


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    with running() as sandbox:
        data = tmp_path_factory.mktemp("story") / "var"
        prepared(data, ("Shop", sandbox.url, sandbox.key))
        client = Calls(data, sandbox)
        client.poison()
        for made in (client.retried, client.not_in_time, client.in_part, client.a_proxys_page, client.three_sends):
            made()
        client.nested()
        name = client.rolled_back()
        assert client.post("last", "/users/track", {"attributes": []}) > 0
        lines = [line for path in (data / "journal").glob("*.journal") for line in path.read_bytes().splitlines()]
        manage(data, "drain", "--once")
        yield Story(data, max(map(len, lines)), name)


def test_the_twenty_are_twenty_and_each_has_its_test() -> None:
    assert len({what for what, _ in TWENTY}) == 20
    for _, where in TWENTY:
        path, _, name = where.partition("::")
        tree = ast.parse((BASE / path).read_text())
        named = [node.name for node in tree.body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")]
        assert name in named if name else named, where


def test_a_caller_never_speaks_to_the_broker(story: Story, tmp_path: Path) -> None:
    """Not even to find out that it is down: it takes connections here, and would never answer."""
    program = "import sys, django; django.setup()\n" + (
        "from braze_tracker.recording.sessions import recorded_session as made\n"
        "key = {'Authorization': 'Bearer ' + sys.argv[2]}\n"
        "for n in range(5): print(made().get(sys.argv[1] + '/campaigns/list', headers=key, timeout=20).status_code)"
    )
    with running() as sandbox, stranger() as silent:
        broker = f"redis://{silent.host}/0"
        prepared(tmp_path / "var", ("Shop", sandbox.url, sandbox.key))
        assert Calls(tmp_path / "var", sandbox).program(program, CELERY_BROKER_URL=broker).split() == ["200"] * 5
        assert silent.connections == 0
    manage(tmp_path / "var", "drain", "--once", CELERY_BROKER_URL=broker)
    assert rows(tmp_path / "var", "SELECT COUNT(*) FROM recording_apicall WHERE outcome = 'success'") == [(5,)]


def test_a_call_in_a_rolled_back_transaction_is_recorded(story: Story) -> None:
    assert story.name == "Shop"
    assert story.calls("rolled-back", "outcome") == [("success",)]


def test_what_no_database_takes_is_stored_with_the_rest(story: Story) -> None:
    assert story.calls("poison", "outcome", "status") == [("fatal_client", 400)] * len(POISON)
    assert rows(story.data, "SELECT COUNT(*) FROM recording_quarantinedline") == [(0,)]


def test_the_last_call_of_an_idle_process_is_seen(story: Story) -> None:
    assert len(story.calls("last", "id")) == 1


def test_each_attempt_of_a_library_that_retries_is_a_call(story: Story) -> None:
    told = story.calls("retried", "status", "attempt", "operation")
    assert [call[:2] for call in told] == [(503, 1), (503, 2), (503, 3), (201, 4)]
    assert len({operation for *_, operation in told}) == 1


def test_a_time_out_took_as_long_as_it_took(story: Story) -> None:
    ((outcome, status, elapsed),) = story.calls("not-in-time", "outcome", "status", "elapsed_us")
    assert (outcome, status) == ("unknown", None)
    assert elapsed >= PATIENCE * 1_000_000


def test_errors_beside_a_201_are_an_outcome_of_their_own(story: Story) -> None:
    assert story.calls("in-part", "outcome", "status", "error_count > 0") == [("non_fatal", 201, 1)]


def test_a_proxys_page_keeps_its_status(story: Story) -> None:
    assert story.calls("a-proxys-page", "outcome", "status") == [("fatal_server", 502)]


def test_a_send_repeated_because_it_was_slow_is_marked_each_time(story: Story) -> None:
    told = story.calls("three-sends", "outcome", "possible_duplicate")
    assert told == [("unknown", 1), ("unknown", 1), ("success", 1)]


def test_a_braze_out_of_reach_is_answered_and_recorded(tmp_path: Path) -> None:
    nobody = f"http://127.0.0.1:{free_port()}"
    prepared(tmp_path / "var", ("Shop", nobody, "a-key"))
    with gateway(tmp_path / "var", nobody) as through:
        asked = requests.get(f"{through.url}/campaigns/list", headers={"Authorization": "Bearer a-key"}, timeout=20)
        assert (asked.status_code, "message" in asked.json()) == (502, True)
        assert through.stop() == 0
    manage(tmp_path / "var", "drain", "--once")
    told = rows(tmp_path / "var", "SELECT outcome, status, failure <> '', sent FROM recording_apicall")
    assert told == [("unknown", None, 1, "nothing")]


def test_nested_lists_do_not_pass_the_cap_of_a_body(story: Story) -> None:
    assert len(story.calls("nested", "id")) == 1
    assert story.journal < 2 * LARGEST_BODY


def test_after_a_hundred_thousand_calls_nobody_holds_more_memory(tmp_path: Path) -> None:
    """Neither the writer nor the drain, here in one process."""
    env = environment(tmp_path, DJANGO_SETTINGS_MODULE="braze_tracker.settings")
    command = [sys.executable, "-m", "tests.acceptance.growing", "100000"]
    done = subprocess.run(command, cwd=BASE, env=env, capture_output=True, text=True, timeout=280, check=False)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["stored"] == 100_000
    assert told["after"] < 1.1 * told["before"], told
