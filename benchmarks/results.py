"""Puts a benchmark's table into its place in RESULTS.md: between two comments that carry its name."""

from __future__ import annotations

from pathlib import Path

RESULTS = Path(__file__).parent / "RESULTS.md"


def keep(name: str, text: str, file: Path = RESULTS) -> None:
    """Raises ValueError where the file has no place of this name; nothing is lost then."""
    begin, end = f"<!-- {name} -->", f"<!-- /{name} -->"
    head, found, rest = file.read_text().partition(begin)
    if not found or end not in rest:
        raise ValueError(f"{file} has no place for these figures: write the lines {begin} and {end} into it.")
    file.write_text(f"{head}{begin}\n{text}\n{end}{rest.partition(end)[2]}")
