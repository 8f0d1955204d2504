"""Settings from the environment."""

from __future__ import annotations

import stat
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from django.core.exceptions import ImproperlyConfigured

from braze_tracker import env

NAME = "BRAZE_TRACKER_TRIED"
ENDPOINTS = ("https://rest.iad-01.braze.com", "http://127.0.0.1:9000")


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("30s", timedelta(seconds=30)),
        ("15m", timedelta(minutes=15)),
        ("48h", timedelta(hours=48)),
        ("14d", timedelta(days=14)),
    ],
)
def test_a_duration_is_a_number_and_a_unit(text: str, span: timedelta, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(NAME, f" {text} ")
    assert env.duration(NAME, "1s") == span


@pytest.mark.parametrize("text", ["15", "m", "1.5h", "-1h", "15 minutes", "²d"])
def test_what_is_no_duration_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="as in 15m"):
        env.parse_duration(text, NAME)


def test_a_schedule_is_read_step_by_step() -> None:
    hour = timedelta(hours=1)
    assert env.schedule(NAME, "6h:15m, 48h:1h") == ((6 * hour, hour / 4), (48 * hour, hour))


@pytest.mark.parametrize("text", ["48h:1h,6h:15m", "6h:1h,6h:2h", "6h", "6h:1h,", ""])
def test_a_schedule_that_does_not_rise_or_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=NAME):
        env.schedule(NAME, text)


@pytest.mark.parametrize("value", [0.01, 0.5, 1.0])
def test_a_share_is_a_part_of_the_whole(value: float) -> None:
    assert env.share(NAME, value) == value


@pytest.mark.parametrize("value", [0, -0.5, 1.01])
def test_more_than_the_whole_or_nothing_is_no_share(value: float) -> None:
    with pytest.raises(ImproperlyConfigured, match="more than 0 and at most 1"):
        env.share(NAME, value)


