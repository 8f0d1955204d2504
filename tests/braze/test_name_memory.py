from __future__ import annotations

from braze_tracker.braze.name_memory import LONGEST, MOST, NameMemory


def test_a_name_is_reckoned_once_and_every_name_has_a_value() -> None:
    reckoned = []

    def length(name: str) -> int:
        reckoned.append(name)
        return len(name)

    memory = NameMemory(length)
    assert [memory[name] for name in ("email", "email", "")] == [5, 5, 0]
    assert reckoned == ["email", ""]


def test_memory_is_bounded_whatever_names_come() -> None:
    memory = NameMemory(len)
    for number in range(2 * MOST):
        assert memory[str(number)] == len(str(number))
    assert len(memory) <= MOST
    assert memory["n" * (LONGEST + 1)] == LONGEST + 1
    assert "n" * (LONGEST + 1) not in memory
