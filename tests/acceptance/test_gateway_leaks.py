"""After rich traffic through gateway and client, nobody's data, no key and no token stands in anything that is kept."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests

from braze_tracker.sandbox.server import RunningSandbox, running
from tests.acceptance.calling import recording
from tests.acceptance.gateways import gateway, log_of, noted, prepared
from tests.acceptance.grep import hits, spellings
from tests.acceptance.keeping import manage, rows
from tests.acceptance.marked_requests import NEEDLES, Marked, everywhere
from tests.acceptance.served import served

pytestmark = [pytest.mark.acceptance, pytest.mark.timeout(300)]


@dataclass
class Traffic:
    data: Path
    tokens: dict[str, str]
    keys: tuple[str, ...]
    journal: bytes
    """All that was noted, before the drain read it."""

    @property
    def secrets(self) -> tuple[str, ...]:
        return (*self.keys, *self.tokens.values())


def sent(session: requests.Session, url: str, key: str, calls: list[Marked]) -> None:
    for call in calls:
        headers = {"Authorization": f"Bearer {key}", **call.headers}
        session.request(call.method, url + call.path, data=call.body, headers=headers, timeout=20)


def traffic(data: Path, sandbox: RunningSandbox, capture: str) -> Traffic:
    """With the own key, a wrong one and a token, through the gateway, its workspace's address, and the client."""
    tokens = prepared(data, ("Shop", sandbox.url, sandbox.key), capture=capture)
    wrong = f"{sandbox.key}x"
    with gateway(data, sandbox.url) as through, requests.Session() as plain:
        sent(plain, through.url, sandbox.key, everywhere(sandbox.key))
        sent(plain, f"{through.url}/shop", tokens["shop"], everywhere())
        sent(plain, through.url, wrong, everywhere(wrong)[-12:])
        sent(plain, through.url, tokens["revoked"], everywhere()[:3])
        assert through.stop() == 0
    sent(recording(data), sandbox.url, sandbox.key, everywhere(sandbox.key))
    journal = b"".join(path.read_bytes() for path in (data / "journal").iterdir())
    noted(data)
    return Traffic(data, tokens, (sandbox.key, wrong), journal)


@pytest.fixture(scope="module")
def masked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Traffic]:
    with running() as sandbox:
        yield traffic(tmp_path_factory.mktemp("masked"), sandbox, "masked")


@pytest.mark.parametrize("needle", NEEDLES)
def test_nobody_is_named_in_the_journal_in_the_ledger_or_in_a_log(masked: Traffic, needle: str) -> None:
    assert [spelling for spelling in spellings(needle) if spelling in masked.journal] == []
    assert hits(masked.data, needle) == []
    assert needle not in log_of(masked.data).read_text()


def test_neither_a_key_nor_a_token_is_anywhere(masked: Traffic) -> None:
    for secret in masked.secrets:
        assert [spelling for spelling in spellings(secret) if spelling in masked.journal] == []
        assert hits(masked.data, secret) == []
        assert secret not in log_of(masked.data).read_text()


def test_nothing_of_it_is_in_an_export(masked: Traffic) -> None:
    exported = manage(masked.data, "dumpdata", "--all")
    assert len(exported) > 100_000
    for secret in (*NEEDLES, *masked.secrets):
        assert [spelling for spelling in spellings(secret) if spelling in exported.encode()] == []


def test_nothing_of_it_is_on_any_page(masked: Traffic) -> None:
    """Not even for an administrator, who may see bodies."""
    with served(masked.data) as place:
        pages = place.visitor.everything()
        details = [address for address in pages if re.search(r"/calls/[0-9a-f-]{36}/", address)]
        assert len(pages) > 40
        assert len(details) > 2
        for secret in (*NEEDLES, *masked.secrets):
            told = [one.decode("latin-1") for one in spellings(secret)]
            assert [address for address, page in pages.items() if any(one in page for one in told)] == []
            assert secret not in place.log.read_text()


@pytest.mark.parametrize("capture", ["metadata", "full"])
def test_neither_is_anything_at_the_other_levels(tmp_path: Path, sandbox: RunningSandbox, capture: str) -> None:
    """Without bodies there is nothing to read, and whole ones are encrypted."""
    made = traffic(tmp_path, sandbox, capture)
    kept = rows(tmp_path, "SELECT COUNT(*), SUM(sealed) FROM recording_callbody")[0]
    assert (kept[0] > 20 and kept[1] > 20) if capture == "full" else kept[1] in (0, None)
    for secret in (*NEEDLES, *made.secrets):
        assert [spelling for spelling in spellings(secret) if spelling in made.journal] == []
        assert hits(tmp_path, secret) == []
