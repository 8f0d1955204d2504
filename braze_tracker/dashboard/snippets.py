"""The smallest whole programs that call Braze through the gateway, one a language. Pure: address and token in.

They only read (`GET /campaigns/list`), so that trying one out sends nothing to anybody.
"""

from __future__ import annotations

import json
import shlex
from collections.abc import Callable
from dataclasses import dataclass

PLACEHOLDER = "btk_…"
"""Where no token has been issued yet."""
PATH = "/campaigns/list"


@dataclass(frozen=True, slots=True)
class Language:
    """``program`` has ``<URL>`` and the like where a quoted text goes; ``needs`` are names, alike in every tongue."""

    name: str
    title: str
    file: str
    run: str
    needs: str
    quoted: Callable[[str], str]
    program: str


@dataclass(frozen=True, slots=True)
class Snippet:
    name: str
    title: str
    file: str
    run: str
    needs: str
    text: str


def snippets(base: str, token: str) -> tuple[Snippet, ...]:
    """One of each language. ``base``: the gateway's address without a slash at its end."""
    return tuple(snippet(language, base, token) for language in LANGUAGES)


def snippet(language: Language, base: str, token: str) -> Snippet:
    said = {"BASE": base, "URL": f"{base}{PATH}?page=0", "PLAIN": f"{base}{PATH}", "TOKEN": token,
            "BEARER": f"Bearer {token}", "HEADER": f"Authorization: Bearer {token}"}  # fmt: skip
    text = language.program
    for name, value in said.items():
        text = text.replace(f"<{name}>", language.quoted(value))
    return Snippet(language.name, language.title, language.file, language.run, language.needs, text)


def journal_snippet(journal: str) -> str:
    """Without the gateway: a session that writes to the journal of this machine by itself."""
    return _WITH_THE_JOURNAL.replace("<JOURNAL>", in_double(journal))


def in_double(text: str) -> str:
    """As Python, JavaScript and Java read it."""
    return json.dumps(text, ensure_ascii=False)


def in_single(text: str) -> str:
    """As PHP and Ruby read it, where nothing in it is replaced."""
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


_CLIENT = """\
from braze_tracker.braze import BrazeClient

braze = BrazeClient(<TOKEN>, <BASE>)
reply = braze.campaigns.list(page=0)
print(reply.status, reply.verdict.outcome)
"""

_SESSION = """\
import requests

session = requests.Session()  # yours
session.headers["Authorization"] = <BEARER>
reply = session.get(<PLAIN>, params={"page": 0}, timeout=30)
print(reply.status_code, reply.text)
"""

_CURL = """\
curl --silent --show-error --include \\
  --header <HEADER> \\
  <URL>
"""

_NODE = """\
const reply = await fetch(<URL>, {
  headers: { Authorization: <BEARER> },
});
console.log(reply.status, await reply.text());
"""

_PHP = """\
<?php
$curl = curl_init(<URL>);
curl_setopt_array($curl, [
    CURLOPT_HTTPHEADER => [<HEADER>],
    CURLOPT_RETURNTRANSFER => true,
    CURLOPT_TIMEOUT => 30,
]);
$body = curl_exec($curl);
echo curl_getinfo($curl, CURLINFO_RESPONSE_CODE), ' ', $body === false ? curl_error($curl) : $body, "\\n";
"""

_RUBY = """\
require 'net/http'

reply = Net::HTTP.get_response(
  URI(<URL>),
  { 'Authorization' => <BEARER> }
)
puts reply.code, reply.body
"""

_JAVA = """\
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

public class FirstCall {
    public static void main(String[] args) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(<URL>))
            .header("Authorization", <BEARER>)
            .build();
        HttpResponse<String> reply = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        System.out.println(reply.statusCode() + " " + reply.body());
    }
}
"""

_WITH_THE_JOURNAL = """\
import os

import requests

from braze_tracker.braze import RecordingAdapter
from braze_tracker.journal import Journal

endpoint = os.environ["BRAZE_REST_ENDPOINT"]
session = requests.Session()  # yours
session.headers["Authorization"] = f"Bearer {os.environ['BRAZE_API_KEY']}"
session.mount(endpoint, RecordingAdapter(Journal(<JOURNAL>)))
print(session.get(f"{endpoint}/campaigns/list", timeout=30).status_code)
"""

LANGUAGES = (
    Language(
        "client",
        "Python client",
        "first_call.py",
        "python first_call.py",
        "Python 3.11 · pip install requests · pip install --no-deps /path/to/braze-tracker",
        in_double,
        _CLIENT,
    ),
    Language(
        "session", "requests", "first_call.py", "python first_call.py", "pip install requests", in_double, _SESSION
    ),
    Language("curl", "curl", "first_call.sh", "sh first_call.sh", "", shlex.quote, _CURL),
    Language("node", "Node", "first_call.mjs", "node first_call.mjs", "Node 18", in_double, _NODE),
    Language("php", "PHP", "first_call.php", "php first_call.php", "PHP 7.4 · ext-curl", in_single, _PHP),
    Language("ruby", "Ruby", "first_call.rb", "ruby first_call.rb", "Ruby 3.0", in_single, _RUBY),
    Language("java", "Java", "FirstCall.java", "java FirstCall.java", "Java 11", in_double, _JAVA),
)
