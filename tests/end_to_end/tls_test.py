#!/usr/bin/env python3
"""The server over TLS, with Python's ssl module as its client.   tls_test.py PROGRAM"""

import hashlib
import json
import re
import signal
import socket
import ssl
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.dont_write_bytecode = True
sys.path[:0] = [str(HERE), str(HERE.parent)]
import cases  # noqa: E402
from server import PATIENCE_S, Connection, ask_console, folder, limited, run, running  # noqa: E402

PROGRAM = sys.argv[1]

SITE = """
[server]
listen = "127.0.0.1:0"
listen_tls = "127.0.0.1:0"
console = "127.0.0.1:0"
workers = 2
MORE
[log]
access = "log.json"
[[site]]
hosts = ["a.test", "alias.test"]
certificate = "a.pem"
key = "a.key"
[[site.route]]
path = "/"
files = "www/a"
[[site]]
hosts = ["b.test"]
certificate = "b.pem"
key = "b.key"
[[site.route]]
path = "/"
files = "www/b"
"""
DEVELOPMENT = """
[server]
listen_tls = "127.0.0.1:0"
[[site]]
hosts = ["dev.test", "localhost", "127.0.0.1", "[::1]"]
[[site.route]]
path = "/"
files = "www/a"
"""


def make_certificate(place, name, hosts):
    names = ",".join(f"DNS:{host}" for host in hosts)
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                    "-subj", f"/CN={name}", "-addext", f"subjectAltName={names}", "-days", "90",
                    "-keyout", place / f"{name}.key", "-out", place / f"{name}.pem"],
                   check=True, capture_output=True, timeout=PATIENCE_S)


def make_site(place, text=SITE, more=""):
    for site in "ab":
        (place / "www" / site).mkdir(parents=True)
        (place / "www" / site / "index.html").write_text(f"<p>{site}</p>")
    make_certificate(place, "a", ["a.test", "alias.test"])
    make_certificate(place, "b", ["b.test"])
    config = place / "site.toml"
    config.write_text(text.replace("MORE", more))
    return config


def serving(config):
    return running(PROGRAM, "--config", config, listen=None, tls=True, console=True)


class TlsConnection(Connection):
    """As its base, encrypted; trusts the certificate in `trusted` alone, and refuses one that is for another name."""

    def __init__(self, port, trusted, name, session=None, receive_buffer=None, context=None):
        super().__init__(port, receive_buffer)
        self.context = context or ssl.create_default_context(cafile=trusted)
        self.context.set_alpn_protocols(["http/1.1"])
        self.socket = self.context.wrap_socket(self.socket, server_hostname=name, session=session)
        self.name = name

    def get(self, path, host=None):
        self.socket.sendall(f"GET {path} HTTP/1.1\r\nHost: {host or self.name}\r\n\r\n".encode())
        return self.read_response()


def wait_for_exchange(server, condition):
    """The newest exchange with the condition, as soon as there is one."""
    while True:
        found = ask_console(server, f"/api/exchanges?condition={condition}")["exchanges"]
        if found:
            return found[0]


def condition_of(response):
    return response.fields["responsum-verdict"].partition(";")[0]


def requests_are_answered_and_the_connection_stays():
    with folder() as place, serving(make_site(place)) as server:
        connection = TlsConnection(server.tls_port, place / "a.pem", "a.test")
        assert connection.socket.version() == "TLSv1.3" and connection.socket.selected_alpn_protocol() == "http/1.1"
        for _ in range(3):
            response = connection.get("/")
            assert (response.status, response.content) == (200, b"<p>a</p>"), response.fields
        connection.close()


def older_version_is_spoken_too():
    with folder() as place, serving(make_site(place)) as server:
        context = ssl.create_default_context(cafile=place / "a.pem")
        context.maximum_version = ssl.TLSVersion.TLSv1_2
        connection = TlsConnection(server.tls_port, None, "a.test", context=context)
        assert connection.get("/").status == 200 and connection.socket.version() == "TLSv1.2"
        connection.close()


def name_chooses_the_certificate():
    with folder() as place, serving(make_site(place)) as server:
        for site in "ab":
            connection = TlsConnection(server.tls_port, place / f"{site}.pem", f"{site}.test")
            assert connection.get("/").content == f"<p>{site}</p>".encode()
            connection.close()


def host_of_another_certificate_is_misdirected():
    with folder() as place, serving(make_site(place)) as server:
        connection = TlsConnection(server.tls_port, place / "a.pem", "a.test")
        response = connection.get("/", host="b.test")
        assert response.status == 421 and condition_of(response) == "authority.misdirected", response.fields
        response = connection.get("/", host="ALIAS.test:443")
        assert response.status == 200, "another name of the same certificate"
        response = connection.get("/", host="nobody.test")
        assert response.status == 421 and condition_of(response) == "authority.unknown", response.fields
        assert connection.get("/").status == 200, "the connection is good for its own host still"
        connection.close()
        plain = Connection(server.port)
        plain.socket.sendall(b"GET / HTTP/1.1\r\nHost: b.test\r\n\r\n")
        assert plain.read_response().status == 200, "what is not encrypted is not asked"
        plain.close()


