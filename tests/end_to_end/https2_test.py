#!/usr/bin/env python3
"""What TLS means to HTTP/2: whose certificate was shown, and requests before the handshake is done.
https2_test.py PROGRAM"""

import json
import socket
import ssl
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.dont_write_bytecode = True
sys.path[:0] = [str(HERE), str(HERE.parent)]
import cases  # noqa: E402
from frames import END_HEADERS, END_STREAM, GOAWAY, HEADERS, PREFACE, SETTINGS, Frames, frame, text  # noqa: E402
from https_test import EarlyServer, Relay  # noqa: E402
from server import PATIENCE_S, Connection, ask_console, folder, limited  # noqa: E402
from tls_test import make_site, serving, wait_for_exchange  # noqa: E402


def get(stream, authority):
    """GET, https and / from the static table (RFC 7541 A)."""
    return frame(HEADERS, END_STREAM | END_HEADERS, stream, b"\x82\x87\x84\x01" + text(authority))


class TlsFrames(Frames):
    """As its base, in TLS; trusts the certificate in `trusted` alone."""

    def __init__(self, port, trusted, name):
        context = ssl.create_default_context(cafile=trusted)
        context.set_alpn_protocols(["h2"])
        connection = socket.create_connection(("127.0.0.1", port), PATIENCE_S)
        self.socket = context.wrap_socket(connection, server_hostname=name)
        assert self.socket.selected_alpn_protocol() == "h2"
        self.received = b""
        self.send(PREFACE + frame(SETTINGS))


def stream_for_the_host_of_another_certificate_is_misdirected():
    """A client may put hosts on one connection whose certificates it has not seen; the others go on."""
    with folder() as place, serving(make_site(place)) as server:
        connection = TlsFrames(server.tls_port, place / "a.pem", "a.test")
        connection.send(get(1, b"a.test") + get(3, b"b.test") + get(5, b"alias.test"))
        answers = {stream: connection.answer(stream) for stream in (1, 3, 5)}
        assert answers[1] == answers[5] == b"<p>a</p>", answers
        assert json.loads(answers[3])["status"] == 421, answers[3]
        assert json.loads(answers[3])["type"].endswith(":authority.misdirected"), answers[3]
        connection.send(get(7, b"a.test"))
        assert connection.answer(7) == b"<p>a</p>", "the connection is good for its own host still"
        connection.close()


class EarlyHttp2Server(EarlyServer):
    def __init__(self, place, route):
        super().__init__(place, route)
        goodbye = frame(GOAWAY, payload=bytes(8))
        self.request.write_bytes(PREFACE + frame(SETTINGS) + get(1, b"a.test") + goodbye)

    def client(self, port, *arguments):
        return super().client(port, "-alpn", "h2", *arguments)


def early_streams_wait_for_the_handshake():
    """Even of what a route would take early: a connection of many streams waits as one."""
    with folder() as place:
        early = EarlyHttp2Server(place, "replay_safe = true")
        with serving(place / "site.toml") as server:
            early.visit(server.tls_port)
            seen = wait_for_exchange(server, "repr.whole")["id"]
            relay = Relay(server.tls_port)
            client = early.again(relay.port)
            assert relay.answered.wait(PATIENCE_S), "the server's part of the handshake"
            plain = Connection(server.port)
            plain.socket.sendall(b"GET /none HTTP/1.1\r\nHost: a.test\r\n\r\n")
            assert plain.read_response().status == 404, "others are served meanwhile"
            plain.close()
            assert wait_for_exchange(server, "repr.whole")["id"] == seen, "it was answered before its handshake ended"
            relay.released.set()
            said = client.communicate(timeout=PATIENCE_S)[0]
            assert b"<p>a</p>" in said and b"Early data was accepted" in said, said
            seen = wait_for_exchange(server, "repr.whole")["id"]
            assert ask_console(server, f"/api/exchanges/{seen}")["version"].startswith("HTTP/2"), seen
            relay.close()


CASES = [stream_for_the_host_of_another_certificate_is_misdirected, early_streams_wait_for_the_handshake]

if __name__ == "__main__":
    sys.exit(cases.run("https2", [limited(case) for case in CASES]))
