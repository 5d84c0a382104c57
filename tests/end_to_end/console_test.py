#!/usr/bin/env python3
"""The console of a running server, asked as programs, browsers and attackers would.

  console_test.py RESPONSUM_PROGRAM
"""

import base64
import hashlib
import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
import cases  # noqa: E402

PROGRAM = sys.argv[1]
LIMIT_S = 20


def say_what_it_says(*arguments):
    """A start that fails: exit code and what stands on stderr."""
    done = subprocess.run([PROGRAM, "serve", *arguments], capture_output=True, text=True, timeout=LIMIT_S, check=False)
    return done.returncode, done.stderr


class Server:
    def __init__(self, folder):
        (Path(folder) / "index.html").write_text("<p>hello</p>", encoding="utf-8")
        (Path(folder) / "index.html").chmod(0o644)
        self.process = subprocess.Popen(
            [PROGRAM, "serve", folder, "--listen", "127.0.0.1:0", "--console", "127.0.0.1:0"],
            stdout=subprocess.PIPE, text=True)
        urls = [re.search(r"http://([\d.]+):(\d+)/", self.process.stdout.readline()) for _ in range(2)]
        self.site, self.console = [(url[1], int(url[2])) for url in urls]

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(LIMIT_S)


def ask(where, path, method="GET", **fields):
    """Status, fields and content. Names of fields are written with _ for -; Host replaces the usual one."""
    connection = http.client.HTTPConnection(*where, timeout=LIMIT_S)
    host = fields.pop("Host", f"{where[0]}:{where[1]}")
    connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
    connection.putheader("Host", host)
    for name, value in fields.items():
        connection.putheader(name.replace("_", "-"), value)
    connection.endheaders()
    response = connection.getresponse()
    content = response.read()
    connection.close()
    return response.status, dict(response.getheaders()), content


def api(path):
    live = path != "/api/diagram"  # what a build never changes may be kept, and is asked for again
    status, fields, content = ask(SERVER.console, path)
    assert status == 200, f"{path}: {status}"
    assert fields["Content-Type"] == "application/json", fields
    assert fields["Cache-Control"] == ("no-store" if live else "no-cache"), fields
    return json.loads(content)


def page_has_a_strict_policy():
    status, fields, content = ask(SERVER.console, "/")
    assert status == 200 and b"<title>Responsum console</title>" in content
    policy = fields["Content-Security-Policy"]
    for part in ("default-src 'none'", "script-src 'self'", "style-src 'self'", "base-uri 'none'",
                 "frame-ancestors 'none'"):
        assert part in policy, policy
    assert "unsafe" not in policy, policy
    assert fields["X-Content-Type-Options"] == "nosniff"


def unchanged_page_is_not_sent_again():
    _, fields, _ = ask(SERVER.console, "/style.css")
    status, _, content = ask(SERVER.console, "/style.css", If_None_Match=fields["ETag"])
    assert status == 304 and content == b"", status


def foreign_name_is_misdirected():
    for host in ("evil.example", "evil.example:8081", "127.0.0.1.evil.example"):
        status, fields, _ = ask(SERVER.console, "/api/overview", Host=host)
        assert status == 421, f"{host}: {status}"
        assert fields["Responsum-Verdict"].startswith("authority.unknown"), fields
    for host in ("localhost", "127.0.0.1", "[::1]:1"):
        assert ask(SERVER.console, "/api/overview", Host=host)[0] == 200, host


def page_of_another_origin_is_refused():
    status, fields, content = ask(SERVER.console, "/api/overview", Origin="http://evil.example")
    assert status == 403 and b"uptime" not in content, status
    assert json.loads(content)["condition"] == "origin.foreign", content
    own = f"http://{SERVER.console[0]}:{SERVER.console[1]}"
    assert ask(SERVER.console, "/api/overview", Origin=own)[0] == 200
    assert ask(SERVER.console, "/api/overview", Origin="null")[0] == 403
    assert not any(name.lower().startswith("access-control") for name in fields), fields


def nothing_can_be_changed():
    status, fields, _ = ask(SERVER.console, "/api/exchanges", method="POST", Content_Length="0")
    assert status == 405 and fields["Allow"] == "GET, HEAD, OPTIONS", fields


def exchange_can_be_followed_from_its_answer():
    status, fields, _ = ask(SERVER.site, "/missing.html?n=1")
    assert status == 404
    exchange = re.search(r'exchange="(\w+)"', fields["Responsum-Verdict"])[1]
    kept = api(f"/api/exchanges/{exchange}")
    assert kept["target"] == "/missing.html?n=1" and kept["condition"] == "fs.none", kept
    assert kept["way"][-1] == {"tag": "H6b", "edge": "H6b-n", "chapter": "locate",
                               "question": "Is there a page that stands in for what does not exist?",
                               "answer": "no", "main": True, "rule": "RFC 9110 15.5.5"}, kept["way"][-1]
    assert [e["id"] for e in api("/api/exchanges?condition=fs.*&text=missing")["exchanges"]] == [exchange]
    assert api("/api/exchanges?through=H5-n&most=1")["exchanges"][0]["id"] == exchange
    while api("/api/traffic")["edges"].get("H5-n", 0) == 0:
        pass  # until the second is over


