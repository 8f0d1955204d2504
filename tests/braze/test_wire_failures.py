from __future__ import annotations

import datetime as dt
import gzip
import os
import socket
import ssl
import struct
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from urllib3.connection import HTTPConnection
from urllib3.exceptions import NewConnectionError, ProtocolError

from braze_tracker.braze.adapter import RecordingAdapter
from braze_tracker.braze.exchange import NEVER_LEFT, Failure
from braze_tracker.braze.recorder import Arrival
from braze_tracker.braze.wire_failures import detail_of, failure_of
from tests.braze.misbehaving import SUCCESS, Act, Remembering, answering, closed_port, hanging, reply, serving
from tests.braze.test_adapter import a_session


def noted(url: str, error: type[Exception], **how: object) -> Arrival:
    """The note of a call that must fail as it would without a recorder."""
    notes = Remembering()
    session = a_session(notes)
    session.mount("https://", RecordingAdapter(notes))
    with pytest.raises(error):
        session.post(url, data=b'{"broadcast":true}', timeout=(1, 0.4), **how)  # type: ignore[arg-type]
    return notes.call.arrival


def reset(connection: socket.socket) -> None:
    """Close with RST instead of FIN."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def then_reset(*pieces: bytes) -> Act:
    def act(connection: socket.socket) -> None:
        answering(*pieces)(connection)
        reset(connection)

    return act


def test_a_closed_port_is_refused() -> None:
    came = noted(closed_port(), requests.ConnectionError)
    assert (came.status, came.failure) == (None, Failure.REFUSED)
    assert "Connection refused" in came.detail


def test_an_unknown_host_is_dns() -> None:
    assert noted("http://no-such-host.invalid/", requests.ConnectionError).failure is Failure.DNS


def test_a_host_that_takes_no_connection_is_a_connect_timeout() -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        full = [socket.socket() for _ in range(4)]
        for waiting in full:
            waiting.setblocking(False)
            waiting.connect_ex(listener.getsockname())
        came = noted(f"http://127.0.0.1:{listener.getsockname()[1]}", requests.ConnectTimeout)
        for waiting in full:
            waiting.close()
    assert came.failure is Failure.CONNECT_TIMEOUT
    assert came.elapsed >= dt.timedelta(seconds=0.9)


def test_silence_is_a_read_timeout_with_its_real_time() -> None:
    with serving(hanging) as url:
        came = noted(url, requests.ReadTimeout)
    assert (came.status, came.failure) == (None, Failure.READ_TIMEOUT)
    assert came.elapsed >= dt.timedelta(seconds=0.35)


@pytest.mark.parametrize(
    ("act", "error", "status", "failure"),
    [
        (answering(), requests.ConnectionError, None, Failure.CUT),
        (then_reset(), requests.ConnectionError, None, Failure.CUT),
        (answering(b"SSH-2.0-OpenSSH\r\n"), requests.ConnectionError, None, Failure.CUT),
        (answering(reply(SUCCESS, length=500)), requests.exceptions.ChunkedEncodingError, 201, Failure.CUT),
        (then_reset(reply(SUCCESS, length=500)), requests.exceptions.RequestException, 201, Failure.CUT),
        (
            answering(b'HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{"mes\r\nff\r\nshort'),
            requests.exceptions.ChunkedEncodingError,
            201,
            Failure.CUT,
        ),
        (
            answering(reply(b"plain, not gzip", "201 Created", "Content-Encoding: gzip")),
            requests.exceptions.ContentDecodingError,
            201,
            Failure.UNREADABLE,
        ),
    ],
)
def test_replies_that_break_off(act: Act, error: type[Exception], status: int | None, failure: Failure) -> None:
    with serving(act) as url:
        came = noted(url, error)
    assert (came.status, came.failure) == (status, failure)


def test_a_body_that_stops_coming_is_a_read_timeout_with_its_status() -> None:
    def slow(connection: socket.socket) -> None:
        connection.sendall(reply(SUCCESS, length=500))
        hanging(connection)

    with serving(slow) as url:
        came = noted(url, requests.ConnectionError)
    assert (came.status, came.failure) == (201, Failure.READ_TIMEOUT)


def test_a_reset_on_a_kept_connection_may_have_arrived() -> None:
    """The connection stood, so the request may have been read before the reset."""

    def once_then_reset(connection: socket.socket) -> None:
        connection.sendall(reply(keep=True))
        connection.recv(65536)
        reset(connection)

    notes = Remembering()
    session = a_session(notes)
    with serving(once_then_reset) as url:
        session.post(url, data=b"{}", timeout=2)
        with pytest.raises(requests.ConnectionError):
            session.post(url, data=b"{}", timeout=2)
    assert notes.calls[1].arrival.failure is Failure.CUT


def test_compressed_and_chunked_replies_are_whole() -> None:
    notes = Remembering()
    packed = gzip.compress(SUCCESS)
    chunked = b"HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n%b\r\n%x\r\n%b\r\n0\r\n\r\n" % (
        SUCCESS[:5],
        len(SUCCESS) - 5,
        SUCCESS[5:],
    )
    with serving(answering(reply(packed, "200 OK", "Content-Encoding: gzip")), answering(chunked)) as url:
        session = a_session(notes)
        assert session.get(url).content == session.get(url).content == SUCCESS
    assert [call.arrival.body for call in notes.calls] == [SUCCESS, SUCCESS]
    assert notes.calls[0].arrival.body_size == len(packed)


def test_a_proxy_that_is_not_there_proves_that_nothing_left() -> None:
    came = noted("http://rest.example/", requests.exceptions.ProxyError, proxies={"http": closed_port()})
    assert came.failure in NEVER_LEFT


def test_a_proxy_that_refuses_the_tunnel_proves_that_nothing_left() -> None:
    with serving(answering(b"HTTP/1.1 403 Forbidden\r\n\r\n")) as proxy:
        came = noted("https://rest.example/", requests.exceptions.ProxyError, proxies={"https": proxy})
    assert came.failure in NEVER_LEFT


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """Self-signed, for 127.0.0.1: nobody has a reason to trust it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = dt.datetime.now(dt.UTC)
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = builder.serial_number(1).not_valid_before(now).not_valid_after(now + dt.timedelta(days=1))
    signed = made.sign(key, hashes.SHA256())
    plain = serialization.NoEncryption()
    private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    path = tmp_path / "certificate.pem"
    path.write_bytes(private + signed.public_bytes(serialization.Encoding.PEM))
    return path


