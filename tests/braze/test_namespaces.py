"""The table of paths against the table of endpoints: one says what can be called, the other what is known of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pytest

from braze_tracker.braze.calls import BrazeReply
from braze_tracker.braze.endpoints import identify
from braze_tracker.braze.namespaces import Braze
from braze_tracker.braze.outcomes import Outcome, Verdict
from braze_tracker.braze.paths import Call, Group


def _calls(group: Group, prefix: str = "") -> Iterator[tuple[str, Call]]:
    for name in dir(type(group)):
        member = getattr(group, name)
        if isinstance(member, Call):
            yield prefix + name, member
        elif isinstance(member, Group):
            yield from _calls(member, f"{prefix}{name}.")


class Asked(list[tuple[str, str]]):
    def __call__(self, method: str, path: str, fields: Mapping[str, object]) -> BrazeReply:
        self.append((method, path))
        return BrazeReply(200, None, Verdict(Outcome.SUCCESS))


ASKED = Asked()
CALLS = dict(_calls(Braze(ASKED)))


@pytest.mark.parametrize("name", CALLS)
def test_a_path_reads_as_its_attributes_do_and_is_a_known_endpoint(name: str) -> None:
    CALLS[name](campaign_id="c1")
    method, path = ASKED[-1]
    assert path.strip("/").replace("/", ".").replace("campaigns.c1.", "campaigns.") == name
    assert identify(method, path).known


@pytest.mark.parametrize(
    "name",
    [
        "messages.send",
        "messages.schedule.create",
        "messages.scheduled_broadcasts",
        "messages.live_activity.update",
        "campaigns.trigger.send",
        "campaigns.trigger.schedule.delete",
        "canvas.trigger.send",
        "canvas.trigger.schedule.update",
        "transactional.v1.campaigns.send",
        "sends.id.create",
        "sends.data_series",
        "campaigns.data_series",
        "canvas.data_summary",
        "segments.details",
        "kpi.new_users.data_series",
        "users.track",
        "users.export.ids",
        "users.alias.new",
        "users.external_ids.rename",
    ],
)
def test_messaging_send_ids_exports_and_users_have_their_paths(name: str) -> None:
    assert name in CALLS
