from __future__ import annotations

from enum import StrEnum

import pytest
from django.db.models import TextChoices

from braze_tracker.braze.outcomes import Outcome, Severity
from braze_tracker.braze.recorder import Origin
from braze_tracker.recording.choices import OriginChoice, OutcomeChoice, SeverityChoice


@pytest.mark.parametrize(
    ("words", "choices"), [(Outcome, OutcomeChoice), (Severity, SeverityChoice), (Origin, OriginChoice)]
)
def test_every_word_of_the_glossary_is_a_choice(words: type[StrEnum], choices: type[TextChoices]) -> None:
    assert {word.value for word in words} == set(choices.values)
