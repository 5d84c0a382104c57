#!/usr/bin/env python3
"""The console's streams of events: what they tell, and what becomes of those who do not listen.

  events_test.py RESPONSUM_PROGRAM
"""

import http.client
import json
import signal
import socket
import sys
import threading
from pathlib import Path
from tempfile import TemporaryDirectory

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]
import cases  # noqa: E402
from server import running  # noqa: E402

PROGRAM = sys.argv[1]
LIMIT_S = 30
CONFIGURATION = """
[server]
listen = "127.0.0.1:0"
console = "127.0.0.1:0"
workers = 2

[log]
access = "off"

[limits]
max_event_streams = 3
event_stream_timeout_ms = 200

[[site]]
[[site.route]]
path = "/"
files = "."
"""


def serving():
    return running(PROGRAM, "--config", FOLDER / "site.toml", listen=None, console=True)


class Stream:
    """Events as they come, read through http.client, which takes chunks off."""

    def __init__(self, server, query="", method="GET"):
        self.connection = http.client.HTTPConnection("127.0.0.1", server.console, timeout=LIMIT_S)
        self.connection.request(method, "/api/events" + query, headers={"Accept": "text/event-stream"})
        self.response = self.connection.getresponse()

    def next(self, wanted=None):
        """The next event, or the next by the name `wanted`: its fields. None: the stream has ended, properly."""
        event = {}
        while line := self.response.readline():
            line = line.decode().rstrip("\n")
            if line:
                name, _, value = line.partition(": ")
                if name in ("id", "event", "data"):
                    event[name] = value
            elif event:
                if wanted in (None, event["event"]):
                    event["data"] = json.loads(event["data"])
                    return event
                event = {}
        return None

    def close(self):
        self.connection.close()


def get(port, path="/", **fields):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=LIMIT_S)
    connection.request("GET", path, headers={name.replace("_", "-"): value for name, value in fields.items()})
    response = connection.getresponse()
    content = response.read()
    connection.close()
    return response.status, dict(response.getheaders()), content


def events_tell_what_happens():
    with serving() as server:
        stream = Stream(server)
        fields = dict(stream.response.getheaders())
        assert fields["Content-Type"] == "text/event-stream" and fields["Cache-Control"] == "no-store", fields
        assert fields["X-Content-Type-Options"] == "nosniff", fields
        assert stream.next()["event"] == "traffic"
        get(server.port, "/nowhere?n=1")
        event = stream.next("exchange")
        assert event["data"]["target"] == "/nowhere?n=1" and event["id"] == event["data"]["id"], event
        while stream.next("traffic")["data"]["conditions"].get("fs.none") != 1:
            pass
        stream.close()


def filters_apply():
    with serving() as server:
        stream = Stream(server, "?feed=exchanges&status=4xx&through=H5-n")
        for path in ("/", "/.hidden", "/missing", "/"):
            get(server.port, path)
        event = stream.next()
        assert event["event"] == "exchange" and event["data"]["target"] == "/missing", event
        stream.close()


def head_tells_nothing():
    with serving() as server:
        stream = Stream(server, method="HEAD")
        assert stream.response.status == 200 and stream.response.read() == b""
        for _ in range(2 * 3):  # more often than streams may be open
            stream = Stream(server, method="HEAD")
            assert stream.response.status == 200
            stream.close()


def old_clients_get_no_chunks():
    with serving() as server, socket.create_connection(("127.0.0.1", server.console), LIMIT_S) as client:
        client.sendall(b"GET /api/events?feed=traffic HTTP/1.0\r\nHost: localhost\r\n\r\n")
        received = b""
        while b"event: traffic\ndata: {" not in received:
            part = client.recv(1 << 16)
            assert part, received
            received += part
        head = received.partition(b"\r\n\r\n")[0]
        assert b"Transfer-Encoding" not in head and b"Connection: close" in head, head


