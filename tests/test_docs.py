"""The documentation is held to the code: settings, commands, verbs, words, links, and the examples, which are run."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import get_commands

from braze_tracker import braze, journal
from braze_tracker.braze.exchange import Failure
from braze_tracker.braze.outcomes import Outcome
from braze_tracker.gateway.failures import status_for
from braze_tracker.gateway.heads import OF_ONE_CONNECTION
from braze_tracker.journal import read_journal
from braze_tracker.journal.lines import Ending, Intent
from braze_tracker.sandbox.server import RunningSandbox

ROOT = Path(__file__).resolve().parent.parent
CODE = ROOT / "braze_tracker"
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])
CONFIGURATION = ROOT / "docs" / "configuration.md"

NOT_OURS = {"DJANGO_SETTINGS_MODULE", "PYTHONUNBUFFERED", "FORCE_COLOR", "NO_COLOR"}
"""Variables of Django, Python and terminals that an operator of the tracker never sets."""


def _pages() -> str:
    return "\n".join(page.read_text(encoding="utf-8") for page in PAGES)


def _code() -> Iterator[tuple[Path, ast.Module]]:
    for path in sorted(CODE.rglob("*.py")):
        yield path, ast.parse(path.read_text(encoding="utf-8"))


# Settings ----------------------------------------------------------------------------------------------------------

_READERS = re.compile(r"^(env\.\w+|read\.\w+|os\.getenv|(os\.)?environ\.get|environ\.get)$")


def _variables() -> dict[str, str | None]:
    """Every variable that the code reads, with its default where that is a plain value."""
    found: dict[str, str | None] = {}
    for _, tree in _code():
        for node in ast.walk(tree):
            match node:
                case ast.Call(func=reader, args=[ast.Constant(value=str(name)), *_]) if _reads(reader, name):
                    found[name] = _default(node)
                case ast.Subscript(value=reader, slice=ast.Constant(value=str(name))) if _reads(reader, name):
                    found.setdefault(name, None)
                case ast.Assign(targets=[ast.Name(id="VARIABLE")], value=ast.Constant(value=str(name))):
                    found.setdefault(name, None)
    return {name: default for name, default in found.items() if name not in NOT_OURS}


def _reads(reader: ast.expr, name: str) -> bool:
    text = ast.unparse(reader)
    return name.isupper() and (bool(_READERS.match(text)) or text.endswith("environ"))


def _default(call: ast.Call) -> str | None:
    given = [*call.args[1:2], *(word.value for word in call.keywords if word.arg == "default")]
    if not given or not isinstance(given[0], ast.Constant) or given[0].value == "":
        return None
    value = given[0].value
    return str(value).lower() if isinstance(value, bool) else str(value)


def _documented() -> dict[str, str]:
    rows = re.findall(r"^\| `([A-Z_]+)` \| (.*?) \|", CONFIGURATION.read_text(encoding="utf-8"), re.MULTILINE)
    return dict(rows)


def test_every_setting_is_documented_and_every_documented_setting_is_read() -> None:
    assert sorted(_documented()) == sorted(_variables())


def test_documented_defaults_are_the_ones_in_the_code() -> None:
    documented = _documented()
    wrong = {
        name: (default, documented[name])
        for name, default in _variables().items()
        if default is not None and f"`{default}`" not in documented.get(name, "")
    }
    assert wrong == {}


# Commands and verbs ------------------------------------------------------------------------------------------------


def _own_commands() -> set[str]:
    return {path.stem for path in CODE.glob("*/management/commands/*.py") if path.stem != "__init__"}


def test_every_command_is_documented() -> None:
    named = set(re.findall(r"manage\.py ([a-z_]+)", _pages()))
    assert _own_commands() - named == set()


def test_every_documented_command_exists() -> None:
    named = set(re.findall(r"manage\.py ([a-z_]+)", _pages()))
    assert named - set(get_commands()) == set()


def _verbs() -> set[str]:
    return set(re.findall(r"^([a-z-]+):.*## ", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))


def _named_verbs() -> set[str]:
    """``make verb`` in inline code or at the beginning of a line of a shell block; "make sure" is prose."""
    text = _pages()
    return set(re.findall(r"`make ([a-z-]+)`", text)) | set(re.findall(r"^make ([a-z-]+)", text, re.MULTILINE))


def test_every_verb_of_make_is_documented_and_every_documented_verb_exists() -> None:
    assert sorted(_named_verbs()) == sorted(_verbs())


# Words and links ---------------------------------------------------------------------------------------------------


def test_the_glossary_has_the_outcomes_of_the_code() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    table = page.split("| outcome | is |")[1].split("\n\n")[0]
    assert re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE) == [outcome.value for outcome in Outcome]


def test_the_glossary_names_every_room() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    rooms = {path.parent.name for path in CODE.glob("*/__init__.py")}
    assert set(re.findall(r"^\| `(\w+)/` \|", page, re.MULTILINE)) == rooms


def _defined(room: str) -> set[str]:
    return {
        node.name
        for path, tree in _code()
        if path.is_relative_to(CODE / room)
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
    }


def test_the_doors_are_where_the_architecture_says() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    table = page.split("| room | public names |")[1].split("\n\n")[0]
    doors = {
        room: set(re.findall(r"`(\w+)`", names)) for room, names in re.findall(r"^\| `(\w+)` \| (.*)", table, re.M)
    }
    assert doors
    assert {room: names - _defined(room) for room, names in doors.items() if names - _defined(room)} == {}
    assert doors["braze"] - set(braze.__all__) == set()
    assert doors["journal"] - set(journal.__all__) == set()


def _gateway(after: str) -> str:
    """The table of the gateway's page that follows these words."""
    page = (ROOT / "docs" / "gateway.md").read_text(encoding="utf-8")
    return page.split(after)[1].split("\n\n")[1]


