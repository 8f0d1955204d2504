"""The programs of the first run: what stands in them, and that they run."""

from __future__ import annotations

import ast
import re
import subprocess
from pathlib import Path

import pytest

from braze_tracker.dashboard.snippets import (
    LANGUAGES,
    PATH,
    Snippet,
    in_double,
    in_single,
    journal_snippet,
    snippet,
    snippets,
)
from braze_tracker.journal import read_journal
from braze_tracker.sandbox.server import RunningSandbox
from tests.dashboard.first_calls import at_hand, run

BASE, TOKEN = "http://127.0.0.1:8080", "btk_Ab3-_x"

FACTS = {
    "client": ['BrazeClient("btk_Ab3-_x", "http://127.0.0.1:8080")', "campaigns.list"],
    "session": ['= "Bearer btk_Ab3-_x"', 'get("http://127.0.0.1:8080/campaigns/list"'],
    "curl": ["--header 'Authorization: Bearer btk_Ab3-_x'", "'http://127.0.0.1:8080/campaigns/list?page=0'"],
    "node": ['fetch("http://127.0.0.1:8080/campaigns/list?page=0"', 'Authorization: "Bearer btk_Ab3-_x"'],
    "php": [
        "<?php\n",
        "curl_init('http://127.0.0.1:8080/campaigns/list?page=0');",
        "'Authorization: Bearer btk_Ab3-_x'",
    ],
    "ruby": ["URI('http://127.0.0.1:8080/campaigns/list?page=0')", "'Authorization' => 'Bearer btk_Ab3-_x'"],
    "java": ["class FirstCall", 'URI.create("http://127.0.0.1:8080/campaigns/list?page=0")', '"Bearer btk_Ab3-_x"'],
}
"""Where address and token stand in each language."""


def named(name: str, base: str = BASE, token: str = TOKEN) -> Snippet:
    return snippet(next(one for one in LANGUAGES if one.name == name), base, token)


@pytest.mark.parametrize("name", [language.name for language in LANGUAGES])
def test_a_program_holds_address_and_token_where_its_language_wants_them(name: str) -> None:
    text = named(name).text
    assert [fact for fact in FACTS[name] if fact not in text] == []
    assert re.findall(r"<[A-Z]+>", text) == []


@pytest.mark.parametrize("name", [language.name for language in LANGUAGES])
def test_every_bracket_and_quote_that_opens_closes(name: str) -> None:
    text = re.sub(r"//.*|#.*", "", named(name).text.replace(BASE, ""))
    strings = re.compile(r"\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'")
    bare = re.sub(r"<[?\w]+>?|[=-]>", "", strings.sub("", text))
    assert not re.search(r"[\"']", bare)
    for opening, closing in ("()", "[]", "{}"):
        assert bare.count(opening) == bare.count(closing)


@pytest.mark.parametrize("name", [language.name for language in LANGUAGES])
def test_a_program_makes_its_call_where_its_language_is_at_hand(
    name: str, sandbox: RunningSandbox, tmp_path: Path
) -> None:
    """Of a language that is not here, only the shape is known: that is held by the tests above."""
    program = named(name, sandbox.url, sandbox.key)
    assert at_hand(program) or name not in ("client", "session", "curl"), f"{program.run} ought to run everywhere"
    if at_hand(program):
        assert "200" in run(program, tmp_path)
    asked = [(one.method, one.path, one.status) for one in sandbox.answered]
    assert asked == ([("GET", PATH, 200)] if at_hand(program) else [])


def test_the_program_without_the_gateway_writes_to_the_journal(sandbox: RunningSandbox, tmp_path: Path) -> None:
    journal = tmp_path / "a 'quoted' \"folder\""
    program = Snippet("", "", "first_call.py", "python first_call.py", "", journal_snippet(str(journal)))
    said = run(program, tmp_path, BRAZE_REST_ENDPOINT=sandbox.url, BRAZE_API_KEY=sandbox.key)
    assert said.strip() == "200"
    assert sum(1 for segment in read_journal(journal) for _ in segment.entries(0)) >= 2


def test_nothing_that_is_put_in_gets_out_of_its_quotes() -> None:
    nasty = "a'b\"c\\d$e`f#{g}"
    assert ast.literal_eval(in_double(nasty)) == nasty
    assert in_single(nasty) == "'a\\'b\"c\\\\d$e`f#{g}'"
    shell = next(one for one in LANGUAGES if one.name == "curl").quoted(nasty)
    assert (
        subprocess.run(["sh", "-c", f"printf %s {shell}"], capture_output=True, text=True, check=True).stdout == nasty
    )


def test_there_is_one_program_a_language_and_python_compiles() -> None:
    shown = snippets(BASE, TOKEN)
    assert len({one.name for one in shown}) == len(shown) == len(FACTS)
    for one in shown:
        if one.file.endswith(".py"):
            compile(one.text, one.file, "exec")
