"""The catalogue as a whole: codes that stay unique, texts that help, and words that find their entry."""

from __future__ import annotations

import re

import pytest

from braze_tracker.braze.catalogue import ENTRIES, by_status, explain, recognise
from braze_tracker.braze.catalogue_entry import CatalogueEntry
from braze_tracker.braze.outcomes import Retry, Sent, Severity


def test_codes_are_unique_stable_slugs_that_fit_their_column() -> None:
    codes = [entry.code for entry in ENTRIES]
    assert len(codes) == len(set(codes))
    assert all(re.fullmatch(r"[a-z0-9_]{3,80}", code) for code in codes)


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.code)
def test_an_entry_says_what_happened_and_what_to_do(entry: CatalogueEntry) -> None:
    assert entry.name
    assert entry.explanation.endswith((".", "proven."))
    assert entry.resolve.endswith((".", "it."))
    assert entry.explanation[0].isupper() or entry.explanation[0] == "“"


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.code)
def test_what_is_recognised_is_written_as_it_is_compared(entry: CatalogueEntry) -> None:
    assert all(text == text.lower() and len(text) >= 4 for text in entry.texts)
    assert all(ident == ident.lower() and "_" not in ident for ident in entry.ids)


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.code)
def test_what_may_have_been_sent_is_never_to_be_repeated_blindly(entry: CatalogueEntry) -> None:
    if entry.sent is Sent.MAYBE:
        assert entry.retry in (Retry.CHECK_FIRST, Retry.BACK_OFF)
    assert entry.retry is not Retry.NOT_NEEDED


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.code)
def test_every_code_is_explained(entry: CatalogueEntry) -> None:
    assert explain(entry.code) is entry


@pytest.mark.parametrize("entry", [entry for entry in ENTRIES if entry.texts], ids=lambda entry: entry.code)
def test_every_text_finds_its_own_entry(entry: CatalogueEntry) -> None:
    found = {recognise(f"Sorry: {text}!", "", entry.severity, entry.family) for text in entry.texts}
    assert found == {entry.code}


@pytest.mark.parametrize("entry", [entry for entry in ENTRIES if entry.ids], ids=lambda entry: entry.code)
@pytest.mark.parametrize("severity", list(Severity))
def test_an_id_finds_its_entry_in_a_refusal_and_in_a_list(entry: CatalogueEntry, severity: Severity) -> None:
    found = {recognise("whatever", ident.upper().replace("-", "_"), severity, entry.family) for ident in entry.ids}
    assert found == {entry.code}


@pytest.mark.parametrize("code", ["", "nonsense", "Invalid Campaign ID"])
def test_an_unknown_code_has_no_explanation(code: str) -> None:
    assert explain(code) is None


@pytest.mark.parametrize("message", ["", "The flux capacitor is empty", "\x00", "é" * 5000])
def test_unknown_words_are_not_recognised(message: str) -> None:
    assert recognise(message, "", Severity.FATAL, "messages") == ""


def test_a_minor_error_is_not_taken_for_a_fatal_one() -> None:
    assert recognise("No recipients left", "", Severity.NON_FATAL, "messages") == ""


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (400, ""),
        (401, "unauthorized"),
        (403, "forbidden"),
        (404, "not_found"),
        (409, ""),
        (413, "payload_too_large"),
        (415, "unsupported_media_type"),
        (429, "rate_limited"),
        (307, "unexpected_redirect"),
        (500, "internal_server_error"),
        (502, "bad_gateway"),
        (503, "service_unavailable"),
        (504, "gateway_timeout"),
        (511, "internal_server_error"),
        (524, "cloudflare_error"),
        (200, ""),
    ],
)
def test_a_status_alone_says_this_much(status: int, code: str) -> None:
    assert by_status(status) == code
