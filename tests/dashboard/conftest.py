"""Pages need style sheets without a collected folder, a reader who is signed in, and parts that are at work."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import Settings

from tests.dashboard.factories import a_heartbeat


@pytest.fixture(autouse=True)
def _plain_static_files(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> None:
    settings.STATIC_ROOT = tmp_path_factory.getbasetemp()
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


@pytest.fixture
def reader(db: None) -> Client:
    """Signed in, may see bodies and the settings."""
    client = Client()
    client.force_login(User.objects.create_superuser("maya", "maya@example.com", "a-long-word"))
    return client


@pytest.fixture
def guest(db: None) -> Client:
    """Signed in, without any permission."""
    client = Client()
    client.force_login(User.objects.create_user("tom", "tom@example.com", "a-long-word"))
    return client


@pytest.fixture
def parts_at_work(db: None) -> None:
    for part in ("drain", "beat", "worker:web1-4711"):
        a_heartbeat(part)
