"""The shape of the tree is a promise: where code lives, how long it may be, and that its tests stand beside it."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
CODE = ROOT / "braze_tracker"
TESTS = ROOT / "tests"

LONGEST_MODULE = 250
LONGEST_FUNCTION = 40
FORBIDDEN_NAMES = {"utils", "util", "helpers", "helper", "common", "manager", "managers", "service", "services", "misc"}
MAY_CATCH_EVERYTHING = {"braze_tracker/braze/attempts.py"}
"""Where recording must never hurt the caller."""

TESTED_ELSEWHERE = {
    "braze_tracker/settings.py": "every test runs under it; tests/test_docs.py holds its names to the documentation",
    "braze_tracker/urls.py": "a list of includes; every page test goes through it",
    "braze_tracker/wsgi.py": "started for real by tests/acceptance",
    "braze_tracker/celery.py": "started for real by tests/acceptance",
    "braze_tracker/*/apps.py": "a name for Django",
    "braze_tracker/dashboard/administration.py": "a name for Django, which its test would only repeat",
    "braze_tracker/*/urls.py": "a list of paths; the tests of the views go through it",
    "braze_tracker/*/models.py": "columns; the tests of the verbs store and read them",
    "braze_tracker/demo/__main__.py": "started for real by tests/acceptance",
    "braze_tracker/braze/outcomes.py": "values; every test of judging speaks in them",
    "braze_tracker/braze/captured.py": "values; every test of redaction speaks in them",
    "braze_tracker/braze/exchange.py": "values; every test of judging speaks in them",
}
"""A module (or a pattern of them) without a test file of its own, and why that is right."""

JOURNEYS: dict[str, str] = {
    "tests/dashboard/test_browser.py": "every page in a real Chromium",
    "tests/dashboard/test_access.py": "names, order and targets of every page, in a real Chromium",
    "tests/dashboard/test_colours.py": "the contrast of the style sheet's colours, in both themes",
    "tests/dashboard/test_every_address.py": "the resolver's addresses, the roles and the headers, all with all",
    "tests/dashboard/test_every_list.py": "every address with few rows and with many, and how often it asks",
    "tests/dashboard/test_every_query.py": "what every list and detail asks the database for, with few calls and many",
    "tests/dashboard/test_sign_in.py": "settings, addresses and pages of signing in, together",
    "tests/analytics/test_celery.py": "a real worker and a real beat on a real broker",
    "tests/analytics/test_cancelled_schedule.py": "a schedule made and deleted over real HTTP, and no look",
    "tests/gateway/test_byte_for_byte.py": "the sandbox asked directly and through the gateway, over raw sockets",
    "tests/analytics/test_fourteen_days.py": "a fortnight of sends, looks and a told clock, over real HTTP",
}
"""A test file without a module of its name: the join it walks across."""


def _modules(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*.py") if "migrations" not in path.parts)


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def _docstring_lines(tree: ast.AST) -> set[int]:
    """Lines of docstrings and of the bare strings that explain a constant or a field."""
    strings = (
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
    )
    return {line for string in strings for line in range(string.lineno, (string.end_lineno or string.lineno) + 1)}


_NO_CODE = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER}


def _code_lines(path: Path) -> set[int]:
    source = path.read_text(encoding="utf-8")
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    lines = {line for token in tokens if token.type not in _NO_CODE for line in range(token.start[0], token.end[0] + 1)}
    return lines - _docstring_lines(ast.parse(source))


def _functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(_tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def _tests_for(module: Path) -> list[Path]:
    """``braze_tracker/room/verb_part.py`` → ``tests/room/test_verb_part.py``, or ``test_verb.py`` for the family.

    Commands may also be tested beside their room.
    """
    folder = module.relative_to(CODE).parent
    room = Path(*(part for part in folder.parts if part not in ("management", "commands")))
    words = module.stem.strip("_").split("_")
    names = ["_".join(words[:count]) for count in range(len(words), 0, -1)]
    return [TESTS / place / f"test_{name}.py" for name in names for place in (folder, room)]


def _holds_code(module: Path) -> bool:
    return module.name != "__init__.py" and bool(_code_lines(module))


def _excused(module: Path) -> bool:
    return any(fnmatch(_name(module), pattern) for pattern in TESTED_ELSEWHERE)


def test_every_module_has_its_test_file_or_a_stated_reason() -> None:
    missing = [
        f"{_name(module)} → {_name(_tests_for(module)[0])}"
        for module in _modules(CODE)
        if _holds_code(module) and not any(map(Path.exists, _tests_for(module))) and not _excused(module)
    ]
    assert missing == []


def test_every_test_file_mirrors_a_module_or_names_its_journey() -> None:
    """``test_drain_crash.py`` tells one thing of ``drain.py``; a test's own tools are tested as well."""
    modules = [*_modules(CODE), *(path for path in _modules(TESTS) if not path.stem.startswith("test_"))]
    strays = [
        _name(test)
        for room in sorted(TESTS.iterdir())
        if room.is_dir() and (CODE / room.name).is_dir()
        for test in sorted(room.glob("test_*.py"))
        if _name(test) not in JOURNEYS and not any(_mirrors(test, module) for module in modules)
    ]
    assert strays == []