def plain_request_on_the_tls_port_is_told():
    with folder() as place, serving(make_site(place)) as server:
        connection = Connection(server.tls_port)
        response = connection.get("/")
        assert response.status == 400 and condition_of(response) == "conn.plain-bytes", response.fields
        assert connection.is_closed()
        connection.close()


def handshake_on_the_plain_port_is_told():
    with folder() as place, serving(make_site(place)) as server:
        try:
            TlsConnection(server.port, place / "a.pem", "a.test")
            raise AssertionError("there was a handshake")
        except ssl.SSLError:
            assert wait_for_exchange(server, "conn.tls-bytes")["status"] == 400


def failed_handshake_is_recorded_with_its_reason():
    with folder() as place, serving(make_site(place, more='tls_min_version = "1.3"')) as server:
        context = ssl.create_default_context(cafile=place / "a.pem")
        context.maximum_version = ssl.TLSVersion.TLSv1_2
        try:
            TlsConnection(server.tls_port, None, "a.test", context=context)
            raise AssertionError("a version below the least was agreed on")
        except ssl.SSLError as fault:
            assert "PROTOCOL_VERSION" in str(fault), fault
        seen = wait_for_exchange(server, "tls.handshake")
        assert (seen["status"], seen["subject"]) == (0, "alert sent: protocol_version (unsupported protocol)"), seen


def protocol_that_nobody_speaks_is_refused():
    with folder() as place, serving(make_site(place, more="http2 = false")) as server:
        for offered, agreed in ((["h2", "http/1.1"], "http/1.1"), (["http/1.0"], "http/1.0"), ([], None)):
            connection = socket.create_connection(("127.0.0.1", server.tls_port), PATIENCE_S)
            context = ssl.create_default_context(cafile=place / "a.pem")
            if offered:
                context.set_alpn_protocols(offered)
            with context.wrap_socket(connection, server_hostname="a.test") as encrypted:
                assert encrypted.selected_alpn_protocol() == agreed, offered
        told = subprocess.run(["openssl", "s_client", "-connect", f"127.0.0.1:{server.tls_port}", "-alpn", "h2"],
                              stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=PATIENCE_S)
        assert "no application protocol" in told.stderr, told.stderr
        seen = wait_for_exchange(server, "tls.handshake")
        assert seen["subject"] == "alert sent: no_application_protocol (no application protocol)", seen


def certificate_that_is_not_trusted_is_recorded():
    with folder() as place, serving(make_site(place)) as server:
        try:
            TlsConnection(server.tls_port, place / "b.pem", "a.test")
            raise AssertionError("the client took a certificate that it does not trust")
        except ssl.SSLCertVerificationError:
            seen = wait_for_exchange(server, "tls.handshake")
            assert seen["subject"] == "alert received: unknown_ca" and seen["host"] == "a.test", seen


def client_that_leaves_in_the_handshake_is_recorded():
    with folder() as place, serving(make_site(place)) as server:
        incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        hello = ssl.create_default_context().wrap_bio(incoming, outgoing, server_hostname="a.test")
        try:
            hello.do_handshake()
        except ssl.SSLWantReadError:
            pass
        connection = socket.create_connection(("127.0.0.1", server.tls_port), PATIENCE_S)
        connection.sendall(outgoing.read())
        assert connection.recv(1) == b"\x16", "the server's part of the handshake"
        connection.shutdown(socket.SHUT_WR)
        seen = wait_for_exchange(server, "tls.handshake")
        assert seen["subject"] == "the client left" and seen["host"] == "a.test", seen
        connection.close()


def handshake_that_takes_too_long_ends():
    with folder() as place, serving(make_site(place, more="[limits]\nhead_timeout_ms = 200")) as server:
        with socket.create_connection(("127.0.0.1", server.tls_port), PATIENCE_S) as connection:
            connection.sendall(b"\x16\x03\x01")
            while connection.recv(4096):
                pass
        seen = wait_for_exchange(server, "tls.handshake")
        assert seen["subject"] == "it took too long", seen
        whole = ask_console(server, f"/api/exchanges/{seen['id']}")
        assert whole["limit"].startswith("head_timeout_ms = 200"), whole


