"""Hosts and keys as people paste them."""

from __future__ import annotations

import pytest
import requests

from braze_tracker.braze.access import KeyAuth, checked_key, rest_base
from braze_tracker.braze.exceptions import InvalidArgument

KEY = "0f6b1a52-7c11-4d3e-9a44-2f1c5e8d7f3a"


@pytest.mark.parametrize(
    ("given", "base"),
    [
        ("rest.iad-01.braze.com", "https://rest.iad-01.braze.com"),
        ("https://rest.iad-01.braze.com", "https://rest.iad-01.braze.com"),
        ("https://rest.fra-02.braze.eu/", "https://rest.fra-02.braze.eu"),
        ("  https://REST.us-10.braze.com\n", "https://rest.us-10.braze.com"),
        ("http://127.0.0.1:8399", "http://127.0.0.1:8399"),
        ("http://localhost:8399/", "http://localhost:8399"),
        ("http://[::1]:8399", "http://[::1]:8399"),
        ("https://braze.proxy.example:8443", "https://braze.proxy.example:8443"),
    ],
)
def test_a_rest_endpoint_is_scheme_and_host(given: str, base: str) -> None:
    assert rest_base(given) == base


@pytest.mark.parametrize(
    ("given", "advice"),
    [
        ("dashboard-01.braze.com", "use the REST endpoint rest.iad-01.braze.com"),
        ("https://dashboard-02.braze.eu/app_settings", "use the REST endpoint rest.fra-02.braze.eu"),
        ("https://dashboard.us-10.braze.com", "use the REST endpoint rest.us-10.braze.com"),
        ("https://dashboard.braze.com", "use the REST endpoint of your instance"),
        ("sdk.iad-06.braze.com", "use the REST endpoint rest.iad-06.braze.com"),
        ("sdk.fra-01.braze.eu", "use the REST endpoint rest.fra-01.braze.eu"),
        ("https://sdk.example.com", "use the REST endpoint of your instance"),
        ("https://rest.iad-01.braze.com/messages/send", "leave out what follows the host"),
        ("https://rest.iad-01.braze.com?api_key=x", "leave out what follows the host"),
        ("http://rest.iad-01.braze.com", "write https://rest.iad-01.braze.com"),
        ("http://10.0.0.5:8399", "write https://10.0.0.5:8399"),
        ("", "write it as in https://rest.iad-01.braze.com"),
        ("ftp://rest.iad-01.braze.com", "write it as in"),
        ("https://user:secret@rest.iad-01.braze.com", "write it as in"),
        ("https://rest.iad-01.braze.com:port", "write it as in"),
        ("rest iad 01", "write it as in"),
    ],
)
def test_another_host_is_refused_with_what_to_write(given: str, advice: str) -> None:
    with pytest.raises(InvalidArgument, match=advice):
        rest_base(given)


def test_a_refused_endpoint_never_repeats_a_password() -> None:
    with pytest.raises(InvalidArgument) as refused:
        rest_base("https://user:hunter2@rest.iad-01.braze.com")
    assert "hunter2" not in str(refused.value)


@pytest.mark.parametrize(
    ("given", "advice"),
    [
        ("", "empty"),
        (f'"{KEY}"', "Leave the quotes out"),
        (f"'{KEY}'", "Leave the quotes out"),
        (f"“{KEY}”", "Leave the quotes out"),
        (f"Bearer {KEY}", "the word Bearer"),
        (f"{KEY}\n", "copy it again"),
        (f" {KEY}", "copy it again"),
        (KEY.replace("a", "\u0430"), "copy it again"),
    ],
)
def test_a_key_that_braze_could_only_refuse_is_refused_without_repeating_it(given: str, advice: str) -> None:
    with pytest.raises(InvalidArgument, match=advice) as refused:
        checked_key(given)
    assert KEY not in str(refused.value)


def test_a_key_is_taken_as_it_is() -> None:
    assert checked_key(KEY) == KEY


def test_the_key_goes_into_the_header_and_not_into_the_repr() -> None:
    auth = KeyAuth(KEY)
    prepared = requests.Request("GET", "https://rest.iad-01.braze.com/campaigns/list", auth=auth).prepare()
    assert prepared.headers["Authorization"] == f"Bearer {KEY}"
    assert repr(auth) == "KeyAuth(••••7f3a)"
