"""A site with one directory that nobody may search, served for the pages to have something to show."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

PATIENCE_S = 20
NOBODY = 65534
CONFIGURATION = """
[log]
access = "off"

[limits]
max_content_bytes = "4KiB"

[[site]]
name = "shop"
hosts = ["127.0.0.1", "localhost"]

[[site.route]]
name = "pages"
path = "/"
files = "public"
"""


class Site:
    """To root nothing is forbidden: the server runs as nobody then, from a copy that nobody can reach."""

    def __init__(self, program):
        self.folder = Path(tempfile.mkdtemp(prefix="responsum-browser-"))
        self.folder.chmod(0o755)
        public = self.folder / "public"
        (public / "private" / "reports").mkdir(parents=True)
        (public / "private" / "reports" / "q3.txt").write_text("not for all\n")
        (public / "index.html").write_text("<!doctype html><title>Shop</title><p>hello</p>\n")
        (public / "digits.txt").write_text("0123456789\n")
        (self.folder / "site.toml").write_text(CONFIGURATION)
        (public / "private").chmod(0o700 if os.geteuid() == 0 else 0)
        who = {}
        if os.geteuid() == 0:
            program = shutil.copy(program, self.folder / "responsum")
            who = {"user": NOBODY, "group": NOBODY, "extra_groups": []}
        self.process = subprocess.Popen(
            [program, "serve", "--config", self.folder / "site.toml", "--listen", "127.0.0.1:0", "--console",
             "127.0.0.1:0", "--workers", "2"], stdout=subprocess.PIPE, text=True, cwd=self.folder, **who)
        said = [self.process.stdout.readline() for _ in range(2)]
        self.port, self.console_port = [int(re.search(r"http://127\.0\.0\.1:(\d+)/", line)[1]) for line in said]
        self.console = f"http://127.0.0.1:{self.console_port}/"

    def send(self, *requests, closing=True):
        """Each is sent as it stands, on one connection; answers all that came back."""
        with socket.create_connection(("127.0.0.1", self.port), PATIENCE_S) as connection:
            connection.sendall("".join(requests).encode("latin-1"))
            if closing:
                connection.shutdown(socket.SHUT_WR)
            received = b""
            while octets := connection.recv(1 << 16):
                received += octets
        return received.decode("latin-1")

    def get(self, target, *fields, method="GET", times=1):
        lines = "".join(f"{field}\r\n" for field in fields)
        request = f"{method} {target} HTTP/1.1\r\nHost: localhost\r\n{lines}\r\n"
        answer = self.send(request * times)
        return int(answer.split()[1])

    def see_everything(self):
        """One exchange of each kind; what they are answered is other suites' business, that they differ is not."""
        statuses = [
            *(self.get("/") for _ in range(5)),
            self.get("/digits.txt", "Range: bytes=0-3"),
            self.get("/", "If-None-Match: *"),
            self.get("/private/reports/q3.txt"),
            self.get("/missing.html"),
            self.get("/digits.txt", "Range: bytes=900-"),
            self.get("/", method="DELETE"),
        ]
        assert statuses == [200] * 5 + [206, 304, 403, 404, 416, 405], statuses
        assert self.send("GET / HTTP/1.1\r\nHost : localhost\r\n\r\n").split()[1] == "400"

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(PATIENCE_S)

    def end(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self.process.stdout.close()
        (self.folder / "public" / "private").chmod(0o700)
        shutil.rmtree(self.folder, ignore_errors=True)
        if self.folder.exists():
            print(f"{self.folder} could not be removed", file=sys.stderr)
