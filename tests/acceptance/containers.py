"""What Dockerfile and compose file say, as values, and the same commands run here without an engine.

An image is a folder with what is copied into it; a service is a process in that folder with the service's environment.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from braze_tracker.keeper.places import free_port
from tests.acceptance.keeping import eventually

ROOT = Path(__file__).resolve().parents[2]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
OURS: dict[str, Any] = {
    name: service for name, service in COMPOSE["services"].items() if service["image"] == "braze-tracker"
}
NOT_RUN = {
    "python -m venv /opt/venv": "these tests run in a venv of their own, filled from the same lock",
    "/opt/venv/bin/pip install --no-cache-dir --require-hashes -r requirements.lock": "as above",
    "useradd --system --uid 10001 --create-home --home-dir /var/lib/braze-tracker tracker": "it would make a user here",
}
"""Steps of the build that are not run here, and why."""


@dataclass(frozen=True, slots=True)
class Instruction:
    keyword: str
    text: str

    @property
    def copied(self) -> tuple[str, ...]:
        """What of the project is copied."""
        words = self.text.split()
        return tuple(words[:-1]) if self.keyword == "COPY" and not words[0].startswith("--from") else ()

    @property
    def runs_here(self) -> bool:
        return self.text not in NOT_RUN


def _instructions() -> Iterator[Instruction]:
    text = re.sub(r"(?m)^#.*\n", "", (ROOT / "Dockerfile").read_text(encoding="utf-8")).replace("\\\n", " ")
    for line in filter(None, text.splitlines()):
        keyword, _, rest = line.partition(" ")
        yield Instruction(keyword, re.sub(r"\s+", " ", rest))


INSTRUCTIONS = tuple(_instructions())


def steps() -> list[Instruction]:
    return [one for one in INSTRUCTIONS if one.keyword == "RUN"]


@dataclass
class Host:
    """A folder in place of the image, one in place of the volume, and processes in place of containers."""

    image: Path
    volume: Path
    env: Mapping[str, str]
    ports: Mapping[str, int] = field(default_factory=lambda: {"8000": free_port(), "8080": free_port()})
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def build(self) -> None:
        """COPY and RUN, in their order."""
        for one in INSTRUCTIONS:
            for source in one.copied:
                _copy(ROOT / source, self.image / source)
            if one.keyword == "RUN" and one.runs_here:
                self.run(["sh", "-c", one.text])

    def run(self, words: list[str]) -> str:
        command, env = self._here(words), self._env({})
        done = subprocess.run(
            command, cwd=self.image, env=env, capture_output=True, text=True, timeout=120, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def start(self, name: str) -> None:
        service = OURS[name]
        with self.log(name).open("ab") as log:
            self.running[name] = subprocess.Popen(
                self._here(service["command"]), cwd=self.image, env=self._env(service["environment"]), stdout=log,
                stderr=subprocess.STDOUT,
            )  # fmt: skip

    def kill(self, name: str) -> None:
        self.running[name].kill()
        self.running.pop(name).wait(30)

    def stop(self) -> dict[str, int]:
        """Asks all to end, as the engine would, and tells how each ended."""
        for process in self.running.values():
            process.terminate()
        return {name: process.wait(60) for name, process in self.running.items()}

    def healthy(self, name: str) -> bool:
        kind, *words = OURS[name]["healthcheck"]["test"]
        assert kind == "CMD"
        done = subprocess.run(self._here(words), env=self._env({}), capture_output=True, timeout=30, check=False)
        return done.returncode == 0

    def url(self, port: str) -> str:
        return f"http://127.0.0.1:{self.ports[port]}"

    def log(self, name: str) -> Path:
        return self.volume.with_name(f"{self.volume.name}-{name}.log")

    def logged(self) -> str:
        return "".join(self.log(name).read_text(errors="replace") for name in OURS if self.log(name).exists())

    def _here(self, words: list[str]) -> list[str]:
        """On free ports of this machine alone."""
        for port, free in self.ports.items():
            words = [re.sub(rf"(0\.0\.0\.0|127\.0\.0\.1):{port}\b", f"127.0.0.1:{free}", word) for word in words]
        return words

    def _env(self, given: Mapping[str, str]) -> dict[str, str]:
        clean = {name: os.environ[name] for name in ("HOME", "LANG", "TMPDIR") if name in os.environ}
        image = {name: value for one in INSTRUCTIONS if one.keyword == "ENV" for name, value in _pairs(one.text)}
        image |= {name: _without_variables(value) for name, value in given.items()}
        path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
        return {**clean, **image, "PATH": path, "BRAZE_TRACKER_DATA": str(self.volume), **self.env}


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    for word in shlex.split(text):
        name, _, value = word.partition("=")
        yield name, value


def _without_variables(value: str) -> str:
    """``${NAME:-default}`` → default; what must be given is given by the test."""
    return re.sub(r"\$\{\w+(?::-([^}]*)|:\?[^}]*)\}", lambda match: match[1] or "", value)


def _copy(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
    else:
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(source, target)


@contextmanager
def host(folder: Path, name: str, **env: str) -> Iterator[Host]:
    """A host whose services end with the block."""
    made = Host(folder / f"{name}-image", folder / name, env)
    try:
        yield made
    finally:
        for process in made.running.values():
            if process.poll() is None:
                process.kill()
                process.wait(30)


def wait_until_healthy(made: Host, *names: str) -> None:
    for name in names:
        eventually(lambda name=name: made.healthy(name), 60, f"{name} is healthy")  # type: ignore[misc]
