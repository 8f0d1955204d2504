from __future__ import annotations

import pytest
from cryptography.fernet import Fernet

from braze_tracker.recording.models import CallBody, Workspace
from braze_tracker.recording.rotating import Rotated, rotate_bodies, rotate_workspace_keys
from braze_tracker.recording.sealed import open_bytes, open_sealed, seal, seal_bytes
from tests.recording.factories import a_call, a_workspace

pytestmark = pytest.mark.django_db

NEW, OLD, GONE = (Fernet.generate_key().decode() for _ in range(3))
KEYS = (NEW, OLD)


@pytest.fixture
def bodies() -> None:
    """Three under the old key, two under the new one, one whose key is gone, and one that is not encrypted."""
    for key in (OLD, NEW, GONE, OLD, NEW, OLD):
        CallBody.objects.create(call=a_call(), content=seal_bytes(b"body", (key,)), sealed=True)
    CallBody.objects.create(call=a_call(), content=b"open")


def opened_with_the_first_key() -> int:
    return sum(open_bytes(bytes(row.content), (NEW,)) == b"body" for row in CallBody.objects.filter(sealed=True))


@pytest.mark.parametrize("batch", [1, 2, 200])
def test_bodies_are_encrypted_anew_in_batches_of_any_size(bodies: None, batch: int) -> None:
    assert rotate_bodies(KEYS, batch=batch) == Rotated(anew=3, already=2, lost=1)
    assert opened_with_the_first_key() == 5
    assert bytes(CallBody.objects.get(sealed=False).content) == b"open"


def test_run_again_it_finds_everything_done(bodies: None) -> None:
    rotate_bodies(KEYS)
    assert rotate_bodies(KEYS) == Rotated(anew=0, already=5, lost=1)


def test_a_dry_run_counts_the_same_and_changes_nothing(bodies: None) -> None:
    assert rotate_bodies(KEYS, dry_run=True) == Rotated(anew=3, already=2, lost=1)
    assert opened_with_the_first_key() == 2


def test_a_key_that_comes_back_opens_what_was_lost(bodies: None) -> None:
    rotate_bodies(KEYS)
    assert rotate_bodies((NEW, GONE)) == Rotated(anew=1, already=5, lost=0)


def test_stored_keys_of_workspaces_are_encrypted_anew() -> None:
    for name, key in (("one", OLD), ("two", NEW), ("three", GONE)):
        a_workspace(name, key_encrypted=seal(f"key {name}", [key]))
    a_workspace("four")
    assert rotate_workspace_keys(KEYS, dry_run=True) == Rotated(anew=1, already=1, lost=1)
    assert rotate_workspace_keys(KEYS) == Rotated(anew=1, already=1, lost=1)
    found = {row.name: open_sealed(row.key_encrypted, (NEW,)) for row in Workspace.objects.all()}
    assert found == {"one": "key one", "two": "key two", "three": None, "four": None}