@pytest.fixture
def tls_server(certificate: Path) -> Iterator[str]:
    """Agrees on TLS, reads the request, and then speaks no TLS any more."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(10)

    def serve() -> None:
        try:
            connection, _ = listener.accept()
            with context.wrap_socket(connection, server_side=True) as secure:
                secure.recv(65536)
                with socket.socket(fileno=os.dup(secure.fileno())) as raw:
                    raw.sendall(b"\x17\x03\x03\x00\x20" + b"x" * 32)
                    raw.recv(65536)
        except OSError:
            return

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield f"https://127.0.0.1:{listener.getsockname()[1]}/"
    listener.close()
    thread.join(10)


def test_a_certificate_nobody_trusts_proves_that_nothing_left(tls_server: str) -> None:
    assert noted(tls_server, requests.exceptions.SSLError).failure is Failure.TLS


def test_a_missing_list_of_authorities_proves_that_nothing_left() -> None:
    assert noted("https://127.0.0.1:1/", OSError, verify="/no/such/file").failure is Failure.TLS


@pytest.mark.filterwarnings("ignore::urllib3.exceptions.InsecureRequestWarning")
def test_tls_that_breaks_after_the_request_may_have_arrived(tls_server: str) -> None:
    assert noted(tls_server, requests.exceptions.SSLError, verify=False).failure is Failure.CUT


def test_a_handshake_that_is_never_answered_proves_that_nothing_left() -> None:
    with serving(hanging) as url:
        came = noted(url.replace("http://", "https://"), requests.exceptions.Timeout)
    assert came.failure is Failure.CONNECT_TIMEOUT


def test_speaking_tls_to_a_server_that_does_not_proves_that_nothing_left() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        answer = threading.Thread(target=_answer_plainly, args=(listener,), daemon=True)
        answer.start()
        came = noted(f"https://127.0.0.1:{listener.getsockname()[1]}/", requests.exceptions.SSLError)
        answer.join(10)
    assert came.failure is Failure.TLS


def _answer_plainly(listener: socket.socket) -> None:
    connection, _ = listener.accept()
    with connection:
        connection.recv(65536)
        connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")


def test_the_failure_of_another_call_that_is_being_handled_proves_nothing() -> None:
    later = requests.ConnectionError(ProtocolError("aborted"))
    later.__context__ = NewConnectionError(HTTPConnection("rest.example"), "refused")
    assert failure_of(later) is Failure.CUT


def test_an_exception_nobody_knows_may_have_been_sent() -> None:
    assert failure_of(ValueError("?")) is Failure.NO_ANSWER
    assert failure_of(ValueError("?")) not in NEVER_LEFT


def test_the_detail_is_the_innermost_cause_without_the_url() -> None:
    with pytest.raises(requests.ConnectionError) as caught:
        requests.get(closed_port() + "/path?email=x", timeout=1)
    assert detail_of(caught.value).startswith("NewConnectionError: ")
    assert "path" not in detail_of(caught.value)
