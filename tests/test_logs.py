from __future__ import annotations

import io
import json
import logging
import logging.config
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from braze_tracker import logs

KEY = "marked-key-7261"
ENVIRON = {
    "BRAZE_API_KEY": KEY,
    "DATABASE_URL": "postgres://tracker:marked%2Fpassword@db/tracker",
    "BRAZE_TRACKER_ENCRYPTION_KEYS": "marked-new-fernet, marked-old-fernet",
}
EMAIL = "marked.person@example.com"
log = logging.getLogger("braze_tracker.test")


@contextmanager
def written(form: str, level: str = "INFO") -> Iterator[io.StringIO]:
    """What is logged meanwhile, in this form. The handlers of pytest are put back."""
    root = logging.getLogger()
    handlers, before, told = list(root.handlers), root.level, io.StringIO()
    made = logs.configuration(form, level, ENVIRON)
    made["handlers"]["console"]["stream"] = told
    try:
        logging.config.dictConfig(made)
        logs.begin()
        yield told
    finally:
        root.handlers[:] = handlers
        root.setLevel(before)
        logs.begin()


def events(told: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in told.getvalue().splitlines()]


def test_an_event_is_one_object_with_its_fields() -> None:
    with written("json") as told:
        logs.begin(request_id="r-1")
        logs.also(call_id="c-1")
        log.warning("%d calls", 3, extra={"send_id": "s-1", "user": "not a field of ours"})
    (event,) = events(told)
    assert event.pop("timestamp").endswith("Z")
    assert event == {
        "event": "3 calls",
        "level": "warning",
        "logger": "braze_tracker.test",
        "request_id": "r-1",
        "call_id": "c-1",
        "send_id": "s-1",
    }


def test_a_new_beginning_forgets_the_fields_of_the_one_before() -> None:
    with written("json") as told:
        logs.begin(request_id="r-1", call_id="c-1")
        logs.begin(request_id="r-2")
        log.info("x")
    assert (events(told)[0]["request_id"], "call_id" in events(told)[0]) == ("r-2", False)


def test_as_text_an_event_is_a_line_with_its_fields_at_the_end() -> None:
    with written("text") as told:
        log.error("Calls: %s", "three\nfour", extra={"send_id": "s-1"})
    stamp, _, rest = told.getvalue().partition(" ")
    assert stamp.endswith("Z")
    assert rest == "ERROR braze_tracker.test: Calls: three\\nfour [send_id=s-1]\n"


FORGED = "2026-03-04T12:00:00.000000Z ERROR braze_tracker: never happened"


def test_as_text_nobody_writes_an_event_that_never_was() -> None:
    with written("text") as told:
        log.error("One\r\x1b[2J\u2028", extra={"send_id": f"s-1\n{FORGED}"})
        try:
            raise ValueError(f"a line that cannot be stored\n{FORGED}")
        except ValueError:
            log.exception("Two")
    begun = [line for line in told.getvalue().splitlines() if not line.startswith("  ")]
    assert [line.partition("test: ")[2] for line in begun] == [
        f"One\\r\\x1b[2J\\u2028 [send_id=s-1\\n{FORGED}]",
        "Two",
    ]


@pytest.mark.parametrize("form", logs.FORMS)
def test_no_secret_and_no_person_is_written_wherever_it_stands(form: str) -> None:
    with written(form) as told:
        try:
            raise ValueError(f"{EMAIL} with {KEY}")
        except ValueError:
            log.exception("Asked as %s by %s", KEY, EMAIL, extra={"send_id": EMAIL})
        log.info("Authorization: Bearer abc-def, btk_%s, marked/password, +33 6 12 34 56 78", "a" * 43)
        log.info("%s, encrypted with marked-old-fernet or marked-new-fernet", ENVIRON["DATABASE_URL"])
    assert "Traceback" in told.getvalue()
    secret = ("abc-def", "btk_a", "marked/password", "marked%2F", "fernet")
    for marked in (KEY, EMAIL, "marked.person", "12 34 56", *secret):
        assert marked not in told.getvalue()


def test_what_is_below_the_level_is_not_written() -> None:
    with written("json", "WARNING") as told:
        log.info("x")
    assert told.getvalue() == ""


@pytest.mark.parametrize("shown", ["r-1", "4711.a:b_c", "x" * 64])
def test_the_id_that_a_proxy_gave_is_kept(shown: str) -> None:
    assert logs.request_id(shown) == shown


@pytest.mark.parametrize("shown", [None, "", "x" * 65, EMAIL, "a b", "a\nb", "é"])
def test_what_may_be_no_id_is_replaced_by_one(shown: str | None) -> None:
    given = logs.request_id(shown)
    assert given != shown
    assert len(given) == 16
