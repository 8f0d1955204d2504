from __future__ import annotations

from django.apps import apps


def test_the_ledger_is_an_app_of_its_own() -> None:
    assert apps.get_app_config("recording").verbose_name == "Ledger"
