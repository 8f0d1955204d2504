"""A copied command asks for the reader's own key and survives a shell."""

from __future__ import annotations

import shlex

import pytest

from braze_tracker.braze.captured import BodyState, CapturedBody
from braze_tracker.dashboard.curl import curl, curl_of
from braze_tracker.recording.bodies import Side


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


@pytest.mark.parametrize(("query", "globoff"), [("?external_id[]=a", True), ("?a={b}", True), ("?a=b", False)])
def test_brackets_in_an_address_are_not_several_addresses(query: str, globoff: bool) -> None:
    words = shlex.split(curl("GET", f"https://rest.example/x{query}", {}, ""))
    assert ("--globoff" in words, f"https://rest.example/x{query}" in words) == (globoff, True)


def test_a_read_has_no_body() -> None:
    assert "--data-raw" not in curl("GET", "https://rest.example/campaigns/list", {}, "")


URL = "https://rest.example/users/track"
JSON = {"Content-Type": "application/json"}


def kept(content: str, state: BodyState) -> Side:
    return Side(JSON, CapturedBody(content, state, len(content)))


def test_a_call_kept_whole_is_copied_as_it_was() -> None:
    command, note = curl_of("POST", URL, kept('{"a":1}', BodyState.WHOLE))
    assert (command, note) == (curl("POST", URL, JSON, '{"a":1}'), "")


@pytest.mark.parametrize(
    ("url", "body"),
    [(URL, kept('{"email":"•••0a1b2c3d"}', BodyState.MASKED)), (f"{URL}?email=•••0a1b2c3d", Side())],
)
def test_masked_values_are_there_to_be_filled_in_and_it_says_so(url: str, body: Side) -> None:
    command, note = curl_of("POST", url, body)
    assert "fill them in" in note
    assert command.startswith(f"# {note}\ncurl ")
    assert "•••0a1b2c3d" in shlex.split(command, comments=True)[-1 if body.body.content else 3]


def test_masked_where_nothing_had_to_be_hidden_needs_no_note() -> None:
    assert curl_of("POST", URL, kept('{"a":1}', BodyState.MASKED))[1] == ""


@pytest.mark.parametrize("state", [BodyState.ESSENCE, BodyState.OMITTED, BodyState.LOCKED])
def test_a_body_that_was_not_kept_comes_from_a_file(state: BodyState) -> None:
    command, note = curl_of("POST", URL, kept('{"campaign_id":"c"}', state))
    assert "not kept" in note
    assert shlex.split(command, comments=True)[-2:] == ["--data", "@body.json"]
    assert "campaign_id" not in command


def test_a_call_of_which_only_the_row_is_left_is_still_a_command() -> None:
    command, note = curl_of("POST", URL, None)
    assert "not kept" in note
    assert "Content-Type: application/json" in command
    assert curl_of("GET", URL, None)[1] == ""
