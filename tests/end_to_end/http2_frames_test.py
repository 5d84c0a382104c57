#!/usr/bin/env python3
"""HTTP/2 below the requests: frames that break rules, cost nothing, or never end.   http2_frames_test.py PROGRAM"""

import select
import signal
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.dont_write_bytecode = True
sys.path[:0] = [str(HERE), str(HERE.parent)]
import cases  # noqa: E402
import frames  # noqa: E402
from frames import (ACK, CALM, CANCEL, COMPRESSION_ERROR, CONTINUATION, DATA, END_HEADERS, END_STREAM,  # noqa: E402
                    FLOW_CONTROL_ERROR, FRAME_SIZE_ERROR, GOAWAY, HEADERS, INITIAL_WINDOW_SIZE, NO_ERROR, PING,
                    PROTOCOL_ERROR, RST_STREAM, SETTINGS, STREAM_CLOSED, WINDOW_UPDATE, Frames, frame, request, setting)
from server import PATIENCE_S, ask_console, folder, limited, running  # noqa: E402

PROGRAM = sys.argv[1]

SITE = """
[server]
listen = "127.0.0.1:0"
console = "127.0.0.1:0"
workers = 1
[log]
access = "off"
[limits]
LIMITS
[[site]]
hosts = ["127.0.0.1"]
[[site.route]]
path = "/"
files = "www"
"""
PAGE = b"<p>a page</p>"
LARGE = b"0123456789" * 100_000


def make_site(place, limits=""):
    (place / "www").mkdir()
    (place / "www" / "index.html").write_bytes(PAGE)
    (place / "www" / "large.bin").write_bytes(LARGE)
    config = place / "site.toml"
    config.write_text(SITE.replace("LIMITS", limits))
    return config


def serving(config):
    return running(PROGRAM, "--config", config, listen=None, console=True)


def exchanges(server, condition):
    return ask_console(server, f"/api/exchanges?condition={condition}")["exchanges"]


def wait_for_exchanges(server, condition, count):
    while len(exchanges(server, condition)) < count:
        pass


def requests_are_answered():
    with folder() as place, serving(make_site(place)) as server:
        connection = Frames(server.port)
        connection.send(request(1) + request(3, b"/large.bin") + request(5))
        assert connection.answer(1) == PAGE
        connection.close()


def frames_that_break_rules_end_the_connection():
    unsound = [
        (frame(DATA, stream=0, payload=b"a"), PROTOCOL_ERROR),
        (frame(DATA, stream=1, payload=b"a"), PROTOCOL_ERROR),  # of a stream that nobody opened
        (request(2), PROTOCOL_ERROR),  # streams of clients are odd
        (frame(HEADERS, END_STREAM, 1, frames.get()) + request(3), PROTOCOL_ERROR),  # a section is not interrupted
        (frame(CONTINUATION, END_HEADERS, 1, frames.get()), PROTOCOL_ERROR),
        (frame(PING, payload=b"1234567"), FRAME_SIZE_ERROR),
        (frame(SETTINGS, payload=b"12345"), FRAME_SIZE_ERROR),
        (frame(DATA, stream=1, payload=bytes(16385)), FRAME_SIZE_ERROR),
        (frame(WINDOW_UPDATE, payload=(2**31 - 1).to_bytes(4, "big")), FLOW_CONTROL_ERROR),
        (frame(SETTINGS, payload=setting(INITIAL_WINDOW_SIZE, 2**31)), FLOW_CONTROL_ERROR),
        (frame(HEADERS, END_STREAM | END_HEADERS, 1, b"\xff\xff\xff\xff\xff"), COMPRESSION_ERROR),
    ]
    with folder() as place, serving(make_site(place)) as server:
        for count, (octets, error) in enumerate(unsound, 1):
            connection = Frames(server.port)
            connection.send(octets)
            last = connection.goodbye()
            connection.close()
            assert last is not None and last[1] == error, f"case {count}: {last}, should be {error}"
            wait_for_exchanges(server, "h2.unsound", count)


def unknown_frames_are_passed_over():
    with folder() as place, serving(make_site(place)) as server:
        connection = Frames(server.port)
        connection.send(frame(0xfa, 0xff, 0, b"what nobody knows") + request(1))
        assert connection.answer(1) == PAGE
        connection.send(frame(PING, payload=b"12345678"))
        assert connection.read_until(PING) == b"12345678"
        connection.close()


