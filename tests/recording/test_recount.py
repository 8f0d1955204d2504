from __future__ import annotations

import pytest
from django.core.management import call_command

from tests.recording.factories import a_call

pytestmark = pytest.mark.django_db


def test_recount_says_what_it_put_right(capsys: pytest.CaptureFixture[str]) -> None:
    a_call(counted=False)
    call_command("recount")
    call_command("recount")
    first, second = capsys.readouterr().out.splitlines()
    assert first == "Put right: 1 hourly counts, 0 counts by the minute, 0 hourly errors, 0 error groups."
    assert second == "Every kept count is right."


def test_a_check_that_finds_something_fails() -> None:
    a_call(counted=False)
    with pytest.raises(SystemExit):
        call_command("recount", "--check")
