from __future__ import annotations

import pytest

from braze_tracker.braze.addresses import AddressMasker, api_key_in
from braze_tracker.braze.scrubbing import HIDDEN, Scrubber, masked_value

HASH = b"hash-key"
KEY = "01234567-89ab-4cde-8f01-23456789abcd"
HOST = "https://rest.iad-01.braze.com"
JANE = masked_value(HASH, "jane@example.com")
C1 = masked_value(HASH, "c 1")


def masked(url: str, *, personal: bool = True) -> str:
    return AddressMasker(Scrubber(HASH, (KEY,)), personal=personal).url(url)


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("/messages/send", "/messages/send"),
        (
            "/sends/data_series?campaign_id=c&send_id=s&length=14",
            "/sends/data_series?campaign_id=c&send_id=s&length=14",
        ),
        ("/kpi/dau/data_series?ending_at=2026-09-02T23%3A59%3A59-05%3A00", None),
        (f"/messages/send?api_key={KEY}", f"/messages/send?api_key={HIDDEN}"),
        (f"/x/{KEY}/y?note={KEY}", f"/x/{HIDDEN}/y?note={HIDDEN}"),
        ("/email/hard_bounces?email=Jane%40example.com", f"/email/hard_bounces?email={JANE}"),
        ("/subscription/status/get?external_id[]=c+1&x", f"/subscription/status/get?external_id[]={C1}&x"),
        ("/events/list?page=jane@example.com", f"/events/list?page={JANE}"),
        ("/x?email=&external_id", "/x?email=&external_id"),
        ("/catalogs/shoes/items/c%201", f"/catalogs/shoes/items/{C1}"),
        ("/preference_center/v1/pc-1/url/c%201", f"/preference_center/v1/pc-1/url/{C1}"),
        ("/scim/v2/Users/c%201", f"/scim/v2/Users/{C1}"),
        ("/preference_center/v1/pc-1", "/preference_center/v1/pc-1"),
        ("/campaigns/details?campaign_id=c#jane@example.com", "/campaigns/details?campaign_id=c"),
        ("/a/jane%40example.com", f"/a/{JANE}"),
    ],
)
def test_keys_and_persons_leave_the_url_and_the_rest_stays(url: str, kept: str | None) -> None:
    assert masked(HOST + url) == HOST + (url if kept is None else kept)


def test_a_scim_filter_is_masked_whole() -> None:
    kept = masked(HOST + "/scim/v2/Users?filter=userName%20eq%20%22jane%40example.com%22")
    assert kept.startswith(f"{HOST}/scim/v2/Users?filter={HIDDEN}")
    assert "jane" not in kept


def test_user_and_password_leave_the_host() -> None:
    assert masked("https://operator:sesame@rest.iad-01.braze.com:8443/x") == "https://rest.iad-01.braze.com:8443/x"


def test_at_full_level_persons_stay_and_keys_go() -> None:
    url = f"{HOST}/email/hard_bounces?email=jane%40example.com&api_key={KEY}&token=abc"
    assert (
        masked(url, personal=False)
        == f"{HOST}/email/hard_bounces?email=jane%40example.com&api_key={HIDDEN}&token={HIDDEN}"
    )


@pytest.mark.parametrize("url", ["http://[broken", "", "no url at all", "http://h/%zz?%zz=%ff", "http://h/?&&==&"])
def test_no_url_is_too_odd(url: str) -> None:
    assert isinstance(masked(url), str)


def test_what_was_masked_is_told_in_both_spellings() -> None:
    masker = AddressMasker(Scrubber(HASH), personal=True)
    masker.url(HOST + "/email/hard_bounces?email=jane%40example.com")
    assert masker.hidden == {"jane@example.com", "jane%40example.com"}


def test_an_old_clients_key_is_found_among_parameters() -> None:
    assert api_key_in(f"a=1&API_KEY={KEY}") == KEY
    assert api_key_in("a=1&key=2") == ""