def streams_that_are_given_up_are_counted():
    with folder() as place, serving(make_site(place, "http2_max_resets = 50")) as server:
        connection = Frames(server.port)
        given_up = frame(RST_STREAM, 0, 0, CANCEL.to_bytes(4, "big"))
        for stream in range(1, 2 * 60, 2):
            connection.send(request(stream, b"/large.bin") + given_up[:5] + stream.to_bytes(4, "big") + given_up[9:])
        assert connection.goodbye()[1] == CALM
        wait_for_exchanges(server, "h2.cancelled", 1)
        connection.close()


def streams_that_their_client_has_reset_are_counted():
    with folder() as place, serving(make_site(place, "http2_max_resets = 50")) as server:
        connection = Frames(server.port)
        for stream in range(1, 2 * 60, 2):  # by a frame that is an error of the stream
            connection.send(request(stream, b"/large.bin") + frame(WINDOW_UPDATE, stream=stream, payload=bytes(4)))
        assert connection.goodbye()[1] == CALM
        wait_for_exchanges(server, "h2.cancelled", 1)
        connection.close()


def errors_of_a_stream_are_no_others_trouble():
    with folder() as place, serving(make_site(place)) as server:
        connection = Frames(server.port)
        connection.send(request(1, b"/large.bin") + frame(DATA, 0, 1, b"behind the end") + request(3))
        assert connection.read_until(RST_STREAM, 1) == STREAM_CLOSED.to_bytes(4, "big")
        assert connection.answer(3) == PAGE
        connection.send(request(3))  # whose stream has ended
        assert connection.goodbye()[1] == STREAM_CLOSED
        connection.close()


def header_section_without_an_end_is_cut():
    with folder() as place, serving(make_site(place)) as server:
        connection = Frames(server.port)
        connection.send(frame(HEADERS, END_STREAM, 1, frames.get()))
        for _ in range(1000):
            connection.send(frame(CONTINUATION, 0, 1, b"\x00" + frames.text(b"x-a") + frames.text(b"b" * 100)))
        assert connection.goodbye()[1] in (CALM, PROTOCOL_ERROR)
        wait_for_exchanges(server, "h2.continued", 1)
        connection.close()


def frames_that_ask_for_nothing_are_counted():
    with folder() as place, serving(make_site(place, "http2_max_idle_frames = 100")) as server:
        one = (1).to_bytes(4, "big")
        idle = [frame(PING, payload=bytes(8)), frame(SETTINGS), frame(DATA, stream=1),
                frame(WINDOW_UPDATE, payload=one), frame(WINDOW_UPDATE, stream=1, payload=one)]
        for count, octets in enumerate(idle, 1):
            connection = Frames(server.port)
            connection.send(request(1, flags=END_HEADERS))  # whose content goes on
            connection.send(octets * 300)
            last = connection.goodbye()
            assert last is not None and last[1] == CALM, f"case {count}: {last}"
            wait_for_exchanges(server, "h2.idle-frames", count)
            connection.close()


def stream_that_is_not_read_is_given_up_alone():
    with folder() as place, serving(make_site(place, "write_timeout_ms = 300")) as server:
        connection = Frames(server.port, setting(INITIAL_WINDOW_SIZE, 0))
        connection.send(request(1, b"/large.bin"))
        assert connection.read_until(RST_STREAM, 1) == CANCEL.to_bytes(4, "big")
        connection.send(request(3) + frame(WINDOW_UPDATE, stream=3, payload=b"\0\0\1\0"))
        assert connection.answer(3) == PAGE
        connection.close()


def content_that_nobody_wants_is_given_up_soon():
    with folder() as place, serving(make_site(place, "write_timeout_ms = 600000")) as server:
        for path, length in ((b"/", None), (b"/none", None), (b"/", b"70000"), (b"no-path", None)):
            connection = Frames(server.port)
            post = b"\x83\x86\x04" + frames.text(path) + b"\x01" + frames.text(b"127.0.0.1")
            if length is not None:
                post += b"\x00" + frames.text(b"content-length") + frames.text(length)
            connection.send(frame(HEADERS, END_HEADERS, 1, post) + frame(DATA, 0, 1, bytes(10_000)))
            connection.answer(1)
            assert connection.read_until(RST_STREAM, 1) == NO_ERROR.to_bytes(4, "big")
            connection.close()


def content_that_was_thrown_away_takes_no_window():
    with folder() as place, serving(make_site(place, "max_discarded_bytes = 1000")) as server:
        connection = Frames(server.port)
        post = b"\x83\x86\x84\x01" + frames.text(b"127.0.0.1")
        for stream in range(1, 2 * 40, 2):  # more together than the window of the connection
            connection.send(frame(HEADERS, END_HEADERS, stream, post) + 4 * frame(DATA, 0, stream, bytes(15_000)))
            connection.answer(stream)
            connection.send(frame(RST_STREAM, 0, stream, CANCEL.to_bytes(4, "big")))
        connection.send(request(2 * 40 + 1))
        assert connection.answer(2 * 40 + 1) == PAGE
        connection.close()


