"""The data folder and the port."""

from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path

import pytest

from braze_tracker.keeper.parts import Address
from braze_tracker.keeper.places import LOCK, Occupied, answers, check_free, emptied, free_port, held

HOLDER = """
import sys
from pathlib import Path
from braze_tracker.keeper.places import held
with held(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_folder_is_held_by_one_keeper_at_a_time(tmp_path: Path) -> None:
    command = [sys.executable, "-c", HOLDER, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        other.stdout.readline()
        with pytest.raises(Occupied, match="Another keeper is at work"), held(tmp_path):
            pass
        other.kill()
        other.wait(20)
    with held(tmp_path):
        pass


def test_a_folder_is_made_where_there_is_none(tmp_path: Path) -> None:
    with held(tmp_path / "new" / "folder"):
        assert (tmp_path / "new" / "folder").is_dir()


def test_emptying_spares_the_lock_and_what_a_link_points_to(tmp_path: Path) -> None:
    kept = tmp_path / "elsewhere"
    kept.mkdir()
    (kept / "precious").touch()
    folder = tmp_path / "demo"
    with held(folder):
        (folder / "journal").mkdir()
        (folder / "journal" / "segment").touch()
        (folder / "db.sqlite3").touch()
        (folder / "link").symlink_to(kept)
        emptied(folder)
    assert [path.name for path in folder.iterdir()] == [LOCK]
    assert (kept / "precious").exists()


def test_a_port_in_use_is_refused_with_what_to_do() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(Occupied, match=f"port {port} .*choose another with PORT="):
            check_free(Address("127.0.0.1", port))


def test_a_free_port_is_accepted() -> None:
    check_free(Address("127.0.0.1", free_port()))


def test_a_foreign_host_is_refused_with_what_to_do() -> None:
    with pytest.raises(Occupied, match="HOST="):
        check_free(Address("no such host", 8000))


def test_a_server_that_listens_answers() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = Address("127.0.0.1", server.getsockname()[1])
        assert answers(address)
    assert not answers(address)
