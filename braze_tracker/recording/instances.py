"""Braze's instances and their REST hosts. https://www.braze.com/docs/api/basics#endpoints"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

INSTANCES: dict[str, str] = {
    "US-01": "rest.iad-01.braze.com",
    "US-02": "rest.iad-02.braze.com",
    "US-03": "rest.iad-03.braze.com",
    "US-04": "rest.iad-04.braze.com",
    "US-05": "rest.iad-05.braze.com",
    "US-06": "rest.iad-06.braze.com",
    "US-07": "rest.iad-07.braze.com",
    "US-08": "rest.iad-08.braze.com",
    "US-10": "rest.us-10.braze.com",
    "EU-01": "rest.fra-01.braze.eu",
    "EU-02": "rest.fra-02.braze.eu",
    "AU-01": "rest.au-01.braze.com",
    "ID-01": "rest.id-01.braze.com",
    "JP-01": "rest.jp-01.braze.com",
    "KR-01": "rest.kr-01.braze.com",
}


def rest_endpoint_of(instance: str) -> str:
    """``us-01`` → ``https://rest.iad-01.braze.com``. Raises ValueError with the names there are."""
    host = INSTANCES.get(instance.strip().upper())
    if host is None:
        raise ValueError(f"There is no Braze instance {instance!r}. Write one of {', '.join(INSTANCES)}.")
    return f"https://{host}"


def declared_hosts(extra: Iterable[str]) -> Mapping[str, str]:
    """``host[:port]`` → ``scheme://host[:port]`` of all that may be called: Braze's instances and ``extra``, which are
    base URLs; those win, so that an operator may put something else in an instance's place."""
    bases = [*(f"https://{host}" for host in INSTANCES.values()), *extra]
    return {base.partition("://")[2]: base for base in bases}