@pytest.mark.parametrize(("text", "meant"), [(" JSON ", "json"), ("text", "text")])
def test_one_of_several_words_is_read_however_it_is_written(
    text: str, meant: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(NAME, text)
    assert env.one_of(NAME, "text", ("text", "json")) == meant


def test_another_word_is_refused_with_those_there_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(NAME, "xml")
    with pytest.raises(ImproperlyConfigured, match="write text or json"):
        env.one_of(NAME, "text", ("text", "json"))


def test_a_secret_is_made_once_and_kept_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "new" / "secret.key"
    first = env.kept_secret(NAME, path)
    assert env.kept_secret(NAME, path) == first
    assert len(first) >= 50
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [one.name for one in path.parent.iterdir()] == ["secret.key"]


def test_a_secret_that_is_set_is_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(NAME, "given")
    assert env.kept_secret(NAME, tmp_path / "secret.key") == "given"
    assert list(tmp_path.iterdir()) == []


def test_processes_that_start_at_once_share_one_secret(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from braze_tracker.env import kept_secret;"
        "print(kept_secret('NOT_SET', Path(sys.argv[1])))"
    )
    command = [sys.executable, "-c", program, str(tmp_path / "secret.key")]
    started = [subprocess.Popen(command, cwd=env.BASE, stdout=subprocess.PIPE, text=True) for _ in range(6)]
    said = {process.communicate(timeout=60)[0].strip() for process in started}
    assert said == {(tmp_path / "secret.key").read_text()}


def test_several_encryption_keys_are_read_in_their_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    new, old = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    monkeypatch.setenv(NAME, f"{new}, {old},")
    assert env.encryption_keys(NAME, tmp_path / "encryption.key") == (new, old)


def test_what_is_no_encryption_key_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(NAME, "too-short")
    with pytest.raises(ImproperlyConfigured, match="32 url-safe base64-encoded bytes"):
        env.encryption_keys(NAME, tmp_path / "encryption.key")


def test_without_a_key_one_is_made_and_kept(tmp_path: Path) -> None:
    (key,) = env.encryption_keys(NAME, tmp_path / "encryption.key")
    assert env.encryption_keys(NAME, tmp_path / "encryption.key") == (key,)


def read(name: str) -> Callable[[], object]:
    """How settings read a variable of each kind."""
    return {
        "share": lambda: env.share(NAME, 0.5),
        "count": lambda: env.count(NAME, 16),
        "count_or_none": lambda: env.count_or_none(NAME, 0),
        "switch": lambda: env.switch(NAME, False),
        "log_level": lambda: env.log_level(NAME, "INFO"),
        "path": lambda: env.path(NAME, "/sends/data_series"),
        "database": lambda: env.database(NAME, "sqlite:///a"),
        "short_time": lambda: env.short_time(NAME, "10m"),
        "keeping": lambda: env.keeping(NAME, "30d"),
        "some_time": lambda: env.some_time(NAME, "60s"),
        "base_url": lambda: env.base_url(NAME, "http://127.0.0.1:8080"),
        "rest_endpoints": lambda: env.rest_endpoints(NAME),
    }[name]


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("share", " 0.2 ", 0.2),
        ("share", "1", 1.0),
        ("count", "8", 8),
        ("switch", "true", True),
        ("switch", "Yes", True),
        ("switch", "0", False),
        ("switch", "", False),
        ("log_level", "warning", "WARNING"),
        ("path", "/send/data_series", "/send/data_series"),
        ("some_time", "2m", timedelta(minutes=2)),
        ("short_time", "24h", timedelta(days=1)),
        ("short_time", "0s", timedelta(0)),
        ("keeping", "400d", timedelta(days=400)),
        ("keeping", "Forever", None),
        ("base_url", "", "http://127.0.0.1:8080"),
        ("base_url", "https://Gateway.example.com/", "https://gateway.example.com"),
        ("rest_endpoints", "", ()),
        ("rest_endpoints", " rest.iad-01.braze.com/ ,http://127.0.0.1:9000,", ENDPOINTS),
    ],
)
def test_a_value_is_read_as_its_kind(kind: str, text: str, value: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(NAME, text)
    assert read(kind)() == value


@pytest.mark.parametrize(
    ("kind", "text", "told"),
    [
        ("share", "abc", "as in 0.5"),
        ("share", "nan", "as in 0.5"),
        ("share", "0", "as in 0.5"),
        ("count", "0", "at least 1"),
        ("count", "-3", "at least 1"),
        ("count", "many", "at least 1"),
        ("count_or_none", "-1", "0 for none"),
        ("count_or_none", "many", "0 for none"),
        ("switch", "maybe", "write true or false"),
        ("log_level", "loud", "DEBUG, INFO"),
        ("path", "sends/data_series", "write it as /sends"),
        ("path", "/sends/data_series?a=b", "write it as /sends"),
        ("some_time", "0s", "at least 1s"),
        ("short_time", "2d", "at most 1d"),
        ("keeping", "0d", "at least 1h, or forever"),
        ("keeping", "never", "not a duration"),
        ("base_url", "gateway.example.com", "write scheme, host"),
        ("rest_endpoints", "https://rest.iad-01.braze.com/messages", "nothing more"),
        ("rest_endpoints", "ftp://rest.iad-01.braze.com", "write scheme, host"),
        ("rest_endpoints", "http://127.0.0.1:0", "write scheme, host"),
        ("rest_endpoints", "http://127.0.0.1:99999", "write scheme, host"),
        ("database", "garbage", "postgres://user"),
        ("database", "mysql://a:b@c/d", "postgres://user"),
    ],
)
def test_what_cannot_be_read_is_refused_with_what_to_write(
    kind: str, text: str, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(NAME, text)
    with pytest.raises(ImproperlyConfigured, match=told):
        read(kind)()


def test_an_address_password_is_not_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(NAME, "https://shop:hunter2@rest.iad-01.braze.com")
    with pytest.raises(ImproperlyConfigured, match=NAME) as refusal:
        env.rest_endpoints(NAME)
    assert "hunter2" not in str(refusal.value)


def test_a_databases_password_is_not_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(NAME, "mysql://shop:hunter2@db/shop")
    with pytest.raises(ImproperlyConfigured) as refusal:
        env.database(NAME, "")
    assert "hunter2" not in str(refusal.value)
