from __future__ import annotations

from datetime import timedelta
from typing import Any

from braze_tracker.dashboard.patience import impatient

SQLITE: dict[str, Any] = {
    "ENGINE": "django.db.backends.sqlite3",
    "NAME": "x",
    "OPTIONS": {"timeout": 20, "transaction_mode": "IMMEDIATE"},
}
POSTGRES: dict[str, Any] = {"ENGINE": "django.db.backends.postgresql", "NAME": "x", "OPTIONS": {"connect_timeout": 5}}


def test_a_page_waits_no_longer_for_sqlites_writer() -> None:
    options = impatient(SQLITE, timedelta(seconds=2.5))["OPTIONS"]
    assert options == {"timeout": 2.5, "transaction_mode": "IMMEDIATE"}


def test_postgresql_ends_a_pages_statement_itself() -> None:
    options = impatient(POSTGRES, timedelta(seconds=5))["OPTIONS"]
    assert options == {"connect_timeout": 5, "options": "-c statement_timeout=5000"}


def test_what_an_operator_asks_of_postgresql_wins() -> None:
    own = {**POSTGRES, "OPTIONS": {"options": "-c statement_timeout=900"}}
    assert impatient(own, timedelta(seconds=5))["OPTIONS"]["options"].endswith("-c statement_timeout=900")


def test_the_other_processes_stay_as_patient_as_they_were() -> None:
    before = {**SQLITE, "OPTIONS": dict(SQLITE["OPTIONS"])}
    impatient(SQLITE, timedelta(seconds=1))
    assert before == SQLITE
