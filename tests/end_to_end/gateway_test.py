#!/usr/bin/env python3
"""Real applications behind the gateway, and one of them dies.   gateway_test.py PROGRAM"""

import hashlib
import socket
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.dont_write_bytecode = True
sys.path[:0] = [str(HERE), str(HERE.parent), str(HERE.parent / "browser")]
import cases  # noqa: E402
from chromium import Chromium  # noqa: E402
from frames import DATA, END_HEADERS, END_STREAM, HEADERS, RST_STREAM, CANCEL, Frames, fields, frame  # noqa: E402
from server import PATIENCE_S, Connection, ask_console, folder, limited, run, running  # noqa: E402

PROGRAM = sys.argv[1]

SITE = """
[server]
listen = "127.0.0.1:0"
listen_tls = "127.0.0.1:0"
console = "127.0.0.1:0"
workers = 2
via = "here"
[log]
access = "log.json"
[limits]
max_content_bytes = "4MiB"
LIMITS
[[upstream]]
name = "app"
servers = [SERVERS]
MORE
[[site]]
hosts = ["localhost", "127.0.0.1"]
[[site.route]]
name = "app"
path = "/"
proxy = "app"
"""


class App:
    def __init__(self, name):
        self.process = subprocess.Popen(["nodejs", str(HERE / "gateway" / "app.js"), name], stdout=subprocess.PIPE,
                                        text=True)
        self.port = int(self.process.stdout.readline())

    def kill(self):
        self.process.kill()
        self.process.wait(PATIENCE_S)
        self.process.stdout.close()


@contextmanager
def serving(*names, more="", limits=""):
    apps = [App(name) for name in names]
    try:
        with folder() as place:
            config = place / "site.toml"
            servers = ", ".join(f'"http://127.0.0.1:{app.port}"' for app in apps)
            config.write_text(SITE.replace("SERVERS", servers).replace("MORE", more).replace("LIMITS", limits))
            with running(PROGRAM, "--config", config, listen=None, tls=True, console=True) as server:
                server.log = place / "log.json"
                yield server, apps
    finally:
        for app in apps:
            if app.process.poll() is None:
                app.kill()


def curl(*arguments, **how):
    done = subprocess.run(["curl", "--silent", "--show-error", *map(str, arguments)], capture_output=True,
                          timeout=PATIENCE_S, check=False, **how)
    assert done.returncode == 0, done.stderr
    return done.stdout


def an_application_of_node_is_served():
    with serving("one") as (server, _):
        connection = Connection(server.port)
        for path in ("/", "/page?x=1", "/"):
            response = connection.get(path)
            assert response.status == 200, response.status
            assert response.content == f"one GET {path}\n".encode(), response.content
            assert response.fields["x-seen"] == "127.0.0.1 http 1.1 here", response.fields
        connection.close()


def content_streams_both_ways():
    content = hashlib.shake_256(b"content").digest(3 * 1024 * 1024 + 5)
    with serving("one") as (server, _):
        url = f"http://127.0.0.1:{server.port}/echo"
        for more in ([], ["--header", "Transfer-Encoding: chunked"], ["--http2-prior-knowledge"]):
            echoed = curl("--header", "Host: localhost", *more, "--data-binary", "@-", url, input=content)
            assert echoed == content, (more, len(echoed))


def early_hints_pass():
    with serving("one") as (server, _):
        connection = Connection(server.port)
        connection.send_get("/early")
        hints = connection.read_head()
        assert hints.status == 103 and hints.fields["link"] == "</style.css>; rel=preload", hints.fields
        assert connection.read_response().status == 200
        connection.close()


def a_switch_of_protocols_makes_a_tunnel():
    with serving("one", limits="content_timeout_ms = 500\nmin_rate_bytes_per_second = 200") as (server, _):
        connection = Connection(server.port)
        connection.socket.sendall(b"GET /socket HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\n"
                                  b"Upgrade: echo\r\n\r\n")
        assert connection.read_head().status == 101
        for piece in (b"to and fro", b"slowly", b"x" * 100_000):
            time.sleep(1.1)  # neither its silence nor its rate is that of a request's content
            connection.socket.sendall(piece)
            while len(connection.received) < len(piece):
                connection.receive()
            assert connection.received == piece
            connection.received = b""
        connection.close()


