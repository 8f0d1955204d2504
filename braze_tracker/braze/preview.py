"""What would be kept of a body at each level, for whoever chooses one. The real redaction, under a key for show.

Nothing of what is shown here is stored, and nothing in it is found again: masks under the journal's own key differ.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from braze_tracker.braze.captured import BodyState, CaptureLevel
from braze_tracker.braze.redaction import LARGEST_BODY, Redactor

SAMPLE_ENDPOINT = "POST /messages/send"
SAMPLE = """\
{
  "campaign_id": "0f1e2d3c-4b5a-4978-8695-a4b3c2d1e0f9",
  "recipients": [
    {
      "external_user_id": "customer-1000041",
      "trigger_properties": {
        "first_name": "Ada",
        "order": {"number": "A-1041", "total": 31.5, "items": [["Teapot", 1], ["Green tea", 2]]}
      },
      "attributes": {
        "email": "ada.lovelace@example.com",
        "phone": "+33 6 12 34 56 78",
        "push_tokens": [{"app_id": "99999999-8888-4777-8666-555555555555", "token": "sample-push-token"}]
      }
    }
  ],
  "messages": {
    "email": {
      "app_id": "99999999-8888-4777-8666-555555555555",
      "subject": "Your order is on its way, {{${first_name}}}",
      "from": "Our shop <hello@shop.example>",
      "body": "<p>Your parcel left our house today.</p>"
    }
  }
}
"""
_KEY = b"a key for show"
_HEADERS = {"content-type": "application/json"}


@dataclass(frozen=True, slots=True)
class Preview:
    """``text`` is what would be kept, JSON with line ends; empty where nothing would."""

    text: str
    state: BodyState

    def __str__(self) -> str:
        return self.text


def preview(level: CaptureLevel, text: str, *, endpoint: str = SAMPLE_ENDPOINT) -> Preview:
    """What the ledger would keep of this request body. ``endpoint``: method and path."""
    method, _, path = endpoint.partition(" ")
    url = f"https://rest.iad-01.braze.com{path}"
    body = Redactor(_KEY, level, LARGEST_BODY).request(method, url, _HEADERS, text.encode("utf-8", "replace")).body
    return Preview(_spread(body.content), body.state)


def _spread(content: str) -> str:
    try:
        return json.dumps(json.loads(content), ensure_ascii=False, indent=2)
    except (ValueError, RecursionError):
        return content
