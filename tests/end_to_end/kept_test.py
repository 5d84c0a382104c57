#!/usr/bin/env python3
"""Exchanges that are kept, and `responsum why` asking a running server.   kept_test.py PROGRAM"""

import http.server
import json
import re
import signal
import sqlite3
import subprocess
import sys
import threading
import urllib.parse
from contextlib import contextmanager
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
workers = 2
[log]
access = "off"
[[site]]
name = "shop"
hosts = ["localhost"]
[[site.route]]
name = "pages"
path = "/"
files = "www"
"""
RULES = """
[record]
file = "FILE"
max_exchanges = 100
[[record.keep]]
name = "missing"
status = "4xx"
condition = "fs.*"
[[record.keep]]
name = "malformed"
condition = "syntax.*"
"""
SECRETS = ["c0okie-of-somebody", "b4sic-credentials", "pr0xy-credentials", "s3cond-token"]


def make_site(place, rules=RULES, file="kept.sqlite"):
    (place / "www").mkdir(exist_ok=True)
    (place / "www" / "index.html").write_text("<p>hello</p>")
    config = place / "site.toml"
    config.write_text(SITE + rules.replace("FILE", file))
    return config


@contextmanager
def serving(config):
    with running(PROGRAM, "--config", config, listen=None, console=True) as server:
        server.console_url = f"http://127.0.0.1:{server.console}"
        yield server


def kept(server, query=""):
    return ask_console(server, f"/api/exchanges?kept=1{query}")["exchanges"]


def kept_when_there_are(server, count):
    """Writing follows in a tenth of a second or so; the suite's alarm ends waiting in vain."""
    while len(exchanges := kept(server)) < count:
        pass
    return exchanges


def send(server, octets):
    connection = Connection(server.port)
    connection.socket.sendall(octets.encode())
    response = connection.read_response()
    connection.close()
    return response


def get(server, path, fields=""):
    return send(server, f"GET {path} HTTP/1.1\r\nHost: localhost\r\n{fields}\r\n")


def id_of(response):
    return re.search(r'exchange="(\w+)"', response.fields["responsum-verdict"])[1]


def why(server, *arguments):
    return run(PROGRAM, "why", "--console", server.console_url, *arguments)


def rows(file):
    connection = sqlite3.connect(file)
    try:
        return connection.execute("SELECT id, rule, status, condition, target FROM exchange ORDER BY id").fetchall()
    finally:
        connection.close()


def kept_exchange_outlives_a_kill():
    with folder() as place:
        config = make_site(place)
        with serving(config) as server:
            assert get(server, "/").status == 200
            missing = id_of(get(server, "/indx.html"))
            [found] = kept_when_there_are(server, 1)
            assert (found["id"], found["kept_by"], found["route"]) == (missing, "missing", "pages"), found
            server.signal(signal.SIGKILL)
            server.exit_code()
        with serving(config) as server:
            told = why(server, "--id", missing)
            assert told.returncode == 0, told.stderr
            for part in ("GET /indx.html at localhost", "\nverdict       fs.none\n", "  H6    Does the name exist?",
                         "  kept by     rule missing", f"pages at {config}:", f"\nexchange      {missing}\n",
                         "in the configuration of now", "/index.html: a name much like it"):
                assert part in told.stdout, f"{part!r} is not in {told.stdout}"
            assert ask_console(server, f"/api/exchanges/{missing}")["way"][-1]["edge"] == "H6b-n"
            assert ask_console(server, "/api/exchanges")["exchanges"] == []
            assert [e["id"] for e in kept(server, "&condition=fs.none&route=pages&text=indx")] == [missing]
            assert kept(server, "&status=5xx") == kept(server, "&route=other") == []


def exchange_of_the_ring_is_told_too():
    with folder() as place, serving(make_site(place)) as server:
        get(server, "/")
        [served] = [e["id"] for e in ask_console(server, "/api/exchanges")["exchanges"]]
        told = why(server, "--id", served)
        assert told.returncode == 0, told.stderr
        assert "verdict       repr.whole" in told.stdout and "kept by" not in told.stdout, told.stdout


def credentials_are_nowhere_in_the_file():
    fields = (f"Cookie: id={SECRETS[0]}\r\nAuthorization: Basic {SECRETS[1]}\r\n"
              f"Proxy-Authorization: Basic {SECRETS[2]}\r\n")
    with folder() as place, serving(make_site(place)) as server:
        get(server, "/missing", fields)
        send(server, f"GET /bad HTTP/1.1\r\nHost : localhost\r\nAuthorization: Bearer {SECRETS[3]}\r\n\r\n")
        conditions = {e["condition"] for e in kept_when_there_are(server, 2)}
        assert conditions == {"fs.none", "syntax.space-before-colon"}, conditions
        files = [f for f in place.iterdir() if f.name.startswith("kept.sqlite")]
        assert place / "kept.sqlite-wal" in files, files
        octets = b"".join(f.read_bytes() for f in files)
        assert b"/missing" in octets, "the test looks in the wrong place"
        for secret in SECRETS:
            assert secret.encode() not in octets, secret


