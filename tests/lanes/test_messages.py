"""Gathering texts and judging translations."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.lanes.messages import catalogues, faults, gathered, renew

HEADER = r"""msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\n"
"Plural-Forms: nplurals=2; plural=(n > 1);\n"

"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for folder in ("braze_tracker", "templates", "locale/fr/LC_MESSAGES", "locale/en/LC_MESSAGES"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "braze_tracker/a.py").write_text('_("Calls")\nngettext("%(n)s day", "%(n)s days", n)\n_(name)\n')
    (tmp_path / "templates/a.html").write_text("{% load i18n %}<p>It's {% translate 'Sends' context 'menu' %}</p>")
    po = tmp_path / "locale/fr/LC_MESSAGES/django.po"
    po.write_text(HEADER + 'msgid "Calls"\nmsgstr "Appels"\n\nmsgid "Gone"\nmsgstr "Parti"\n')
    (tmp_path / "locale/en/LC_MESSAGES/django.po").write_text(HEADER)
    return tmp_path


def test_texts_are_gathered_from_code_and_templates(project: Path) -> None:
    found = {(message.context, message.id) for message in gathered(project) if message.id}
    assert found == {(None, "Calls"), (None, ("%(n)s day", "%(n)s days")), ("menu", "Sends")}


def test_only_translations_are_looked_at(project: Path) -> None:
    assert [po.parts[-3] for po in catalogues(project)] == ["fr"]


def test_each_fault_is_told(project: Path) -> None:
    (po,) = catalogues(project)
    assert list(faults(po, gathered(project))) == [
        "“%(n)s day” is not in the catalogue",
        "“Sends” is not in the catalogue",
        "“Gone” is used nowhere any more",
        "the compiled catalogue is missing",
    ]


def test_renewing_gathers_drops_and_compiles(project: Path) -> None:
    (po,) = catalogues(project)
    renew(po, gathered(project))
    assert list(faults(po, gathered(project))) == ["“%(n)s day” is not translated", "“Sends” is not translated"]


def test_a_translation_that_is_not_there_is_a_fault_until_it_is_begun(project: Path) -> None:
    (po,) = catalogues(project)
    po.unlink()
    assert list(faults(po, gathered(project))) == ["there is no such translation"]
    renew(po, gathered(project))
    assert "“Calls” is not translated" in list(faults(po, gathered(project)))


def test_a_whole_translation_has_no_fault_until_it_is_changed_and_not_compiled(project: Path) -> None:
    (po,) = catalogues(project)
    po.write_text(
        HEADER
        + 'msgid "Calls"\nmsgstr "Appels"\n\nmsgctxt "menu"\nmsgid "Sends"\nmsgstr "Envois"\n\n'
        + 'msgid "%(n)s day"\nmsgid_plural "%(n)s days"\nmsgstr[0] "%(n)s jour"\nmsgstr[1] "%(n)s jours"\n'
    )
    renew(po, gathered(project))
    assert list(faults(po, gathered(project))) == []
    po.write_text(po.read_text().replace("Envois", "Expéditions"))
    assert list(faults(po, gathered(project))) == ["the compiled catalogue is older than its source"]