def too_many_are_told_to_come_again():
    with serving() as server:
        streams = [Stream(server, "?feed=traffic") for _ in range(3)]
        for stream in streams:
            assert stream.next()["event"] == "traffic"
        status, fields, content = get(server.console, "/api/events")
        problem = json.loads(content)
        assert status == 503 and int(fields["Retry-After"]) > 0, fields
        assert problem["condition"] == "console.busy" and "max_event_streams = 3" in problem["about"], problem
        assert get(server.console, "/")[0] == 200
        streams.pop().close()
        for _ in range(1000):  # until the server has noticed
            stream = Stream(server, "?feed=traffic")
            if stream.response.status == 200:
                break
            stream.close()
        assert stream.next()["event"] == "traffic"


def send_many(port, stop):
    """Pipelined, so that one client makes thousands of exchanges a second."""
    request = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n" * 100
    with socket.create_connection(("127.0.0.1", port), LIMIT_S) as client:
        while not stop.is_set():
            client.sendall(request)
            answers = b""
            while answers.count(b"HTTP/1.1 200 ") < 100 or not answers.endswith(b"<p>hello</p>"):
                answers += client.recv(1 << 20)


class Traffic:
    """Exchanges without pause, on connections to all workers."""

    def __init__(self, server):
        self.stop = threading.Event()
        self.threads = [threading.Thread(target=send_many, args=(server.port, self.stop)) for _ in range(4)]

    def __enter__(self):
        for thread in self.threads:
            thread.start()

    def __exit__(self, *_):
        self.stop.set()
        for thread in self.threads:
            thread.join()


def what_is_too_much_is_dropped_and_counted():
    with serving() as server:
        stream = Stream(server, "?feed=exchanges&most=50")
        told, dropped = 0, 0
        with Traffic(server):
            while dropped < 10_000:
                event = stream.next()
                if event["event"] == "exchange":
                    told += 1
                else:
                    dropped += event["data"]["exchanges"]
        while True:  # all that there was is accounted for
            exchanges = json.loads(get(server.console, "/api/overview")[2])["exchanges"]
            if told + dropped == exchanges:
                break
            event = stream.next()
            told += event["event"] == "exchange"
            dropped += event["data"]["exchanges"] if event["event"] == "dropped" else 0
            assert told + dropped <= exchanges
        stream.close()


def slow_reader_is_cut():
    with serving() as server:
        slow = socket.socket()
        slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        slow.settimeout(LIMIT_S)
        slow.connect(("127.0.0.1", server.console))
        slow.sendall(b"GET /api/events?feed=exchanges&most=200 HTTP/1.1\r\nHost: localhost\r\n\r\n")
        beside = Stream(server, "?feed=traffic")
        with Traffic(server):
            while json.loads(get(server.console, "/api/overview")[2])["streams"]["cut"] == 0:
                assert beside.next()["event"] == "traffic"
        received = b""
        try:
            while part := slow.recv(1 << 16):
                received += part
            assert False, "what was cut must not look like an end"
        except ConnectionResetError:
            pass
        assert not received.endswith(b"0\r\n\r\n")
        slow.close()


def drain_ends_a_stream_as_it_should():
    with serving() as server:
        streams = [Stream(server), Stream(server, "?feed=exchanges")]
        assert streams[0].next()["event"] == "traffic"
        server.process.send_signal(signal.SIGTERM)
        for stream in streams:
            while stream.next() is not None:  # http.client would complain of a missing last chunk
                pass
        assert server.process.wait(LIMIT_S) == 0


CASES = [events_tell_what_happens, filters_apply, head_tells_nothing, old_clients_get_no_chunks,
         too_many_are_told_to_come_again, what_is_too_much_is_dropped_and_counted, slow_reader_is_cut,
         drain_ends_a_stream_as_it_should]

if __name__ == "__main__":
    with TemporaryDirectory() as folder:
        FOLDER = Path(folder)
        FOLDER.chmod(0o755)
        (FOLDER / "index.html").write_text("<p>hello</p>", encoding="utf-8")
        (FOLDER / "site.toml").write_text(CONFIGURATION, encoding="utf-8")
        sys.exit(cases.run("events", CASES))
