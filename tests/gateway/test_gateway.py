"""The command line of `manage.py gateway`."""

from __future__ import annotations

import argparse

import pytest

from braze_tracker.gateway.management.commands.gateway import BIND, Command, address


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("127.0.0.1:8080", ("127.0.0.1", 8080)),
        ("[::1]:8080", ("::1", 8080)),
        ("gateway.internal:0", ("gateway.internal", 0)),
        (":8080", ("", 8080)),
    ],
)
def test_an_address_is_a_host_and_a_port(text: str, where: tuple[str, int]) -> None:
    assert address(text) == where


@pytest.mark.parametrize("text", ["8080", "localhost", "::1:8080", "127.0.0.1:", "127.0.0.1:http", "127.0.0.1:70000"])
def test_what_is_no_address_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError, match=r"as in 127\.0\.0\.1:8080"):
        address(text)


def test_it_listens_on_this_machine_only_unless_it_is_told_otherwise() -> None:
    asked = Command().create_parser("manage.py", "gateway").parse_args([])
    assert (asked.bind, BIND, asked.reuse_port) == (("127.0.0.1", 8080), "127.0.0.1:8080", False)
