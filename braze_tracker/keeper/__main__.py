"""`python -m braze_tracker.keeper up|demo`: reads the command line and the environment, and runs the keeper."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from braze_tracker.keeper import parts, places
from braze_tracker.keeper.environments import demo_environment, demo_key, password, up_environment
from braze_tracker.keeper.output import Output, wants_colour
from braze_tracker.keeper.parts import BASE, Address
from braze_tracker.keeper.supervision import Keeper

DEMO_USER = "demo"


def arguments(words: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser("braze_tracker.keeper", description="Runs braze-tracker's processes together.")
    parser.add_argument("mode", choices=("up", "demo"), help="up: real use; demo: beside a stand-in for Braze")
    parser.add_argument("--host", default="127.0.0.1", help="where the pages are served (default: %(default)s)")
    parser.add_argument("--port", type=port, default=8000, help="(default: %(default)s)")
    parser.add_argument(
        "--gateway-port", type=port, default=8080, help="where calls are relayed (default: %(default)s)"
    )
    parser.add_argument("--sandbox-port", type=port, default=0, help="demo: the stand-in's port (default: a free one)")
    parser.add_argument("--pace", type=float, help="demo: calls a second (default: lively first, then calmer)")
    parser.add_argument("--keep", action="store_true", help="demo: keep the data of the demo before")
    return parser.parse_args(words)


def port(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and int(text) < 2**16):
        raise argparse.ArgumentTypeError(f"{text!r} is no port: write a number up to 65535, as in PORT=8001")
    return int(text)


def main(words: Sequence[str], environ: Mapping[str, str] = os.environ) -> int:
    asked = arguments(words)
    output = Output(sys.stdout, colour=wants_colour(sys.stdout, environ))
    address, front = Address(asked.host, asked.port), Address(asked.host, asked.gateway_port)
    try:
        places.check_free(address)
        places.check_free(front, "GATEWAY_PORT")
        with places.held(data_folder(asked.mode, environ)):
            return (run_demo if asked.mode == "demo" else run_up)(asked, address, front, environ, output)
    except places.Occupied as refusal:
        output.say(str(refusal))
        return 2
    finally:
        if output.broken:  # or Python would complain at its end that nobody reads
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def data_folder(mode: str, environ: Mapping[str, str]) -> Path:
    """The demo has a folder of its own inside: it is emptied at each start."""
    folder = Path(environ.get("BRAZE_TRACKER_DATA") or BASE / "var").resolve()
    return folder / "demo" if mode == "demo" else folder


def run_up(
    asked: argparse.Namespace, address: Address, front: Address, environ: Mapping[str, str], output: Output
) -> int:
    endpoint = environ.get("BRAZE_REST_ENDPOINT", "") if environ.get("BRAZE_API_KEY") else ""
    env = up_environment(environ, data_folder("up", environ), front=front, colour=output.colour)
    output.say(f"starting in {data_folder('up', environ)}")
    lines = (
        f"braze-tracker is up: {address.url}/",
        f"The gateway relays calls to Braze and records them: {env['BRAZE_TRACKER_GATEWAY_URL']}",
        *(() if endpoint else NO_WORKSPACE),
    )
    return _keeper(parts.up(address, front, rest_endpoint=endpoint), env, output, address, lines).run()


def run_demo(
    asked: argparse.Namespace, address: Address, front: Address, environ: Mapping[str, str], output: Output
) -> int:
    folder = data_folder("demo", environ)
    if not asked.keep:
        places.emptied(folder)
    sandbox = Address("127.0.0.1", asked.sandbox_port or places.free_port())
    secret = password()
    env = demo_environment(
        environ, folder, front=front, sandbox=sandbox, key=demo_key(), password=secret, colour=output.colour
    )
    output.say(f"starting the demonstration in {folder}")
    lines = (
        f"Open {address.url}/",
        f"Sign in as {DEMO_USER} with the password {secret}",
        f"The gateway relays calls to Braze and records them: {front.url}",
        "Braze is played by a sandbox on this machine; nothing leaves it.",
        "Ctrl-C stops everything.",
    )
    plan = parts.demo(address, front, sandbox, user=DEMO_USER, pace=asked.pace)
    return _keeper(plan, env, output, address, lines).run()


def _keeper(
    plan: Sequence[parts.Part], env: Mapping[str, str], output: Output, address: Address, lines: tuple[str, ...]
) -> Keeper:
    return Keeper(
        plan,
        env=env,
        cwd=BASE,
        output=output,
        ready=lambda: places.answers(address),
        welcome=lambda: output.banner(lines),
    )


NO_WORKSPACE = (
    "No Braze key was given: calls are recorded, and workspaces declared before are followed.",
    "To follow yours, sign in: the page Connect takes its address and a key, and keeps the key encrypted.",
    "Or press Ctrl-C and name both: BRAZE_REST_ENDPOINT=https://rest.iad-01.braze.com BRAZE_API_KEY=… make up",
    "From a terminal: .venv/bin/python manage.py declare_workspace --help",
)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
