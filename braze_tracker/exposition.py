"""Metrics in the words of Prometheus: a name, a help and samples become text. It measures nothing itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.core import Metric as Family
from prometheus_client.registry import Collector

PREFIX = "braze_tracker_"
CONTENT_TYPE = CONTENT_TYPE_LATEST

Sample = tuple[tuple[str, ...], float]
"""The values of a metric's labels, and its own."""
Values = Mapping[str, Sequence[Sample]]
"""By a metric's name without the prefix."""


@dataclass(frozen=True, slots=True)
class Metric:
    """``name`` without the prefix; one that ends in ``_total`` is a counter, which never goes down."""

    name: str
    help: str
    labels: tuple[str, ...] = ()

    @property
    def full_name(self) -> str:
        return PREFIX + self.name


def exposition(metrics: Iterable[Metric], values: Values) -> bytes:
    """As `CONTENT_TYPE` has it. A metric without values is left out: that nothing is known is not a nought."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Told(metrics, values))
    return generate_latest(registry)


class _Told(Collector):
    def __init__(self, metrics: Iterable[Metric], values: Values) -> None:
        self._metrics, self._values = metrics, values

    def collect(self) -> Iterator[Family]:
        for metric in self._metrics:
            if metric.name in self._values:
                yield _family(metric, self._values[metric.name])


def _family(metric: Metric, samples: Iterable[Sample]) -> Family:
    kind = CounterMetricFamily if metric.name.endswith("_total") else GaugeMetricFamily
    family = kind(metric.full_name, metric.help, labels=metric.labels)
    for labels, value in samples:
        family.add_metric(labels, value)
    return family
