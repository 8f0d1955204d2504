"""The table of roles, seen from the other side."""

from __future__ import annotations

from itertools import pairwise

import pytest
from django.apps import apps
from django.contrib.auth.models import Permission

from braze_tracker.dashboard.roles import MEANINGS, STAFF, TITLES, Role, lowest, permissions


def test_each_role_may_do_what_the_one_before_it_may_and_more() -> None:
    ranks = [permissions(role) for role in Role]
    assert all(less < more for less, more in pairwise(ranks))


@pytest.mark.parametrize(
    ("permission", "role"),
    [
        ("recording.view_apicall", Role.VIEWER),
        ("recording.view_workspace", Role.VIEWER),
        ("analytics.view_dailyfigures", Role.VIEWER),
        ("recording.view_callbody", Role.ENGINEER),
        ("recording.change_errorgroup", Role.OPERATOR),
        ("analytics.change_syncplan", Role.OPERATOR),
        ("django_celery_beat.change_periodictask", Role.OPERATOR),
        ("django_celery_beat.add_periodictask", Role.ADMIN),
        ("recording.view_token", Role.ADMIN),
        ("recording.add_token", Role.ADMIN),
        ("recording.view_auditentry", Role.ADMIN),
        ("recording.change_workspace", Role.ADMIN),
        ("auth.change_user", Role.ADMIN),
        ("auth.delete_user", None),
        ("recording.delete_auditentry", None),
        ("recording.change_auditentry", None),
        ("recording.change_apicall", None),
        ("analytics.change_dailyfigures", None),
    ],
)
def test_the_first_role_that_may(permission: str, role: Role | None) -> None:
    assert lowest(permission) is role
    assert [one for one in Role if permission in permissions(one)] == (
        list(Role)[list(Role).index(role) :] if role else []
    )


def test_a_viewer_changes_nothing() -> None:
    assert {name.partition(".")[2].partition("_")[0] for name in permissions(Role.VIEWER)} == {"view"}


def test_no_role_writes_or_deletes_facts_bodies_or_the_audit_log() -> None:
    written = {name for name in permissions(Role.ADMIN) if ".view_" not in name}
    facts = ("apicall", "callbody", "auditentry", "hourlycount", "send", "snapshot", "dailyfigures", "openintent")
    assert [name for name in written if name.endswith(tuple(f"_{fact}" for fact in facts))] == []


@pytest.mark.django_db
def test_every_permission_of_the_table_exists() -> None:
    rows = Permission.objects.values_list("content_type__app_label", "codename")
    assert permissions(Role.ADMIN) - {f"{app}.{codename}" for app, codename in rows} == set()


@pytest.mark.parametrize("app", ["recording", "analytics"])
def test_every_kind_of_row_can_be_seen_by_some_role(app: str) -> None:
    names = {model._meta.model_name for model in apps.get_app_config(app).get_models()}
    assert {name for name in names if lowest(f"{app}.view_{name}") is None} == set()


def test_every_role_has_a_title_and_a_meaning() -> None:
    assert set(TITLES) == set(MEANINGS) == set(Role)
    assert {Role.ADMIN} == STAFF
