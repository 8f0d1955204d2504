"""Handbook, alert rules and dashboard speak of the metrics that are exposed, and of no others."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from braze_tracker.dashboard.metrics_table import METRICS
from braze_tracker.gateway.metrics import METRICS as OF_THE_GATEWAY
from braze_tracker.logs import FIELDS

ROOT = Path(__file__).resolve().parent.parent
OPERATIONS = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
ALERTS = yaml.safe_load((ROOT / "docs" / "prometheus" / "alerts.yml").read_text(encoding="utf-8"))
RULES: list[dict[str, Any]] = [rule for group in ALERTS["groups"] for rule in group["rules"]]
BOARD = json.loads((ROOT / "docs" / "grafana" / "braze-tracker.json").read_text(encoding="utf-8"))
EXPOSED = {metric.full_name: metric for metric in (*METRICS, *OF_THE_GATEWAY)}
LABELS = {"instance", "job"} | {label for metric in EXPOSED.values() for label in metric.labels}


def named(text: str) -> set[str]:
    return set(re.findall(r"\bbraze_tracker_\w+", text))


def asked() -> list[str]:
    return [target["expr"] for panel in BOARD["panels"] for target in panel.get("targets", ())]


def test_the_handbook_lists_every_metric_with_its_labels_and_its_help() -> None:
    rows = re.findall(r"^\| `(braze_tracker_\w+)` \| (.*?) \| (.*) \|$", OPERATIONS, re.MULTILINE)
    listed = {name: (tuple(re.findall(r"`(\w+)`", labels)), text) for name, labels, text in rows}
    assert listed == {metric.full_name: (metric.labels, metric.help) for metric in EXPOSED.values()}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule["alert"])
def test_an_alert_asks_for_what_is_exposed_and_says_what_to_do(rule: dict[str, Any]) -> None:
    assert named(rule["expr"]) <= EXPOSED.keys()
    assert named(rule["expr"]) or rule["expr"].startswith("up")
    told = rule["annotations"]["summary"] + rule["annotations"]["description"]
    of_it = {label for name in named(rule["expr"]) for label in EXPOSED[name].labels} | {"instance"}
    assert set(re.findall(r"\$labels\.(\w+)", told)) <= of_it
    assert rule["labels"]["severity"] in ("critical", "warning")
    assert rule["annotations"]["description"].endswith(".")


def test_every_alert_has_a_name_of_its_own() -> None:
    names = [rule["alert"] for rule in RULES]
    assert len(names) == len(set(names))


def test_what_counts_up_is_asked_for_its_growth_and_what_goes_up_and_down_is_not() -> None:
    for text in [*(rule["expr"] for rule in RULES), *asked()]:
        for name in named(text):
            grows = re.search(rf"\b(rate|increase)\({name}\b", text)
            assert bool(grows) or not name.endswith("_total"), text
            assert not (re.search(rf"\brate\({name}\b", text) and not name.endswith("_total")), text


def test_the_dashboard_shows_every_metric_and_no_other() -> None:
    assert set().union(*map(named, asked())) == EXPOSED.keys()


def test_the_dashboard_uses_labels_that_its_metrics_have() -> None:
    for panel in BOARD["panels"]:
        for target in panel.get("targets", ()):
            wanted = set(re.findall(r"{{(\w+)}}", target["legendFormat"]))
            wanted |= set(re.findall(r"[{,](\w+)(?:=|!=|=~)", target["expr"]))
            assert wanted <= LABELS, target
    assert len({panel["id"] for panel in BOARD["panels"]}) == len(BOARD["panels"])


def test_the_handbook_names_every_field_of_a_log() -> None:
    table = OPERATIONS.split("| field | is |")[1].split("\n\n")[0]
    cells = re.findall(r"^\| (.*?) \|", table, re.MULTILINE)
    assert set(re.findall(r"`(\w+)`", " ".join(cells))) == set(FIELDS)
