"""One child process."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from braze_tracker.keeper.children import LONGEST_LINE, Child
from tests.keeper.programs import PARENT, SLEEPER, STUBBORN, a_part, alive, wait_for


@contextmanager
def running(program: str) -> Iterator[Child]:
    child = Child(a_part(program), env=dict(os.environ), cwd=Path.cwd(), at=time.monotonic())
    try:
        yield child
    finally:
        child.kill()
        wait_for(lambda: child.ended() is not None)
        child.close()


def read(child: Child) -> list[str]:
    seen: list[str] = []
    wait_for(lambda: seen.extend(child.lines()) is None and bool(seen))  # type: ignore[func-returns-value]
    return seen


def test_its_lines_come_whole() -> None:
    with running("import sys, time; sys.stdout.write('one\\ntw'); sys.stdout.flush(); time.sleep(600)") as child:
        assert read(child) == ["one"]


def test_an_unfinished_line_is_shown_at_the_end() -> None:
    with running("import sys; sys.stdout.write('last words')") as child:
        wait_for(lambda: child.ended() is not None)
        assert list(child.lines(last=True)) == ["last words"]


def test_what_it_says_on_the_error_stream_is_shown_too() -> None:
    with running("import sys; print('oh', file=sys.stderr, flush=True)") as child:
        assert read(child) == ["oh"]


def test_bytes_that_are_no_text_do_no_harm() -> None:
    with running("import sys; sys.stdout.buffer.write(b'caf\\xe9\\n')") as child:
        assert read(child) == ["caf�"]


def test_a_line_without_end_is_shown_in_pieces() -> None:
    with running(
        f"import sys, time; sys.stdout.write('x' * {LONGEST_LINE * 3}); sys.stdout.flush(); time.sleep(600)"
    ) as c:
        assert set("".join(read(c))) == {"x"}


@pytest.mark.parametrize(("program", "code"), [("", 0), ("raise SystemExit(3)", 3)])
def test_its_exit_code_is_told(program: str, code: int) -> None:
    with running(program) as child:
        wait_for(lambda: child.ended() is not None)
        assert child.ended() == code


def test_it_ends_when_it_is_asked_to() -> None:
    with running(SLEEPER) as child:
        read(child)
        child.stop()
        wait_for(lambda: child.ended() == -signal.SIGTERM)


def test_a_stubborn_one_can_be_ended() -> None:
    with running(STUBBORN) as child:
        read(child)
        child.stop()
        assert child.ended() is None
        child.kill()
        wait_for(lambda: child.ended() == -signal.SIGKILL)


def test_what_a_dead_child_had_started_is_ended_with_it() -> None:
    with running(PARENT) as child:
        grandchild = int(read(child)[0])
        os.kill(child.pid, signal.SIGKILL)
        wait_for(lambda: child.ended() is not None)
        wait_for(lambda: not alive(grandchild))


def test_the_terminals_ctrl_c_does_not_reach_it() -> None:
    with running(SLEEPER) as child:
        read(child)
        assert os.getsid(child.pid) == child.pid != os.getsid(0)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends the children of a dead parent by itself")
def test_it_does_not_outlive_a_killed_keeper() -> None:
    program = (
        "import os, time; from pathlib import Path; from braze_tracker.keeper.children import Child;"
        "from tests.keeper.programs import SLEEPER, a_part;"
        "child = Child(a_part(SLEEPER), env=dict(os.environ), cwd=Path.cwd(), at=0);"
        "print(child.pid, flush=True); time.sleep(600)"
    )
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True) as keeper:
        assert keeper.stdout is not None
        child = int(keeper.stdout.readline())
        keeper.kill()
        keeper.wait(20)
        wait_for(lambda: not alive(child))
