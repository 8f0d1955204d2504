"""How a row of the table becomes something to call."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from braze_tracker.braze.calls import BrazeReply
from braze_tracker.braze.exceptions import InvalidArgument
from braze_tracker.braze.outcomes import Outcome, Verdict
from braze_tracker.braze.paths import Group, Path, Under, get, post


class Orders(Group):
    list = get("/orders/list", "orders/get_orders")
    send = post("/orders/{order_id}/lines/{line}/send", "orders/post_send")


class Shop(Group):
    orders = Under(Orders)


class Asked(list[tuple[str, str, Mapping[str, object]]]):
    def __call__(self, method: str, path: str, fields: Mapping[str, object]) -> BrazeReply:
        self.append((method, path, fields))
        return BrazeReply(200, {"asked": len(self)}, Verdict(Outcome.SUCCESS))


def test_a_call_hands_on_method_path_and_the_fields_that_were_given() -> None:
    asked = Asked()
    assert Shop(asked).orders.list(page=0, tag=None).data == {"asked": 1}
    assert asked == [("GET", "/orders/list", {"page": 0})]


def test_places_in_a_path_are_filled_from_the_fields_and_encoded() -> None:
    asked = Asked()
    Shop(asked).orders.send(order_id="a/b c", line=3, note="thanks")
    assert asked == [("POST", "/orders/a%2Fb%20c/lines/3/send", {"note": "thanks"})]


def test_a_place_that_nothing_fills_is_named() -> None:
    asked = Asked()
    with pytest.raises(InvalidArgument, match=r"POST /orders/\{order_id\}/lines/\{line\}/send needs line="):
        Shop(asked).orders.send(order_id="a")
    assert asked == []


def test_a_call_tells_its_path_and_brazes_page_about_it() -> None:
    call = Shop(Asked()).orders.list
    assert repr(call) == "<GET /orders/list: https://www.braze.com/docs/api/endpoints/orders/get_orders>"
    assert call.__doc__ == "GET /orders/list\n\nhttps://www.braze.com/docs/api/endpoints/orders/get_orders"


def test_the_class_shows_the_row_itself() -> None:
    assert isinstance(Orders.list, Path)
    assert isinstance(Shop.orders, Under)
