#!/usr/bin/env python3
"""Clients with certificates, and clients that are too many.   tls_clients_test.py PROGRAM"""

import json
import re
import signal
import socket
import ssl
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.dont_write_bytecode = True
sys.path[:0] = [str(HERE), str(HERE.parent)]
import cases  # noqa: E402
from server import PATIENCE_S, ask_console, folder, limited, run  # noqa: E402
from tls_test import (PROGRAM, TlsConnection, condition_of, make_site, serving,  # noqa: E402
                      wait_for_exchange)

CLIENTS = """
[server]
listen = "127.0.0.1:0"
listen_tls = "127.0.0.1:0"
console = "127.0.0.1:0"
workers = 1
certificate = "b.pem"
key = "b.key"
[log]
access = "log.json"
[[site]]
hosts = ["a.test"]
certificate = "a.pem"
key = "a.key"
client_ca = "authority.pem"
client_certificate = "optional"
[[site.route]]
path = "/guarded/"
files = "www/a"
client_certificate = "required"
[[site.route]]
path = "/"
files = "www/a"
[[site]]
hosts = ["b.test", "alias.test"]
[[site.route]]
path = "/"
files = "www/b"
"""


def make_client(place, name, issuer=None, usage="clientAuth", since_s=-86400, until_s=86400):
    """A key and a certificate, of an authority if it has no issuer. The times count from now."""
    def openssl(*arguments):
        subprocess.run(["openssl", *arguments], check=True, capture_output=True, cwd=place, timeout=PATIENCE_S)

    def moment(seconds):
        return time.strftime("%Y%m%d%H%M%SZ", time.gmtime(time.time() + seconds))

    openssl("req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", f"/CN={name}",
            "-keyout", f"{name}.key", "-out", f"{name}.csr")
    (place / f"{name}.db").mkdir()
    (place / f"{name}.db" / "index.txt").touch()
    constraints = "CA:FALSE\nextendedKeyUsage=" + usage if issuer else "critical,CA:TRUE"
    (place / f"{name}.cnf").write_text(f"""
[ca]
default_ca = own
[own]
database = {name}.db/index.txt
new_certs_dir = {name}.db
rand_serial = yes
default_md = sha256
policy = anything
x509_extensions = extensions
[anything]
commonName = supplied
[extensions]
basicConstraints={constraints}
""")
    signer = ["-cert", f"{issuer}.pem", "-keyfile", f"{issuer}.key"] if issuer else \
        ["-selfsign", "-keyfile", f"{name}.key"]
    openssl("ca", "-batch", "-notext", "-config", f"{name}.cnf", *signer, "-in", f"{name}.csr",
            "-out", f"{name}.pem", "-startdate", moment(since_s), "-enddate", moment(until_s))


def make_clients(place):
    config = make_site(place, CLIENTS)
    make_client(place, "authority")
    make_client(place, "stranger")
    make_client(place, "alice", "authority")
    make_client(place, "mallory", "stranger")
    make_client(place, "old", "authority", since_s=-7200, until_s=-3600)
    make_client(place, "future", "authority", since_s=3600)
    make_client(place, "machine", "authority", usage="serverAuth")
    return config


def connect_as(server, place, name, to="a.test"):
    context = ssl.create_default_context(cafile=place / ("a.pem" if to == "a.test" else "b.pem"))
    if name:
        context.load_cert_chain(place / f"{name}.pem", place / f"{name}.key")
    return TlsConnection(server.tls_port, None, to, context=context)


def clients_are_known_by_their_certificates():
    with folder() as place, serving(make_clients(place)) as server:
        for name, condition, about in ((None, "cert.none", None),
                                       ("alice", None, None),
                                       ("mallory", "cert.untrusted", "unable to get local issuer certificate"),
                                       ("machine", "cert.untrusted", "unsuitable certificate purpose"),
                                       ("old", "cert.expired", None),
                                       ("future", "cert.expired", None)):
            connection = connect_as(server, place, name)
            response = connection.get("/guarded/")
            if condition is None:
                assert (response.status, response.content) == (200, b"<p>a</p>"), response.fields
            else:
                assert (response.status, condition_of(response)) == (403, condition), (name, response.fields)
                seen = wait_for_exchange(server, condition)
                assert seen.get("client") == (f"CN={name}" if name else None), seen
                assert seen.get("subject") == about, seen
                assert about is None or f"CN={name}: {about}" in json.loads(response.content)["about"], response.content
            assert connection.get("/").status == 200, f"{name}: the other routes are for all"
            connection.close()
        told = run(PROGRAM, "why", "--id", wait_for_exchange(server, "cert.untrusted")["id"],
                   "--console", f"http://127.0.0.1:{server.console}/")
        assert "who showed CN=m" in told.stdout, told
        server.signal(signal.SIGTERM)
        server.exit_code()
        lines = [json.loads(line) for line in (place / "log.json").read_text().splitlines()]
        assert any(line["target"] == "/guarded/" and line.get("client") == "CN=alice" for line in lines), lines