def test_the_headers_that_the_gateway_does_not_pass_on_are_all_listed() -> None:
    listed = re.findall(r"`([\w-]+)`", _gateway("nor any header that `Connection` names:"))
    assert {name.lower().encode() for name in listed} == OF_ONE_CONNECTION


def test_what_the_gateway_answers_itself_is_all_listed() -> None:
    listed = set(map(int, re.findall(r"^\| (\d{3}) \|", _gateway("with a sentence that says what to do."), re.M)))
    raised = {
        node.args[0].value
        for path, tree in _code()
        if path.is_relative_to(CODE / "gateway")
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "Refused" and isinstance(node.args[0], ast.Constant)
    }
    assert listed == raised | {status_for(failure) for failure in Failure} | {500}


def test_the_gateways_own_addresses_are_all_listed() -> None:
    answered = re.findall(r"\"(/-/\w+)\"", (CODE / "gateway" / "own.py").read_text(encoding="utf-8"))
    page = (ROOT / "docs" / "gateway.md").read_text(encoding="utf-8")
    assert re.findall(r"^\| `(/-/\w+)` \|", page, re.M) == answered


def _anchor(heading: str) -> str:
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


def _links(page: Path) -> list[tuple[str, str]]:
    seen = re.sub(r"<!--.*?-->", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    links = re.findall(r"!?\[[^\]]*\]\(([^)\s]+)\)", seen)
    return [(path, anchor) for path, _, anchor in (link.partition("#") for link in links) if "://" not in path]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(page: Path) -> None:
    broken = []
    for path, anchor in _links(page):
        target = (page.parent / path).resolve() if path else page
        headings = (
            re.findall(r"^#+ (.*)$", target.read_text(), re.MULTILINE)
            if target.suffix == ".md" and target.exists()
            else []
        )
        if not target.exists() or (anchor and anchor not in map(_anchor, headings)):
            broken.append(f"{path}#{anchor}")
    assert broken == []


# Examples ----------------------------------------------------------------------------------------------------------

WITHOUT_DJANGO = "import sys; sys.modules.update(dict.fromkeys(('django', 'celery', 'kombu', 'environ')))\n"
"""An import of these fails now, as in a process that only has requests."""


def _examples() -> Iterator[object]:
    for page in PAGES:
        blocks = re.findall(r"```python\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
        for number, block in enumerate(blocks, 1):
            yield pytest.param(block, id=f"{page.name}-{number}")


@pytest.mark.parametrize("example", list(_examples()))
def test_an_example_does_what_it_says_with_requests_alone(
    example: str, sandbox: RunningSandbox, tmp_path: Path
) -> None:
    env = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "BRAZE_API_KEY": sandbox.key,
        "BRAZE_REST_ENDPOINT": sandbox.url,
        "BRAZE_TRACKER_JOURNAL": str(tmp_path),
    }
    ran = subprocess.run(
        [sys.executable, "-W", "error", "-c", WITHOUT_DJANGO + example],
        env=env,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ran.stderr == ""
    assert ran.returncode == 0
    lines = [entry.line for segment in read_journal(tmp_path) for entry in segment.entries(0)]
    asked = len(sandbox.answered)
    assert sum(isinstance(line, Intent) for line in lines) == asked
    assert sum(isinstance(line, Ending) and line.status is not None for line in lines) == asked
    assert all(sandbox.key.encode() not in path.read_bytes() for path in tmp_path.glob("*"))


def test_the_readme_records_a_first_call_in_three_ways() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    assert len(blocks) == 3
    assert all(len(block.strip().splitlines()) <= 12 for block in blocks)
