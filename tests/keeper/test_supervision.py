"""Keeping parts alive, and stopping them."""

from __future__ import annotations

import io
import os
import signal
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from braze_tracker.keeper.output import Output
from braze_tracker.keeper.parts import Part
from braze_tracker.keeper.supervision import Keeper
from tests.keeper.programs import SLEEPER, STUBBORN, TIDY, a_part


class Screen(io.StringIO):
    def has(self, text: str, times: int = 1) -> bool:
        return self.getvalue().count(text) >= times


class Deaf(io.StringIO):
    def write(self, text: str) -> int:
        raise BrokenPipeError


def keep(
    parts: Sequence[Part],
    until: Callable[[Screen], bool],
    *,
    grace: float = 10,
    welcome: str = "",
    wish: int = signal.SIGTERM,
) -> tuple[int, Screen]:
    """Runs a keeper in this process and asks it to stop as soon as the screen shows what is waited for."""
    screen = Screen()
    output = Output(screen, colour=False)
    keeper = Keeper(
        parts, env=dict(os.environ), cwd=Path.cwd(), output=output, grace=grace, welcome=lambda: output.say(welcome)
    )
    done = threading.Event()

    def ask() -> None:
        deadline = time.monotonic() + 30
        while not until(screen) and time.monotonic() < deadline and not done.is_set():
            time.sleep(0.02)
        if not done.is_set():
            os.kill(os.getpid(), wish)

    asker = threading.Thread(target=ask)
    asker.start()
    try:
        return keeper.run(), screen
    finally:
        done.set()
        asker.join()


def test_a_clean_stop_ends_with_zero() -> None:
    code, screen = keep([a_part(SLEEPER)], lambda screen: screen.has("awake"))
    assert code == 0
    assert screen.getvalue().endswith("stopped.\n")


def test_it_is_stopped_by_sigint_though_a_shell_began_it_in_the_background() -> None:
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        code, screen = keep([a_part(SLEEPER)], lambda screen: screen.has("awake"), wish=signal.SIGINT)
    finally:
        signal.signal(signal.SIGINT, before)
    assert code == 0
    assert screen.getvalue().endswith("stopped.\n")


def test_each_line_is_headed_by_the_name_of_its_part() -> None:
    _, screen = keep([a_part(SLEEPER, "left"), a_part(SLEEPER, "right")], lambda screen: screen.has("awake", 2))
    assert {"left     │ awake", "right    │ awake"} <= set(screen.getvalue().splitlines())


def test_a_part_that_dies_is_started_again_and_that_is_said() -> None:
    dying = a_part("print('born', flush=True); raise SystemExit(3)")
    _, screen = keep([dying], lambda screen: screen.has("born", 3))
    assert screen.has("part ended (exit code 3); starting it again in 0.5 s.")
    assert screen.has("part ended (exit code 3); starting it again in 1 s.")


def test_a_killed_part_is_told_by_its_signal() -> None:
    killed = a_part("import os; os.kill(os.getpid(), 9)")
    _, screen = keep([killed], lambda screen: screen.has("killed by SIGKILL"))
    assert screen.has("starting it again")


def test_a_step_is_waited_for_before_the_next_part_starts() -> None:
    step = a_part("import time; time.sleep(0.5); print('prepared', flush=True)", "step", once=True)
    _, screen = keep([step, a_part(SLEEPER)], lambda screen: screen.has("awake"))
    assert screen.getvalue().index("prepared") < screen.getvalue().index("awake")


def test_parts_before_a_step_run_while_it_does() -> None:
    step = a_part("import time; time.sleep(600)", "step", once=True)
    _, screen = keep([a_part(SLEEPER, "web"), step, a_part(SLEEPER, "later")], lambda screen: screen.has("awake"))
    assert not screen.has("later")


def test_a_needed_step_that_fails_ends_the_start() -> None:
    step = a_part("raise SystemExit('no database')", "step", once=True)
    code, screen = keep([step, a_part(SLEEPER)], lambda screen: False)
    assert code == 1
    assert screen.has("no database")
    assert screen.has("step failed (exit code 1); nothing can run without it.")
    assert not screen.has("awake")


def test_a_step_that_can_be_missed_is_missed_aloud() -> None:
    step = a_part("raise SystemExit(1)", "step", once=True, needed=False)
    code, screen = keep([step, a_part(SLEEPER)], lambda screen: screen.has("awake"))
    assert code == 0
    assert screen.has("step failed (exit code 1); going on without it.")


def test_a_stubborn_part_is_ended_after_the_grace() -> None:
    code, screen = keep([a_part(STUBBORN)], lambda screen: screen.has("awake"), grace=0.5)
    assert code == 0
    assert screen.has("stopped.")


def test_what_others_talk_to_outlives_them() -> None:
    server = a_part(TIDY.format(words="server gone"), "server", wave=1)
    caller = a_part(TIDY.format(words="caller gone"), "caller")
    _, screen = keep([server, caller], lambda screen: screen.has("awake", 2))
    assert screen.getvalue().index("caller gone") < screen.getvalue().index("server gone")


def test_the_same_wish_said_twice_at_once_is_one_wish() -> None:
    def awake(screen: Screen) -> bool:
        if screen.has("awake"):
            os.kill(os.getpid(), signal.SIGTERM)
            return True
        return False

    _, screen = keep([a_part(TIDY.format(words="in order"))], awake)
    assert screen.has("in order")
    assert screen.has("stopped.")


def test_it_welcomes_once_the_pages_can_be_opened() -> None:
    _, screen = keep([a_part(SLEEPER, "web")], lambda screen: screen.has("hello"), welcome="hello")
    assert screen.getvalue().count("hello") == 1


def test_it_stops_when_nobody_reads_what_it_writes() -> None:
    output = Output(Deaf(), colour=False)
    talker = a_part("print('hello', flush=True); import time; time.sleep(600)")
    assert Keeper([talker], env=dict(os.environ), cwd=Path.cwd(), output=output).run() == 0
    assert output.broken
