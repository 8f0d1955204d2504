"""Hostile visits to the running pages: no error of ours, nothing shown to strangers, nothing echoed as a script."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from braze_tracker.sandbox.server import running
from tests.acceptance.calling import a_broadcast, recording, said
from tests.acceptance.gateways import prepared
from tests.acceptance.hostile import said as said_raw
from tests.acceptance.hostile import statuses
from tests.acceptance.hostile_pages import MARK, METHODS, NAMES, VALUES, own, queries, right, routes, wrong
from tests.acceptance.keeping import manage
from tests.acceptance.served import Served, served
from tests.acceptance.stranger import stranger

pytestmark = [pytest.mark.acceptance, pytest.mark.timeout(200)]

FIELD = re.compile(r'<(?:input|select|textarea)[^>]* name="([^"]+)"')
NOT_SENT = re.compile("logout|settings/users|accounts/")
"""What would lock the visitor out."""
OPEN = ("/accounts/login/", "/admin/login/", "/setup/", "/admin/jsi18n/", "/i18n/", "/theme/", "/language/")
"""Where somebody who has not signed in may get an answer of 200."""


@dataclass(repr=False)
class Pages:
    data: Path
    served: Served

    @property
    def url(self) -> str:
        return self.served.url

    def ask(self, method: str, address: str) -> requests.Response:
        return self.served.visitor.ask(method, f"{self.url}{address}")

    def failures(self, asked: list[tuple[str, str]]) -> dict[str, Any]:
        """What failed of these methods and addresses, or repeats what it was sent as a script."""
        with ThreadPoolExecutor(4) as threads:
            replies = list(threads.map(lambda one: self.ask(*one), asked))
        told = zip(asked, replies, strict=True)
        return {
            " ".join(one)[:300]: reply.status_code
            for one, reply in told
            if reply.status_code >= 500 or MARK in reply.text
        }


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pages]:
    data = tmp_path_factory.mktemp("visited")
    with running() as sandbox:
        prepared(data, ("Shop", sandbox.url, sandbox.key))
        said(recording(data), sandbox)
        a_broadcast(data, sandbox)
    manage(data, "drain", "--once")
    with served(data) as place:
        yield Pages(data, place)


def test_wrong_ids_open_nothing(pages: Pages) -> None:
    asked = [("GET", address) for route in routes() for address in list(wrong(route))[:: 1 if own(route) else 3]]
    assert len(asked) > 100
    assert pages.failures(asked) == {}


def test_hostile_queries_are_answered_in_order(pages: Pages) -> None:
    asked = [("GET", f"{right(route)}?{query}") for route in routes() if own(route) for query in queries()]
    lists = [route for route in routes() if not own(route) and "<" not in route and "(" not in route]
    asked += [("GET", f"{right(route)}?{query}") for route in lists for query in list(queries())[::8]]
    assert pages.failures([one for one in asked if "logout" not in one[1]]) == {}


def test_wrong_methods_change_nothing(pages: Pages) -> None:
    """A form without its token is refused whatever it says; every other method has nothing to say here."""
    asked = [(method, right(route)) for route in routes() if own(route) or "add/" in route for method in METHODS]
    before = _everything(pages.data)
    assert pages.failures([one for one in asked if "logout" not in one[1]]) == {}
    assert _everything(pages.data) == before


def _everything(data: Path) -> str:
    return manage(data, "dumpdata", "recording", "auth", "analytics", "django_celery_beat.periodictask")


def test_strangers_are_shown_no_page(pages: Pages) -> None:
    opened = Counter(
        address
        for address in (right(route) for route in routes())
        if requests.get(f"{pages.url}{address}", allow_redirects=False, timeout=20).status_code == 200
    )
    assert [address for address in opened if not address.startswith(OPEN)] == []


def test_a_cookie_that_is_no_session_opens_nothing(pages: Pages) -> None:
    for value in ("a", "%00", "é😀", "a" * 3_000, "../../db", '"; sessionid=a'):
        cookie = f"sessionid={value}; csrftoken={value}; theme={value}; django_language={value}"
        headers = {"Cookie": cookie.encode()}
        reply = requests.get(f"{pages.url}/calls/", headers=headers, allow_redirects=False, timeout=20)
        assert reply.status_code in (302, 400, 431)


def test_a_form_leads_nowhere_else(pages: Pages) -> None:
    for address in ("//127.0.0.1:9/", "http://127.0.0.1:9/", "\\\\127.0.0.1", "javascript:alert(1)", "/\t/127.0.0.1"):
        for form in ("/theme/", "/language/"):
            reply = pages.served.visitor.submit(
                f"{pages.url}{form}", {"next": address, "theme": "dark", "language": "en"}
            )
            assert "127.0.0.1:9" not in reply.headers.get("Location", "")
            assert "javascript" not in reply.headers.get("Location", "")
            assert reply.status_code < 500


GET, POST = b"GET / HTTP/1.1\r\nHost: {host}\r\n", b"POST /theme/ HTTP/1.1\r\nHost: {host}\r\n"
RAW = {
    "a NUL": b"GET /calls/\x00 HTTP/1.1\r\nHost: {host}\r\n\r\n",
    "length and chunks": POST + b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "two lengths": POST + b"Content-Length: 4\r\nContent-Length: 9\r\n\r\nabcd",
    "another host": b"GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n",
    "a folded header": GET + b"X-A: b\r\n c\r\n\r\n",
    "a name of the WSGI environment": GET + b"REMOTE_USER: admin\r\nRemote-User: admin\r\n\r\n",
    "a long header": GET + b"X-A: " + b"a" * 100_000 + b"\r\n\r\n",
    "a long address": b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\nHost: {host}\r\n\r\n",
    "many headers": GET + b"X-A: b\r\n" * 5_000 + b"\r\n",
    "half a request": POST + b"Content-Length: 400\r\n\r\nhalf",
}


@pytest.mark.parametrize("name", RAW)
def test_a_malformed_request_is_no_error_of_ours(pages: Pages, name: str) -> None:
    host = urlsplit(pages.url)
    request = RAW[name].replace(b"{host}", host.netloc.encode())
    reply = said_raw((str(host.hostname), int(host.port or 0)), request)
    assert all(status in range(300, 500) for status in statuses(reply)), reply


@settings(max_examples=150, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(
    route=st.sampled_from(sorted(routes())),
    query=st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(VALUES)), min_size=1, max_size=3),
)
def test_any_page_with_any_few_hostile_words(pages: Pages, route: str, query: list[tuple[str, str]]) -> None:
    address = f"{right(route)}?{'&'.join('='.join(pair) for pair in query)}"
    assert "logout" in address or pages.failures([("GET", address)]) == {}


def test_forms_filled_with_anything_harm_nobody_and_reach_nobody(pages: Pages) -> None:
    """Every field that any page has, sent to every page, in the hands of an administrator."""
    with stranger() as inside:
        fields = {
            name for route in routes() if own(route) for name in FIELD.findall(pages.ask("GET", right(route)).text)
        }
        assert {"host", "key"} <= fields
        for value in (inside.url, MARK, "\x00", "9" * 40, "٣", "on"):
            form = dict.fromkeys(fields - {"csrfmiddlewaretoken"}, value)
            for route in (route for route in routes() if own(route) and not NOT_SENT.search(route)):
                reply = pages.served.visitor.submit(f"{pages.url}{right(route)}", form)
                assert reply.status_code < 500, (route, value)
                assert MARK not in reply.text, (route, value)
        assert inside.connections == 0


def test_nothing_of_this_was_an_error_in_the_log(pages: Pages) -> None:
    assert "Internal Server Error" not in pages.served.log.read_text()
