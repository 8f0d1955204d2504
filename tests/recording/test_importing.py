from __future__ import annotations

import io
from datetime import UTC, datetime

import pytest

from braze_tracker.recording.importing import Imported, Row, WrongFile, import_sends, read_sends
from braze_tracker.recording.models import Send, Workspace
from tests.recording.factories import NOW, a_send, a_workspace

pytestmark = pytest.mark.django_db

HEADER = "campaign_id,send_id,sent_at\n"


def rows(*lines: str, header: str = HEADER, workspace: Workspace | None = None) -> list[Row]:
    file = io.StringIO(header + "".join(line + "\n" for line in lines), newline="")
    return read_sends(file, workspace or a_workspace())


def problems(*lines: str, header: str = HEADER) -> list[str]:
    with pytest.raises(WrongFile) as wrong:
        rows(*lines, header=header)
    return wrong.value.problems


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2026-03-04T12:00:00Z", NOW),
        ("2026-03-04T13:00:00+01:00", NOW),
        ("2026-03-04 13:00", NOW),
        ("2026-03-04", datetime(2026, 3, 3, 23, tzinfo=UTC)),
    ],
)
def test_times_without_a_zone_are_the_workspaces(written: str, read: datetime) -> None:
    paris = a_workspace("Lille", time_zone="Europe/Paris")
    assert rows(f"c,s,{written}", workspace=paris) == [Row("c", "s", read)]


def test_columns_may_stand_in_any_order_beside_others() -> None:
    found = rows("x,s,2026-03-04T12:00:00Z,c", header="note,send_id,sent_at,campaign_id\n")
    assert found == [Row("c", "s", NOW)]


def test_a_spreadsheets_byte_order_mark_is_no_part_of_the_header() -> None:
    assert rows("c,s,2026-03-04T12:00:00Z", header="﻿" + HEADER)


def test_every_wrong_line_is_named_with_its_number() -> None:
    found = problems(
        "c,s,2026-03-04T12:00:00Z", ",s,yesterday", f"c,{'s' * 65},2026-03-04", "c", '"two\nlines",é,2026-03-04'
    )
    assert [problem.partition(":")[0] for problem in found] == [
        "line 3",
        "line 3",
        "line 4",
        "line 5",
        "line 5",
        "line 7",
        "line 7",
    ]
    assert "campaign_id is empty" in found[0]
    assert "'yesterday' is not a date" in found[1]
    assert "at most 64" in found[2]


@pytest.mark.parametrize("written", ["9999-12-31T23:00:00Z", "2206-03-04", "0026-03-04T12:00:00Z"])
def test_a_slip_of_the_year_is_named(written: str) -> None:
    assert f"sent_at '{written}' is not a date and time of this century" in problems(f"c,s,{written}")[0]


def test_a_missing_column_is_named() -> None:
    assert problems(header="campaign_id,sent_at\n") == [
        "line 1: the header must name campaign_id, send_id, sent_at; it lacks send_id"
    ]
    assert "it lacks campaign_id" in problems(header="")[0]


def test_sends_are_imported_and_known_ones_updated() -> None:
    workspace = a_workspace()
    found = [Row("c", "s1", NOW), Row("c", "s2", NOW)]
    assert import_sends(found, workspace) == Imported(2, 0)
    assert import_sends([Row("c", "s1", datetime(2026, 3, 1, tzinfo=UTC))], workspace) == Imported(0, 1)
    assert Send.objects.get(send_id="s1").sent_at == datetime(2026, 3, 1, tzinfo=UTC)
    assert set(Send.objects.values_list("source", flat=True)) == {"imported"}


def test_a_send_without_campaign_gets_the_files() -> None:
    send = a_send(campaign_id="", send_id="s", moved=False)
    assert import_sends([Row("c", "s", NOW)], send.workspace) == Imported(0, 1)
    assert (Send.objects.get().campaign_id, Send.objects.get().moved) == ("c", True)


def test_a_pair_written_twice_counts_once_and_the_last_line_wins() -> None:
    later = datetime(2026, 3, 9, tzinfo=UTC)
    assert import_sends([Row("c", "s", NOW), Row("c", "s", later)], a_workspace()) == Imported(1, 0)
    assert Send.objects.get().sent_at == later


def test_an_older_line_does_not_end_the_follow_up_of_a_send_in_use() -> None:
    send = a_send(send_id="s", campaign_id="c", sent_at=NOW)
    import_sends([Row("c", "s", datetime(2026, 1, 1, tzinfo=UTC))], send.workspace)
    send.refresh_from_db()
    assert (send.sent_at, send.first_used_at) == (NOW, datetime(2026, 1, 1, tzinfo=UTC))
