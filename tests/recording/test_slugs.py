from __future__ import annotations

import pytest

from braze_tracker.braze.endpoints import ENDPOINTS, identify
from braze_tracker.recording.slugs import RESERVED, checked_slug


@pytest.mark.parametrize("slug", ["retail-eu", "a", "2", "shop_2", "x" * 60, "sends-eu", "userss"])
def test_a_short_name_for_addresses_is_taken_as_it_is(slug: str) -> None:
    assert checked_slug(slug) == slug


@pytest.mark.parametrize(
    "slug", ["", "-", "-shop", "_shop", "Shop", "my shop", "shop/eu", "..", "é", "x" * 61, "shop\n", "%2e", "shop."]
)
def test_what_an_address_cannot_hold_is_refused(slug: str) -> None:
    with pytest.raises(ValueError, match="as in retail-eu"):
        checked_slug(slug)


@pytest.mark.parametrize("slug", ["users", "messages", "sends", "campaigns", "canvas", "catalogs", "scim", "new"])
def test_a_slug_never_hides_a_path_of_braze(slug: str) -> None:
    with pytest.raises(ValueError, match=f"as in {slug}-eu"):
        checked_slug(slug)


def test_every_path_of_braze_is_kept_free() -> None:
    assert {endpoint.template.split("/")[1] for endpoint in ENDPOINTS} <= RESERVED
    assert identify("POST", "/users/track").template.split("/")[1] in RESERVED
