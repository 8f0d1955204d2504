from __future__ import annotations

import json

import pytest

from braze_tracker.braze.captured import BodyState, CaptureLevel
from braze_tracker.braze.preview import SAMPLE, preview

NEVER_MASKED = "0f1e2d3c-4b5a-4978-8695-a4b3c2d1e0f9"
PERSONAL = ("customer-1000041", "Ada", "ada.lovelace@example.com", "+33 6 12 34 56 78", "A-1041", "Teapot", "31.5")
SECRET = "sample-push-token"


@pytest.mark.parametrize(
    ("level", "state", "shows_people"),
    [
        (CaptureLevel.METADATA, BodyState.ESSENCE, False),
        (CaptureLevel.MASKED, BodyState.MASKED, False),
        (CaptureLevel.FULL, BodyState.MASKED, True),
    ],
)
def test_the_sample_shows_what_each_level_keeps(level: CaptureLevel, state: BodyState, shows_people: bool) -> None:
    shown = preview(level, SAMPLE)
    assert shown.state is state
    assert NEVER_MASKED in shown.text
    assert SECRET not in shown.text
    assert [word in shown.text for word in PERSONAL] == [shows_people] * len(PERSONAL)


def test_at_metadata_no_field_of_a_person_is_even_named() -> None:
    assert json.loads(preview(CaptureLevel.METADATA, SAMPLE).text) == {
        "campaign_id": NEVER_MASKED,
        "messages": {"email": {}},
    }


def test_the_same_value_has_the_same_mask_however_often_it_is_shown() -> None:
    assert preview(CaptureLevel.MASKED, SAMPLE) == preview(CaptureLevel.MASKED, SAMPLE)


def test_json_is_shown_on_several_lines_with_its_letters() -> None:
    assert str(preview(CaptureLevel.MASKED, '{"nom":"é","a":[1]}')) == '{\n  "nom": "é",\n  "a": [\n    1\n  ]\n}'


@pytest.mark.parametrize(
    ("text", "state", "kept"),
    [
        ("", BodyState.EMPTY, ""),
        ("not json", BodyState.WHOLE, "not json"),
        ("write to ada@example.com", BodyState.MASKED, "write to •••"),
        ('{"email":', BodyState.OMITTED, ""),
        ("[" * 100_000, BodyState.OMITTED, ""),
        ("\x00\x01", BodyState.OMITTED, ""),
        ("\ud800", BodyState.WHOLE, "?"),
        ('{"note":"' + "x" * 70_000 + '"}', BodyState.ESSENCE, "{}"),
    ],
)
def test_whatever_is_typed_in_has_an_answer(text: str, state: BodyState, kept: str) -> None:
    shown = preview(CaptureLevel.MASKED, text)
    assert shown.state is state
    assert shown.text[: len("write to •••")] == kept[: len("write to •••")]


def test_another_endpoint_may_be_named() -> None:
    shown = preview(CaptureLevel.MASKED, '{"attributes":[{"external_id":"u-1"}]}', endpoint="POST /users/track")
    assert "u-1" not in shown.text
