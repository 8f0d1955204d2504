"""Workspaces and tokens, read from the ledger again and again."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.db import OperationalError

from braze_tracker.braze.captured import CaptureLevel
from braze_tracker.gateway.places import Snapshot
from braze_tracker.gateway.reading import Reading, read_snapshot
from braze_tracker.recording.declaring import Declaration, declare
from braze_tracker.recording.models import ApiKey, Token, Workspace
from braze_tracker.recording.tokens import issue_token, revoke_token, token_digest
from tests.gateway.running import HASH_KEY, print_of
from tests.keeper.programs import wait_for

NOW = datetime(2026, 5, 4, 10, tzinfo=UTC)
KEY = "11111111-2222-3333-4444-555555555555"
HOSTS = {"rest.iad-01.braze.com": "https://rest.iad-01.braze.com"}


def a_workspace(name: str = "Our shop", host: str = "rest.iad-01.braze.com", key: str = KEY) -> Workspace:
    said = Declaration(name=name, rest_endpoint=f"https://{host}", key=key)
    return declare(said, hash_key=HASH_KEY, encryption_keys=settings.ENCRYPTION_KEYS, now=NOW)


def an_undeclared_one(print_: str, **more: object) -> Workspace:
    made = Workspace.objects.create(slug=f"found-{print_[:8]}", name="found", host="rest.iad-01.braze.com", **more)
    ApiKey.objects.create(workspace=made, host=made.host, fingerprint=print_, first_seen=NOW)
    return made


@pytest.mark.django_db
def test_a_declared_workspace_is_known_by_its_name_its_key_and_its_tokens() -> None:
    workspace = a_workspace()
    Workspace.objects.update(capture="metadata")
    _, text = issue_token(workspace, "the shop", by=None, now=NOW)
    read = read_snapshot(HOSTS, HASH_KEY)
    place = read.by_slug["our-shop"]
    assert (place.base, place.key, place.level) == ("https://rest.iad-01.braze.com", KEY, CaptureLevel.METADATA)
    assert read.by_key[print_of(KEY)] is read.by_token[token_digest(text)] is place


@pytest.mark.django_db
def test_a_revoked_token_is_not_known() -> None:
    token, text = issue_token(a_workspace(), "the shop", by=None, now=NOW)
    revoke_token(token, by=None, now=NOW)
    assert token_digest(text) not in read_snapshot(HOSTS, HASH_KEY).by_token


@pytest.mark.django_db
def test_a_workspace_on_another_host_may_not_be_called() -> None:
    a_workspace(host="rest.example.com")
    assert read_snapshot(HOSTS, HASH_KEY).by_slug["our-shop"].base == ""


@pytest.mark.django_db
def test_a_workspace_that_traffic_showed_is_known_by_its_key_only() -> None:
    an_undeclared_one(print_of("found"))
    read = read_snapshot(HOSTS, HASH_KEY)
    assert (read.by_slug, read.by_key[print_of("found")].base) == ({}, HOSTS["rest.iad-01.braze.com"])


@pytest.mark.django_db
def test_a_declared_workspace_has_its_key_even_where_traffic_showed_it_first() -> None:
    a_workspace()
    ApiKey.objects.all().delete()
    an_undeclared_one(print_of(KEY))
    assert read_snapshot(HOSTS, HASH_KEY).by_key[print_of(KEY)].slug == "our-shop"


@pytest.mark.django_db
def test_calls_without_a_key_name_no_workspace() -> None:
    an_undeclared_one("")
    assert read_snapshot(HOSTS, HASH_KEY).by_key == {}


@pytest.mark.django_db
def test_a_key_from_the_environment_is_read_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    a_workspace()
    Workspace.objects.update(key_env="SHOP_KEY", key_encrypted="")
    assert read_snapshot(HOSTS, HASH_KEY).by_slug["our-shop"].key == ""
    monkeypatch.setenv("SHOP_KEY", "from outside")
    assert read_snapshot(HOSTS, HASH_KEY).by_slug["our-shop"].key == "from outside"


class Ledger:
    """A ledger that may be away."""

    def __init__(self) -> None:
        self.away = self.deaf = False
        self.read: list[Snapshot] = []
        self.told: list[Mapping[str, datetime]] = []

    def reading(self, every: float = 0.01) -> Reading:
        return Reading(self.snapshot, tell=self.tell, every=every, clock=lambda: NOW)

    def snapshot(self) -> Snapshot:
        if self.away:
            raise OperationalError("no connection to host=db password=hunter2")
        self.read.append(Snapshot())
        return self.read[-1]

    def tell(self, uses: Mapping[str, datetime]) -> None:
        if self.deaf:
            raise OperationalError("gone")
        self.told.append(uses)


@pytest.mark.django_db
def test_the_last_that_was_read_is_kept_while_the_ledger_is_away(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING)
    ledger = Ledger()
    reading = ledger.reading()
    reading.once()
    ledger.away = True
    reading.once()
    reading.once()
    assert reading.snapshot is ledger.read[0]
    assert len(caplog.records) == 1
    assert "hunter2" not in caplog.text
    ledger.away = False
    reading.once()
    assert reading.snapshot is ledger.read[1]
    assert len(caplog.records) == 2


@pytest.mark.django_db
def test_nothing_is_known_before_the_first_reading() -> None:
    ledger = Ledger()
    ledger.away = True
    reading = ledger.reading()
    reading.once()
    assert (reading.snapshot, reading.age()) == (None, None)
    ledger.away = False
    reading.once()
    assert (reading.age() or 9) < 5


@pytest.mark.django_db
def test_uses_of_tokens_are_told_once_and_again_when_the_ledger_did_not_hear() -> None:
    ledger = Ledger()
    ledger.deaf = True
    reading = ledger.reading()
    reading.used("digest")
    reading.once()
    ledger.deaf = False
    reading.used("another")
    reading.once()
    reading.once()
    assert ledger.told == [{"digest": NOW, "another": NOW}]


@pytest.mark.django_db
def test_the_ledger_learns_when_a_token_was_last_used() -> None:
    token, text = issue_token(a_workspace(), "the shop", by=None, now=NOW)
    reading = Reading(Snapshot, every=1, clock=lambda: NOW + timedelta(hours=1))
    reading.used(token_digest(text))
    reading.once()
    assert Token.objects.get(pk=token.pk).last_used_at == NOW + timedelta(hours=1)


def test_who_asks_for_a_fresh_reading_gets_one_that_began_after_asking() -> None:
    ledger = Ledger()
    reading = ledger.reading(every=60)
    reading.start()
    wait_for(lambda: bool(ledger.read))
    first = reading.snapshot

    async def asked() -> list[Snapshot | None]:
        return list(await asyncio.gather(*(reading.fresh() for _ in range(20))))

    found = asyncio.run(asked())
    reading.stop()
    assert first is ledger.read[0]
    assert {id(one) for one in found} == {id(ledger.read[1])}
    assert len(ledger.read) == 3  # the first, one for all who asked, and the last


def test_a_fresh_reading_that_does_not_come_is_not_waited_for_long() -> None:
    ledger = Ledger()
    reading = ledger.reading(every=60)
    reading.snapshot = known = Snapshot()
    assert asyncio.run(reading.fresh()) is known  # nothing reads: it was not started


def test_it_reads_again_and_again_until_it_is_stopped_and_tells_the_rest() -> None:
    ledger = Ledger()
    reading = ledger.reading()
    reading.start()
    wait_for(lambda: len(ledger.read) > 3)
    reading.used("digest")
    reading.stop()
    told = len(ledger.read)
    assert [set(uses) for uses in ledger.told] == [{"digest"}]
    assert not reading._thread.is_alive()
    assert len(ledger.read) == told
