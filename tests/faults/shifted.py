"""Runs one of our programs with a clock that goes wrong by so many seconds:

python -m tests.faults.shifted 3600 manage.py drain
python -m tests.faults.shifted -3600 -m celery -A braze_tracker worker …
"""

from __future__ import annotations

import runpy
import sys
from datetime import UTC, datetime, timedelta

import time_machine


def main() -> None:
    seconds, program = float(sys.argv[1]), sys.argv[2:]
    time_machine.travel(datetime.now(UTC) + timedelta(seconds=seconds), tick=True).start()
    if program[0] == "-m":
        sys.argv = program[1:]
        runpy.run_module(program[1], run_name="__main__", alter_sys=True)
    else:
        sys.argv = program
        runpy.run_path(program[0], run_name="__main__")


if __name__ == "__main__":
    main()
