from __future__ import annotations

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from braze_tracker.recording.models import (
    ApiCall,
    ApiKey,
    AuditEntry,
    FatalErrors,
    Heartbeat,
    JournalLoss,
    NonFatalErrors,
    QuarantinedLine,
    Send,
    Token,
    Workspace,
)

LISTS = (
    ApiCall,
    ApiKey,
    AuditEntry,
    FatalErrors,
    Heartbeat,
    JournalLoss,
    NonFatalErrors,
    QuarantinedLine,
    Send,
    Token,
    Workspace,
)


def test_the_ledger_is_in_the_admin() -> None:
    registered = {model for model in admin.site._registry if model._meta.app_label == "recording"}
    assert registered == set(LISTS)


@pytest.mark.django_db
@pytest.mark.parametrize("model", LISTS)
def test_every_list_opens_when_it_is_empty(admin_client: Client, model: type) -> None:
    page = admin_client.get(reverse(f"admin:recording_{model.__name__.lower()}_changelist"))
    assert page.status_code == 200


@pytest.mark.django_db
def test_fatal_and_non_fatal_errors_are_two_lists_on_the_first_page(admin_client: Client) -> None:
    page = admin_client.get(reverse("admin:index")).content.decode()
    assert "Braze tracker" in page
    assert ">Fatal errors<" in page
    assert ">Non-fatal errors<" in page
