#!/usr/bin/env python3
"""Plain connections that go on in TLS (RFC 2817), with the ssl module as client.   tls_upgrade_test.py PROGRAM"""

import json
import re
import signal
import ssl
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.dont_write_bytecode = True
sys.path[:0] = [str(HERE), str(HERE.parent)]
import cases  # noqa: E402
from server import Connection, ask_console, folder, limited, run, running  # noqa: E402
from tls_clients_test import make_clients  # noqa: E402
from tls_test import PROGRAM, condition_of, make_site, wait_for_exchange  # noqa: E402

SITE = """
[server]
listen = "127.0.0.1:0"
console = "127.0.0.1:0"
workers = 1
tls_upgrade = true
certificate = "b.pem"
key = "b.key"
[log]
access = "log.json"
[[site]]
hosts = ["a.test"]
certificate = "a.pem"
key = "a.key"
redirect_to_https = 443
hsts = "5min"
[[site.route]]
path = "/"
files = "www/a"
[[site]]
hosts = ["b.test"]
[[site.route]]
path = "/"
files = "www/b"
"""


def serving(config):
    return running(PROGRAM, "--config", config, listen=None, console=True)


def offer(host="a.test", path="/", protocol="TLS/1.2", more=""):
    return (f"GET {path} HTTP/1.1\r\nHost: {host}\r\nUpgrade: {protocol}\r\nConnection: Upgrade\r\n{more}"
            "\r\n").encode()


class Upgraded(Connection):
    """A connection on which TLS is begun when told to; trusts the certificate in `trusted` alone."""

    def __init__(self, port, trusted, name, protocols=("http/1.1",)):
        super().__init__(port)
        self.name = name
        self.context = ssl.create_default_context(cafile=trusted)
        self.context.set_alpn_protocols(list(protocols))

    def ask(self, host=None, path="/"):
        """Offers TLS; answers with the interim response."""
        self.socket.sendall(offer(host or self.name, path))
        return self.read_head()

    def shake_hands(self):
        assert not self.received, f"{self.received!r} came before the handshake"
        self.socket = self.context.wrap_socket(self.socket, server_hostname=self.name)

    def get(self, path, host=None):
        self.socket.sendall(f"GET {path} HTTP/1.1\r\nHost: {host or self.name}\r\n\r\n".encode())
        return self.read_response()


def request_is_answered_inside():
    with folder() as place, serving(make_site(place, SITE)) as server:
        connection = Upgraded(server.port, place / "a.pem", "a.test", ("h2", "http/1.1"))
        agreed = connection.ask()
        assert agreed.status == 101, agreed.status
        assert agreed.fields == {"upgrade": "TLS/1.2", "connection": "upgrade"}, agreed.fields
        connection.shake_hands()
        assert connection.socket.selected_alpn_protocol() == "http/1.1", "what was spoken before, and not HTTP/2"
        response = connection.read_response()
        assert (response.status, response.content) == (200, b"<p>a</p>"), "it came by TLS, and need not be redirected"
        assert response.fields["strict-transport-security"] == "max-age=300", response.fields
        assert connection.get("/none").status == 404
        seen = ask_console(server, "/api/exchanges/" + wait_for_exchange(server, "repr.whole")["id"])
        assert seen["version"] == "HTTP/1.1" and seen["tls"].endswith("1.3") and seen["host"] == "a.test", seen
        connection.close()
        server.signal(signal.SIGTERM)
        assert server.exit_code() == 0
        lines = [json.loads(line) for line in (place / "log.json").read_text().splitlines()]
        assert [line["status"] for line in lines if line["target"] in ("/", "/none")] == [200, 404], lines


def client_that_speaks_http2_alone_is_refused():
    with folder() as place, serving(make_site(place, SITE)) as server:
        connection = Upgraded(server.port, place / "a.pem", "a.test", ("h2",))
        assert connection.ask().status == 101
        try:
            connection.shake_hands()
            raise AssertionError("HTTP/2 was agreed on")
        except ssl.SSLError:
            seen = wait_for_exchange(server, "tls.handshake")
        assert seen["subject"] == "alert sent: no_application_protocol (no application protocol)", seen
        assert seen["host"] == "a.test" and seen["target"] == "/", "the request is known, if not its answer"