def _mirrors(test: Path, module: Path) -> bool:
    room = (TESTS if module.is_relative_to(TESTS) else CODE) / test.parent.name
    told, stem = f"{test.stem.removeprefix('test_')}_", f"{module.stem.strip('_')}_"
    return module.is_relative_to(room) and (told.startswith(stem) or stem.startswith(told))


@pytest.mark.parametrize("stated", [*TESTED_ELSEWHERE, *JOURNEYS])
def test_a_stated_exception_is_still_needed(stated: str) -> None:
    met = list(ROOT.glob(stated))
    assert met != []
    assert stated in JOURNEYS or not all(_tests_for(module)[0].exists() for module in met)


def test_no_module_is_longer_than_250_lines_of_code() -> None:
    long = {
        _name(path): len(_code_lines(path))
        for path in [*_modules(CODE), *_modules(TESTS)]
        if len(_code_lines(path)) > LONGEST_MODULE
    }
    assert long == {}


def test_no_function_is_longer_than_40_lines_of_code() -> None:
    long = {}
    for path in [*_modules(CODE), *_modules(TESTS)]:
        lines = _code_lines(path)
        for function in _functions(path):
            length = len(lines & set(range(function.lineno, (function.end_lineno or 0) + 1)))
            if length > LONGEST_FUNCTION:
                long[f"{_name(path)}:{function.name}"] = length
    assert long == {}


def test_no_function_imports() -> None:
    importing = [
        f"{_name(path)}:{node.lineno}"
        for path in _modules(CODE)
        for function in _functions(path)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert importing == []


def test_every_module_begins_by_saying_what_it_holds() -> None:
    silent = [
        _name(path)
        for path in _modules(CODE)
        # an app's configuration is a name for Django
        if path.name != "apps.py" and _code_lines(path) and not ast.get_docstring(_tree(path))
    ]
    assert silent == []


def test_importing_the_package_needs_nothing() -> None:
    assert (CODE / "__init__.py").read_text(encoding="utf-8") == ""


def test_no_module_has_a_name_that_says_nothing() -> None:
    empty = [
        _name(path)
        for path in [*_modules(CODE), *_modules(TESTS)]
        if path.stem.removeprefix("test_") in FORBIDDEN_NAMES or path.stem[-2:] in ("_2", "_3")
    ]
    assert empty == []


def test_every_exception_is_swallowed_in_one_place_only() -> None:
    broad = [
        f"{_name(path)}:{node.lineno}"
        for path in _modules(CODE)
        if _name(path) not in MAY_CATCH_EVERYTHING
        for node in ast.walk(_tree(path))
        if isinstance(node, ast.ExceptHandler) and _catches_everything(node.type) and not _raises_again(node)
    ]
    assert broad == []


def _catches_everything(caught: ast.expr | None) -> bool:
    if isinstance(caught, ast.Tuple):
        return any(_catches_everything(one) for one in caught.elts)
    return caught is None or (isinstance(caught, ast.Name) and caught.id in ("Exception", "BaseException"))


def _raises_again(handler: ast.ExceptHandler) -> bool:
    last = handler.body[-1]
    return isinstance(last, ast.Raise) and last.exc is None


def test_no_test_replaces_our_own_code() -> None:
    replaced = [
        f"{_name(path)}:{getattr(node, 'lineno', 0)}"
        for path in _modules(TESTS)
        for node in ast.walk(_tree(path))
        if _replaces(node)
    ]
    assert replaced == []


_MAY_BE_SET = {"setenv", "delenv", "chdir", "syspath_prepend", "undo"}
"""What `monkeypatch` may do besides replacing a standard stream: the surroundings of a program, not its code."""


def _replaces(node: ast.AST) -> bool:
    match node:
        case (
            ast.ImportFrom(module="unittest.mock" | "mock")
            | ast.Import(names=[ast.alias(name="unittest.mock" | "mock")])
        ):
            return True
        case ast.ImportFrom(module="unittest", names=names):
            return any(name.name == "mock" for name in names)
        case ast.Call(func=ast.Attribute(value=ast.Name(id="monkeypatch" | "mocker"), attr=done), args=[what, *_]):
            return done not in _MAY_BE_SET and not re.match(r"'?sys(\.std|$)", ast.unparse(what))
        case _:
            return False


def test_no_work_is_left_behind_in_a_comment() -> None:
    words = ("TO" + "DO", "FIX" + "ME", "XX" + "X")
    left = [
        f"{_name(path)}:{token.start[0]}"
        for path in [*_modules(CODE), *_modules(TESTS)]
        for token in tokenize.generate_tokens(io.StringIO(path.read_text(encoding="utf-8")).readline)
        if token.type == tokenize.COMMENT and any(word in token.string for word in words)
    ]
    assert left == []
