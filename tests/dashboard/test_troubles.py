"""What is wrong is said in a sentence, the worst first."""

from __future__ import annotations

from dataclasses import replace

import pytest

from braze_tracker.dashboard.queries_health import Health, Part, Pause, Rest
from braze_tracker.dashboard.troubles import troubles
from tests.recording.factories import NOW, later

AT_WORK = tuple(Part(name, NOW, 1, 1) for name in ("drain", "beat", "worker"))
WELL = Health(NOW, AT_WORK, (), 0, 0, 0, 0, None, None, 0, 0, 0, 0, False, 0, 0)


def test_nothing_is_said_while_all_is_well() -> None:
    assert troubles(WELL) == []


@pytest.mark.parametrize(
    ("change", "said", "grave"),
    [
        ({"lost_calls": 1200, "losing_lately": True}, "1,200 calls were not recorded.", True),
        ({"lost_calls": 1, "losing_lately": True}, "1 call was not recorded.", True),
        ({"lost_lately": 1}, "1 send was dropped by Braze before it was read.", True),
        ({"failing": 2, "first_failing_drop": later(hours=11)}, "2 sends cannot be read.", True),
        ({"quarantined_lately": 2}, "2 lines of the journal were set aside.", False),
        ({"lost_bodies": 5, "losing_lately": True}, "5 bodies were not kept.", False),
        (
            {"pauses": (Pause("Shop", "default", "Braze refuses the key", NOW),)},
            "Shop: reading figures is paused.",
            True,
        ),
        (
            {"parts": (Part("drain", later(minutes=-9), 0, 1), *AT_WORK[1:])},
            "The drain has been silent for 9 min.",
            True,
        ),
        (
            {"rests": (Rest("shop", "Shop", 1, later(hours=40)),)},
            "Shop is paused: its sends are not looked at.",
            True,
        ),
        (
            {"rests": (Rest("shop", "Shop", 3, later(days=5)),)},
            "Shop is paused: its sends are not looked at.",
            False,
        ),
        ({"parts": (AT_WORK[0], Part("beat"), AT_WORK[2])}, "The beat has not been seen yet.", False),
        ({"parts": (*AT_WORK[:2], Part("worker", later(minutes=-9)))}, "The worker has been silent for 9 min.", True),
    ],
)
def test_each_trouble_has_its_sentence(change: dict[str, object], said: str, grave: bool) -> None:
    (trouble,) = troubles(replace(WELL, **change))  # type: ignore[arg-type]
    assert (trouble.headline, trouble.grave) == (said, grave)
    assert trouble.href


def test_a_pause_says_what_waits_and_until_when_and_leads_to_its_workspace() -> None:
    (trouble,) = troubles(replace(WELL, rests=(Rest("shop", "Shop", 3, later(days=5)),)))
    assert trouble.text == "3 sends wait; Braze drops the figures of the first on 9 Mar, 12:00."
    assert trouble.href == "/settings/workspaces/shop/"


def test_a_silent_part_comes_with_the_command_that_starts_it() -> None:
    (trouble,) = troubles(replace(WELL, parts=(AT_WORK[0], Part("beat", later(hours=-1)), AT_WORK[2])))
    assert trouble.command == "celery -A braze_tracker beat"


def test_the_worst_comes_first() -> None:
    change = {"lost_calls": 1, "losing_lately": True, "failing": 1, "quarantined_lately": 1}
    assert "not recorded" in troubles(replace(WELL, **change))[0].headline  # type: ignore[arg-type]


def test_an_old_loss_leaves_the_banner() -> None:
    assert troubles(replace(WELL, lost_calls=9, lost_sends=9, quarantined=9)) == []
