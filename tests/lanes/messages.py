"""`python -m tests.lanes.messages [--check]`: gathers the texts to translate and compiles the translations.

Django's own commands for this need GNU gettext's programs; Babel does the same wherever Python runs.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import polib
from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[2]
TRANSLATIONS = ("fr",)
_SINGLE = ("_", "gettext", "gettext_lazy", "gettext_noop")
_COUNTED = ("ngettext", "ngettext_lazy")
KEYWORDS = {
    **dict.fromkeys(_SINGLE, None),
    **dict.fromkeys(_COUNTED, (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}
Key = tuple[str | None, str]


def gathered(root: Path) -> Catalog:
    """Every text that the code and the templates mark, with the files that hold it."""
    found = Catalog(project="braze-tracker", charset="utf-8")
    for path, method, source in _sources(root):
        for _, text, comments, context in extract(method, io.BytesIO(source), KEYWORDS, ("Translators:",)):
            if _first(text):
                found.add(text, locations=[(path, 0)], auto_comments=comments, context=context)
    return found


def _sources(root: Path) -> Iterator[tuple[str, str, bytes]]:
    for path in sorted((root / "braze_tracker").rglob("*.py")):
        yield path.relative_to(root).as_posix(), "python", path.read_bytes()
    for path in sorted((root / "templates").rglob("*.html")):
        # what Django makes of a template is no program, only near one: the tolerant reader is for JavaScript
        yield path.relative_to(root).as_posix(), "javascript", templatize(path.read_text()).encode()


def _first(text: str | Sequence[str]) -> str:
    return text if isinstance(text, str) else (text[0] if text else "")


def catalogues(root: Path) -> Iterator[Path]:
    for language in TRANSLATIONS:
        yield root / "locale" / language / "LC_MESSAGES" / "django.po"


def renew(po: Path, texts: Catalog) -> None:
    """New texts are added untranslated, gone ones are removed, and the compiled file follows."""
    kept = _read(po) if po.exists() else Catalog(locale=po.parts[-3], charset="utf-8")
    po.parent.mkdir(parents=True, exist_ok=True)
    kept.update(texts, no_fuzzy_matching=True)
    kept.obsolete.clear()
    with po.open("wb") as file:
        write_po(file, kept, width=120, omit_header=False, include_lineno=False)
    polib.pofile(str(po)).save_as_mofile(str(po.with_suffix(".mo")))


def faults(po: Path, texts: Catalog) -> Iterator[str]:
    """What is wrong with a translation, in words."""
    if not po.exists():
        yield "there is no such translation"
        return
    source = polib.pofile(str(po))
    kept, wanted = {_key(entry) for entry in source}, {(text.context, _first(text.id)) for text in texts if text.id}
    yield from _each("is not in the catalogue", wanted - kept)
    yield from _each("is used nowhere any more", kept - wanted)
    yield from _each("is not translated", {_key(entry) for entry in source if not all(_strings(entry))})
    yield from _each("is marked fuzzy", {_key(entry) for entry in source if entry.fuzzy})
    mo = po.with_suffix(".mo")
    if not mo.exists():
        yield "the compiled catalogue is missing"
    elif _translated(polib.mofile(str(mo))) != _translated(source):
        yield "the compiled catalogue is older than its source"


def _each(fault: str, keys: set[Key]) -> Iterator[str]:
    for _, text in sorted(keys, key=lambda key: key[1]):
        yield f"“{text[:70]}” {fault}"


def _key(entry: polib.POEntry | polib.MOEntry) -> Key:
    return entry.msgctxt, entry.msgid


def _strings(entry: polib.POEntry | polib.MOEntry) -> tuple[str, ...]:
    return tuple(entry.msgstr_plural.values()) or (entry.msgstr,)


def _translated(entries: Iterable[polib.POEntry | polib.MOEntry]) -> dict[Key, tuple[str, ...]]:
    return {_key(entry): _strings(entry) for entry in entries if all(_strings(entry))}


def _read(po: Path) -> Catalog:
    with po.open("rb") as file:
        return read_po(file, locale=po.parts[-3])


def main(words: Sequence[str]) -> int:
    texts = gathered(ROOT)
    wrong = 0
    for po in catalogues(ROOT):
        if "--check" not in words:
            renew(po, texts)
        for fault in faults(po, texts):
            wrong += 1
            sys.stdout.write(f"{po.relative_to(ROOT)}: {fault}\n")
    if wrong:
        sys.stdout.write(f"{wrong} faults. `make messages` gathers the texts; translate what is left by hand.\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
