"""What the parts are started with."""

from __future__ import annotations

import uuid
from pathlib import Path

from braze_tracker.keeper.environments import demo_environment, demo_key, password, up_environment
from braze_tracker.keeper.parts import Address

REAL = {
    "PATH": "/bin",
    "BRAZE_API_KEY": "the real one",
    "BRAZE_TRACKER_JOURNAL": "/real/journal",
    "DATABASE_URL": "postgres://real",
    "CELERY_BROKER_URL": "redis://real",
    "HTTPS_PROXY": "http://proxy.example.com:3128",
    "http_proxy": "http://proxy.example.com:3128",
}


FRONT = Address("127.0.0.1", 8398)


def demo() -> dict[str, str]:
    here = Address("127.0.0.1", 8399)
    return demo_environment(
        REAL, Path("/data/demo"), front=FRONT, sandbox=here, key="demo key", password="demo password", colour=False
    )


def test_nothing_of_a_real_tracker_reaches_the_demo() -> None:
    env = demo()
    assert not {"BRAZE_TRACKER_JOURNAL", "DATABASE_URL", "CELERY_BROKER_URL"} & env.keys()
    assert env["BRAZE_API_KEY"] == "demo key"
    assert env["PATH"] == "/bin"


def test_the_demo_talks_to_the_sandbox() -> None:
    assert demo()["BRAZE_REST_ENDPOINT"] == "http://127.0.0.1:8399"


def test_no_proxy_stands_before_the_sandbox() -> None:
    assert not [name for name in demo() if "proxy" in name.lower()]


def test_real_use_keeps_what_the_operator_set() -> None:
    env = up_environment(REAL, Path("/data"), front=FRONT, colour=True)
    assert REAL.items() <= env.items()
    assert env["BRAZE_TRACKER_DATA"] == "/data"
    assert env["FORCE_COLOR"] == "1"


def test_applications_are_told_where_the_gateway_is_unless_the_operator_knows_better() -> None:
    def told(environ: dict[str, str]) -> str:
        return up_environment(environ, Path("/data"), front=FRONT, colour=True)["BRAZE_TRACKER_GATEWAY_URL"]

    assert told({}) == demo()["BRAZE_TRACKER_GATEWAY_URL"] == "http://127.0.0.1:8398"
    assert told({"BRAZE_TRACKER_GATEWAY_URL": "https://braze.example.com"}) == "https://braze.example.com"


def test_each_demo_has_its_own_key_and_password() -> None:
    assert demo_key() != demo_key()
    assert uuid.UUID(demo_key()).version == 4
    assert password() != password()
    assert len(password()) >= 12
