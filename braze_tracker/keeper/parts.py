"""The parts of a running tracker as values, in the order in which they start. Nothing is started here."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from pathlib import Path

BASE = Path(__file__).resolve().parents[2]
PYTHON = (sys.executable,)
MANAGE = (sys.executable, "manage.py")
# root is warned of pickled messages, which the tracker does not accept
CELERY = (sys.executable, "-W", "ignore:You're running the worker", "-m", "celery", "--quiet", "-A", "braze_tracker")


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One process. A ``once`` part is waited for before the next one starts; the others are kept running."""

    name: str
    command: tuple[str, ...]
    once: bool = False
    needed: bool = True
    """A step that fails ends the start, unless the rest can do without it."""
    wave: int = 0
    """Parts of a higher wave are stopped after those of a lower one, which talk to them until their end."""
    env: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Address:
    host: str
    port: int

    @property
    def url(self) -> str:
        host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(self.host, self.host)  # noqa: S104 (compared, not bound)
        return f"http://{host}:{self.port}"

    @property
    def bind(self) -> str:
        """As servers take it."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


def up(address: Address, front: Address, *, rest_endpoint: str) -> tuple[Part, ...]:
    """The tracker for real use. ``front``: where the gateway listens. ``rest_endpoint``: of the workspace that the
    environment names, or empty."""
    workspace = (_workspace("Braze", rest_endpoint),) if rest_endpoint else ()
    first = (*prepared(), _step("sign-in", "first_admin"), *workspace)
    return (*first, web(address), gateway(front), drain(), *follow_up(), watch())


def demo(
    address: Address, front: Address, sandbox: Address, *, user: str, pace: float | None = None
) -> tuple[Part, ...]:
    """The same beside a stand-in for Braze and a customer's traffic. ``web`` is up while the past is replayed.

    ``pace``: the traffic in calls a second, where another than its own is wished.
    """
    wished = ("--pace", str(pace)) if pace else ()
    return (
        *prepared(),
        _step("sign-in", "first_admin", "--username", user, "--again"),
        _sandbox(sandbox),
        # what comes through the gateway is kept whole, so that a call can be sent again
        _workspace("Sandbox shop", sandbox.url, "--bodies", "full"),
        web(address),
        gateway(front),
        Part(name="history", command=(*PYTHON, "-m", "braze_tracker.demo"), once=True, needed=False),
        drain(),
        *follow_up(),
        watch(),
        Part(name="traffic", command=(*PYTHON, "-m", "braze_tracker.demo.live", *wished)),
    )


def prepared() -> tuple[Part, ...]:
    return (
        _step("database", "migrate", "--verbosity", "0"),
        _step("static", "collectstatic", "--noinput", "--verbosity", "0"),
    )


def web(address: Address) -> Part:
    """The rest stands in gunicorn.conf.py."""
    return Part(name="web", command=(*PYTHON, "-m", "gunicorn", "braze_tracker.wsgi", "--bind", address.bind))


def gateway(front: Address) -> Part:
    """Stopped after the traffic that goes through it, and before the drain, which reads what it wrote last."""
    command = (*MANAGE, "gateway", "--bind", front.bind, "--finish-within", "12s")
    return Part(name="gateway", command=command, wave=1)


def drain() -> Part:
    return Part(name="drain", command=(*MANAGE, "drain"), wave=2)


def follow_up() -> tuple[Part, Part]:
    alone = ("--without-gossip", "--without-mingle", "--without-heartbeat")
    worker = (*CELERY, "worker", "--pool", "threads", "--concurrency", "4", *alone)
    # no pid file: one left by a killed beat would keep the next from starting
    beat = (*CELERY, "beat", "--pidfile", "")
    return Part(name="worker", command=worker), Part(name="beat", command=beat)


def watch() -> Part:
    return Part(name="watch", command=(*MANAGE, "braze_tail"))


def _sandbox(address: Address) -> Part:
    where = ("--host", address.host, "--port", str(address.port), "--key-env", "BRAZE_API_KEY")
    return Part(name="sandbox", command=(*PYTHON, "-m", "braze_tracker.sandbox", *where), wave=2)


def _workspace(name: str, rest_endpoint: str, *more: str) -> Part:
    words = ("--name", name, "--rest-endpoint", rest_endpoint, "--key-env", "BRAZE_API_KEY")
    return _step("workspace", "declare_workspace", *words, *more)


def _step(name: str, *words: str) -> Part:
    return Part(name=name, command=(*MANAGE, *words), once=True)
