"""The icons, as SVG paths on a 16 × 16 grid. Drawn for this project; stroked in the colour of the text."""

from __future__ import annotations

from django.utils.html import format_html
from django.utils.safestring import SafeString

PATHS = {
    "overview": "M2.5 2.5h4.5v4.5H2.5zM9 2.5h4.5v2.5H9zM2.5 9H7v4.5H2.5zM9 7h4.5v6.5H9z",
    "calls": "M2.5 5h11M10.5 2l3 3-3 3M13.5 11h-11M5.5 8l-3 3 3 3",
    "errors": "M8 2.2 14.5 13.5h-13zM8 6.5v3M8 11.4v.2",
    "sends": "M14 2 7 9M14 2 9.5 14 7 9 2 6.5z",
    "campaigns": "M2.5 6.5v3h2.2l7.3 3.5v-10L4.7 6.5zM5 9.8v2.7a1.3 1.3 0 0 0 2.6 0v-1.4M14 6.7v2.6",
    "sync": "M13.5 6.5A5.7 5.7 0 0 0 3.2 5M2.5 2.5V5.5h3M2.5 9.5a5.7 5.7 0 0 0 10.3 1.5M13.5 13.5v-3h-3",
    "settings": "M2.5 4.5h6M12 4.5h1.5M2.5 11.5H4M7.5 11.5h6M10.2 2.8v3.4M5.8 9.8v3.4",
    "key": "M9.5 6.5a3.2 3.2 0 1 0-2.3 2.3l1 1h1.6v1.6h1.6v1.6H14v-2.2L9.3 6.6M5.2 5.2v.1",
    "people": "M6 7.2a2.4 2.4 0 1 0 0-4.8 2.4 2.4 0 0 0 0 4.8M1.8 13.5c0-5.4 8.4-5.4 8.4 0M10.8 2.7a2.4 2.4 0 0 1 0 4.2"
    "M12 9.7c1.4.7 2.2 2 2.2 3.8",
    "log": "M3.5 2h9v12h-9zM5.8 5h4.4M5.8 8h4.4M5.8 11h2.4",
    "connect": "M5.5 2v3.5M10.5 2v3.5M3.5 5.5h9v2a4.5 4.5 0 0 1-9 0zM8 12v2.5",
    "workspaces": "M2.5 2.5h4.5v4.5H2.5zM9 9h4.5v4.5H9zM7 4.8h4.2V9M4.8 7v4.2H9",
    "check": "m3 8.5 3.2 3.2L13 4.8",
    "hourglass": "M4 2h8M4 14h8M5 2c0 3.5 6 4.5 6 12M11 2c0 3.5-6 4.5-6 12",
    "mark": "M8 3v6M8 12.3v.2",
    "question": "M5.5 6a2.5 2.5 0 1 1 3.6 2.2C8.3 8.6 8 9 8 10M8 12.6v.2",
    "stopwatch": "M6.5 1.5h3M8 4.2a5 5 0 1 0 0 10 5 5 0 0 0 0-10M8 6.8V9.2l1.6 1",
    "cross": "m4 4 8 8M12 4l-8 8",
    "bolt": "M9 1.5 3.5 9H8l-1 5.5L12.5 7H8z",
    "dots": "M3.5 8h.1M8 8h.1M12.5 8h.1",
    "menu": "M2 4h12M2 8h12M2 12h12",
    "moon": "M13.5 9.5A5.8 5.8 0 0 1 6.5 2.5a5.8 5.8 0 1 0 7 7",
    "sun": "M8 5.2a2.8 2.8 0 1 0 0 5.6 2.8 2.8 0 0 0 0-5.6M8 1.5V3M8 13v1.5M1.5 8H3M13 8h1.5M3.4 3.4l1 1"
    "M11.6 11.6l1 1M12.6 3.4l-1 1M4.4 11.6l-1 1",
    "screen": "M2 3h12v8H2zM5.5 14h5",
    "dot": "M8 5.4a2.6 2.6 0 1 0 0 5.2 2.6 2.6 0 0 0 0-5.2",
    "up": "M8 13V3M3.5 7.5 8 3l4.5 4.5",
    "out": "M6 2.5H3v11h3M7 8h6.5M11 5.5 13.5 8 11 10.5",
}


def icon(name: str, css: str = "") -> SafeString:
    """An unknown name raises KeyError: a page never shows an empty square."""
    return format_html(
        '<svg class="icon{}" viewBox="0 0 16 16" aria-hidden="true" focusable="false"><path d="{}"/></svg>',
        f" {css}" if css else "",
        PATHS[name],
    )
