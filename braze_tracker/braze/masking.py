"""Walks a JSON document and masks by the names in `personal`. The document is changed in place.

It knows nothing of levels of bodies, sizes or HTTP. Every call passes here, so fields are told apart by one look-up.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from braze_tracker.braze.json_text import dump, parse
from braze_tracker.braze.name_memory import NameMemory
from braze_tracker.braze.personal import Rule, rule_of
from braze_tracker.braze.scrubbing import HIDDEN, Scrubber

MOST_HIDDEN = 20_000
"""Values remembered from one request: more than a users/track of 75 users with 75 attributes each and their events."""

_ERROR_TEXTS = frozenset({"message", "error", "errors", "detail", "notice", "type", "rename_errors", "removal_errors"})

Leaf = Callable[[str, Any], Any]
"""What is done with a value that is no object and no list, by the name it stands under."""


class Masker:
    """One walk through one document. Afterwards ``changed`` says whether anything was hidden, ``hidden`` what.

    ``look``: whether the text of the document holds anything that `scrubber` might hide in a value that is kept;
    ``look_at_names``: the same for the names of fields.
    """

    __slots__ = (
        "_doers",
        "_look",
        "_look_at_names",
        "_masks",
        "_message",
        "_personal",
        "_request",
        "_scrubber",
        "changed",
        "hidden",
    )

    def __init__(self, scrubber: Scrubber, *, personal: bool, request: bool, look: bool, look_at_names: bool) -> None:
        self.changed = False
        self.hidden: set[str] = set()
        self._scrubber = scrubber
        self._masks = scrubber.masks
        self._personal = personal
        self._request = request
        self._look = look
        self._look_at_names = look_at_names
        self._message = False
        """Whether what is walked through is a message that is asked to be sent."""
        self._doers = _PERSONAL_DOERS if personal else _SECRET_DOERS

    def walk(self, document: Any) -> Any:
        """The document with secrets out and, where asked for, personal data masked. Raises RecursionError."""
        return self._each(document, self._plain if self._look else None, "")

    def _each(self, value: Any, leaf: Leaf | None, name: str) -> Any:
        """``leaf``: None where plain values need no look."""
        kind = value.__class__
        if kind is dict:
            self._fields(value, leaf)
        elif kind is list:
            self._items(value, leaf, name)
        elif leaf and value is not None and kind is not bool:
            return leaf(name, value)
        return value

    def _items(self, node: list[Any], leaf: Leaf | None, name: str) -> None:
        for place, item in enumerate(node):
            if item.__class__ is dict:
                self._fields(item, leaf)
            else:
                node[place] = self._each(item, leaf, name)

    def _fields(self, node: dict[str, Any], leaf: Leaf | None) -> None:
        # `_each` stands here once more: a call for every field would be a third of the whole walk
        doers = self._doers
        for name, value in node.items():
            if value is None or value is True or value is False:
                continue
            if doer := doers[name]:
                node[name] = doer(self, value)
            elif value.__class__ is dict:
                self._fields(value, leaf)
            elif value.__class__ is list:
                self._items(value, leaf, name)
            elif leaf:
                node[name] = leaf(name, value)
        if self._look_at_names:
            self._names(node)

    def _names(self, node: dict[str, Any]) -> None:
        """A field's name may itself be a person's id, as in the reply of /subscription/status/get."""
        fields = [(self._scrubbed(name), value) for name, value in node.items()]
        self.changed |= [name for name, _ in fields] != list(node)
        node.clear()
        node.update(fields)

    def _plain(self, name: str, value: Any) -> Any:
        if not self._look or value.__class__ is not str:
            return value
        if '"' in value and (inner := _document(value)) is not None:
            return self._inner(value, inner)
        error = not self._request and name in _ERROR_TEXTS
        kept = self._scrubber.scrub_error(value) if error and self._personal else self._scrubbed(value)
        self.changed |= kept != value
        return kept

    def _inner(self, value: str, document: Any) -> str:
        """JSON inside a text of JSON, masked as what it is; as it was where there is nothing to hide."""
        before, self.changed = self.changed, False
        walked = dump(self.walk(document))
        kept = walked if self.changed else value
        self.changed = self.changed or before
        return kept

    def _scrubbed(self, text: str) -> str:
        return self._scrubber.scrub(text) if self._personal else self._scrubber.secretless(text)

    def _secret(self, value: Any) -> Any:
        self.changed = True
        self._remember(value)
        return HIDDEN

    def _remember(self, value: Any) -> None:
        kind = value.__class__
        if kind is dict or kind is list:
            for inner in value.values() if kind is dict else value:
                self._remember(inner)
        elif value and value is not True and len(self.hidden) < MOST_HIDDEN:
            self.hidden.add(value if kind is str else str(value))

    def _link(self, value: Any) -> Any:
        if self._message:
            return self._text(value)
        if value.__class__ is not str or "?" not in value:
            return self._each(value, self._plain if self._look else None, "")
        self.changed = True
        return self._plain("", value.partition("?")[0]) + "?" + HIDDEN

    def _masked(self, value: Any) -> Any:
        """Every value in it, whatever its name; only a secret is not even worth a hash."""
        self.changed = True
        kind = value.__class__
        if kind is str:
            if value and len(self.hidden) < MOST_HIDDEN:
                self.hidden.add(value)
            return self._masks[value]
        if kind is dict:
            self._masked_fields(value)
            return value
        if kind is list:
            return [self._masked(inner) for inner in value]
        return None if value is None else self._masked(str(value))

    def _masked_fields(self, node: dict[str, Any]) -> None:
        # as `_masked` does it, without a call for every field
        masks, hidden = self._masks, self.hidden
        for name, value in node.items():
            kind = value.__class__
            if rule_of(name) is Rule.SECRET:
                node[name] = self._secret(value)
            elif kind is str or kind is int or kind is float:
                text = value if kind is str else str(value)
                if text and len(hidden) < MOST_HIDDEN:
                    hidden.add(text)
                node[name] = masks[text]
            else:
                node[name] = self._masked(value)
        if self._look_at_names:
            self._names(node)

    def _closed(self, value: Any) -> Any:
        return self._each(value, self._unless_safe, "")

    def _unless_safe(self, name: str, value: Any) -> Any:
        return self._plain(name, value) if rule_of(name) is Rule.SAFE else self._masked(value)

    def _messages(self, value: Any) -> Any:
        """Below ``messages`` stand channels, and ``email`` is one of them, not somebody's address."""
        leaf = self._text_unless_safe if self._request else self._plain if self._look else None
        if value.__class__ is not dict:
            return self._each(value, leaf, "messages")
        before, self._message = self._message, self._request
        for channel, message in value.items():
            value[channel] = self._each(message, leaf, channel)
        self._message = before
        return value

    def _text_unless_safe(self, name: str, value: Any) -> Any:
        return self._plain(name, value) if rule_of(name) is Rule.SAFE else self._text(value)

    def _text(self, value: Any) -> Any:
        if value.__class__ is str:
            self.changed |= bool(value)
            return HIDDEN if value else value
        return self._each(value, self._text_leaf, "") if value.__class__ in (dict, list) else value

    def _text_leaf(self, name: str, value: Any) -> Any:
        return self._text(value)


def _document(text: str) -> Any:
    """What a text of JSON says; None for any other, and for a lone number or text."""
    if text.lstrip()[:1] not in ("{", "["):
        return None
    try:
        return parse(text.strip())
    except (ValueError, RecursionError):
        return None


Doer = Callable[[Masker, Any], Any]

_SECRETS: Mapping[Rule, Doer] = {Rule.SECRET: Masker._secret, Rule.LINK: Masker._link}
_ALL: Mapping[Rule, Doer] = {
    **_SECRETS,
    Rule.PERSONAL: Masker._masked,
    Rule.CLOSED: Masker._closed,
    Rule.TEXT: Masker._text,
    Rule.MESSAGES: Masker._messages,
}


def _secret_doer(name: str) -> Doer | None:
    rule = rule_of(name)
    return _SECRETS.get(rule) if rule else None


def _personal_doer(name: str) -> Doer | None:
    rule = rule_of(name)
    return _ALL.get(rule) if rule else None


_SECRET_DOERS = NameMemory(_secret_doer)
_PERSONAL_DOERS = NameMemory(_personal_doer)
