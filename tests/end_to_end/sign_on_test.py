#!/usr/bin/env python3
"""Another server is asked who may come: a login, an application that is told who it is, and a server that goes away.

  sign_on_test.py PROGRAM
"""

import hashlib
import json
import re
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
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
console = "127.0.0.1:0"
workers = 1
[log]
access = "off"
[limits]
max_content_bytes = 4000000
[auth.sso]
scheme = "forward"
server = "http://127.0.0.1:{authority}"
path = "/verify"
fields = ["Remote-Email"]
[[site]]
hosts = ["127.0.0.1", "localhost"]
[[site.route]]
path = "/app/"
proxy = "http://127.0.0.1:{app}"
auth = "sso"
[[site.route]]
path = "/ops/"
files = "www"
auth = "sso"
otherwise = "deny"
[[site.route.rule]]
name = "ops"
access = "allow"
groups = ["ops"]
"""
SESSIONS = {"session=1": {"Remote-User": "alice", "Remote-Groups": "staff,ops", "Remote-Email": "alice@example.org"},
            "session=2": {"Remote-User": "bob", "Remote-Groups": "staff"}}
CONTENT = hashlib.shake_256(b"content").digest(1_000_000)  # many windows of 64 KiB


class Quiet(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def answer(self, status, fields, content=b""):
        self.send_response(status)
        for name, value in fields.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


class Authority(Quiet):
    """Knows sessions by their cookies, and sends others to where one logs in."""

    def do_GET(self):
        if self.server.away:
            self.close_connection = True  # it was kept from before
            return None
        self.server.asked.append(dict(self.headers.items()))
        known = SESSIONS.get(self.headers.get("Cookie"))
        if known is not None:
            return self.answer(200, known)
        where = f"https://login.example/?for={self.headers['X-Forwarded-Uri']}"
        return self.answer(302, {"Location": where, "Set-Cookie": "state=1"}, b"Log in first.")


class Application(Quiet):
    """Says whom it was told of, and the digest of what came."""

    def do_GET(self):
        length = int(self.headers.get("Content-Length", 0))
        content = self.rfile.read(length)
        told = {name: self.headers.get_all(name) for name in ("Remote-User", "Remote-Groups", "Remote-Email")}
        told |= {"method": self.command, "digest": hashlib.sha256(content).hexdigest()}
        self.answer(200, {"Content-Type": "application/json"}, json.dumps(told).encode())

    do_POST = do_GET


@contextmanager
def serving():
    with folder() as place:
        (place / "www").mkdir()
        (place / "www" / "page.txt").write_text("for ops")
        others = [ThreadingHTTPServer(("127.0.0.1", 0), kind) for kind in (Authority, Application)]
        for other in others:
            other.asked, other.away, other.daemon_threads = [], False, True
            threading.Thread(target=other.serve_forever, daemon=True).start()
        config = place / "site.toml"
        config.write_text(SITE.format(authority=others[0].server_address[1], app=others[1].server_address[1]))
        try:
            with running(PROGRAM, "--config", config, listen=None, console=True) as server:
                yield server, *others
        finally:
            for other in others:
                other.shutdown()
                other.server_close()


def get(server, path, *fields):
    connection = Connection(server.port)
    lines = "".join(f"{field}\r\n" for field in fields)
    connection.socket.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n{lines}\r\n".encode())
    response = connection.read_response()
    connection.close()
    return response


def post(server, file, *options):
    url = f"http://127.0.0.1:{server.port}/app/"
    done = subprocess.run(["curl", "--silent", "--show-error", *options, "--data-binary", f"@{file}", url],
                          capture_output=True, timeout=PATIENCE_S, check=False)
    assert done.returncode == 0, done
    return done.stdout


def newest(server, condition):
    """What is relayed is recorded when all of it has left, which its client may see before."""
    while True:
        exchanges = ask_console(server, "/api/exchanges")["exchanges"]
        if exchanges and exchanges[0]["condition"] == condition:
            return ask_console(server, "/api/exchanges/" + exchanges[0]["id"])
        time.sleep(0.01)


def who_has_not_logged_in_is_sent_there():
    with serving() as (server, authority, _):
        response = get(server, "/app/page?n=1")
        assert response.status == 302 and response.content == b"Log in first.", response.fields
        assert response.fields["location"] == "https://login.example/?for=/app/page?n=1", response.fields
        assert response.fields["set-cookie"] == "state=1", response.fields
        asked = authority.asked[-1]
        assert (asked["X-Forwarded-Method"], asked["X-Forwarded-Host"]) == ("GET", "localhost"), asked
        seen = newest(server, "auth.relayed")
        assert seen["generated_by"] == "upstream", seen
        assert ", asked who may come" in seen["attempts"][0], seen


def application_is_told_who_it_is():
    with serving() as (server, _, _app):
        response = get(server, "/app/", "Cookie: session=1", "Remote-User: mallory", "Remote_Email: m@example.org")
        told = json.loads(response.content)
        assert told["Remote-User"] == ["alice"] and told["Remote-Email"] == ["alice@example.org"], told
        seen = newest(server, "gw.relayed")
        assert seen["client"] == "alice", seen
        assert [", asked who may come" in attempt for attempt in seen["attempts"]] == [True, False], seen
        told = json.loads(get(server, "/app/", "Cookie: session=2", "Remote-Email: mallory@example.org").content)
        assert told["Remote-User"] == ["bob"] and told["Remote-Email"] is None, told


def rules_go_by_its_groups():
    with serving() as (server, _, _app):
        assert get(server, "/ops/page.txt", "Cookie: session=1").content == b"for ops"
        assert get(server, "/ops/page.txt", "Cookie: session=2").status == 403
        newest(server, "acl.denied")


def content_waits_for_it():
    with serving() as (server, _, _app), folder() as place:
        sent = place / "sent"
        sent.write_bytes(CONTENT)
        for how in ("--http1.1", "--http2-prior-knowledge"):
            for expect in ([], ["--header", "Expect:"]):
                told = json.loads(post(server, sent, how, "--cookie", "session=1", *expect))
                assert told["digest"] == hashlib.sha256(CONTENT).hexdigest(), (how, expect, told)
                assert (told["method"], told["Remote-User"]) == ("POST", ["alice"]), (how, expect, told)
            # What is not taken ends nothing.
            assert post(server, sent, how, "--output", "/dev/null", "--write-out", "%{http_code}") == b"302", how


def nobody_gets_in_while_it_is_away():
    with serving() as (server, authority, _app):
        assert get(server, "/ops/page.txt", "Cookie: session=1").status == 200
        authority.away = True
        authority.shutdown()
        authority.server_close()
        for _ in range(3):
            response = get(server, "/ops/page.txt", "Cookie: session=1")
            assert response.status in (502, 503), response.fields
        verdict = re.search(r'exchange="(\w+)"', response.fields["responsum-verdict"])
        told = run(PROGRAM, "why", "--console", f"http://127.0.0.1:{server.console}", "--id", verdict[1])
        assert "Did the server that was asked answer?" in told.stdout, told


CASES = [who_has_not_logged_in_is_sent_there, application_is_told_who_it_is, rules_go_by_its_groups,
         content_waits_for_it, nobody_gets_in_while_it_is_away]

if __name__ == "__main__":
    sys.exit(cases.run("sign_on", [limited(case) for case in CASES]))
