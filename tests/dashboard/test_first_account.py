"""The first administrator: made once, by whoever knows the code, however many try at the same moment."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.contrib.auth.models import User

from braze_tracker.dashboard.first_account import is_setup_code, make_first_account, nobody_yet, setup_code
from braze_tracker.recording.models import AuditEntry
from tests.analytics.programs import PATIENCE, Programs, finished, own_database


@pytest.mark.django_db
def test_the_first_one_is_made_and_the_second_is_not() -> None:
    assert nobody_yet()
    first = make_first_account("maya", "a-long-word")
    assert first is not None
    assert (first.is_superuser, first.check_password("a-long-word")) == (True, True)
    assert make_first_account("tom", "another-long-word") is None
    assert list(User.objects.values_list("username", flat=True)) == ["maya"]
    assert list(AuditEntry.objects.values_list("deed", "detail")) == [("person_added", "maya: the first account")]


def test_the_code_follows_from_the_secret_key_alone() -> None:
    assert setup_code("one") == setup_code("one")
    assert setup_code("one") != setup_code("two")
    assert len(setup_code("one").replace("-", "")) == 16


@pytest.mark.parametrize(
    ("typed", "right"),
    [
        (setup_code("s"), True),
        (f" {setup_code('s').upper()} ", True),
        (setup_code("s").replace("-", " "), True),
        (setup_code("s")[:-1], False),
        (setup_code("t"), False),
        ("", False),
        ("é" * 16, False),
    ],
)
def test_a_code_is_right_however_it_was_typed(typed: str, right: bool) -> None:
    assert is_setup_code(typed, "s") is right


def test_of_many_who_try_at_once_one_becomes_the_administrator(tmp_path: Path) -> None:
    with own_database(tmp_path) as url:
        env = {**os.environ, "DATABASE_URL": url, "BRAZE_TRACKER_DATA": str(tmp_path)}
        programs = Programs(env)
        finished(programs.start("manage.py", "migrate", "-v0"))
        tries = [programs.start("manage.py", "first_admin", "--username", f"user-{number}") for number in range(4)]
        said = [program.communicate(timeout=PATIENCE)[0] for program in tries]
        assert [program.returncode for program in tries] == [0] * 4
        assert sum("Sign in as user-" in text for text in said) == 1
        count = "from django.contrib.auth.models import User; print(User.objects.count())"
        shell = [sys.executable, "manage.py", "shell", "-v0", "-c", count]
        assert subprocess.run(shell, env=env, capture_output=True, text=True, check=True).stdout.strip() == "1"