def connection_that_is_shaken_hands_with_may_be_silent():
    with folder() as place, serving(make_site(place, more="[limits]\nhead_timeout_ms = 100")) as server:
        connection = TlsConnection(server.tls_port, place / "a.pem", "a.test")
        with socket.create_connection(("127.0.0.1", server.tls_port), PATIENCE_S) as other:
            other.sendall(b"\x16")
            while other.recv(4096):  # so the time is over
                pass
        assert connection.get("/").status == 200
        connection.close()


def octets_may_come_one_by_one():
    with folder() as place, serving(make_site(place)) as server:
        incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        client = ssl.create_default_context(cafile=place / "a.pem").wrap_bio(incoming, outgoing,
                                                                             server_hostname="a.test")
        connection = socket.create_connection(("127.0.0.1", server.tls_port), PATIENCE_S)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

        def carried(step):
            while True:
                try:
                    done = step()
                except ssl.SSLWantReadError:
                    done = None
                wire = outgoing.read()
                for at in range(len(wire)):
                    connection.sendall(wire[at:at + 1])
                if done is not None:
                    return done
                if not wire:
                    incoming.write(connection.recv(1 << 16))

        carried(lambda: client.do_handshake() or True)
        carried(lambda: client.write(b"GET / HTTP/1.1\r\nHost: a.test\r\nConnection: close\r\n\r\n"))
        answer = b""
        while b"<p>a</p>" not in answer:
            answer += carried(lambda: client.read(1 << 16))
        assert answer.startswith(b"HTTP/1.1 200 OK\r\n"), answer
        connection.close()


def session_is_resumed_at_any_worker_and_after_a_reload():
    with folder() as place, serving(make_site(place)) as server:
        first = TlsConnection(server.tls_port, place / "a.pem", "a.test")
        first.get("/")
        session, context = first.socket.session, first.context
        assert not first.socket.session_reused
        first.close()
        for turn in range(16):  # the kernel spreads them over both workers
            if turn == 8:
                server.signal(signal.SIGHUP)
                server.read_errors_until("reloaded")
            again = TlsConnection(server.tls_port, None, "a.test", session=session, context=context)
            assert again.get("/").status == 200
            assert again.socket.session_reused, "a worker did not know the ticket of another"
            session = again.socket.session
            again.close()


def large_file_arrives_whole():
    with folder() as place, serving(make_site(place)) as server:
        content = hashlib.shake_256(b"large").digest(8 * 1024 * 1024 + 17)
        (place / "www" / "a" / "large.bin").write_bytes(content)
        for receive_buffer in (None, 4096):
            connection = TlsConnection(server.tls_port, place / "a.pem", "a.test", receive_buffer=receive_buffer)
            assert connection.get("/large.bin").content == content
            assert connection.get("/").status == 200
            connection.close()


def closed_connection_says_its_end():
    with folder() as place, serving(make_site(place)) as server:
        connection = TlsConnection(server.tls_port, place / "a.pem", "a.test")
        connection.socket.sendall(b"GET / HTTP/1.1\r\nHost: a.test\r\nConnection: close\r\n\r\n")
        connection.read_response()
        # Without close_notify this is an error, since the response could have been cut by anybody (RFC 8446 6.1).
        assert connection.socket.recv(1) == b""
        connection.close()


def reload_changes_the_certificate_of_new_connections():
    with folder() as place, serving(make_site(place)) as server:
        old_trust = place / "old.pem"
        old_trust.write_bytes((place / "a.pem").read_bytes())
        old = TlsConnection(server.tls_port, old_trust, "a.test")
        assert old.get("/").status == 200
        make_certificate(place, "a", ["a.test", "alias.test"])
        server.signal(signal.SIGHUP)
        server.read_errors_until("reloaded")
        while True:  # each worker takes it up between two of its turns
            try:
                new = TlsConnection(server.tls_port, place / "a.pem", "a.test")
                break
            except ssl.SSLCertVerificationError:
                pass
        assert new.get("/").status == 200
        assert old.get("/").status == 200, "a connection goes on with the certificate that it began with"
        new.close()
        old.close()


def broken_reload_keeps_the_certificates():
    with folder() as place, serving(make_site(place)) as server:
        trusted = place / "old.pem"
        trusted.write_bytes((place / "a.pem").read_bytes())
        (place / "a.key").write_bytes((place / "b.key").read_bytes())
        server.signal(signal.SIGHUP)
        said = server.read_errors_until("stays as it was")
        assert "a.key`: the key does not belong to the certificate in" in said, said
        assert re.search(r"site\.toml:13:\d+: error", said), said
        connection = TlsConnection(server.tls_port, trusted, "a.test")
        assert connection.get("/").status == 200
        connection.close()


