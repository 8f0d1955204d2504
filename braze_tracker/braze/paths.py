"""How a path becomes something to call: the pieces of which `namespaces` is made.

Knows nothing of how a call is made: it is given the one function that asks.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Generic, Self, TypeVar, overload
from urllib.parse import quote

from braze_tracker.braze.calls import BrazeReply
from braze_tracker.braze.exceptions import InvalidArgument

Ask = Callable[[str, str, Mapping[str, object]], BrazeReply]
"""``(method, path, fields)``: fields are the query of a GET and the JSON body of anything else."""

PAGES = "https://www.braze.com/docs/api/endpoints/"
_PLACE = re.compile(r"\{(\w+)\}")


class Call:
    """One endpoint, ready to be asked. Braze's own field names are the keyword arguments; None leaves one out."""

    def __init__(self, ask: Ask, path: Path) -> None:
        self._ask = ask
        self._path = path
        self.__doc__ = path.__doc__

    def __call__(self, **fields: object) -> BrazeReply:
        """Make the call. Raises `BrazeError`; errors that Braze calls minor are in ``reply.verdict.errors``."""
        given = {name: value for name, value in fields.items() if value is not None}
        return self._ask(self._path.method, self._path.filled(given), given)

    def __repr__(self) -> str:
        return f"<{self._path.method} {self._path.template}: {self._path.page}>"


class Path:
    """A row of the table: method, path (``{field}`` is filled from the field of that name) and Braze's page on it."""

    def __init__(self, method: str, template: str, page: str) -> None:
        self.method = method
        self.template = template
        self.page = PAGES + page
        self.__doc__ = f"{method} {template}\n\n{self.page}"

    def filled(self, fields: dict[str, object]) -> str:
        """The path with its places filled; the fields that filled them are taken out of ``fields``."""

        def value(place: re.Match[str]) -> str:
            if place[1] not in fields:
                raise InvalidArgument(f"{self.method} {self.template} needs {place[1]}=…")
            return quote(str(fields.pop(place[1])), safe="")

        return _PLACE.sub(value, self.template)

    @overload
    def __get__(self, group: None, owner: type) -> Self: ...
    @overload
    def __get__(self, group: Group, owner: type) -> Call: ...
    def __get__(self, group: Group | None, owner: type) -> Self | Call:
        return self if group is None else Call(group.ask, self)


class Group:
    """Paths that begin alike."""

    def __init__(self, ask: Ask) -> None:
        self.ask = ask


G = TypeVar("G", bound=Group)


class Under(Generic[G]):
    """A group inside a group."""

    def __init__(self, group: type[G]) -> None:
        self._group = group

    @overload
    def __get__(self, outer: None, owner: type) -> Self: ...
    @overload
    def __get__(self, outer: Group, owner: type) -> G: ...
    def __get__(self, outer: Group | None, owner: type) -> Self | G:
        return self if outer is None else self._group(outer.ask)


def get(template: str, page: str) -> Path:
    return Path("GET", template, page)


def post(template: str, page: str) -> Path:
    return Path("POST", template, page)
