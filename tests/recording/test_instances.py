from __future__ import annotations

import pytest

from braze_tracker.braze.access import rest_base
from braze_tracker.recording.instances import INSTANCES, declared_hosts, rest_endpoint_of


def test_there_are_fifteen_instances_and_no_us_09() -> None:
    assert len(INSTANCES) == 15
    assert "US-09" not in INSTANCES


@pytest.mark.parametrize("instance", INSTANCES)
def test_every_instance_has_an_endpoint_that_calls_accept(instance: str) -> None:
    endpoint = rest_endpoint_of(instance)
    assert rest_base(endpoint) == endpoint
    assert endpoint.endswith(".eu" if instance.startswith("EU") else ".com")


def test_names_may_be_written_small() -> None:
    assert rest_endpoint_of(" us-01 ") == "https://rest.iad-01.braze.com"


def test_an_unknown_instance_is_answered_with_those_there_are() -> None:
    with pytest.raises(ValueError, match=r"no Braze instance 'US-09'.*US-10"):
        rest_endpoint_of("US-09")


def test_braze_s_hosts_are_declared_with_https_and_the_operator_s_as_written() -> None:
    declared = declared_hosts(["http://127.0.0.1:9000"])
    assert declared["rest.iad-01.braze.com"] == "https://rest.iad-01.braze.com"
    assert declared["127.0.0.1:9000"] == "http://127.0.0.1:9000"
    assert len(declared) == len(INSTANCES) + 1


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.1:9001", "169.254.169.254", "rest.iad-99.braze.com", ""])
def test_no_other_host_is_declared(host: str) -> None:
    assert host not in declared_hosts(["http://127.0.0.1:9000"])