def a_tunnel_ends_half_by_half():
    with serving("one") as (server, _):
        connection = Connection(server.port)
        connection.socket.sendall(b"GET /socket HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\n"
                                  b"Upgrade: echo\r\n\r\n")
        assert connection.read_head().status == 101
        last = b"x" * 1_000_000 + b"the last words"
        connection.socket.sendall(last)
        connection.socket.shutdown(socket.SHUT_WR)  # what is on its way is answered all the same
        while octets := connection.socket.recv(1 << 16):
            connection.received += octets
        assert connection.received == last, f"{len(connection.received)} of {len(last)} octets came back"


def read_content(connection, stream, octets):
    """So many of them; the rest of the frame that brings the last is an error."""
    content = b""
    while len(content) < octets:
        content += connection.read_until(DATA, stream)
    assert len(content) == octets, content
    return content


def a_stream_of_http_2_goes_both_ways_for_as_long_as_it_likes():
    with serving("one") as (server, _):
        connection = Frames(server.port)
        connection.send(frame(HEADERS, END_HEADERS, 1, fields(
            (":method", "POST"), (":scheme", "http"), (":path", "/count"), (":authority", "localhost"))))
        assert read_content(connection, 1, 5) == b"begun"
        for piece in (b"first", b"second"):
            connection.send(frame(DATA, 0, 1, piece))
            time.sleep(1.2)  # longer than one who sends on behind a whole answer is listened to
        connection.send(frame(DATA, END_STREAM, 1, b"last"))
        assert connection.answer(1) == b" 15"
        connection.close()


def connect(path, protocol):
    return fields((":method", "CONNECT"), (":protocol", protocol), (":scheme", "http"), (":path", path),
                  (":authority", "localhost"))


def connect_makes_a_tunnel_of_a_stream():
    with serving("one") as (server, _):
        connection = Frames(server.port)
        connection.send(frame(HEADERS, END_HEADERS, 1, connect("/socket", "echo")) + frame(DATA, 0, 1, b"early words"))
        assert read_content(connection, 1, 11) == b"early words"
        connection.send(frame(HEADERS, END_HEADERS, 3, connect("/socket", "echo")))
        for stream, piece in ((1, b"to"), (3, b"and"), (1, b"fro"), (3, b"x" * 16_000)):
            connection.send(frame(DATA, 0, stream, piece))
            assert read_content(connection, stream, len(piece)) == piece
        connection.send(frame(RST_STREAM, 0, 3, CANCEL.to_bytes(4, "big")))
        time.sleep(1.2)
        connection.send(frame(DATA, END_STREAM, 1, b"the last words"))
        assert connection.answer(1) == b"the last words"
        connection.close()
        found = ask_console(server, "/api/exchanges?condition=gw.connected")
        outcomes = sorted(exchange["client_outcome"] for exchange in found["exchanges"])
        assert outcomes == ["aborted", "complete"], found


def a_browser_opens_websockets_in_the_connection_that_it_has():
    with serving("one") as (server, _):
        browser = Chromium()
        try:
            page = browser.open("about:blank")
            page.command("Security.setIgnoreCertificateErrors", ignore=True)
            page.go(f"https://127.0.0.1:{server.tls_port}/")
            page.shows("one GET /")
            said = page.ask("""new Promise((resolve, reject) => {
              const socket = new WebSocket(`wss://${location.host}/chat`, ["chat"]), heard = [];
              socket.onopen = () => ["to", "and", "fro"].forEach((word) => socket.send(word));
              socket.onmessage = ({data}) => { if (heard.push(data) == 3) socket.close(1000, "enough"); };
              socket.onerror = () => reject(new Error("no WebSocket"));
              socket.onclose = ({code}) => resolve([socket.protocol, code, ...heard].join(" "));
            })""")
            assert said == "chat 1000 one:to one:and one:fro", said
            failed = page.ask("""new Promise((resolve) => {
              const socket = new WebSocket(`wss://${location.host}/page`);
              socket.onopen = () => resolve("open");
              socket.onerror = () => resolve("refused");
            })""")
            assert failed == "refused", failed
        finally:
            browser.close()
        conditions = {exchange["target"]: exchange for exchange in ask_console(server, "/api/exchanges")["exchanges"]}
        assert conditions["/chat"]["condition"] == "gw.connected", conditions
        assert conditions["/page"]["condition"] == "gw.relayed", conditions


