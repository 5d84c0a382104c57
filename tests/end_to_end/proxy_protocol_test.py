#!/usr/bin/env python3
"""Behind balancers that say by PROXY headers for whom they speak.   proxy_protocol_test.py PROGRAM"""

import json
import signal
import socket
import ssl
import struct
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.dont_write_bytecode = True
sys.path[:0] = [str(HERE), str(HERE.parent)]
import cases  # noqa: E402
from server import PATIENCE_S, Connection, ask_console, folder, limited, running  # noqa: E402

PROGRAM = sys.argv[1]

SITE = """
[server]
listen = {listen}
listen_tls = {listen}
console = "127.0.0.1:0"
workers = 1
trusted = ["127.0.0.1", "192.0.2.7"]
[limits]
max_connections_per_address = 1
[log]
access = "log.json"
[[site]]
hosts = ["*"]
[[site.route]]
path = "/"
files = "www"
"""
PLAIN = '"127.0.0.1:0"'
INTRODUCED = '[{address = "127.0.0.1:0", proxy_protocol = ["127.0.0.0/8"]}]'


def make_site(place, listen):
    (place / "www").mkdir()
    (place / "www" / "hello.txt").write_text("hello\n")
    config = place / "site.toml"
    config.write_text(SITE.format(listen=listen))
    return config


def serving(config):
    return running(PROGRAM, "--config", config, listen=None, tls=True, console=True)


def version_1(source, port=4711):
    return f"PROXY TCP4 {source} 192.0.2.1 {port} 80\r\n".encode()


def version_2(source, port=4711, family=socket.AF_INET, destination="192.0.2.1", extensions=b""):
    ends = (socket.inet_pton(family, source) + socket.inet_pton(family, destination) + struct.pack("!HH", port, 443)
            + extensions)
    kind = 0x11 if family == socket.AF_INET else 0x21
    return b"\r\n\r\n\0\r\nQUIT\n" + struct.pack("!BBH", 0x21, kind, len(ends)) + ends


def introduce(port, header):
    connection = Connection(port)
    connection.socket.sendall(header)
    return connection


def introduce_encrypted(port, header, protocols):
    connection = introduce(port, header)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    context.set_alpn_protocols(protocols)
    connection.socket = context.wrap_socket(connection.socket, server_hostname="localhost")
    return connection


def last_exchange(server):
    return ask_console(server, "/api/exchanges?most=1")["exchanges"][0]


def wait_for_exchange(server, condition):
    while not (found := ask_console(server, f"/api/exchanges?condition={condition}")["exchanges"]):
        pass
    return ask_console(server, "/api/exchanges/" + found[0]["id"])


def the_record_and_the_log_name_the_client():
    with folder() as place, serving(make_site(place, INTRODUCED)) as server:
        connection = introduce(server.port, version_1("192.0.2.7"))
        assert connection.get("/hello.txt").status == 200
        assert last_exchange(server)["peer"] == "192.0.2.7"
        connection.close()
        log = place / "log.json"
        while not log.exists() or not log.read_text():
            pass
        line = json.loads(log.read_text().splitlines()[0])
        assert (line["peer"], line["peer_port"]) == ("192.0.2.7", 4711), line


def who_is_trusted_goes_by_the_client():
    with folder() as place, serving(make_site(place, INTRODUCED)) as server:
        for client, told in (("192.0.2.7", True), ("192.0.2.8", False)):
            answer = introduce(server.port, version_1(client)).get("/.hidden")
            assert answer.status == 403
            assert (b"site.toml" in answer.content) == told, (client, answer.content)


def tls_begins_behind_the_header():
    with folder() as place, serving(make_site(place, INTRODUCED)) as server:
        header = version_2("2001:db8::7", family=socket.AF_INET6, destination="2001:db8::1",
                           extensions=b"\x04\x00\x03abc")
        connection = introduce_encrypted(server.tls_port, header, ["http/1.1"])
        assert connection.get("/hello.txt").content == b"hello\n"
        assert last_exchange(server)["peer"] == "2001:db8::7"
        both = introduce_encrypted(server.tls_port, version_2("192.0.2.9"), ["h2", "http/1.1"])
        assert both.socket.selected_alpn_protocol() == "h2"


def what_is_plain_behind_the_header_is_told_so():
    with folder() as place, serving(make_site(place, INTRODUCED)) as server:
        for pieces in (True, False):
            connection = Connection(server.tls_port)
            request = b"GET /hello.txt HTTP/1.1\r\nHost: localhost\r\n\r\n"
            client = "192.0.2.20" if pieces else "192.0.2.21"
            if pieces:
                connection.socket.sendall(version_1(client))
                connection.socket.sendall(request)
            else:
                connection.socket.sendall(version_1(client) + request)
            assert connection.read_response().status == 400
            assert last_exchange(server)["condition"] == "conn.plain-bytes"


def connections_are_counted_for_the_client():
    with folder() as place, serving(make_site(place, INTRODUCED)) as server:
        first = introduce(server.port, version_1("192.0.2.30"))
        second = introduce(server.port, version_1("192.0.2.31"))
        assert first.get("/hello.txt").status == second.get("/hello.txt").status == 200
        third = introduce(server.port, version_1("192.0.2.30", port=4712))
        assert third.get("/hello.txt").status == 429
        first.close()
        third.close()
        while introduce(server.port, version_1("192.0.2.30", port=4713)).get("/hello.txt").status != 200:
            pass


def what_is_no_header_says_where():
    with folder() as place, serving(make_site(place, INTRODUCED)) as server:
        connection = Connection(server.port)
        connection.socket.sendall(b"PROXY TCP4 192.0.2.7 192.0.2.1 4711 99999\r\nGET / HTTP/1.1\r\n\r\n")
        assert connection.is_closed()
        found = wait_for_exchange(server, "proxy.malformed")
        assert (found["fault"], found["fault_offset"]) == ("proxy-v1-port", 36), found
        assert (found["peer"], found["status"]) == ("127.0.0.1", 0), found
        connection = Connection(server.tls_port)
        connection.socket.sendall(b"\x16\x03\x01\x02\x00")
        assert connection.is_closed()
        assert wait_for_exchange(server, "proxy.missing")["fault"] == "proxy-header-missing"


def a_reload_changes_who_owes_a_header():
    with folder() as place:
        config = make_site(place, PLAIN)
        with serving(config) as server:
            assert Connection(server.port).get("/hello.txt").status == 200
            config.write_text(SITE.format(listen=INTRODUCED))
            server.signal(signal.SIGHUP)
            server.read_errors_until("reloaded")
            while not_heard(server):
                pass
            assert introduce(server.port, version_1("192.0.2.7")).get("/hello.txt").status == 200


def not_heard(server):
    """Whether somebody who introduces a client is answered 400 yet: the worker takes the change over a little later."""
    connection = introduce(server.port, version_1("192.0.2.40"))
    answered = connection.get("/hello.txt").status
    connection.close()
    return answered in (400, 429)


if __name__ == "__main__":
    sys.exit(cases.run("proxy_protocol", [limited(case) for case in (
        the_record_and_the_log_name_the_client, who_is_trusted_goes_by_the_client, tls_begins_behind_the_header,
        what_is_plain_behind_the_header_is_told_so, connections_are_counted_for_the_client,
        what_is_no_header_says_where, a_reload_changes_who_owes_a_header)]))
