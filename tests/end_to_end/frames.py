"""HTTP/2 frame by frame (RFC 9113 4.1): a client that says whatever it is told to, sound or not."""

import socket

from server import PATIENCE_S

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
DATA, HEADERS, PRIORITY, RST_STREAM, SETTINGS, PUSH_PROMISE, PING, GOAWAY, WINDOW_UPDATE, CONTINUATION = range(10)
END_STREAM, ACK, END_HEADERS = 0x1, 0x1, 0x4
NO_ERROR, PROTOCOL_ERROR, FLOW_CONTROL_ERROR, STREAM_CLOSED, FRAME_SIZE_ERROR, REFUSED_STREAM, CANCEL, \
    COMPRESSION_ERROR, CALM = 0x0, 0x1, 0x3, 0x5, 0x6, 0x7, 0x8, 0x9, 0xb
INITIAL_WINDOW_SIZE = 0x4


def frame(kind, flags=0, stream=0, payload=b""):
    return len(payload).to_bytes(3, "big") + bytes([kind, flags]) + stream.to_bytes(4, "big") + payload


def setting(identifier, value):
    return identifier.to_bytes(2, "big") + value.to_bytes(4, "big")


def text(octets):  # RFC 7541 5.2, without Huffman's code
    assert len(octets) < 127
    return bytes([len(octets)]) + octets


def get(path=b"/", authority=b"127.0.0.1"):
    """A field block (RFC 7541 6): GET and http from the static table, the others by their names there."""
    return b"\x82\x86\x04" + text(path) + b"\x01" + text(authority)


def fields(*pairs):
    """A field block of fields by their names alone."""
    return b"".join(b"\0" + text(name.encode()) + text(value.encode()) for name, value in pairs)


def request(stream, path=b"/", flags=END_STREAM | END_HEADERS):
    return frame(HEADERS, flags, stream, get(path))


class Frames:
    """One connection, on which the preface and SETTINGS were said."""

    def __init__(self, port, settings=b""):
        self.socket = socket.create_connection(("127.0.0.1", port), PATIENCE_S)
        self.received = b""
        self.send(PREFACE + frame(SETTINGS, payload=settings))

    def send(self, octets):
        try:
            self.socket.sendall(octets)
        except (BrokenPipeError, ConnectionResetError):
            pass  # the server has heard enough; what it said of it is still to be read

    def read(self):
        """(kind, flags, stream, payload); None at the end of the connection."""
        while len(self.received) < 9 or len(self.received) < 9 + int.from_bytes(self.received[:3], "big"):
            try:
                octets = self.socket.recv(1 << 16)
            except ConnectionResetError:
                octets = b""
            if not octets:
                return None
            self.received += octets
        end = 9 + int.from_bytes(self.received[:3], "big")
        head, payload, self.received = self.received[:9], self.received[9:end], self.received[end:]
        return head[3], head[4], int.from_bytes(head[5:9], "big"), payload

    def read_until(self, kind, stream=None):
        """The payload of the next frame of this kind; those before it are passed over."""
        while True:
            came = self.read()
            assert came is not None, "the connection ended before the frame came"
            if came[0] == kind and came[2] == (came[2] if stream is None else stream):
                return came[3]

    def answer(self, stream):
        """The content of the stream, read to its end."""
        content = b""
        while True:
            came = self.read()
            assert came is not None, "the connection ended before the answer did"
            assert not (came[0] == RST_STREAM and came[2] == stream), "the stream was reset"
            if came[2] == stream:
                content += came[3] if came[0] == DATA else b""
                if came[0] in (DATA, HEADERS) and came[1] & END_STREAM:
                    return content

    def goodbye(self):
        """What GOAWAY says last, as (last stream, error): then the connection ends."""
        last = None
        for came in iter(self.read, None):
            if came[0] == GOAWAY:
                last = (int.from_bytes(came[3][:4], "big"), int.from_bytes(came[3][4:8], "big"))
        return last

    def close(self):
        self.socket.close()
