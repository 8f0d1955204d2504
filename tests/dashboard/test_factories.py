"""The rows made for the pages' tests are as the follow-up keeps them."""

from __future__ import annotations

import pytest

from tests.dashboard.factories import a_followed_send

pytestmark = pytest.mark.django_db


def test_a_followed_send_has_the_totals_of_its_figures() -> None:
    plan = a_followed_send().plan
    assert {name: plan.totals[name] for name in ("sent", "opens", "revenue")} == {
        "sent": 150,
        "opens": 85,
        "revenue": "1234.50",
    }