def end_of_the_server_loses_nothing():
    with folder() as place:
        with serving(make_site(place)) as server:
            connection = Connection(server.port)
            for n in range(60):
                assert connection.get(f"/missing-{n}").status == 404
            connection.close()
            server.signal(signal.SIGTERM)
            assert server.exit_code() == 0
        assert [target for *_, target in rows(place / "kept.sqlite")] == [f"/missing-{n}" for n in range(60)]


def file_is_bounded():
    with folder() as place:
        with serving(make_site(place, RULES.replace("100", "10"))) as server:
            connection = Connection(server.port)  # one, so one worker: ids of one are in order within a millisecond too
            for n in range(25):
                assert connection.get(f"/missing-{n}").status == 404
            connection.close()
            server.signal(signal.SIGTERM)
            assert server.exit_code() == 0
        assert [target for *_, target in rows(place / "kept.sqlite")] == [f"/missing-{n}" for n in range(15, 25)]


def reload_names_another_file():
    with folder() as place:
        config = make_site(place)
        with serving(config) as server:
            get(server, "/before")
            kept_when_there_are(server, 1)
            text = config.read_text().replace("kept.sqlite", "other.sqlite")
            config.write_text(text)
            server.signal(signal.SIGHUP)
            server.read_errors_until("reloaded")
            get(server, "/after")
            while [e["target"] for e in kept(server)] != ["/after"]:
                pass
        assert [row[4] for row in rows(place / "kept.sqlite")] == ["/before"]


def damaged_file_is_moved_aside_and_said():
    with folder() as place:
        (place / "kept.sqlite").write_bytes(b"no database at all" * 1000)
        with serving(make_site(place)) as server:
            assert "is damaged: it was moved to" in server.read_errors_until("damaged")
            get(server, "/missing")
            kept_when_there_are(server, 1)
        [aside] = place.glob("kept.sqlite.damaged-*")
        assert aside.read_bytes().startswith(b"no database")


def file_that_cannot_be_had_ends_the_start():
    with folder() as place:
        foreign = sqlite3.connect(place / "kept.sqlite")
        foreign.execute("CREATE TABLE mine (a)")
        foreign.commit()
        foreign.close()
        done = run(PROGRAM, "serve", "--config", make_site(place))
        assert done.returncode == 1 and "the database of another program" in done.stderr, done.stderr


def way_of_another_edition_is_not_made_up():
    with folder() as place, serving(make_site(place)) as server:
        missing = id_of(get(server, "/missing"))
        kept_when_there_are(server, 1)
        unknown = "0" + missing[1:-1] + "z"
        connection = sqlite3.connect(place / "kept.sqlite", timeout=PATIENCE_S)
        names = [c[1] for c in connection.execute("PRAGMA table_info(exchange)") if c[1] not in ("id", "edition")]
        columns = ", ".join(names)
        connection.execute(f"INSERT INTO exchange (id, edition, {columns}) SELECT ?, edition + 1, {columns} "
                           "FROM exchange WHERE id = ?", (unknown, missing))
        connection.commit()
        connection.close()
        told = why(server, "--id", unknown)
        assert told.returncode == 0 and "cannot tell its way" in told.stdout, told.stdout + told.stderr
        assert "Does the name exist?" not in told.stdout and "verdict       fs.none" in told.stdout, told.stdout


def unknown_id_says_how_long_exchanges_are_kept():
    with folder() as place, serving(make_site(place)) as server:
        told = why(server, "--id", "0000000000000")
        assert told.returncode == 1 and told.stdout == "", told
        assert "no exchange 0000000000000" in told.stderr and "4096" in told.stderr, told.stderr


def malformed_id_is_misuse_with_its_position():
    for text, position in (("06exngze0000", "behind character 12"), ("06exngze0000gg", "behind character 13"),
                           ("06exnuze0000g", "character 6"), ("06EXNGZE0000G", "character 3")):
        told = run(PROGRAM, "why", "--id", text)
        assert told.returncode == 2 and position in told.stderr, f"{text}: {told.returncode} {told.stderr}"


def misuse_is_refused():
    for arguments in (["--id", "0000000000000", "--follow"], ["--follow", "http://localhost/"],
                      ["--status", "5xx"], ["--follow", "--status", "teapot"], ["--follow", "--condition", "no.such"],
                      ["--id", "0000000000000", "--full"]):
        told = run(PROGRAM, "why", *arguments)
        assert told.returncode == 2, f"{arguments}: {told.returncode} {told.stdout} {told.stderr}"


def console_that_is_not_there_is_said():
    with folder() as place:
        with serving(make_site(place)) as server:
            url = server.console_url
        told = run(PROGRAM, "why", "--id", "0000000000000", "--console", url)
        assert told.returncode == 1 and f"no console answers at {url}" in told.stderr, told.stderr


