"""A copied command asks for the reader's own key and survives a shell."""

from __future__ import annotations

import shlex

from braze_tracker.dashboard.curl import curl


def test_the_key_is_the_readers_own() -> None:
    command = curl("POST", "https://rest.example/messages/send", {"Authorization": "Bearer secret"}, "{}")
    assert '"Authorization: Bearer $BRAZE_API_KEY"' in command
    assert "secret" not in command


def test_quotes_and_dollars_in_a_body_reach_braze_as_they_are() -> None:
    body = """{"a":"it's $HOME `id` \\"x\\""}"""
    command = curl("POST", "https://rest.example/x?a=1&b=2", {"Content-Type": "application/json"}, body)
    words = shlex.split(command)
    assert words[words.index("--data-raw") + 1] == body
    assert "https://rest.example/x?a=1&b=2" in words
    assert "Content-Type: application/json" in words


def test_a_read_has_no_body() -> None:
    assert "--data-raw" not in curl("GET", "https://rest.example/campaigns/list", {}, "")
