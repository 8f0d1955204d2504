"""The broker made of files: what kombu's own gets wrong when a reader comes while a file is being written."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from queue import Empty
from typing import Any

import pytest
from kombu import Connection
from kombu.exceptions import ChannelError
from kombu.transport import get_transport_cls

from braze_tracker.celery import app
from braze_tracker.folder_broker import Transport

MESSAGES = 400


@pytest.fixture
def channels(tmp_path: Path) -> Iterator[list[Any]]:
    """Two of the same folder, as two processes have them."""
    folders = {name: str(tmp_path / name) for name in ("data", "processed", "control")}
    for folder in folders.values():
        Path(folder).mkdir()
    options = {"data_folder_in": folders["data"], "data_folder_out": folders["data"]} | {
        "processed_folder": folders["processed"],
        "control_folder": folders["control"],
        "store_processed": True,
    }
    connections = [Connection("filesystem://", transport=Transport, transport_options=options) for _ in range(2)]
    yield [connection.channel() for connection in connections]
    for connection in connections:
        connection.release()


def test_the_word_filesystem_means_this_broker() -> None:
    assert app.main == "braze_tracker"
    assert str(get_transport_cls("filesystem")) == str(Transport)


def test_a_message_is_never_seen_half_written(channels: list[Any]) -> None:
    writer, reader = channels
    sent = [{"body": "x" * 20_000, "number": number} for number in range(MESSAGES)]
    writing = threading.Thread(target=lambda: [writer._put("celery", message) for message in sent])
    writing.start()
    got: list[int] = []
    while len(got) < MESSAGES:
        try:
            got.append(reader._get("celery")["number"])
        except Empty:
            assert writing.is_alive() or reader._size("celery")
    writing.join()
    assert sorted(got) == list(range(MESSAGES))


def test_a_message_that_cannot_be_read_is_passed_over(channels: list[Any], tmp_path: Path) -> None:
    (tmp_path / "data" / "0_torn.celery.msg").touch()
    channels[0]._put("celery", {"number": 1})
    with pytest.raises(Empty):
        channels[1]._get("celery")
    assert channels[1]._get("celery") == {"number": 1}


def test_a_worker_waits_for_a_folder_that_is_away_and_goes_on_when_it_is_back(
    channels: list[Any], tmp_path: Path
) -> None:
    writer, reader = channels
    writer._put("celery", {"number": 7})
    away = (tmp_path / "data").rename(tmp_path / "elsewhere")
    with pytest.raises(Empty):
        reader._get("celery")
    away.rename(tmp_path / "data")
    assert reader._get("celery") == {"number": 7}


def test_bindings_made_at_the_same_time_are_all_kept(channels: list[Any]) -> None:
    def bind(channel: Any, queues: range) -> None:
        for queue in queues:
            channel._queue_bind("news", "", "", f"queue-{queue}")
            assert channel.get_table("news")

    threads = [
        threading.Thread(target=bind, args=(channel, range(start, start + 50)))
        for channel, start in zip(channels, (0, 50), strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {row.queue for row in channels[0].get_table("news")} == {f"queue-{queue}" for queue in range(100)}


def test_a_queue_that_is_gone_is_no_longer_bound_and_its_messages_are_gone_too(channels: list[Any]) -> None:
    for queue in ("kept", "gone"):
        channels[0]._queue_bind("news", "", "", queue)
        channels[0]._put(queue, {})
    channels[1]._delete("gone", "news", "", "")
    channels[1]._delete("gone", "news", "", "")
    assert [row.queue for row in channels[0].get_table("news")] == ["kept"]
    assert (channels[0]._size("kept"), channels[0]._size("gone")) == (1, 0)


@pytest.mark.parametrize("content", ["", "[[", "nonsense"])
def test_a_torn_table_is_written_anew(channels: list[Any], tmp_path: Path, content: str) -> None:
    (tmp_path / "control" / "news.exchange").write_text(content)
    assert channels[0].get_table("news") == []
    channels[0]._queue_bind("news", "", "", "queue")
    assert [row.queue for row in channels[1].get_table("news")] == ["queue"]


def test_a_folder_that_is_away_is_said_in_kombus_words(channels: list[Any], tmp_path: Path) -> None:
    (tmp_path / "data").rmdir()
    with pytest.raises(ChannelError, match=r"data.* cannot be used"):
        channels[0]._put("celery", {})