def name_in_the_handshake_has_to_be_that_of_the_request():
    with folder() as place, serving(make_site(place, SITE)) as server:
        connection = Upgraded(server.port, place / "b.pem", "b.test")
        assert connection.ask(host="a.test").status == 101
        connection.shake_hands()
        response = connection.read_response()
        assert (response.status, condition_of(response)) == (421, "authority.misdirected"), response.fields
        assert connection.get("/").content == b"<p>b</p>"
        connection.close()
        plain = Upgraded(server.port, None, "nobody.test")
        response = plain.ask()
        assert (response.status, condition_of(response)) == (421, "authority.unknown"), "nothing is offered there"
        plain.close()


def handshake_may_begin_behind_the_request():
    """A client that is sure of the answer need not wait for it."""
    with folder() as place, serving(make_site(place, SITE)) as server:
        incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        client = ssl.create_default_context(cafile=place / "a.pem").wrap_bio(incoming, outgoing,
                                                                             server_hostname="a.test")
        connection = Connection(server.port)

        def until_done(step):
            while True:
                try:
                    return step()
                except ssl.SSLWantReadError:
                    connection.socket.sendall(outgoing.read())
                    incoming.write(connection.socket.recv(1 << 16))

        try:
            client.do_handshake()
        except ssl.SSLWantReadError:
            connection.socket.sendall(offer() + outgoing.read())
        assert connection.read_head().status == 101
        incoming.write(connection.received)
        until_done(client.do_handshake)
        assert b"HTTP/1.1 200 OK" in until_done(lambda: client.read(1 << 16))
        connection.close()


def plain_request_behind_the_offer_ends_it():
    with folder() as place, serving(make_site(place, SITE)) as server:
        connection = Connection(server.port)
        connection.socket.sendall(offer() + b"GET / HTTP/1.1\r\nHost: a.test\r\n\r\n")
        assert connection.read_head().status == 101
        seen = wait_for_exchange(server, "tls.handshake")
        assert seen["subject"] == "http request", seen
        connection.close()


def handshake_has_to_come_in_time():
    with folder() as place:
        config = make_site(place, SITE)
        config.write_text(config.read_text() + "[limits]\nhead_timeout_ms = 100\n")
        with serving(config) as server:
            connection = Connection(server.port)
            connection.socket.sendall(offer())
            assert connection.read_head().status == 101
            assert connection.is_closed()
            assert wait_for_exchange(server, "tls.handshake")["subject"] == "it took too long"
            connection.close()


def clients_are_known_by_their_certificates_there_too():
    with folder() as place:
        config = make_clients(place)
        config.write_text(config.read_text().replace('listen_tls = "127.0.0.1:0"', "tls_upgrade = true"))
        with serving(config) as server:
            for name, status in (("alice", 200), (None, 403)):
                connection = Upgraded(server.port, place / "a.pem", "a.test")
                if name:
                    connection.context.load_cert_chain(place / f"{name}.pem", place / f"{name}.key")
                assert connection.ask(path="/guarded/").status == 101
                connection.shake_hands()
                assert connection.read_response().status == status, name
                connection.close()


def why_knows_it():
    with folder() as place:
        config = make_site(place, SITE)

        def why(*arguments):
            told = run(PROGRAM, "why", "http://a.test/", "--config", config, *arguments)
            assert told.returncode == 0, told.stderr
            return told.stdout

        assert re.search(r"^verdict +canon\.scheme$", why(), re.M)
        told = why("-H", "Upgrade: TLS/1.3", "-H", "Connection: Upgrade")
        assert re.search(r"^verdict +repr\.whole$", told, re.M), told
        assert "HTTP/1.1 101 Switching Protocols" in told and "Upgrade: TLS/1.3" in told, told


CASES = [request_is_answered_inside, client_that_speaks_http2_alone_is_refused,
         name_in_the_handshake_has_to_be_that_of_the_request, handshake_may_begin_behind_the_request,
         plain_request_behind_the_offer_ends_it, handshake_has_to_come_in_time,
         clients_are_known_by_their_certificates_there_too, why_knows_it]

if __name__ == "__main__":
    sys.exit(cases.run("tls_upgrade", [limited(case) for case in CASES]))