def clients_of_one_site_are_not_those_of_another():
    with folder() as place, serving(make_clients(place)) as server:
        connection = connect_as(server, place, None, to="b.test")
        response = connection.get("/guarded/", host="a.test")
        assert (response.status, condition_of(response)) == (421, "authority.misdirected"), response.fields
        assert connection.get("/").status == 200
        connection.close()
    # Nor is a host that is not said a way around.
    with folder() as place:
        config = make_clients(place)
        config.write_text(config.read_text().replace('["a.test"]', '["*"]'))
        with serving(config) as server:
            connection = connect_as(server, place, "alice", to="b.test")
            connection.socket.sendall(b"GET /guarded/ HTTP/1.0\r\n\r\n")
            response = connection.read_response()
            assert (response.status, condition_of(response)) == (421, "authority.misdirected"), response.fields
            connection.close()


def clients_are_asked_at_each_connection():
    with folder() as place, serving(make_clients(place)) as server:
        connection = connect_as(server, place, "alice")
        assert connection.get("/guarded/").status == 200
        session, context = connection.socket.session, connection.context
        connection.close()
        again = TlsConnection(server.tls_port, None, "a.test", session=session, context=context)
        assert again.get("/guarded/").status == 200 and not again.socket.session_reused
        again.close()


def why_knows_the_client():
    with folder() as place:
        config = make_clients(place)

        def why(*arguments):
            told = run(PROGRAM, "why", "https://a.test/guarded/", "--config", config, *arguments)
            assert told.returncode == 0, told.stderr
            return told.stdout

        assert re.search(r"^verdict +cert\.none$", why(), re.M)
        assert re.search(r"^verdict +repr\.whole$", why("--client-certificate", place / "alice.pem"), re.M)
        told = why("--client-certificate", place / "mallory.pem")
        assert re.search(r"^verdict +cert\.untrusted$", told, re.M), told
        assert "CN=mallory: unable to get local issuer certificate" in told, told
        told = run(PROGRAM, "why", "https://b.test/", "--config", config, "--client-certificate", place / "alice.pem")
        assert "the site asks clients for no certificate" in told.stderr, told.stderr


def handshakes_under_way_are_bounded():
    with folder() as place:
        config = make_site(place)
        config.write_text(config.read_text().replace("workers = 2", "workers = 1") + "[limits]\nmax_handshakes = 1\n")
        with serving(config) as server:
            incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
            client = ssl.create_default_context(cafile=place / "a.pem").wrap_bio(incoming, outgoing,
                                                                                 server_hostname="a.test")
            first = socket.create_connection(("127.0.0.1", server.tls_port), PATIENCE_S)
            try:
                client.do_handshake()
            except ssl.SSLWantReadError:
                first.sendall(outgoing.read())
            incoming.write(first.recv(1 << 16))
            try:
                TlsConnection(server.tls_port, place / "a.pem", "a.test")
                raise AssertionError("there was a second handshake")
            except (ssl.SSLError, OSError):
                pass
            seen = wait_for_exchange(server, "conn.handshakes")
            assert seen["status"] == 0, seen
            detail = ask_console(server, f"/api/exchanges/{seen['id']}")
            assert detail["limit"].startswith("max_handshakes = 1 at "), detail
            while True:
                try:
                    client.do_handshake()
                    break
                except ssl.SSLWantReadError:
                    incoming.write(first.recv(1 << 16))
            first.sendall(outgoing.read())
            while True:  # the worker may not have read the end of it yet
                try:
                    second = TlsConnection(server.tls_port, place / "a.pem", "a.test")
                    break
                except (ssl.SSLError, OSError):
                    pass
            assert second.get("/").status == 200
            second.close()
            first.close()


CASES = [clients_are_known_by_their_certificates, clients_of_one_site_are_not_those_of_another,
         clients_are_asked_at_each_connection, why_knows_the_client, handshakes_under_way_are_bounded]

if __name__ == "__main__":
    sys.exit(cases.run("tls_clients", [limited(case) for case in CASES]))
