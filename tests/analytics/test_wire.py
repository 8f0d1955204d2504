from __future__ import annotations

import pytest
import requests

from braze_tracker.analytics.wire import Wire
from braze_tracker.braze.access import KeyAuth
from braze_tracker.sandbox.server import RunningSandbox


def asked(box: RunningSandbox, wire: Wire, **query: str) -> requests.Response:
    return wire.get(f"{box.url}/campaigns/list", query, KeyAuth(box.key))


def test_a_question_and_its_key_arrive(box: RunningSandbox, session: requests.Session) -> None:
    reply = asked(box, Wire(session), page="0", odd="a&b=c +")
    assert reply.status_code == 200
    assert reply.request.url is not None
    assert reply.request.url.endswith("?page=0&odd=a%26b%3Dc+%2B")


def test_the_environments_proxy_is_used(
    box: RunningSandbox, session: requests.Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    monkeypatch.setenv("no_proxy", "")
    monkeypatch.setenv("NO_PROXY", "")
    with pytest.raises(requests.exceptions.ProxyError):
        asked(box, Wire(session))


def test_the_environments_exceptions_from_the_proxy_are_kept(
    box: RunningSandbox, session: requests.Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    assert asked(box, Wire(session)).status_code == 200


def test_the_environment_is_read_once_an_address(
    box: RunningSandbox, session: requests.Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    wire = Wire(session)
    asked(box, wire)
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    assert asked(box, wire).status_code == 200


def test_each_key_goes_with_its_own_questions_to_the_same_address(
    box: RunningSandbox, session: requests.Session
) -> None:
    wire, address = Wire(session), f"{box.url}/campaigns/list"
    keys = (KeyAuth(box.key), KeyAuth("another"), None, KeyAuth(box.key))
    assert [wire.get(address, {"page": "0"}, key).status_code for key in keys] == [200, 401, 401, 200]


def test_a_look_carries_nothing_of_the_look_before(box: RunningSandbox, session: requests.Session) -> None:
    wire = Wire(session)
    sent = [asked(box, wire, page=page).request for page in ("0", "1")]
    assert [str(one.url).partition("?")[2] for one in sent] == ["page=0", "page=1"]
    assert sent[0].headers is not sent[1].headers
