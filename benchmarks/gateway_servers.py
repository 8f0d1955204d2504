"""The servers that take part, each on a free port of loopback: a stand-in for Braze, nginx, mitmdump, the gateway."""

from __future__ import annotations

import getpass
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.request import urlopen

from benchmarks.gateway_peers import MITMDUMP, NGINX
from benchmarks.gateway_upstream import BODY, HEADERS
from braze_tracker.keeper.parts import BASE
from braze_tracker.keeper.places import free_port

GATEWAYS = 2
KEY = "01234567-89ab-4cde-8f01-23456789abcd"

NGINX_CONF = """
daemon off; user {user}; worker_processes {workers}; pid {folder}/pid; error_log {folder}/error.log warn;
events {{ worker_connections 1024; }}
http {{
  access_log off; keepalive_requests 100000000; client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
  {more}
}}
"""
ANSWERS = """server {{ listen 127.0.0.1:{port} backlog=1024; default_type application/json; {headers}
  location / {{ return 201 '{body}'; }} }}"""
RELAYS = """upstream braze {{ server {braze}; keepalive 128; keepalive_requests 100000000; }}
  server {{ listen 127.0.0.1:{port} backlog=1024;
  location / {{ proxy_pass http://braze; proxy_http_version 1.1; proxy_set_header Connection ""; }} }}"""


@contextmanager
def running(
    command: Sequence[str], port: int, env: Mapping[str, str] | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """The process while the block lasts, once its port answers."""
    with subprocess.Popen(command, cwd=BASE, env=env, stdout=subprocess.DEVNULL) as process:
        try:
            _wait(process, port)
            yield process
        finally:
            process.terminate()


def _wait(process: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urlopen(f"http://127.0.0.1:{port}/-/ready", timeout=5):
                return
        except OSError as problem:
            if getattr(problem, "code", None):  # an HTTP status is an answer too
                return
            time.sleep(0.1)
    raise RuntimeError(f"{process.args!r} does not answer on port {port}.")


@contextmanager
def upstream(folder: Path, seconds: float) -> Iterator[str]:
    """Braze, answering after so many seconds: nginx where it answers at once, since nothing here is faster."""
    port = free_port()
    if seconds or not NGINX.exists():
        command = [sys.executable, "-m", "benchmarks.gateway_upstream", str(port), str(seconds)]
    else:
        headers = " ".join(
            f"add_header {name} '{value}' always;" for name, value in HEADERS.items() if "-Type" not in name
        )
        more = ANSWERS.format(port=port, headers=headers, body=BODY.decode())
        command = _nginx(folder / "upstream", 1, more)
    with running(command, port):
        yield f"http://127.0.0.1:{port}"


@contextmanager
def nginx(folder: Path, braze: str) -> Iterator[str]:
    port = free_port()
    more = RELAYS.format(port=port, braze=braze.removeprefix("http://"))
    with running(_nginx(folder / "nginx", 2, more), port):
        yield f"http://127.0.0.1:{port}"


def _nginx(folder: Path, workers: int, more: str) -> list[str]:
    folder.mkdir()
    conf = folder / "nginx.conf"
    conf.write_text(NGINX_CONF.format(user=getpass.getuser(), workers=workers, folder=folder, more=more))
    return [str(NGINX), "-e", str(folder / "error.log"), "-p", str(folder), "-c", str(conf)]


@contextmanager
def mitmdump(folder: Path, braze: str) -> Iterator[str]:
    """One process, which is what mitmproxy has, writing every flow."""
    port = free_port()
    words = ["--mode", f"reverse:{braze}", "--listen-host", "127.0.0.1", "--listen-port", str(port), "--quiet"]
    with running([str(MITMDUMP), *words, "-w", str(folder / "flows"), "--set", f"confdir={folder}"], port):
        yield f"http://127.0.0.1:{port}"


@contextmanager
def gateway(folder: Path, braze: str) -> Iterator[tuple[str, list[int]]]:
    """Two processes on one port, masked bodies (the default), a declared workspace; also their process ids."""
    env = {**os.environ, "BRAZE_TRACKER_DATA": str(folder / "tracker"), "BRAZE_TRACKER_BRAZE_HOSTS": braze}
    env["BENCHMARK_KEY"], port = KEY, free_port()
    words = ["declare_workspace", "--name", "Shop", "--rest-endpoint", braze, "--key-env", "BENCHMARK_KEY"]
    for command in (["migrate", "--verbosity", "0"], words):
        subprocess.run(
            [sys.executable, "manage.py", *command], cwd=BASE, env=env, check=True, stdout=subprocess.DEVNULL
        )
    command = [sys.executable, "manage.py", "gateway", "--bind", f"127.0.0.1:{port}", "--reuse-port"]
    with ExitStack() as stack:
        processes = [stack.enter_context(running(command, port, env)) for _ in range(GATEWAYS)]
        time.sleep(2)  # the second's readiness may have been the first's answer
        yield f"http://127.0.0.1:{port}", [process.pid for process in processes]