class Client(threading.Thread):
    """Asks over one connection until it is told to stop. Whatever it did not get it keeps."""

    def __init__(self, port, stop):
        super().__init__()
        self.port, self.stop, self.answers, self.failure = port, stop, [], None

    def run(self):
        try:
            connection = Connection(self.port)
            while not self.stop.is_set():
                response = connection.get("/")
                self.answers.append((response.status, response.content.split()[0] if response.content else b""))
            connection.close()
        except (OSError, AssertionError) as failure:
            self.failure = failure


def count(clients, name):
    return sum(len([answer for answer in client.answers if answer == (200, name)]) for client in list(clients))


def no_client_sees_that_one_of_two_died():
    with serving("one", "other", more='max_failures = 3') as (server, apps):
        stop = threading.Event()
        clients = [Client(server.port, stop) for _ in range(8)]
        for client in clients:
            client.start()
        while count(clients, b"one") < 200 or count(clients, b"other") < 200:
            pass
        apps[0].kill()
        before = count(clients, b"other")
        while count(clients, b"other") < before + 1000:
            pass
        stop.set()
        for client in clients:
            client.join()
            assert client.failure is None, client.failure
            assert {status for status, _ in client.answers} == {200}, set(client.answers)

        # What it took is on record: an attempt that failed, and one that did not.
        assert any('"end":"answered"' in line for line in lines_of_two_attempts(server, apps[0].port))


def lines_of_two_attempts(server, port):
    """Of exchanges that were tried at `port` and elsewhere. Lines are written late; the suite's alarm ends waiting."""
    while True:
        lines = [line for line in server.log.read_text().splitlines()
                 if line.count('"end":') > 1 and f"127.0.0.1:{port}" in line]
        if lines:
            return lines


def attempts_are_told_afterwards():
    with serving("one", "other", more="max_failures = 0") as (server, apps):
        apps[0].kill()
        for _ in range(4):
            response = Connection(server.port).get("/")
            assert response.status == 200 and response.content.startswith(b"other"), response.content
        refused = f"127.0.0.1:{apps[0].port}: was refused the connection (ECONNREFUSED: Connection refused)"
        for exchange in ask_console(server, "/api/exchanges")["exchanges"]:
            whole = ask_console(server, f"/api/exchanges/{exchange['id']}")
            if len(whole["attempts"]) == 2:
                assert whole["attempts"][0].startswith(refused), whole["attempts"]
                assert whole["attempts"][1].startswith(f"127.0.0.1:{apps[1].port}: answered"), whole["attempts"]
                assert "P10d-n" in [step["edge"] for step in whole["way"]], whole["way"]  # the map shows it
                told = run(PROGRAM, "why", "--console", f"http://127.0.0.1:{server.console}", "--id", exchange["id"])
                assert "ECONNREFUSED" in told.stdout and told.returncode == 0, told
                return
        raise AssertionError("no exchange took two attempts")


if __name__ == "__main__":
    sys.exit(cases.run("Gateway", [limited(case) for case in (
        an_application_of_node_is_served,
        content_streams_both_ways,
        early_hints_pass,
        a_switch_of_protocols_makes_a_tunnel,
        a_tunnel_ends_half_by_half,
        a_stream_of_http_2_goes_both_ways_for_as_long_as_it_likes,
        connect_makes_a_tunnel_of_a_stream,
        a_browser_opens_websockets_in_the_connection_that_it_has,
        no_client_sees_that_one_of_two_died,
        attempts_are_told_afterwards)]))
