"""Whatever is broken on our side, a caller gets exactly what Braze said."""

from __future__ import annotations

import resource
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
import requests

from braze_tracker.journal import read_journal
from braze_tracker.keeper.parts import BASE
from braze_tracker.sandbox.server import RunningSandbox
from tests.acceptance.calling import recording, said
from tests.acceptance.keeping import environment, eventually, manage, rows

pytestmark = [pytest.mark.acceptance, pytest.mark.timeout(200)]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    manage(tmp_path, "migrate", "--verbosity", "0")
    return tmp_path


def drained(data: Path) -> int:
    return len(rows(data, "SELECT 1 FROM recording_apicall WHERE outcome <> 'pending'"))


def test_with_the_database_locked_callers_notice_nothing_and_nothing_is_lost(
    data: Path, sandbox: RunningSandbox
) -> None:
    with subprocess.Popen([sys.executable, "manage.py", "drain"], cwd=BASE, env=environment(data)) as drain:
        try:
            with closing(sqlite3.connect(data / "db.sqlite3", isolation_level=None)) as locker:
                eventually(lambda: _locked(locker), 20, "the database is locked")
                assert said(recording(data), sandbox) == said(requests.Session(), sandbox)
                locker.execute("ROLLBACK")
            eventually(lambda: drained(data) == 4, 40, "the drain catches up")
        finally:
            drain.terminate()
            assert drain.wait(30) == 0


def _locked(database: sqlite3.Connection) -> bool:
    try:
        database.execute("BEGIN EXCLUSIVE")
    except sqlite3.OperationalError:
        return False
    return True


def test_without_any_database_callers_notice_nothing(tmp_path: Path, sandbox: RunningSandbox) -> None:
    assert said(recording(tmp_path), sandbox) == said(requests.Session(), sandbox)
    manage(tmp_path, "migrate", "--verbosity", "0")
    manage(tmp_path, "drain", "--once")
    assert drained(tmp_path) == 4


def test_a_poison_line_is_set_aside_and_the_rest_is_stored(data: Path, sandbox: RunningSandbox) -> None:
    session = recording(data)
    expected = said(session, sandbox)
    (segment,) = read_journal(data / "journal")
    with segment.path.open("ab") as file:
        file.write(b'{"poison": \x00\xff}\n')
    assert said(session, sandbox) == expected
    manage(data, "drain", "--once")
    assert drained(data) == 8
    assert rows(data, "SELECT COUNT(*) FROM recording_quarantinedline") == [(1,)]


FULL_DISK = """
import json, resource, sys, pathlib, requests
from braze_tracker.braze import RecordingAdapter
from braze_tracker.journal import Journal
session = requests.Session()
session.mount("http://", RecordingAdapter(Journal(pathlib.Path(sys.argv[1]) / "journal")))
import signal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
key = {"Authorization": "Bearer " + sys.argv[3]}
for number in range(20):
    if number == 5:
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, resource.RLIM_INFINITY))  # the segment is longer already
    if number == 15:
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    reply = session.get(sys.argv[2] + "/campaigns/list", headers=key, timeout=10)
    print(reply.status_code, len(reply.content))
"""


def test_with_a_disk_that_takes_no_byte_callers_notice_nothing_and_the_loss_is_told(
    data: Path, sandbox: RunningSandbox
) -> None:
    command = [sys.executable, "-c", FULL_DISK, str(data), sandbox.url, sandbox.key]
    done = subprocess.run(command, cwd=BASE, capture_output=True, text=True, timeout=60, check=True)
    assert len(set(done.stdout.splitlines())) == 1, done.stdout
    assert done.stdout.startswith("200 ")
    manage(data, "drain", "--once")
    assert drained(data) == 10
    assert rows(data, "SELECT SUM(calls) FROM recording_journalloss") == [(10,)]
    assert len(sandbox.answered) == 20
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] == resource.RLIM_INFINITY
