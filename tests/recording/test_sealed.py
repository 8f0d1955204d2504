from __future__ import annotations

from cryptography.fernet import Fernet

from braze_tracker.recording.sealed import open_bytes, open_sealed, resealed, seal, seal_bytes

OLD, NEW = Fernet.generate_key().decode(), Fernet.generate_key().decode()


def test_what_is_sealed_can_be_opened_and_not_be_read() -> None:
    text = seal("the key", [NEW])
    assert "the key" not in text
    assert open_sealed(text, [NEW]) == "the key"


def test_after_a_change_of_keys_old_secrets_still_open() -> None:
    assert open_sealed(seal("the key", [OLD]), [NEW, OLD]) == "the key"


def test_the_newest_key_seals() -> None:
    assert open_sealed(seal("the key", [NEW, OLD]), [NEW]) == "the key"


def test_nothing_and_foreign_text_open_to_nothing() -> None:
    assert open_sealed("", [NEW]) is None
    assert open_sealed("foreign • text", [NEW]) is None
    assert open_sealed(seal("the key", [OLD]), [NEW]) is None


def test_bytes_are_sealed_as_text_is() -> None:
    sealed = seal_bytes(b"\x00\xff", (NEW,))
    assert b"\x00\xff" not in sealed
    assert open_bytes(sealed, (OLD, NEW)) == b"\x00\xff"
    assert open_bytes(sealed, (OLD,)) is None
    assert open_bytes(b"", (OLD,)) is None


def test_what_an_older_key_opens_is_sealed_with_the_first() -> None:
    old = seal_bytes(b"text", (OLD,))
    new = resealed(old, (NEW, OLD))
    assert new is not None
    assert open_bytes(new, (NEW,)) == b"text"
    assert resealed(new, (NEW, OLD)) == new
    assert resealed(old, (NEW,)) is None
