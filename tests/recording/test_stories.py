from __future__ import annotations

from braze_tracker.braze.captured import BodyState, CapturedBody
from braze_tracker.journal.lines import Header, Line
from braze_tracker.journal.reader import Entry
from braze_tracker.recording.stories import Refusal, Story
from braze_tracker.recording.stories import gather as stories_of
from tests.recording.factories import NOW
from tests.recording.journals import an_ending, an_intent


def entries(*lines: Line | str) -> list[Entry]:
    """Text stands for a damaged line, the text being the damage."""
    return [
        Entry(10 * at, 10 * at + 10, None, line, b"", 9)
        if isinstance(line, str)
        else Entry(10 * at, 10 * at + 10, line, "", b"", 9)
        for at, line in enumerate(lines)
    ]


def sealed_nowhere(text: str) -> str | None:
    raise AssertionError(text)


def gather(entries: list[Entry]) -> tuple[list[Story], list[Refusal]]:
    return stories_of(entries, sealed_nowhere)


def test_lines_of_one_call_are_one_story() -> None:
    one, other = an_intent(), an_intent()
    stories, refusals = gather(entries(one, other, an_ending(other), an_ending(one)))
    assert [(story.intent, story.ending) for story in stories] == [(one, an_ending(one)), (other, an_ending(other))]
    assert not refusals


def test_a_story_points_at_the_line_that_told_it_last() -> None:
    intent = an_intent()
    stories, _ = gather(entries(intent, an_ending(intent)))
    assert stories[0].entry.offset == 10


def test_the_first_ending_counts() -> None:
    intent = an_intent()
    stories, _ = gather(entries(intent, an_ending(intent), an_ending(intent, status=500)))
    assert stories[0].ending == an_ending(intent)


def test_an_ending_brings_its_intent_along() -> None:
    intent = an_intent()
    stories, _ = gather(entries(an_ending(intent, intent=intent)))
    assert stories[0].intent == intent


def test_damage_is_refused_with_its_reason() -> None:
    stories, refusals = gather(entries("torn", an_intent()))
    assert [refusal.reason for refusal in refusals] == ["torn"]
    assert len(stories) == 1


def test_a_header_tells_nothing() -> None:
    assert gather(entries(Header(writer="w", host="h", pid=1, at=NOW))) == ([], [])


def test_sealed_bodies_are_opened_wherever_they_stand() -> None:
    sealed = CapturedBody("{}", BodyState.ESSENCE, 9, '["masked",null,"whole","opened"]')
    intent = an_intent(body=sealed)
    for lines in ([intent, an_ending(intent, body=sealed)], [an_ending(intent, body=sealed, intent=intent)]):
        ((story,), _) = stories_of(entries(*lines), str)
        assert story.intent is not None
        assert story.ending is not None
        assert (story.intent.body.content, story.ending.body.content) == ("opened", "opened")