class Console(http.server.BaseHTTPRequestHandler):
    """Plays a console that streams, since what is tested is who reads it."""
    protocol_version = "HTTP/1.1"
    ROW = {"id": "06exngze0000g", "time": "2026-11-20T12:31:07.042Z", "method": "GET", "target": "/a\u001b[31m",
           "status": 404, "condition": "fs.none", "subject": "a"}

    def do_GET(self):
        self.server.asked.append((self.path, self.headers.get("Authorization")))
        if self.path.endswith("/why"):
            return self.answer(200, "text/plain", b"GET /a\n  all of it\n")
        if self.server.refuses:
            return self.answer(400, "application/problem+json", b'{"detail": "There is no such route."}')
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        row = json.dumps(self.ROW)
        try:
            for piece in (": hello\n\n", f"event: exchange\nid: {self.ROW['id']}\nda", f"ta: {row}\n\n",
                          'event: dropped\ndata: {"exchanges": 7}\n\n', "event: traffic\ndata: {}\n\n"):
                self.wfile.write(piece.encode())
                self.wfile.flush()
            self.server.may_end.wait(PATIENCE_S)
        except BrokenPipeError:
            pass  # who reads has read enough
        self.close_connection = True

    def answer(self, status, media_type, content):
        self.send_response(status)
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_):
        pass


@contextmanager
def console(refuses=False):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Console)
    server.daemon_threads = True
    server.asked, server.refuses, server.may_end = [], refuses, threading.Event()
    server.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server
    finally:
        server.may_end.set()
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def following(url, *arguments, **how):
    process = subprocess.Popen([PROGRAM, "why", "--follow", "--console", url, *arguments], stdout=subprocess.PIPE,
                               stderr=subprocess.PIPE, text=True, **how)
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.wait(PATIENCE_S)
        process.stdout.close()
        process.stderr.close()


LINE = "12:31:07.042  06exngze0000g  404  fs.none                     GET /a?[31m  a\n"


def follow_prints_a_line_an_exchange_at_once():
    with console() as played, following(played.url, "--status", "4xx,500", "--condition", "fs.*", "--route",
                                        "a&b") as reading:
        assert reading.stdout.readline() == LINE
        assert reading.stdout.readline() == "… 7 more that came too fast are not shown\n"
        [(path, token)] = played.asked
        assert urllib.parse.parse_qs(urllib.parse.urlsplit(path).query) == {
            "feed": ["exchanges"], "status": ["4xx,500"], "condition": ["fs.*"], "route": ["a&b"]}, path
        assert path.startswith("/api/events?") and token is None, (path, token)


def follow_ends_at_an_interrupt():
    with console() as played, following(played.url) as reading:
        reading.stdout.readline()
        reading.send_signal(signal.SIGINT)
        assert reading.wait(PATIENCE_S) == 0
        assert reading.stderr.read() == ""


def follow_says_that_the_server_has_ended():
    with console() as played, following(played.url) as reading:
        reading.stdout.readline()
        played.may_end.set()
        assert reading.wait(PATIENCE_S) == 1
        assert "the server has ended the stream" in reading.stderr.read()


def follow_can_tell_all_of_each():
    with console() as played, following(played.url, "--full") as reading:
        assert [reading.stdout.readline() for _ in range(4)] == [LINE, "GET /a\n", "  all of it\n", "\n"]
        assert played.asked[1][0] == "/api/exchanges/06exngze0000g/why"


def follow_says_what_the_console_refuses():
    with console(refuses=True) as played, following(played.url, "--route", "nowhere") as reading:
        assert reading.wait(PATIENCE_S) == 1
        assert "There is no such route." in reading.stderr.read()


def token_comes_from_a_file_or_the_environment():
    with folder() as place, console() as played:
        (place / "token").write_text("of-a-file\n")
        with following(played.url, "--token-file", str(place / "token")) as reading:
            reading.stdout.readline()
        with following(played.url, env={"RESPONSUM_TOKEN": "of-the-environment"}) as reading:
            reading.stdout.readline()
        assert [token for _, token in played.asked] == ["Bearer of-a-file", "Bearer of-the-environment"], played.asked


def console_is_found_in_the_configuration():
    with folder() as place, console() as played:
        config = make_site(place)
        config.write_text(config.read_text().replace('console = "127.0.0.1:0"', f'console = "{played.url[7:]}"'))
        told = run(PROGRAM, "why", "--id", "06exngze0000g", "--config", config)
        assert told.returncode == 0 and told.stdout == "GET /a\n  all of it\n", told.stderr


CASES = [kept_exchange_outlives_a_kill, exchange_of_the_ring_is_told_too, credentials_are_nowhere_in_the_file,
         end_of_the_server_loses_nothing, file_is_bounded, reload_names_another_file,
         damaged_file_is_moved_aside_and_said, file_that_cannot_be_had_ends_the_start,
         way_of_another_edition_is_not_made_up, unknown_id_says_how_long_exchanges_are_kept,
         malformed_id_is_misuse_with_its_position, misuse_is_refused, console_that_is_not_there_is_said,
         follow_prints_a_line_an_exchange_at_once, follow_ends_at_an_interrupt,
         follow_says_that_the_server_has_ended, follow_can_tell_all_of_each, follow_says_what_the_console_refuses,
         token_comes_from_a_file_or_the_environment, console_is_found_in_the_configuration]

if __name__ == "__main__":
    sys.exit(cases.run("kept", [limited(case) for case in CASES]))
