"""Every address of the project × everybody who may come: let in, refused in words, or asked to sign in.

The addresses are the resolver's, so a page without a row in the table fails here. Every answer carries the headers.
"""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.apps import apps
from django.contrib.auth.models import Group, User
from django.http.response import HttpResponseBase
from django.test import Client
from django.urls import get_resolver
from django_celery_beat.models import ClockedSchedule, CrontabSchedule, IntervalSchedule, PeriodicTask, SolarSchedule

from braze_tracker.analytics.models import CampaignFigures
from braze_tracker.dashboard.roles import Role
from braze_tracker.recording.audit import note
from braze_tracker.recording.choices import Deed
from braze_tracker.recording.models import Heartbeat, JournalLoss, QuarantinedLine, Token
from tests.analytics.factories import a_campaign_plan
from tests.dashboard.addresses import ASKED, LET_IN, MODELS, NOT_OFFERED, NOTHING, REFUSED, Rank, Row, routes, rows
from tests.dashboard.factories import a_budget, a_followed_send, a_person, ago, now
from tests.dashboard.test_hardening import lacking
from tests.recording.factories import a_call, a_key, an_error

pytestmark = pytest.mark.django_db

TABLE = rows()
SESSIONS = {"accounts/logout/", "admin/logout/"}
"""Addresses that end the session of who asks them."""

COMERS: dict[str, Rank] = {
    "a stranger": Rank.ANYONE,
    "somebody without a role": Rank.SIGNED_IN,
    **{role.value: Rank[role.name] for role in Role},
    "a superuser": Rank.SUPERUSER,
}


def test_every_address_has_a_row_and_every_row_an_address() -> None:
    known = set(routes(get_resolver()))
    assert (sorted(known - TABLE.keys()), sorted(TABLE.keys() - known)) == ([], [])


@pytest.fixture
def samples() -> dict[str, str]:
    """What stands in an address for the row it is of, by the beginning of the route."""
    call = a_call(at=ago(minutes=1), outcome="fatal_client", request='{"a":1}', reply="{}")
    error = an_error(call)
    an_error(a_call(at=ago(minutes=1), outcome="non_fatal"), message="Skipped", severity="non_fatal")
    send, workspace = a_followed_send(), call.workspace
    a_key(workspace), a_budget()
    token = Token.objects.create(workspace=workspace, name="shop", digest="d" * 64, created_at=now())
    QuarantinedLine.objects.create(segment="s", offset=1, at=now(), reason="torn", line=b"", size=1)
    JournalLoss.objects.create(writer="w", calls=1, bodies=0, last_at=now())
    Heartbeat.objects.create(part="drain", at=now())
    plan = a_campaign_plan()
    CampaignFigures.objects.create(plan=plan, day=now().date(), metrics={}, first_at=now(), changed_at=now())
    some_of_others()
    note(None, Deed.RESOLVED, "error 1", at=now())
    return {
        "calls/": str(call.pk),
        "errors/": str(error.group_id),
        "sends/": str(send.pk),
        "campaigns/": plan.campaign_id,
        "views/<slug": "calls",
        "settings/workspaces/": workspace.slug,
        "settings/tokens/": str(token.pk),
        "settings/users/": str(a_person("sample", Role.VIEWER).pk),
        "admin/auth/group/": str(Group.objects.create(name="one of their own").pk),
        "admin/auth/user/": str(User.objects.get(username="sample").pk),
        **{f"admin/{model}/": one_of(model) for model in MODELS if not model.startswith("auth/")},
    }


def some_of_others() -> None:
    """Rows of the packages that have pages in the administration."""
    interval = IntervalSchedule.objects.create(every=7, period="days")
    PeriodicTask.objects.create(name="sample", task="sample", interval=interval)
    CrontabSchedule.objects.create()
    ClockedSchedule.objects.create(clocked_time=now() + timedelta(days=1))
    SolarSchedule.objects.create(event="sunrise", latitude=48, longitude=2)
    attempt = {"username": "tom", "ip_address": "192.0.2.1", "http_accept": "", "path_info": "/", "user_agent": ""}
    AccessAttempt.objects.create(**attempt, get_data="", post_data="", failures_since_start=1)
    AccessLog.objects.create(**attempt)
    AccessFailureLog.objects.create(**attempt)


def one_of(model: str) -> str:
    app, _slash, name = model.partition("/")
    key = apps.get_model(app, name)._default_manager.values_list("pk", flat=True).first()
    assert key is not None, f"make one {model} among the samples"
    return str(key)


def address(route: str, samples: dict[str, str]) -> str:
    if route.endswith("$"):
        return "/admin/nothing/" if "url" in route else "/admin/recording/"
    start = max((one for one in samples if route.startswith(one)), key=len, default="")
    return "/" + re.sub(r"<[^>]*>", samples.get(start, "1"), route)


def expected(needed: Rank | None, row: Row, rank: Rank) -> set[str]:
    if needed is None:
        return {NOT_OFFERED} if row_of_signed(row, rank) else {NOT_OFFERED, REFUSED, ASKED}
    if rank >= needed and needed is not Rank.NOBODY:
        return {row.then}
    return {ASKED} if rank is Rank.ANYONE else {REFUSED}


def row_of_signed(row: Row, rank: Rank) -> bool:
    """Whether they may use the other method: then it is the method that is wrong, and nothing else."""
    other = row.get if row.get is not None else row.post
    return other is not None and rank >= other


def became(answer: HttpResponseBase) -> str:
    status, led = answer.status_code, answer.headers.get("Location", "")
    if "/login/?next=" in led:
        return ASKED
    return {403: REFUSED, 404: NOTHING, 405: NOT_OFFERED}.get(status, LET_IN if status < 400 else str(status))


def comer(name: str) -> tuple[Client, User | None]:
    client = Client(raise_request_exception=False)
    if name == "a stranger":
        return client, None
    roles = {role.value: role for role in Role}
    user = User.objects.create_superuser("root") if name == "a superuser" else a_person("comer", roles.get(name))
    client.force_login(user)
    return client, user


@pytest.mark.parametrize("name", COMERS)
def test_everybody_comes_as_far_as_the_table_says(name: str, samples: dict[str, str]) -> None:
    a_person("another-admin", Role.ADMIN)
    client, user = comer(name)
    wrong, bare = [], []
    for route, row in TABLE.items():
        path = address(route, samples)
        for method, needed in (("GET", row.get), ("POST", row.post)):
            answer = client.generic(method, path)
            if became(answer) not in expected(needed, row, COMERS[name]):
                wrong.append(f"{method} {path}: {became(answer)}")
            bare += [f"{method} {path}: no {header}" for header in lacking(answer)]
        if user is not None and route in SESSIONS:
            client.force_login(user)
    assert not wrong, "\n".join(wrong)
    assert not bare, "\n".join(bare)


def test_a_viewer_with_the_staff_flag_reads_what_a_viewer_reads(samples: dict[str, str]) -> None:
    tom = a_person("tom", Role.VIEWER)
    User.objects.filter(pk=tom.pk).update(is_staff=True)
    client = Client()
    client.force_login(tom)
    seen = {model for model in MODELS if client.get(f"/admin/{model}/").status_code == 200}
    assert {model.partition("/")[0] for model in seen} == {"recording", "analytics"}
    assert not seen & {"recording/token", "recording/auditentry"}
    assert client.post(f"/admin/recording/apicall/{samples['calls/']}/change/").status_code == 403
