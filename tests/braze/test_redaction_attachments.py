"""Files that travel with a message: their names and addresses may say whose they are."""

from __future__ import annotations

import json
from typing import Any

from braze_tracker.braze.captured import BodyState, CapturedBody, CaptureLevel
from braze_tracker.braze.redaction import Redactor

URL = "https://rest.iad-01.braze.com/messages/send"


def kept(body: bytes, content_type: str = "application/json") -> CapturedBody:
    redactor = Redactor(b"hash-key", CaptureLevel.MASKED, 65536)
    return redactor.request("POST", URL, {"Content-Type": content_type}, body).body


def test_an_attachment_s_whole_address_is_masked() -> None:
    files = [{"file_name": "jane-doe.pdf", "url": "https://cdn.example.com/invoices/jane-doe-1970.pdf"}]
    message: dict[str, Any] = {"messages": {"email": {"attachments": files}}, "attachments": files}
    content = kept(json.dumps(message).encode()).content
    assert "jane-doe" not in content
    assert content.count('"url"') == 2


def test_a_multipart_body_is_left_out() -> None:
    body = b'--x\r\nContent-Disposition: form-data; name="first_name"\r\n\r\nJane\r\n--x--\r\n'
    captured = kept(body, "multipart/form-data; boundary=x")
    assert (captured.content, captured.state, captured.size) == ("", BodyState.OMITTED, len(body))
