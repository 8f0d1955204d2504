"""Dockerfile, compose file and units hold together: commands, settings, ports and files are those of the project."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.acceptance.containers import (
    COMPOSE,
    INSTRUCTIONS,
    NOT_RUN,
    OURS,
    ROOT,
    steps,
)
from tests.test_docs import _documented as documented

UNITS = sorted((ROOT / "deploy" / "systemd").glob("*.service"))
PARTS = ("web", "gateway", "drain", "worker", "beat")


def values(keyword: str) -> list[str]:
    return [one.text for one in INSTRUCTIONS if one.keyword == keyword]


def test_what_is_copied_into_the_image_is_there_and_let_through() -> None:
    let_through = re.findall(r"^!(.*)$", (ROOT / ".dockerignore").read_text(encoding="utf-8"), re.MULTILINE)
    copied = [source for one in INSTRUCTIONS for source in one.copied]
    assert copied
    assert sorted(copied) == sorted(let_through)
    assert all((ROOT / source).exists() for source in copied)


def test_the_image_holds_what_every_command_of_it_needs() -> None:
    assert {"manage.py", "gunicorn.conf.py", "braze_tracker", "templates", "locale"} <= {
        source for one in INSTRUCTIONS for source in one.copied
    }


def test_it_is_built_in_two_stages_of_one_kind_and_runs_as_nobody_special() -> None:
    built, run = values("FROM")
    assert built.split()[0] == run
    assert values("USER") == ["tracker"]
    last = [one.keyword for one in INSTRUCTIONS].index("USER")
    assert not [one for one in INSTRUCTIONS[last:] if one.keyword in ("RUN", "COPY")]


def test_no_step_is_left_unrun_without_a_reason() -> None:
    unrun = [one.text for one in steps() if not one.runs_here]
    assert sorted(unrun) == sorted(NOT_RUN)


def test_every_setting_that_is_given_is_a_documented_one() -> None:
    given = set(re.findall(r"\b((?:BRAZE|DATABASE|CELERY)_[A-Z_]+)\b", (ROOT / "compose.yaml").read_text()))
    given |= {name for text in values("ENV") for name in re.findall(r"\b(BRAZE_\w+)=", text)}
    given |= {name for unit in UNITS for name in re.findall(r"\b(BRAZE_\w+)=", unit.read_text())}
    assert given
    assert given <= documented().keys()


def test_the_services_are_the_parts_and_what_they_need() -> None:
    assert set(COMPOSE["services"]) == {*PARTS, "prepare", "postgres", "redis"}
    assert set(OURS) == {*PARTS, "prepare"}
    for name, service in OURS.items():
        waits = {"prepare": "service_completed_successfully"} if name != "prepare" else {"postgres": "service_healthy"}
        assert {other: how["condition"] for other, how in service["depends_on"].items()} == waits


@pytest.mark.parametrize("name", OURS)
def test_a_container_of_ours_may_write_to_its_volume_and_nowhere_else(name: str) -> None:
    service = OURS[name]
    assert (service["read_only"], service["cap_drop"], service["tmpfs"]) == (True, ["ALL"], ["/tmp"])
    assert service["volumes"] == [f"tracker:{values('VOLUME')[0]}"]
    assert "no-new-privileges:true" in service["security_opt"]
    assert service["hostname"] == "braze-tracker"


@pytest.mark.parametrize(("name", "port"), [("web", "8000"), ("gateway", "8080")])
def test_ports_agree_from_the_command_to_the_health_check(name: str, port: str) -> None:
    service = OURS[name]
    assert f"0.0.0.0:{port}" in service["command"]
    assert service["ports"] == [f"127.0.0.1:{port}:{port}"]
    assert f"127.0.0.1:{port}/-/" in service["healthcheck"]["test"][-1]
    assert port in values("EXPOSE")[0].split()


def test_nobody_has_a_password_that_is_written_down() -> None:
    given = [service.get("environment", {}) for service in COMPOSE["services"].values()]
    secret = {value for env in given for name, value in env.items() if re.search("PASSWORD|TOKEN|KEY", name)}
    assert "${POSTGRES_PASSWORD:?choose one}" in secret
    assert all(re.fullmatch(r"\$\{\w+:(-|\?choose one)\}", value) for value in secret), secret


# systemd -----------------------------------------------------------------------------------------------------------


def unit(path: Path) -> dict[str, list[tuple[str, str]]]:
    found: dict[str, list[tuple[str, str]]] = {}
    section = ""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            section = line.strip("[]")
        elif "=" in line and not line.startswith("#"):
            name, _, value = line.partition("=")
            found.setdefault(section, []).append((name, value))
    return found


def told(path: Path, name: str) -> list[str]:
    return [value for section in unit(path).values() for key, value in section if key == name]


def bare(words: list[str]) -> list[str]:
    """A command without where it lies and listens."""
    return [re.sub(r"^/srv/\S+/bin/|^\d[\d.]*(?=:\d)", "", word) for word in words]


@pytest.mark.parametrize("name", PARTS)
def test_a_unit_runs_what_the_container_runs(name: str) -> None:
    (command,) = told(ROOT / "deploy" / "systemd" / f"braze-tracker-{name}.service", "ExecStart")
    assert bare(shlex.split(command)) == bare(OURS[name]["command"])


def test_the_units_prepare_as_the_containers_do() -> None:
    commands = told(ROOT / "deploy" / "systemd" / "braze-tracker-prepare.service", "ExecStart")
    assert [bare(shlex.split(one)) for one in commands] == [
        one.split() for one in OURS["prepare"]["command"][-1].split(" && ")
    ]


@pytest.mark.parametrize("name", PARTS)
def test_a_unit_is_restarted_given_time_to_stop_and_kept_in(name: str) -> None:
    path = ROOT / "deploy" / "systemd" / f"braze-tracker-{name}.service"
    assert told(path, "Restart") == ["always"]
    assert int(told(path, "TimeoutStopSec")[0]) >= 10
    for fence in ("NoNewPrivileges", "ProtectHome", "PrivateTmp", "PrivateDevices", "RestrictNamespaces"):
        assert told(path, fence) == ["true"]
    assert told(path, "ProtectSystem") == ["strict"]
    assert path.name in told(ROOT / "deploy" / "systemd" / "braze-tracker.target", "Wants")[0]


@pytest.mark.parametrize("name", PARTS)
def test_a_database_that_is_away_when_the_host_starts_keeps_no_part_from_starting(name: str) -> None:
    """`Requires=` would leave the gateway down until somebody starts it by hand, though it asks no database."""
    prepare = "braze-tracker-prepare.service"
    path = ROOT / "deploy" / "systemd" / f"braze-tracker-{name}.service"
    assert (told(path, "Requires"), told(path, "Wants"), told(path, "After")) == ([], [prepare], [prepare])
    tried, first, *_ = (told(path.with_name(prepare), what) for what in ("Restart", "ExecStart"))
    assert tried == ["on-failure"]
    assert "collectstatic" in first[0], "the pages read the style sheets once, when they start"


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd on this machine")
def test_systemd_finds_no_fault_with_the_units(tmp_path: Path) -> None:
    """With programs that are there: it looks for each."""
    for path in (ROOT / "deploy" / "systemd").iterdir():
        text = re.sub(r"(?m)^(User|Group)=.*", r"\1=root", path.read_text(encoding="utf-8"))
        (tmp_path / path.name).write_text(text.replace("/srv/braze-tracker/.venv/bin/", f"{tmp_path}/"))
    for program in ("python", "gunicorn", "celery"):
        (tmp_path / program).symlink_to("/bin/true")
    units = [str(tmp_path / path.name) for path in UNITS]
    command = ["systemd-analyze", "verify", "--man=no", *units, str(tmp_path / "braze-tracker.target")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout + done.stderr) == (0, "")
