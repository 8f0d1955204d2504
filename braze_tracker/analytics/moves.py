"""What a look does to its plan: one function that changes a plan in memory, as its row will be written.

After the final look a plan is final and never looked at again. If Braze dropped the figures first, it is final with
what earlier looks read, or lost if none read any.
"""

from __future__ import annotations

import json
from typing import Any

from braze_tracker.analytics import reasons
from braze_tracker.analytics.figures import Kept
from braze_tracker.analytics.looks import Came, Look
from braze_tracker.analytics.models import LookResult, PlanState, Snapshot, SyncPlan
from braze_tracker.analytics.rules import Rules
from braze_tracker.analytics.schedule import next_look, spread_of
from braze_tracker.recording.fitting import fits

MOVED = (
    "state", "next_look_at", "lease", "leased_until", "looks", "failures", "failing_since", "last_look_at",
    "last_figures_at", "last_error", "totals", "channels",
)  # fmt: skip
"""The fields that `move` may change."""

RESULTS = {Came.FIGURES: LookResult.FIGURES, Came.EMPTY: LookResult.EMPTY}


def columns_of(plan: SyncPlan) -> dict[str, Any]:
    """The plan's row as `move` left it: column → value."""
    values = {name: getattr(plan, name) for name in MOVED}
    written = {name: json.dumps(values[name]) for name in ("totals", "channels")}
    return {"send_id": plan.pk, **values, **written}


def move(plan: SyncPlan, look: Look, kept: Kept | None, rules: Rules) -> None:
    """``plan.send`` must be fresh: a send used again meanwhile is followed on, not ended."""
    plan.lease = plan.leased_until = None
    plan.looks += 1
    plan.last_error = fits(look.error, 300)
    if look.came in (Came.REFUSED, Came.LIMITED):
        return  # the workspace is paused; the plan stays due and is not to blame
    plan.last_look_at = look.at
    if look.came is Came.FAILED:
        plan.failures += 1
        plan.failing_since = plan.failing_since or look.at
    else:
        plan.failures, plan.failing_since = 0, None
    if look.came is Came.FIGURES:
        plan.last_figures_at = look.at
    if kept is not None:
        plan.totals, plan.channels = kept.totals, kept.channels
    _go_on(plan, look, rules)


def _go_on(plan: SyncPlan, look: Look, rules: Rules) -> None:
    if plan.state != PlanState.TRACKING:
        return
    plan.next_look_at = next_look(
        plan.send.sent_at,
        look.at,
        failures=plan.failures,
        schedule=rules.schedule,
        kept=rules.kept,
        final_before=rules.final_before,
        last_look=plan.last_look_at,
        spread=spread_of(plan.send_id),
    )
    if plan.next_look_at is None:
        _end(plan, look)


def _end(plan: SyncPlan, look: Look) -> None:
    if look.came is Came.FAILED:
        plan.state = PlanState.LOST if plan.last_figures_at is None else PlanState.FINAL
        plan.last_error = reasons.NEVER_FOLLOWED if plan.last_figures_at is None else reasons.FINAL_MISSED
        return
    plan.state = PlanState.FINAL
    if look.came is Came.EMPTY and plan.last_figures_at is not None:
        plan.last_error = reasons.FINAL_EMPTY


def snapshot(plan: SyncPlan, look: Look, kept: Kept | None) -> Snapshot:
    """Every look leaves one, the failed too; only one that found figures states totals."""
    fields: dict[str, Any] = {"rows": kept.rows, "changed": kept.changed, "totals": kept.totals} if kept else {}
    return Snapshot(
        send_id=plan.send_id,
        at=look.at,
        result=RESULTS.get(look.came, LookResult.FAILED),
        status=look.status,
        error=fits(look.error, 300),
        elapsed_us=None if look.elapsed is None else int(look.elapsed.total_seconds() * 1_000_000),
        **fields,
    )
