"""A signed-in visitor who follows every link of the pages once."""

from __future__ import annotations

import re
from collections import Counter
from urllib.parse import urldefrag, urljoin, urlsplit

import requests

LINK = re.compile(r'(?:href|src|hx-get)="([^"]+)"')
NOT_FOLLOWED = ("logout", "/delete/", "/static/", "jsi18n", "password_change")
NUMBERS = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|\d+")


class Visitor:
    def __init__(self, url: str, name: str, password: str) -> None:
        self._url = url
        self._session = requests.Session()
        login = f"{url}/accounts/login/"
        self._session.get(login, timeout=20)
        form = {"username": name, "password": password, "csrfmiddlewaretoken": self._session.cookies["csrftoken"]}
        landed = self._session.post(login, data=form, headers={"Referer": login}, timeout=20)
        assert landed.status_code == 200, landed.status_code
        assert "/accounts/login/" not in landed.url

    def ask(self, method: str, address: str, **headers: str) -> requests.Response:
        """One request of any kind, as it is answered and no further."""
        return self._session.request(method, address, headers=headers, allow_redirects=False, timeout=30)

    def submit(self, address: str, form: dict[str, str]) -> requests.Response:
        """A form, sent as a page sends it."""
        filled = {**form, "csrfmiddlewaretoken": self._session.cookies["csrftoken"]}
        return self._session.post(address, filled, headers={"Referer": address}, allow_redirects=False, timeout=30)

    def everything(self, most: int = 150, of_a_kind: int = 4) -> dict[str, str]:
        """Address → text of every page that can be reached; of pages alike but for their ids the first few.

        Fails when a page does not open.
        """
        waiting = [f"{self._url}/", f"{self._url}/admin/"]
        seen: set[str] = set()
        kinds: Counter[str] = Counter()
        pages: dict[str, str] = {}
        while waiting and len(pages) < most:
            address = waiting.pop(0)
            kind = NUMBERS.sub("#", urlsplit(address).path)
            if address in seen or kinds[kind] >= of_a_kind:
                continue
            seen.add(address)
            kinds[kind] += 1
            reply = self._session.get(address, timeout=30)
            assert reply.status_code == 200, f"{address} answers {reply.status_code}"
            pages[address] = reply.text
            waiting += [link for link in self._links(address, reply.text) if link not in seen]
        return pages

    def _links(self, address: str, page: str) -> list[str]:
        found = (urldefrag(urljoin(address, link.replace("&amp;", "&")))[0] for link in LINK.findall(page))
        return [
            link
            for link in found
            if link.startswith(f"{self._url}/") and not any(word in link for word in NOT_FOLLOWED)
        ]
