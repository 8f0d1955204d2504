"""The pages of a data folder, served as the keeper serves them, and their first user."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import requests

from braze_tracker.keeper.parts import BASE, Address, web
from braze_tracker.keeper.places import free_port
from tests.acceptance.keeping import environment, eventually, manage
from tests.acceptance.pages import Visitor

PASSWORD = "correct horse battery staple"


@dataclass(repr=False)
class Served:
    url: str
    log: Path
    visitor: Visitor
    """Signed in as an administrator."""


@contextmanager
def served(data: Path, **env: str) -> Iterator[Served]:
    for words in (("collectstatic", "--noinput", "--verbosity", "0"), ("first_admin",)):
        manage(data, *words, DJANGO_SUPERUSER_PASSWORD=PASSWORD, **env)
    address, log = Address("127.0.0.1", free_port()), data.with_name(f"{data.name}-web.log")
    with (
        log.open("wb") as file,
        subprocess.Popen(
            web(address).command, cwd=BASE, env=environment(data, **env), stdout=file, stderr=file
        ) as process,
    ):
        try:
            eventually(lambda: _answers(address.url), 90, "the pages answer")
            yield Served(address.url, log, Visitor(address.url, "admin", PASSWORD))
        finally:
            process.terminate()
            process.wait(30)


def _answers(url: str) -> bool:
    try:
        return requests.get(f"{url}/accounts/login/", timeout=30).ok
    except requests.RequestException:
        return False
