#!/usr/bin/env python3
"""What sites and routes want of encryption: redirects, policies, early data.   https_test.py PROGRAM"""

import socket
import subprocess
import sys
import threading
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.dont_write_bytecode = True
sys.path[:0] = [str(HERE), str(HERE.parent)]
import cases  # noqa: E402
from server import PATIENCE_S, Connection, folder, limited  # noqa: E402
from tls_test import TlsConnection, condition_of, make_site, serving, wait_for_exchange  # noqa: E402


def plain_request_on_the_tls_port_is_sent_to_https():
    with folder() as place, serving(make_site(place, more='plain_on_tls = "redirect"')) as server:
        connection = Connection(server.tls_port)
        address = f"a.test:{server.tls_port}"
        for path in ("/", "/x?y=%zz"):
            connection.socket.sendall(f"GET {path} HTTP/1.1\r\nHost: {address}\r\n\r\n".encode())
            response = connection.read_response()
            assert response.status == 308 and condition_of(response) == "canon.scheme", response.fields
            assert response.fields["location"] == f"https://{address}{path}", response.fields
        connection.socket.sendall(f"PUT / HTTP/1.1\r\nHost: {address}\r\nContent-Length: 3\r\n\r\nabc".encode())
        response = connection.read_response()
        assert response.status == 308 and condition_of(response) == "canon.scheme-any", response.fields
        connection.socket.sendall(b"GET / HTTP/1.1\r\nHost: elsewhere.test\r\n\r\n")
        response = connection.read_response()
        assert response.status == 421 and "location" not in response.fields, "nobody is sent to a host not ours"
        connection.close()


def transport_policy_is_said_in_tls_alone():
    with folder() as place:
        config = make_site(place)
        policy = 'hsts = {max_age = "1y", subdomains = true}\nhosts = ["a.test"'
        config.write_text(config.read_text().replace('hosts = ["a.test"', policy))
        with serving(config) as server:
            encrypted, plain = TlsConnection(server.tls_port, place / "a.pem", "a.test"), Connection(server.port)
            for _ in range(3):  # what is kept of one answer is not to be sent as the other
                for path, status in (("/", 200), ("/none", 404), ("/index.html", 200)):
                    response = encrypted.get(path)
                    assert response.status == status, response.fields
                    said = response.fields["strict-transport-security"]
                    assert said == "max-age=31536000; includeSubDomains", said
                    plain.socket.sendall(f"GET {path} HTTP/1.1\r\nHost: a.test\r\n\r\n".encode())
                    response = plain.read_response()
                    assert response.status == status, response.fields
                    assert "strict-transport-security" not in response.fields, "RFC 6797 7.2"
            response = encrypted.get("/", host="b.test")
            assert response.status == 421 and "strict-transport-security" not in response.fields
            encrypted.close()
            plain.close()


def site_for_https_alone_redirects():
    with folder() as place:
        config = make_site(place)
        to_https = 'redirect_to_https = 8443\nhosts = ["a.test"'
        config.write_text(config.read_text().replace('hosts = ["a.test"', to_https))
        with serving(config) as server:
            plain = Connection(server.port)
            plain.socket.sendall(b"GET /x HTTP/1.1\r\nHost: a.test\r\n\r\n")
            response = plain.read_response()
            assert (response.status, response.fields["location"]) == (308, "https://a.test:8443/x"), response.fields
            plain.close()
            encrypted = TlsConnection(server.tls_port, place / "a.pem", "a.test")
            assert encrypted.get("/").status == 200, "there and no further"
            encrypted.close()


def route_that_requires_tls_is_reached_by_it():
    with folder() as place:
        config = make_site(place)
        config.write_text(config.read_text().replace('files = "www/a"', 'files = "www/a"\nrequires = "tls"'))
        with serving(config) as server:
            encrypted, plain = TlsConnection(server.tls_port, place / "a.pem", "a.test"), Connection(server.port)
            assert encrypted.get("/").status == 200
            plain.socket.sendall(b"GET / HTTP/1.1\r\nHost: a.test\r\n\r\n")
            response = plain.read_response()
            assert response.status == 426 and condition_of(response) == "need.tls", response.fields
            assert response.fields["upgrade"] == "TLS/1.3, TLS/1.2", response.fields
            encrypted.close()
            plain.close()


