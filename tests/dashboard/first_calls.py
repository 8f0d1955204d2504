"""Runs the programs that the page of the first run shows, in their own languages, as a reader would."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from braze_tracker.dashboard.snippets import Snippet
from braze_tracker.keeper.parts import BASE

PROGRAMS = {"python": sys.executable}


def at_hand(snippet: Snippet) -> bool:
    """Whether this machine has what runs it."""
    return shutil.which(_words(snippet)[0]) is not None


def run(snippet: Snippet, folder: Path, **env: str) -> str:
    """What the program says; fails when it fails."""
    (folder / snippet.file).write_text(snippet.text, encoding="utf-8")
    done = subprocess.run(
        _words(snippet),
        cwd=folder,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(BASE), "HOME": str(folder), **env},
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def _words(snippet: Snippet) -> list[str]:
    program, *words = snippet.run.split()
    return [PROGRAMS.get(program, program), *words]
