"""The programs that the first run shows, run as they stand: through a real gateway, with a token, into the ledger."""

from __future__ import annotations

from pathlib import Path

import pytest

from braze_tracker.dashboard.snippets import PATH, snippets
from braze_tracker.sandbox.server import RunningSandbox
from tests.acceptance.gateways import gateway, noted, prepared
from tests.dashboard.first_calls import at_hand, run

pytestmark = [pytest.mark.acceptance, pytest.mark.timeout(240)]


def test_every_program_reaches_braze_with_the_token_and_is_recorded(tmp_path: Path, sandbox: RunningSandbox) -> None:
    """Of a language that is not here nothing is run: its shape is held by tests/dashboard/test_snippets.py."""
    data = tmp_path / "var"
    text = prepared(data, ("Orchid shop", sandbox.url, sandbox.key))["orchid-shop"]
    with gateway(data, sandbox.url) as running:
        programs = [program for program in snippets(running.url, text) if at_hand(program)]
        assert {"client", "session", "curl"} <= {program.name for program in programs}
        for program in programs:
            assert "200" in run(program, tmp_path), program.name
        shown = running.shown
    calls = [(call["endpoint"], call["status"], call["origin"]) for call in noted(data)]
    assert calls == [(f"GET {PATH}", 200, "gateway")] * len(programs)
    assert len(sandbox.answered) == len(programs)
    assert text not in shown
    assert [file for file in data.rglob("*") if file.is_file() and text.encode() in file.read_bytes()] == []
