from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.management import call_command
from pytest_django import Settings

from braze_tracker.recording.models import ApiCall, CallBody
from tests.analytics.factories import hours
from tests.recording.factories import a_call

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def kept_for_a_day(settings: Settings) -> None:
    settings.KEEP_BODIES = settings.KEEP_CALLS = timedelta(days=1)
    settings.KEEP_FIGURES = None


def command_says(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    call_command("prune", *words)
    return capsys.readouterr().out


def test_the_command_says_what_it_would_remove_and_what_it_removed(capsys: pytest.CaptureFixture[str]) -> None:
    a_call(at=hours(-24 * 3), request="{}")
    would = command_says(capsys, "--dry-run")
    assert "Orchid shop: calls from before" in would
    assert "UTC: 1 would be removed." in would
    assert ApiCall.objects.exists()
    only = command_says(capsys, "--bodies")
    assert "Orchid shop: bodies of calls from before" in only
    assert "UTC: 1 removed." in only
    assert "figures" not in only
    assert not CallBody.objects.exists()
    everything = command_says(capsys)
    assert "figures are kept for ever" in everything
    assert not ApiCall.objects.exists()
