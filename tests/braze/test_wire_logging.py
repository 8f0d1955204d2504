from __future__ import annotations

import logging

import pytest
import requests

from braze_tracker.braze.wire_logging import keep_wire_discreet
from tests.braze.misbehaving import Remembering, answering, closed_port, reply, serving
from tests.braze.test_adapter import a_session

QUERY = "api_key=SECRET-KEY&email=jane%40example.com&limit=5"


def test_urllib3_logs_addresses_without_keys_and_persons(caplog: pytest.LogCaptureFixture) -> None:
    session = a_session(Remembering())
    with serving(answering(reply())) as url, caplog.at_level(logging.DEBUG, "urllib3"):
        session.get(f"{url}/email/hard_bounces?{QUERY}")
    assert "/email/hard_bounces?api_key=•••&email=•••&limit=5" in caplog.text
    assert "SECRET-KEY" not in caplog.text
    assert "jane" not in caplog.text


def test_its_warning_about_a_repeat_holds_none_either(caplog: pytest.LogCaptureFixture) -> None:
    wire = requests.adapters.HTTPAdapter(max_retries=1)
    with pytest.raises(requests.ConnectionError), caplog.at_level(logging.DEBUG, "urllib3"):
        a_session(Remembering(), wire=wire).get(f"{closed_port()}/x?{QUERY}")
    assert "Retrying" in caplog.text
    assert "SECRET-KEY" not in caplog.text


def test_asking_twice_is_the_same_as_once() -> None:
    keep_wire_discreet()
    before = list(logging.getLogger("urllib3.connectionpool").filters)
    keep_wire_discreet()
    assert logging.getLogger("urllib3.connectionpool").filters == before
