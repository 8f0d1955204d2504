"""Whatever the address, one bounded name for it; never an exception."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from braze_tracker.braze import Repeat, identify
from braze_tracker.braze.endpoints import ENDPOINTS, route_values


@pytest.mark.parametrize(
    "url",
    [
        "/messages/send",
        "messages/send",
        "/messages/send/",
        "//messages//send",
        "/messages/send?api_key=1#x",
        "https://rest.iad-01.braze.com/messages/send",
        "http://127.0.0.1:8399/messages/send?x=http://other/path",
        "/messages/s%65nd",
    ],
)
@pytest.mark.parametrize("method", ["POST", "post"])
def test_an_address_is_recognised_however_it_is_written(method: str, url: str) -> None:
    assert identify(method, url).name == "POST /messages/send"


@pytest.mark.parametrize("row", ENDPOINTS, ids=lambda row: row.name)
def test_every_row_finds_itself(row: object) -> None:
    method, template = getattr(row, "method", ""), getattr(row, "template", "")
    address = template.replace("{", "x-").replace("}", "")
    assert identify(method, f"https://rest.fra-01.braze.eu{address}?a=1") is row


def test_rows_are_unique_and_fit_their_columns() -> None:
    names = [row.name for row in ENDPOINTS]
    assert len(names) == len(set(names))
    assert max(map(len, names)) <= 120
    assert max(len(row.family) for row in ENDPOINTS) <= 80
    assert max(len(row.pool) for row in ENDPOINTS) <= 40


@pytest.mark.parametrize(
    ("path", "template"),
    [
        ("/brand/new", "/brand/new"),
        ("/brand/v3/new", "/brand/v3/new"),
        ("/brand/123/new", "/brand/{id}/new"),
        ("/brand/7c9e6679-7425-40de-944b-e07fc1f90ae7", "/brand/{id}"),
        ("/brand/507f1f77bcf86cd799439011", "/brand/{id}"),
        ("/brand/ada@example.com", "/brand/{id}"),
        ("/brand/ada%40example.com/x", "/brand/{id}/x"),
        ("/brand/order-2026-0001", "/brand/{id}"),
        ("/brand/" + "x" * 80, "/brand/{id}"),
        ("/brand/żółć", "/brand/{id}"),
        ("/brand/•••1a2b3c4d", "/brand/{id}"),
        ("/brand" * 30, "/brand" * 16 + "/br…"),
        ("", "/"),
        ("https://rest.iad-01.braze.com", "/"),
        ("https://[broken", "/"),
    ],
)
def test_an_unknown_address_keeps_its_words_and_loses_its_ids(path: str, template: str) -> None:
    row = identify("POST", path)
    assert (row.template, row.known, row.permission) == (template, False, "")


def test_a_documented_path_asked_in_another_way_keeps_its_template() -> None:
    row = identify("PATCH", "/catalogs/shops")
    assert (row.name, row.family, row.known) == ("PATCH /catalogs/{catalog_name}", "catalogs", False)


@pytest.mark.parametrize(
    ("method", "repeat"), [("GET", Repeat.SAFE), ("PUT", Repeat.IDEMPOTENT), ("POST", Repeat.UNSAFE)]
)
def test_an_unknown_endpoint_is_repeated_as_its_method_allows(method: str, repeat: Repeat) -> None:
    assert identify(method, "/brand/new").repeat is repeat


def test_what_stands_at_a_template_s_names_can_be_read() -> None:
    url = "https://rest.iad-01.braze.com/catalogs/my%20shops/items/a%2Fb?x=1"
    assert route_values(identify("GET", url), url) == {"catalog_name": "my shops", "item_id": "a/b"}


@given(method=st.text(), url=st.text())
def test_no_address_raises_and_every_name_is_bounded(method: str, url: str) -> None:
    row = identify(method, url)
    assert len(row.name) <= 120
    assert len(row.family) <= 80
    assert row.template.startswith("/")


@given(st.lists(st.sampled_from("abcd0123456789-_.%/"), max_size=400).map("".join))
def test_no_path_raises(path: str) -> None:
    assert len(identify("GET", "/" + path).name) <= 120
