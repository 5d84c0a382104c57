#!/usr/bin/env python3
"""Scripts behind the server: a real php-fpm, and programs.   scripts_test.py PROGRAM"""

import hashlib
import os
import shutil
import signal
import socket
import struct
import subprocess
import sys
import threading
import time
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
access = "log.json"
[limits]
max_content_bytes = "4MiB"
[[upstream]]
name = "php"
servers = ["fastcgi+unix:{place}/php.sock"]
retries = 0
max_failures = 0
[[site]]
hosts = ["localhost"]
[[site.route]]
name = "programs"
path = "/cgi/"
cgi = {{root = "cgi", max_programs = 1}}
[[site.route]]
name = "app"
path = "/"
proxy = "php"
fastcgi = {{root = "{place}/app", params = {{APP_ENV = "test"}}}}
"""

POOL = """
[global]
error_log = {place}/fpm.log
daemonize = no
[www]
listen = {place}/php.sock
pm = static
pm.max_children = 2
php_admin_flag[display_errors] = off
php_admin_flag[log_errors] = on
php_admin_value[post_max_size] = 8M
"""

PAGES = {
    "index.php": "<?php header('X-Env: ' . $_SERVER['APP_ENV']); echo 'front ', $_SERVER['REQUEST_URI'], \"\\n\";",
    "hello.php": "<?php echo 'Hello, ', $_GET['name'] ?? 'world', ' at ', $_SERVER['PATH_INFO'] ?? '-', \"\\n\";",
    "missing.php": "<?php http_response_code(404); echo \"No such page.\\n\";",
    "echo.php": "<?php header('Content-Type: application/octet-stream'); echo file_get_contents('php://input');",
    "form.php": "<?php echo $_POST['a'] ?? '-', \"\\n\";",
    "wrong.php": "<?php echo 'never' this is no PHP;",
    "large.php": "<?php for ($i = 0; $i < 300; $i++) echo str_repeat('0123456789', 1000);",
    "sleep.php": "<?php sleep(30);",
    "redirect.php": "<?php header('Location: /elsewhere');",
}

PROGRAMS = {
    "hello": "printf 'Content-Type: text/plain\\n\\nHello, %s.\\n' \"$QUERY_STRING\"",
    "wrong": "if [ \"$REQUEST_METHOD\" = then",
    "crash": "echo 'about to go' >&2\nkill -SEGV $$",
    "garbage": "echo 'Hello, this is no head.'",
    "slow": "echo $$ > \"$DOCUMENT_ROOT/pid\"\nsleep 30\nprintf 'Content-Type: text/plain\\n\\nlate\\n'",
}


class Php:
    def __init__(self, place):
        (place / "fpm.conf").write_text(POOL.format(place=place))
        program = shutil.which("php-fpm8.2", path=os.environ["PATH"] + ":/usr/sbin")
        assert program, "php-fpm is not installed"
        self.process = subprocess.Popen([program, "-n", "-F", "-R", "-y", place / "fpm.conf"],
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
        while not self.accepts(str(place / "php.sock")):
            assert self.process.poll() is None, (place / "fpm.log").read_text()
            time.sleep(0.01)

    @staticmethod
    def accepts(path):
        with socket.socket(socket.AF_UNIX) as probe:
            return probe.connect_ex(path) == 0

    def kill(self):
        """Master and children at once."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(PATIENCE_S)


@contextmanager
def serving():
    with folder() as place:
        for name, pages in (("app", PAGES), ("cgi", PROGRAMS)):
            (place / name).mkdir()
            for file, text in pages.items():
                (place / name / file).write_text(text if name == "app" else "#!/bin/sh\n" + text + "\n")
                (place / name / file).chmod(0o755)
        place.chmod(0o755)
        (place / "site.toml").write_text(SITE.format(place=place))
        php = Php(place)
        try:
            with running(PROGRAM, "--config", place / "site.toml", listen=None, console=True) as server:
                server.place = place
                yield server, php
        finally:
            php.kill()


def curl(server, path, *arguments, **how):
    """Status and content."""
    done = subprocess.run(["curl", "--silent", "--show-error", "--write-out", "%{http_code}", "--header",
                           "Host: localhost", *map(str, arguments), f"http://127.0.0.1:{server.port}{path}"],
                          capture_output=True, timeout=PATIENCE_S, check=False, **how)
    assert done.returncode == 0, done.stderr
    return int(done.stdout[-3:]), done.stdout[:-3]


