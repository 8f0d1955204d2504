from __future__ import annotations

from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.core.management import call_command

from braze_tracker.recording.models import CallBody
from braze_tracker.recording.sealed import seal, seal_bytes
from tests.recording.factories import a_call, a_workspace

pytestmark = pytest.mark.django_db

NEW, OLD, GONE = (Fernet.generate_key().decode() for _ in range(3))


def test_the_command_says_what_it_did_and_what_no_key_opens(settings: Any, capsys: pytest.CaptureFixture[str]) -> None:
    settings.ENCRYPTION_KEYS = (NEW, OLD)
    a_workspace(key_encrypted=seal("the key", [OLD]))
    CallBody.objects.create(call=a_call(), content=seal_bytes(b"body", (GONE,)), sealed=True)
    call_command("rotate_keys", "--dry-run")
    call_command("rotate_keys", "--batch", "1")
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "Workspace keys: 1 would be encrypted anew, 0 have the first key already, 0 cannot be opened."
    assert lines[3] == "Workspace keys: 1 encrypted anew, 0 have the first key already, 0 cannot be opened."
    assert lines[4] == "Bodies: 0 encrypted anew, 0 have the first key already, 1 cannot be opened."
    assert "add it behind the others" in lines[5]