def check_names_what_is_wrong():
    with folder() as place:
        config = make_site(place)
        (place / "b.pem").unlink()
        told = run(PROGRAM, "config", "check", config)
        assert told.returncode == 1, told.stderr
        assert re.search(r"site\.toml:19:\d+: error: `[^`]*b\.pem`: No such file", told.stderr), told.stderr
        make_certificate(place, "b", ["other.test"])
        told = run(PROGRAM, "config", "check", config)
        assert told.returncode == 0, told.stderr
        assert re.search(r"site\.toml:18:\d+: warning: no certificate is for the host `b\.test`", told.stderr), \
            told.stderr


def without_a_certificate_one_is_made_and_said():
    with folder() as place:
        config = make_site(place, DEVELOPMENT)
        process = subprocess.Popen([PROGRAM, "serve", "--config", str(config), "--console", "off"],
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        try:
            port = int(re.search(r"https://127\.0\.0\.1:(\d+)/", process.stdout.readline())[1])
            assert "one for development was made" in process.stderr.readline()
            made = place / "made.pem"
            made.write_text(ssl.get_server_certificate(("127.0.0.1", port)))
            for host in ("dev.test", "localhost", "127.0.0.1"):
                connection = TlsConnection(port, made, host)
                assert connection.get("/", host=f"{host}:{port}").status == 200, host
                connection.close()
            connection = TlsConnection(port, made, "localhost")
            assert connection.get("/", host=f"[::1]:{port}").status == 200, "its certificate is for that, too"
            connection.close()
            process.send_signal(signal.SIGHUP)
            while "reloaded" not in process.stderr.readline():
                pass
            assert ssl.get_server_certificate(("127.0.0.1", port)) == made.read_text(), "one a process"
        finally:
            process.kill()
            process.wait(PATIENCE_S)
            process.stdout.close()
            process.stderr.close()


def log_says_the_version():
    with folder() as place:
        with serving(make_site(place)) as server:
            connection = TlsConnection(server.tls_port, place / "a.pem", "a.test")
            connection.get("/")
            connection.close()
            plain = Connection(server.port)
            plain.get("/")
            plain.close()
            server.signal(signal.SIGTERM)
            server.exit_code()
        lines = [json.loads(line) for line in (place / "log.json").read_text().splitlines()]
        assert sorted(line.get("tls", "") for line in lines) == ["", "TLSv1.3"], lines


def why_knows_the_connection():
    with folder() as place:
        config = make_site(place)

        def condition(*arguments):
            told = run(PROGRAM, "why", *arguments, "--config", config, "--json")
            assert told.returncode == 0, told.stderr
            return json.loads(told.stdout)["verdict"]["condition"]

        assert condition("https://a.test/") == "repr.whole"
        assert condition("https://b.test/", "--sni", "a.test") == "authority.misdirected"
        assert condition("http://b.test/") == "repr.whole"
        assert condition("http://b.test/", "--fact", "plain-on-tls") == "conn.plain-bytes"
        assert condition("PUT", "https://a.test/", "--fact", "early-data") == "method.not-allowed"
        refusing = config.read_text().replace('files = "www/a"', 'files = "www/a"\nearly_data = "425"')
        config.write_text(refusing)
        assert condition("PUT", "https://a.test/", "--fact", "early-data") == "early.unsafe"
        assert condition("https://a.test/", "--fact", "early-data") == "repr.whole"
        plain = config.read_text()
        config.write_text(plain.replace("workers = 2", 'workers = 2\nplain_on_tls = "redirect"'))
        assert condition("http://b.test/", "--fact", "plain-on-tls") == "canon.scheme"
        config.write_text(plain)
        config.write_text(config.read_text().replace('listen_tls = "127.0.0.1:0"', ""))
        assert "no `listen_tls`" in run(PROGRAM, "why", "https://a.test/", "--config", config).stderr


CASES = [requests_are_answered_and_the_connection_stays, older_version_is_spoken_too, name_chooses_the_certificate,
         host_of_another_certificate_is_misdirected, plain_request_on_the_tls_port_is_told,
         handshake_on_the_plain_port_is_told, failed_handshake_is_recorded_with_its_reason,
         protocol_that_nobody_speaks_is_refused, certificate_that_is_not_trusted_is_recorded,
         client_that_leaves_in_the_handshake_is_recorded, octets_may_come_one_by_one,
         handshake_that_takes_too_long_ends, connection_that_is_shaken_hands_with_may_be_silent,
         session_is_resumed_at_any_worker_and_after_a_reload, large_file_arrives_whole,
         closed_connection_says_its_end, reload_changes_the_certificate_of_new_connections,
         broken_reload_keeps_the_certificates, check_names_what_is_wrong,
         without_a_certificate_one_is_made_and_said, log_says_the_version, why_knows_the_connection]

if __name__ == "__main__":
    sys.exit(cases.run("tls", [limited(case) for case in CASES]))
