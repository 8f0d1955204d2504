"""The process that makes sample data: apart from the tracker that started it, and never longer there than it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from braze_tracker.demo.samples import apart

WAITS = """
import sys, pathlib
from braze_tracker.demo.samples import end_with
print("here", flush=True)
end_with(0, pathlib.Path(sys.argv[1]))
"""


def test_nothing_of_a_real_tracker_s_settings_reaches_it() -> None:
    environ = {
        "PATH": "/usr/bin", "DATABASE_URL": "postgres://real", "BRAZE_API_KEY": "real", "CELERY_BROKER_URL": "redis://",
        "BRAZE_TRACKER_JOURNAL": "/real", "DJANGO_SETTINGS_MODULE": "real", "BRAZE_KEY_RETAIL": "real",
    }  # fmt: skip
    apart(environ, Path("/apart"), url="http://127.0.0.1:1", key="made-up")
    assert not [value for value in environ.values() if "real" in value or "redis" in value]
    assert environ["BRAZE_TRACKER_DATA"] == "/apart"
    assert (environ["BRAZE_REST_ENDPOINT"], environ["BRAZE_API_KEY"]) == ("http://127.0.0.1:1", "made-up")
    assert environ["PATH"] == "/usr/bin"


def test_no_proxy_stands_before_its_own_braze() -> None:
    environ = dict.fromkeys(("HTTP_PROXY", "http_proxy", "ALL_PROXY", "NO_PROXY"), "http://proxy.example.com:3128")
    apart(environ, Path("/apart"), url="http://127.0.0.1:1", key="made-up")
    assert not [name for name in environ if "proxy" in name.lower()]


def test_it_ends_with_whoever_started_it_and_clears_away_what_it_had(tmp_path: Path) -> None:
    own = tmp_path / "tracker"
    own.mkdir()
    (own / "db.sqlite3").write_text("rows")
    command = [sys.executable, "-c", WAITS, str(own)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        assert child.stdout.readline() == b"here\n"
        assert child.poll() is None
        child.stdin.close()
        assert child.wait(20) == 1
    assert list(tmp_path.iterdir()) == []