def counts_are_those_of_the_site_alone():
    before = api("/api/overview")["exchanges"]
    ask(SERVER.site, "/")
    api("/api/exchanges")
    assert api("/api/overview")["exchanges"] == before + 1


def filter_that_cannot_be_meant_says_so():
    for path in ("/api/exchanges", "/api/events"):
        status, fields, content = ask(SERVER.console, path + "?text=a&status=teapot")
        problem = json.loads(content)
        assert status == 400 and fields["Content-Type"] == "application/problem+json", fields
        assert problem["condition"] == "query.invalid", problem
        assert problem["parameter"] == "status" and problem["value"] == "teapot" and problem["position"] == 7, problem
        assert "a status is a number" in problem["about"], problem


def answers_are_for_its_own_pages_alone():
    for path, host in (("/", None), ("/api/overview", None), ("/nowhere", None), ("/api/exchanges?a=b", None),
                       ("/", "evil.example"), ("/healthz", None)):
        _, fields, _ = ask(SERVER.console, path, **({"Host": host} if host else {}))
        assert "default-src 'none'" in fields["Content-Security-Policy"], f"{path}: {fields}"
        assert fields["X-Content-Type-Options"] == "nosniff", f"{path}: {fields}"
        assert fields["Referrer-Policy"] == "no-referrer", f"{path}: {fields}"
        assert fields["Cross-Origin-Resource-Policy"] == "same-origin", f"{path}: {fields}"


def explanation_may_use_its_own_style():
    """The policy names the one style of pages that explain, by its hash."""
    _, fields, content = ask(SERVER.console, "/nowhere", Accept="text/html")
    style = re.search(rb"<style>(.*?)</style>", content, re.DOTALL)[1]
    digest = base64.b64encode(hashlib.sha256(style).digest()).decode()
    assert f"'sha256-{digest}'" in fields["Content-Security-Policy"], digest


def it_says_that_it_lives_and_is_ready():
    status, fields, content = ask(SERVER.console, "/healthz")
    assert (status, content) == (200, b"ok\n") and fields["Cache-Control"] == "no-store", fields
    assert ask(SERVER.console, "/readyz")[0] == 200


def unknown_exchange_is_not_found():
    assert ask(SERVER.console, "/api/exchanges/0000000000000")[0] == 404


def tables_are_whole():
    nodes = {n["tag"] for n in api("/api/diagram")["nodes"]}
    assert {e["from"] for e in api("/api/diagram")["edges"]} == nodes
    # An interim condition is met in passing: no walk ends in it.
    met_in_passing = [c["id"] for c in api("/api/conditions")["conditions"] if not c["edges"]]
    assert met_in_passing == ["tls.upgraded", "upload.created", "upload.progress", "content.wanted",
                              "op.still-running"], met_in_passing
    assert {200, 404, 500} <= {s["code"] for s in api("/api/statuses")["statuses"]}


def only_loopback_is_listened_at():
    for address in (":0", "0.0.0.0:0", "192.0.2.1:8081"):
        code, said = say_what_it_says(FOLDER, "--listen", "127.0.0.1:0", "--console", address)
        assert code == 1 and "loopback" in said and "console_token" in said, f"{address}: {code} {said}"


def console_can_be_left_out():
    process = subprocess.Popen([PROGRAM, "serve", FOLDER, "--listen", "127.0.0.1:0", "--console", "off"],
                               stdout=subprocess.PIPE, text=True)
    process.stdout.readline()
    process.send_signal(signal.SIGTERM)
    assert "console" not in process.stdout.read()
    assert process.wait(LIMIT_S) == 0


def hear(connection, text):
    """Answers may come in any pieces: reads until the text has come."""
    heard = b""
    while text not in heard:
        piece = connection.recv(1 << 16)
        assert piece, f"ended without {text!r}: {heard!r}"
        heard += piece


def draining_server_is_not_ready():
    """While a worker still has a request under way, whoever asks is told, and told that the process lives."""
    with TemporaryDirectory() as folder:
        server = Server(folder)
        try:
            with socket.create_connection(server.site, LIMIT_S) as held:
                held.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\nGET / HTTP/1.1\r\n")
                hear(held, b"HTTP/1.1 200")  # so the worker has seen the second one's beginning
                assert ask(server.console, "/readyz")[0] == 200
                server.process.send_signal(signal.SIGTERM)
                while (answer := ask(server.console, "/readyz"))[0] == 200:
                    pass
                status, fields, content = answer
                assert status == 503 and "Retry-After" in fields, answer
                assert json.loads(content)["condition"] == "server.draining", content
                assert ask(server.console, "/healthz")[0] == 200
                held.sendall(b"Host: localhost\r\n\r\n")
                hear(held, b"HTTP/1.1 503")
            assert server.process.wait(LIMIT_S) == 0
        finally:
            server.process.kill()
            server.process.wait()