def upload_that_is_given_up_is_recorded():
    with folder() as place, serving(make_site(place)) as server:
        connection = Frames(server.port)
        connection.send(request(1, flags=END_HEADERS) + frame(DATA, 0, 1, b"the beginning")
                        + frame(RST_STREAM, 0, 1, CANCEL.to_bytes(4, "big")) + request(3))
        assert connection.answer(3) == PAGE, "it is a matter of that stream alone"
        wait_for_exchanges(server, "content.cut", 1)
        connection.close()


def urgent_answers_come_first():
    with folder() as place, serving(make_site(place)) as server:
        # The windows of streams are wide, that of the connection holds everything up.
        connection = Frames(server.port, setting(INITIAL_WINDOW_SIZE, 2**30))
        ask = [frame(HEADERS, END_STREAM | END_HEADERS, stream,
                     frames.get(b"/large.bin") + b"\x00" + frames.text(b"priority") + frames.text(urgency))
               for stream, urgency in ((1, b"u=7"), (3, b"u=5, i"), (5, b"u=0"))]
        connection.send(ask[0])
        came = 0
        while came < 65535:
            kind, _, _, payload = connection.read()
            came += len(payload) if kind == DATA else 0
        connection.send(ask[1] + ask[2] + frame(WINDOW_UPDATE, payload=(2**30).to_bytes(4, "big")))
        ended = []
        while len(ended) < 3:
            kind, flags, stream, _ = connection.read()
            if kind == DATA and flags & END_STREAM:
                ended.append(stream)
        assert ended == [5, 3, 1], ended
        connection.close()


def octets_without_a_request_keep_no_connection():
    limits = "idle_timeout_ms = 300\nhttp2_max_idle_frames = 10000000"
    with folder() as place, serving(make_site(place, limits)) as server:
        connection = Frames(server.port)
        last = None
        while last is None or last[0] != GOAWAY:
            connection.send(frame(PING, payload=bytes(8)))
            last = connection.read()
            assert last is not None, "the connection ended without a word"
        assert last[3][4:8] == NO_ERROR.to_bytes(4, "big"), last
        wait_for_exchanges(server, "conn.idle", 1)
        connection.close()
        connection = Frames(server.port)
        while connection.read()[:2] != (SETTINGS, ACK):
            pass
        connection.send(frame(HEADERS, END_STREAM | END_HEADERS, 1, bytes(16384))[:9])
        while not select.select([connection.socket], [], [], 0.01)[0]:  # as slowly as it can be
            connection.send(b"\0")
        assert connection.goodbye()[1] == NO_ERROR
        wait_for_exchanges(server, "conn.idle", 2)
        connection.close()


def idle_connection_is_told_and_ended_by_a_drain():
    with folder() as place, serving(make_site(place)) as server:
        connection = Frames(server.port)
        connection.send(request(1))
        assert connection.answer(1) == PAGE
        server.signal(signal.SIGTERM)
        first = connection.read_until(GOAWAY)
        assert int.from_bytes(first[4:8], "big") == NO_ERROR
        connection.send(request(3))  # was on its way when the server said so, and is not lost without a word
        last = connection.goodbye() or (int.from_bytes(first[:4], "big"), NO_ERROR)
        assert last[1] == NO_ERROR and last[0] in (1, 3, 2**31 - 1), last
        connection.close()
        assert server.exit_code() == 0


def settings_are_acknowledged():
    with folder() as place, serving(make_site(place)) as server:
        connection = Frames(server.port)
        acknowledged = False
        while not acknowledged:
            kind, flags, _, _ = connection.read()
            acknowledged = kind == SETTINGS and flags == ACK
        connection.close()


CASES = [requests_are_answered, frames_that_break_rules_end_the_connection, unknown_frames_are_passed_over,
         streams_that_are_given_up_are_counted, streams_that_their_client_has_reset_are_counted,
         errors_of_a_stream_are_no_others_trouble, header_section_without_an_end_is_cut,
         frames_that_ask_for_nothing_are_counted, stream_that_is_not_read_is_given_up_alone,
         content_that_nobody_wants_is_given_up_soon, content_that_was_thrown_away_takes_no_window,
         upload_that_is_given_up_is_recorded, urgent_answers_come_first,
         octets_without_a_request_keep_no_connection, idle_connection_is_told_and_ended_by_a_drain,
         settings_are_acknowledged]

if __name__ == "__main__":
    sys.exit(cases.run("http2_frames", [limited(case) for case in CASES]))
