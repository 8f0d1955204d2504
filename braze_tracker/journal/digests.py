"""The digest of a request: the same for the same request, so that a repeat is recognised when the body is not kept.

Keyed, so that nobody without the journal's secret can try bodies until one fits. It knows nothing of lines and files.
"""

from __future__ import annotations

from collections.abc import Callable
from hashlib import blake2b, sha256

Digest = Callable[[str, str, bytes], int]
"""Method, URL as sent and body as on the wire into a signed number of 64 bits, as databases keep it."""


def digester(hash_key: bytes) -> Digest:
    # made once and copied for each request: every call passes here, and making it costs more than the digest
    keyed = blake2b(key=sha256(hash_key).digest(), digest_size=8, person=b"request")

    def digest(method: str, url: str, body: bytes) -> int:
        hashed = keyed.copy()
        # neither a method nor a URL that can be sent holds a line end
        hashed.update(f"{method}\n{url}\n".encode("utf-8", "surrogatepass"))
        hashed.update(body)
        return int.from_bytes(hashed.digest(), "big", signed=True)

    return digest