TOKEN = "a-token-of-32-characters-0123456"


def configured(folder, *lines):
    file = Path(folder) / "console.toml"
    file.write_text('[server]\nlisten = "127.0.0.1:0"\n' + "\n".join(lines) +
                    '\n[log]\naccess = "stdout"\n[[site]]\n[[site.route]]\npath = "/"\nfiles = "."\n', encoding="utf-8")
    return str(file)


def token_lets_in_from_elsewhere():
    with TemporaryDirectory() as folder:
        Path(folder, "index.html").write_text("<p>hello</p>", encoding="utf-8")
        file = configured(folder, 'console = "0.0.0.0:0"', 'console_token = "${CONSOLE_TOKEN}"')
        process = subprocess.Popen([PROGRAM, "serve", "--config", file], stdout=subprocess.PIPE,
                                   stderr=subprocess.STDOUT, text=True, env=os.environ | {"CONSOLE_TOKEN": TOKEN})
        try:
            urls = [re.search(r"http://[\w.]+:(\d+)/", process.stdout.readline()) for _ in range(2)]
            console = ("127.0.0.1", int(urls[1][1]))
            for fields in ({}, {"Authorization": "Bearer " + TOKEN[:-1]}, {"Cookie": "responsum_token=x"}):
                status, got, content = ask(console, "/api/overview", Host="console.example", **fields)
                assert status == 401 and got["WWW-Authenticate"].startswith("Bearer "), got
                assert json.loads(content)["condition"] == "console.token" and TOKEN.encode() not in content, content
            assert ask(console, "/api/overview", Authorization="Bearer " + TOKEN)[0] == 200
            status, fields, content = ask(console, "/?token=" + TOKEN, Host="console.example")
            assert status == 303 and fields["Location"] == "/" and TOKEN.encode() not in content, fields
            cookie, *flags = fields["Set-Cookie"].split("; ")
            assert set(flags) == {"HttpOnly", "SameSite=Strict", "Path=/"}, flags
            assert ask(console, "/", Host="console.example", Cookie=cookie)[0] == 200
            assert ask(console, "/healthz")[0] == 200
        finally:
            process.send_signal(signal.SIGTERM)
            said, _ = process.communicate(timeout=LIMIT_S)
        assert TOKEN not in said, said


def token_is_not_shown():
    with TemporaryDirectory() as folder:
        Path(folder, "token").write_text(TOKEN + "\n", encoding="utf-8")
        file = configured(folder, 'console = "127.0.0.1:8081"', 'console_token_file = "token"')
        shown = subprocess.run([PROGRAM, "config", "show", file], capture_output=True, text=True, timeout=LIMIT_S,
                               check=True).stdout
        assert "console_token" in shown and TOKEN not in shown, shown


def console_for_everybody_is_an_error():
    with TemporaryDirectory() as folder:
        file = configured(folder, 'console = "0.0.0.0:8081"')
        done = subprocess.run([PROGRAM, "config", "check", file], capture_output=True, text=True, timeout=LIMIT_S,
                              check=False)
        assert done.returncode == 1 and "console_token" in done.stdout + done.stderr, done


def server_ends_although_the_console_is_open():
    connection = http.client.HTTPConnection(*SERVER.console, timeout=LIMIT_S)
    connection.request("GET", "/api/overview")
    connection.getresponse().read()
    assert SERVER.stop() == 0


CASES = [page_has_a_strict_policy, unchanged_page_is_not_sent_again, foreign_name_is_misdirected,
         page_of_another_origin_is_refused, nothing_can_be_changed, exchange_can_be_followed_from_its_answer,
         counts_are_those_of_the_site_alone, filter_that_cannot_be_meant_says_so,
         answers_are_for_its_own_pages_alone, explanation_may_use_its_own_style, it_says_that_it_lives_and_is_ready,
         unknown_exchange_is_not_found, tables_are_whole, only_loopback_is_listened_at, console_can_be_left_out,
         draining_server_is_not_ready, token_lets_in_from_elsewhere, token_is_not_shown,
         console_for_everybody_is_an_error, server_ends_although_the_console_is_open]

if __name__ == "__main__":
    with TemporaryDirectory() as FOLDER:
        SERVER = Server(FOLDER)
        try:
            code = cases.run("console", CASES)
        finally:
            SERVER.process.kill()
            SERVER.process.wait()
    sys.exit(code)
