from __future__ import annotations

import pytest

from braze_tracker.braze.personal import Rule, rule_of


@pytest.mark.parametrize(
    ("name", "rule"),
    [
        ("api_key", Rule.SECRET),
        ("API-Key", Rule.SECRET),
        ("client_secret", Rule.SECRET),
        ("my_shops_password", Rule.SECRET),
        ("basic_auth_credential", Rule.SECRET),
        ("rsa_public_key", Rule.SECRET),
        ("preference_center_url", Rule.SECRET),
        ("url", Rule.LINK),
        ("external_user_id", Rule.PERSONAL),
        ("externalUserId", Rule.PERSONAL),
        ("userName", Rule.PERSONAL),
        ("emails[]", Rule.CLOSED),
        ("email", Rule.PERSONAL),
        ("billing_email", Rule.PERSONAL),
        ("trigger_properties", Rule.PERSONAL),
        ("canvas_entry_properties", Rule.PERSONAL),
        ("recipients", Rule.CLOSED),
        ("messages", Rule.MESSAGES),
        ("subject", Rule.TEXT),
        ("campaign_id", Rule.SAFE),
        ("send_id", Rule.SAFE),
        ("external_send_id", Rule.SAFE),
        ("revenue", None),
        ("unique_recipients", None),
        ("sent", None),
        ("message", None),
        ("errors", None),
    ],
)
def test_a_name_has_the_rule_of_brazes_schema_however_it_is_spelled(name: str, rule: Rule | None) -> None:
    assert rule_of(name) == rule
