"""The server as a process of its own, and plain connections to it. Whoever waits here waits for something to happen."""

import http.client
import json
import re
import signal
import socket
import subprocess
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

PATIENCE_S = 60


class Response:
    def __init__(self, status, fields, content):
        self.status, self.fields, self.content = status, fields, content


class Connection:
    """One connection, kept open from request to request."""

    def __init__(self, port, receive_buffer=None):
        self.socket = socket.socket()
        if receive_buffer is not None:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        self.socket.settimeout(PATIENCE_S)
        self.socket.connect(("127.0.0.1", port))
        self.received = b""

    def send_get(self, path):
        self.socket.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())

    def get(self, path):
        self.send_get(path)
        return self.read_response()

    def read_head(self):
        while b"\r\n\r\n" not in self.received:
            self.receive()
        head, _, self.received = self.received.partition(b"\r\n\r\n")
        lines = head.decode("latin-1").split("\r\n")
        fields = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines[1:])}
        return Response(int(lines[0].split()[1]), fields, b"")

    def read_content(self, response):
        length = int(response.fields.get("content-length", 0))
        while len(self.received) < length:
            self.receive()
        response.content, self.received = self.received[:length], self.received[length:]
        return response

    def read_response(self):
        return self.read_content(self.read_head())

    def receive(self):
        octets = self.socket.recv(1 << 16)
        assert octets, "the server closed the connection in the middle of a response"
        self.received += octets

    def is_closed(self):
        """Waits for the end of the connection: true when nothing more came before it."""
        return not self.received and self.socket.recv(1) == b""

    def close(self):
        self.socket.close()


class Server:
    def __init__(self, program, *arguments, listen="127.0.0.1:0", tls=False, console=False):
        """`listen` None: as the configuration says. With `tls` and `console` it announces these as well."""
        command = [program, "serve", *map(str, arguments), *(["--listen", listen] if listen else [])]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.port = self.read_port("http")
        self.tls_port = self.read_port("https") if tls else None
        self.console = self.read_port("http") if console else None

    def read_port(self, scheme):
        announced = self.process.stdout.readline()
        found = re.search(scheme + r"://127\.0\.0\.1:(\d+)/", announced)
        assert found, f"announced {announced!r}; {self.process.stderr.read()}"
        return int(found[1])

    def signal(self, number):
        self.process.send_signal(number)

    def read_errors_until(self, text):
        """What the server wrote to standard error, up to the line with the text."""
        lines = []
        for line in self.process.stderr:
            lines.append(line)
            if text in line:
                return "".join(lines)
        raise AssertionError(f"the server ended without saying {text!r}: {''.join(lines)}")

    def accepts(self):
        """A listener that closes resets the connections that wait in its queue."""
        try:
            Connection(self.port).close()
        except (ConnectionRefusedError, ConnectionResetError):
            return False
        return True

    def wait_until_draining(self):
        while self.accepts():
            time.sleep(0.005)

    def runs(self):
        return self.process.poll() is None

    def exit_code(self):
        return self.process.wait(PATIENCE_S)

    def end(self):
        if self.runs():
            self.process.kill()
        self.process.wait(PATIENCE_S)
        self.process.stdout.close()
        self.process.stderr.close()


@contextmanager
def folder():
    with tempfile.TemporaryDirectory() as made:
        yield Path(made)


QUIET = """
[server]
console = false
workers = 2

[log]
access = "off"
"""


@contextmanager
def writable_site(configuration):
    """A folder with one for `files`, which is empty, and the settings that QUIET and `configuration` are then."""
    with folder() as here:
        files = here / "files"
        files.mkdir()
        settings = here / "responsum.toml"
        settings.write_text((QUIET + configuration).format(files=files))
        yield here, files, settings


@contextmanager
def running(program, *arguments, **how):
    server = Server(program, *arguments, **how)
    try:
        yield server
    finally:
        server.end()


def ask_console(server, path):
    """What the console's API says, which is JSON."""
    connection = http.client.HTTPConnection("127.0.0.1", server.console, timeout=PATIENCE_S)
    connection.request("GET", path)
    response = connection.getresponse()
    content = response.read()
    connection.close()
    assert response.status == 200, f"{path}: {response.status} {content}"
    return json.loads(content)


def run(program, *arguments):
    return subprocess.run([program, *map(str, arguments)], capture_output=True, text=True, timeout=PATIENCE_S,
                          check=False)


def limited(function):
    """Whatever a case waits for in vain, it ends."""
    def limited_case():
        signal.alarm(2 * PATIENCE_S)
        try:
            function()
        finally:
            signal.alarm(0)
    limited_case.__name__ = function.__name__
    return limited_case
