from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from braze_tracker.journal.hash_key import load_hash_key


def test_the_key_is_made_once_and_only_its_owner_may_read_it(tmp_path: Path) -> None:
    first = load_hash_key(tmp_path)
    assert len(first) >= 32
    assert load_hash_key(tmp_path) == first
    assert (tmp_path / "hash.key").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["hash.key"]


def test_many_that_begin_together_get_the_same_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(20) as pool:
        keys = set(pool.map(load_hash_key, [tmp_path] * 100))
    assert len(keys) == 1


def test_the_environment_wins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BRAZE_TRACKER_HASH_KEY", "from-the-environment")
    assert load_hash_key(tmp_path) == b"from-the-environment"
    assert list(tmp_path.iterdir()) == []
