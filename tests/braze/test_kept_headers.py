from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from requests.structures import CaseInsensitiveDict

from braze_tracker.braze.kept_headers import LONGEST, kept_headers


@pytest.mark.parametrize(
    ("headers", "kept", "key"),
    [
        ({}, {}, ""),
        ({"User-Agent": "shop/1", "Cookie": "c", "X-Own": "o"}, {"user-agent": "shop/1"}, ""),
        ({"authorization": "Bearer k"}, {}, "Bearer k"),
        ({"Api-Key": "own", "Authorization": "Bearer k"}, {}, "Bearer k"),
        ({"Api-Key": b"own"}, {}, "own"),
        ({"Retry-After": b"3"}, {"retry-after": "3"}, ""),
        (CaseInsensitiveDict({"X-Request-Id": "r"}), {"x-request-id": "r"}, ""),
        ({"Server": "s" * LONGEST, "Via": "s" * (LONGEST + 1)}, {"server": "s" * LONGEST}, ""),
    ],
)
def test_headers_are_kept_by_name_and_bounded_and_the_key_is_set_apart(
    headers: Mapping[str, Any], kept: dict[str, str], key: str
) -> None:
    assert kept_headers(headers) == (kept, key)
