"""The shape of the tree is a promise: where code lives, how long it may be, and that its tests stand beside it."""

from __future__ import annotations

import ast
import io
import tokenize
from collections.abc import Iterator
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
}
"""A module without a test file of its own, and why that is right."""

JOURNEYS: dict[str, str] = {}
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


def _test_for(module: Path) -> Path:
    """``braze_tracker/room/module.py`` → ``tests/room/test_module.py``; commands are tested beside their room."""
    parts = [part for part in module.relative_to(CODE).parent.parts if part not in ("management", "commands")]
    return TESTS.joinpath(*parts, f"test_{module.stem.strip('_')}.py")


def _holds_code(module: Path) -> bool:
    return module.name != "__init__.py" and bool(_code_lines(module))


def test_every_module_has_its_test_file_or_a_stated_reason() -> None:
    missing = [
        f"{_name(module)} → {_name(_test_for(module))}"
        for module in _modules(CODE)
        if _holds_code(module) and not _test_for(module).exists() and _name(module) not in TESTED_ELSEWHERE
    ]
    assert missing == []


def test_every_test_file_mirrors_a_module_or_names_its_journey() -> None:
    mirrored = {_name(_test_for(module)) for module in _modules(CODE)}
    mirrored |= {_name(module.with_name(f"test_{module.name}")) for module in _modules(TESTS)}
    rooms = [room for room in TESTS.iterdir() if room.is_dir() and (CODE / room.name).is_dir()]
    strays = [
        _name(test)
        for room in rooms
        for test in sorted(room.glob("test_*.py"))
        if _name(test) not in mirrored and _name(test) not in JOURNEYS
    ]
    assert strays == []


@pytest.mark.parametrize("stated", [TESTED_ELSEWHERE, JOURNEYS], ids=["tested elsewhere", "journeys"])
def test_stated_exceptions_are_still_needed(stated: dict[str, str]) -> None:
    gone = [name for name in stated if not (ROOT / name).exists()]
    now_mirrored = [name for name in TESTED_ELSEWHERE if _test_for(ROOT / name).exists()]
    assert gone == []
    assert now_mirrored == []


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
        for path in [*_modules(CODE), *_modules(TESTS)]
        if path.read_text(encoding="utf-8").strip() and not ast.get_docstring(_tree(path))
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


def _replaces(node: ast.AST) -> bool:
    match node:
        case ast.ImportFrom(module=str(module)):
            return module in ("unittest.mock", "mock") or (
                module == "unittest" and any(name.name == "mock" for name in node.names)
            )
        case ast.Import(names=names):
            return any(name.name in ("unittest.mock", "mock") for name in names)
        case ast.Attribute(value=ast.Name(id="monkeypatch" | "mocker"), attr=attribute):
            return attribute not in ("setenv", "delenv", "chdir", "syspath_prepend")
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