def attempts_of(server, target):
    """What the console tells of the last exchange with that target, and `responsum why` as well."""
    for exchange in ask_console(server, "/api/exchanges")["exchanges"]:
        if exchange["target"] == target:
            whole = ask_console(server, f"/api/exchanges/{exchange['id']}")
            told = run(PROGRAM, "why", "--console", f"http://127.0.0.1:{server.console}", "--id", exchange["id"])
            for attempt in whole["attempts"]:
                assert " ".join(attempt.split()) in " ".join(told.stdout.split()), (attempt, told.stdout)
            return whole["condition"], whole["attempts"]
    raise AssertionError(f"no exchange with {target}")


def pages_of_php_are_served():
    with serving() as (server, _):
        assert curl(server, "/hello.php/more?name=you") == (200, b"Hello, you at /more\n")
        assert curl(server, "/some/page?x=1") == (200, b"front /some/page?x=1\n")
        assert curl(server, "/missing.php") == (404, b"No such page.\n")
        assert curl(server, "/no-such-script.php") == (404, b"File not found.\n")
        assert curl(server, "/form.php", "--data", "a=b%20c") == (200, b"b c\n")
        assert curl(server, "/redirect.php")[0] == 302
        connection = Connection(server.port)
        response = connection.get("/")
        assert response.fields["x-env"] == "test" and "via" not in response.fields, response.fields
        connection.close()


def content_streams_both_ways():
    content = hashlib.shake_256(b"content").digest(1024 * 1024 + 5)
    with serving() as (server, _):
        for version in ("--http1.1", "--http2-prior-knowledge"):
            assert curl(server, "/echo.php", version, "--data-binary", "@-", input=content) == (200, content), version
            assert curl(server, "/large.php", version) == (200, b"0123456789" * 300_000), version
        assert curl(server, "/echo.php", "--header", "Transfer-Encoding: chunked", "--data", "abc")[0] == 411


def more_ask_than_there_are_children():
    with serving() as (server, _):
        answers = []
        clients = [threading.Thread(target=lambda: answers.append(curl(server, "/hello.php"))) for _ in range(12)]
        for client in clients:
            client.start()
        for client in clients:
            client.join(PATIENCE_S)
        assert answers == [(200, b"Hello, world at -\n")] * 12, answers


def a_syntax_error_is_on_record():
    with serving() as (server, _):
        assert curl(server, "/wrong.php") == (500, b"")
        condition, attempts = attempts_of(server, "/wrong.php")
        assert condition == "gw.relayed", condition
        assert "it said \"PHP message: PHP Parse error:" in attempts[0], attempts


def a_pool_that_is_killed_is_told():
    with serving() as (server, php):
        waiting = Connection(server.port)
        waiting.send_get("/sleep.php")
        assert curl(server, "/hello.php")[0] == 200
        php.kill()
        assert waiting.read_response().status == 502
        assert curl(server, "/hello.php")[0] == 502
        assert attempts_of(server, "/hello.php")[0] == "gw.refused"
        waiting.close()


def programs_are_run():
    with serving() as (server, _):
        assert curl(server, "/cgi/hello?you") == (200, b"Hello, you.\n")
        assert curl(server, "/cgi/no-such")[0] == 404


def what_programs_do_wrong_is_on_record():
    with serving() as (server, _):
        for path, condition, words in (("/cgi/wrong", "handler.ended", "Syntax error"),
                                       ("/cgi/crash", "handler.ended", "SIGSEGV"),
                                       ("/cgi/crash", "handler.ended", "about to go"),
                                       ("/cgi/garbage", "handler.head", "Hello, this is no head.")):
            status, content = curl(server, path)
            assert status == 500 and words.encode() not in content, content
            told = attempts_of(server, path)
            assert told[0] == condition and words in told[1][0], told


def a_client_that_goes_takes_its_program_along():
    with serving() as (server, _):
        client = Connection(server.port)
        client.send_get("/cgi/slow")
        pid = server.place / "cgi" / "pid"
        while not (pid.exists() and pid.read_text().strip()):
            time.sleep(0.01)
        # Broken off: one that only says no more may still want to read.
        client.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        client.close()
        while Path(f"/proc/{pid.read_text().strip()}").exists():
            time.sleep(0.01)
        assert curl(server, "/cgi/hello?again") == (200, b"Hello, again.\n")  # there may be one at a time


if __name__ == "__main__":
    sys.exit(cases.run("Scripts", [limited(case) for case in (
        pages_of_php_are_served,
        content_streams_both_ways,
        more_ask_than_there_are_children,
        a_syntax_error_is_on_record,
        a_pool_that_is_killed_is_told,
        programs_are_run,
        what_programs_do_wrong_is_on_record,
        a_client_that_goes_takes_its_program_along)]))