class Relay:
    """Between a client and the server: what the server says is held back until it is released, so that the client
    cannot end its handshake before."""

    def __init__(self, port):
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.listener.settimeout(PATIENCE_S)
        self.port = self.listener.getsockname()[1]
        self.server = socket.create_connection(("127.0.0.1", port), PATIENCE_S)
        self.answered, self.released = threading.Event(), threading.Event()
        self.threads = [threading.Thread(target=self.carry_there), threading.Thread(target=self.carry_back)]
        self.threads[0].start()

    def carry_there(self):
        self.client, _ = self.listener.accept()
        self.client.settimeout(PATIENCE_S)
        self.threads[1].start()
        while data := self.client.recv(1 << 16):
            self.server.sendall(data)

    def carry_back(self):
        while data := self.server.recv(1 << 16):
            self.answered.set()
            assert self.released.wait(PATIENCE_S)
            self.client.sendall(data)
        self.client.shutdown(socket.SHUT_WR)

    def close(self):
        self.released.set()
        for thread in self.threads:
            thread.join(PATIENCE_S)
        for one in (self.client, self.server, self.listener):
            one.close()


class EarlyServer:
    """A server that takes early data, with one worker, as a ticket for it is known to the worker that gave it."""

    def __init__(self, place, route):
        self.place = place
        text = make_site(place, more='tls_early_data = "1KiB"').read_text()
        text = text.replace("workers = 2", "workers = 1").replace('files = "www/a"', f'files = "www/a"\n{route}')
        (place / "site.toml").write_text(text)
        self.request = place / "request"
        self.request.write_bytes(b"GET / HTTP/1.1\r\nHost: a.test\r\nConnection: close\r\n\r\n")

    def client(self, port, *arguments):
        """openssl with a session; Python's module cannot send early data."""
        return subprocess.Popen(["openssl", "s_client", "-connect", f"127.0.0.1:{port}", "-servername", "a.test",
                                 "-ign_eof", *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                stderr=subprocess.DEVNULL, cwd=self.place)

    def visit(self, port):
        """So that there is a session."""
        self.client(port, "-sess_out", "session").communicate(self.request.read_bytes(), timeout=PATIENCE_S)

    def again(self, port):
        return self.client(port, "-sess_in", "session", "-early_data", "request")


def early_request_that_changes_nothing_is_answered_early():
    with folder() as place:
        early = EarlyServer(place, "")
        with serving(place / "site.toml") as server:
            early.visit(server.tls_port)
            seen = wait_for_exchange(server, "repr.whole")["id"]
            relay = Relay(server.tls_port)
            client = early.again(relay.port)
            while wait_for_exchange(server, "repr.whole")["id"] == seen:  # before the handshake can have ended
                pass
            relay.released.set()
            said = client.communicate(timeout=PATIENCE_S)[0]
            assert b"HTTP/1.1 200 OK" in said and b"Early data was accepted" in said, said
            relay.close()
            said = early.again(server.tls_port).communicate(early.request.read_bytes(), timeout=PATIENCE_S)[0]
            assert b"HTTP/1.1 200 OK" in said and b"Early data was rejected" in said, "a ticket is good for it once"


def early_request_is_refused_where_a_route_says_so():
    with folder() as place:
        early = EarlyServer(place, 'replay_safe = false\nearly_data = "425"')
        with serving(place / "site.toml") as server:
            early.visit(server.tls_port)
            relay = Relay(server.tls_port)
            client = early.again(relay.port)
            seen = wait_for_exchange(server, "early.unsafe")
            assert seen["status"] == 425, seen
            relay.released.set()
            said = client.communicate(timeout=PATIENCE_S)[0]
            assert b"HTTP/1.1 425 Too Early" in said and b"Early data was accepted" in said, said
            relay.close()


def early_request_waits_for_the_handshake():
    with folder() as place:
        early = EarlyServer(place, "replay_safe = false")
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
            assert b"HTTP/1.1 200 OK" in said and b"Early data was accepted" in said, said
            relay.close()


def early_content_waits_for_the_handshake():
    with folder() as place:
        early = EarlyServer(place, "")
        with serving(place / "site.toml") as server:
            early.visit(server.tls_port)
            early.request.write_bytes(b"PUT / HTTP/1.1\r\nHost: a.test\r\nContent-Length: 3\r\nConnection: close\r\n"
                                      b"\r\nabc")
            relay = Relay(server.tls_port)
            client = early.again(relay.port)
            assert relay.answered.wait(PATIENCE_S)
            relay.released.set()
            said = client.communicate(timeout=PATIENCE_S)[0]
            assert b"HTTP/1.1 405 Method Not Allowed" in said and b"Early data was accepted" in said, said
            relay.close()


CASES = [plain_request_on_the_tls_port_is_sent_to_https, transport_policy_is_said_in_tls_alone,
         site_for_https_alone_redirects, route_that_requires_tls_is_reached_by_it,
         early_request_that_changes_nothing_is_answered_early, early_request_is_refused_where_a_route_says_so,
         early_request_waits_for_the_handshake, early_content_waits_for_the_handshake]

if __name__ == "__main__":
    sys.exit(cases.run("https", [limited(case) for case in CASES]))
