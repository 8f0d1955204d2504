"""Walks a JSON document and masks by the names in `personal`. The document is changed in place.

It knows nothing of levels of bodies, sizes or HTTP.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from braze_tracker.braze.personal import Rule, rule_of
from braze_tracker.braze.scrubbing import HIDDEN, Scrubber

MOST_HIDDEN = 2000
"""Values remembered from one request. More would make the reply's reading slow, and no endpoint takes more objects."""

_ERROR_TEXTS = frozenset({"message", "error", "errors", "detail", "notice", "type", "rename_errors", "removal_errors"})


class Masker:
    """One walk through one document. Afterwards ``changed`` says whether anything was hidden, ``hidden`` what."""

    def __init__(self, scrubber: Scrubber, *, personal: bool, request: bool, look: bool) -> None:
        self.changed = False
        self.hidden: set[str] = set()
        self._scrubber = scrubber
        self._personal = personal
        self._request = request
        self._look = look
        self._doers: dict[Rule | None, Callable[[Any], Any]] = {Rule.SECRET: self._secret, Rule.LINK: self._link}
        if personal:
            self._doers |= {
                Rule.PERSONAL: self._masked,
                Rule.CLOSED: self._closed,
                Rule.TEXT: self._text,
                Rule.MESSAGES: self._messages,
            }

    def walk(self, node: Any) -> Any:
        """The document with secrets out and, where asked for, personal data masked. Raises RecursionError."""
        return self._each(node, self._plain)

    def _each(self, node: Any, leaf: Callable[[str, Any], Any], name: str = "") -> Any:
        kind = type(node)
        if kind is dict:
            self._fields(node, leaf)
            return node
        if kind is list:
            for place, item in enumerate(node):
                node[place] = self._each(item, leaf, name)
            return node
        return leaf(name, node)

    def _fields(self, node: dict[str, Any], leaf: Callable[[str, Any], Any]) -> None:
        doers = self._doers
        for name, value in node.items():
            if value is None or value is True or value is False:
                continue
            doer = doers.get(rule_of(name))
            node[name] = doer(value) if doer else self._each(value, leaf, name)
        if self._look:
            self._names(node)

    def _names(self, node: dict[str, Any]) -> None:
        """A field's name may itself be a person's id, as in the reply of /subscription/status/get."""
        if not self._scrubber.finds_in("\n".join(node)):
            return
        fields = [(self._scrubbed(name), value) for name, value in node.items()]
        self.changed |= [name for name, _ in fields] != list(node)
        node.clear()
        node.update(fields)

    def _plain(self, name: str, value: Any) -> Any:
        if not self._look or type(value) is not str:
            return value
        scrub = self._scrubber.scrub_error if name in _ERROR_TEXTS and not self._request else self._scrubber.scrub
        kept = scrub(value) if self._personal else self._scrubber.secretless(value)
        self.changed |= kept != value
        return kept

    def _scrubbed(self, text: str) -> str:
        return self._scrubber.scrub(text) if self._personal else self._scrubber.secretless(text)

    def _secret(self, value: Any) -> Any:
        self.changed = True
        if type(value) is str:
            self.hidden.add(value)
        return HIDDEN

    def _link(self, value: Any) -> Any:
        if type(value) is not str or "?" not in value:
            return self._each(value, self._plain)
        self.changed = True
        return self._plain("", value.partition("?")[0]) + "?" + HIDDEN

    def _masked(self, value: Any) -> Any:
        self.changed = True
        return self._mask_all(value)

    def _mask_all(self, value: Any) -> Any:
        kind = type(value)
        if kind is str:
            return self._mask(value)
        if kind is list:
            return [self._mask_all(inner) for inner in value]
        if kind is dict:
            for name, inner in value.items():
                value[name] = self._secret(inner) if rule_of(name) is Rule.SECRET else self._mask_all(inner)
            if self._look:
                self._names(value)
            return value
        return None if value is None else self._mask(str(value))

    def _mask(self, text: str) -> str:
        if not text:
            return text
        if len(self.hidden) < MOST_HIDDEN:
            self.hidden.add(text)
        return self._scrubber.mask(text)

    def _closed(self, value: Any) -> Any:
        return self._each(value, self._unless_safe)

    def _unless_safe(self, name: str, value: Any) -> Any:
        if rule_of(name) is Rule.SAFE:
            return self._plain(name, value)
        self.changed = True
        return self._mask_all(value)

    def _messages(self, value: Any) -> Any:
        """Below ``messages`` stand channels, and ``email`` is one of them, not somebody's address."""
        leaf = self._text_unless_safe if self._request else self._plain
        if type(value) is not dict:
            return self._each(value, leaf, "messages")
        for channel, message in value.items():
            value[channel] = self._each(message, leaf, channel)
        return value

    def _text_unless_safe(self, name: str, value: Any) -> Any:
        return self._plain(name, value) if rule_of(name) is Rule.SAFE else self._text(value)

    def _text(self, value: Any) -> Any:
        if type(value) is str and value:
            self.changed = True
            return HIDDEN
        return self._each(value, lambda _name, inner: self._text(inner)) if type(value) in (dict, list) else value
