"""What the pages of the walks show: a shop's last day and a half as it was lived, and what is seldom seen beside it."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client

from braze_tracker.analytics.models import CampaignPlan, SyncPlan
from braze_tracker.dashboard.people import give_role
from braze_tracker.dashboard.roles import Role
from braze_tracker.demo.history import History
from braze_tracker.recording import triage
from braze_tracker.recording.declaring import Declaration, declare
from braze_tracker.recording.models import (
    ApiCall,
    ErrorGroup,
    Heartbeat,
    JournalLoss,
    QuarantinedLine,
    Workspace,
)
from braze_tracker.recording.sessions import journal_hash_key
from braze_tracker.recording.tokens import issue_token
from braze_tracker.sandbox.content import CAMPAIGNS
from braze_tracker.sandbox.traffic import day
from tests.acceptance.served import PASSWORD
from tests.acceptance.window.furniture_names import WHY, told_of
from tests.dashboard.addresses import MODELS
from tests.dashboard.test_every_address import one_of, some_of_others

LIVED = timedelta(hours=36)
CALLS_A_DAY = 150


def furnish(sandbox: str, key: str) -> dict[str, Any]:
    """The session of each role's one person, and what stands in an address for the row it is of."""
    now = datetime.now(UTC)
    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    shop = declare(
        Declaration(name="Orchid shop", rest_endpoint=sandbox, key=key),
        hash_key=journal_hash_key(), encryption_keys=settings.ENCRYPTION_KEYS, now=now - LIVED,
    )  # fmt: skip
    people = {role: _person(role, now) for role in Role}
    plans = [*day(5, now - LIVED, now, CAMPAIGNS, calls_per_day=CALLS_A_DAY), *told_of(now)]
    History(url=sandbox, key=key, start=now - LIVED, end=now).replay(sorted(plans, key=lambda plan: plan.at))
    _seldom_seen(shop, people[Role.OPERATOR], now)
    return {"sessions": {role.value: _session(user) for role, user in people.items()}, "samples": _samples(shop)}


def _person(role: Role, now: datetime) -> User:
    """Called as the role is, in small letters."""
    user = User.objects.create_user(role.value.lower(), password=PASSWORD)
    give_role(user, role, by=None, now=now)
    return user


def _session(user: User) -> str:
    client = Client()
    client.force_login(user)
    return client.cookies["sessionid"].value


def _seldom_seen(shop: Workspace, operator: User, now: datetime) -> None:
    for part in ("drain", "beat", "worker:web1-4711"):
        Heartbeat.objects.create(part=part, at=now, every_s=3600)
    QuarantinedLine.objects.create(segment="s", offset=1, at=now, reason="torn", line=b"{", size=1)
    JournalLoss.objects.create(writer="web1-4711", calls=2, bodies=1, last_at=now)
    issue_token(shop, "checkout", by=operator, now=now)
    others = ErrorGroup.objects.exclude(title=WHY)
    first, second, third = others.order_by("-calls")[:3]
    triage.mute([first], triage.QUIET["1d"], by=operator, now=now)
    triage.comment(first, "The catalogue team knows and mends it on Monday.", by=operator, now=now)
    triage.resolve([second], by=operator, now=now)
    triage.comment(third, "Seen since the release of this morning.", by=operator, now=now)
    some_of_others()


def _samples(shop: Workspace) -> dict[str, str]:
    failed = ApiCall.objects.filter(outcome="fatal_client", errors__isnull=False).latest("started_at")
    read = SyncPlan.objects.filter(totals__has_key="sent")
    busiest = Counter(read.values_list("send__campaign_id", flat=True)).most_common(1)[0][0]
    followed = read.filter(send__campaign_id=busiest).latest("send__sent_at").send
    last = {model: one_of(model) for model in MODELS if model != "auth/group"}
    compared = read.filter(send__campaign_id=busiest)[:3]
    return {
        "calls/": str(failed.pk),
        "errors/": str(ErrorGroup.objects.filter(state="open").latest("last_seen").pk),
        "sends/": str(followed.pk),
        "sends/compare/": "&".join(f"s={one.send_id}" for one in compared),
        "campaigns/": followed.campaign_id,
        "campaigns/own": CampaignPlan.objects.latest("called_at").campaign_id,
        "views/<slug": "calls",
        "settings/workspaces/": shop.slug,
        "settings/tokens/": last["recording/token"],
        "settings/users/": last["auth/user"],
        **{f"admin/{model}/": key for model, key in last.items()},
    }
