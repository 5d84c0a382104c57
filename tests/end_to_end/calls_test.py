#!/usr/bin/env python3
"""Many connections that one entry into the kernel is made for, and a kernel that forbids it.   calls_test.py PROGRAM"""

import ctypes
import errno
import os
import struct
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.dont_write_bytecode = True
sys.path[:0] = [str(HERE), str(HERE.parent)]
import cases  # noqa: E402
from server import QUIET, Connection, folder, limited, running  # noqa: E402

PROGRAM = sys.argv[1]
CONNECTIONS = 200  # more than are received for at once
ROUNDS = 5

SITE = QUIET.replace("workers = 2", "workers = 1\n{io_uring}") + """
[[site]]
hosts = ["*"]
[[site.route]]
path = "/"
files = "files"
"""
WISH = "io_uring = true"


@contextmanager
def site(io_uring):
    """Files of one to CONNECTIONS octets each, named by how many."""
    with folder() as here:
        (here / "files").mkdir()
        for size in range(1, CONNECTIONS + 1):
            (here / f"files/{size}.txt").write_text("x" * size)
        settings = here / "responsum.toml"
        settings.write_text(SITE.format(io_uring=io_uring))
        yield settings


def has_ring(server):
    """Once it had something to do: others of its descriptors may go while they are looked at."""
    for descriptor in Path(f"/proc/{server.process.pid}/fd").iterdir():
        try:
            if "io_uring" in os.readlink(descriptor):
                return True
        except FileNotFoundError:
            pass
    return False


def rings_are_to_be_had():
    """Whether this machine has them at all."""
    with site("") as settings, running(PROGRAM, "--config", settings) as server:
        ask_all_at_once(server)
        return has_ring(server)


def ask_all_at_once(server):
    """Every client asks before any of them reads; one of them goes away in between."""
    clients = [Connection(server.port) for _ in range(CONNECTIONS)]
    for turn in range(ROUNDS):
        for size, client in enumerate(clients, 1):
            client.send_get(f"/{size}.txt")
        for size, client in enumerate(clients, 1):
            response = client.read_response()
            assert (response.status, response.content) == (200, b"x" * size), (size, response.status)
        if turn == 1:
            clients.pop().close()
    for client in clients:
        client.close()


def everybody_has_what_they_asked_for():
    for io_uring in (WISH, "io_uring = false"):
        with site(io_uring) as settings, running(PROGRAM, "--config", settings) as server:
            ask_all_at_once(server)
            assert has_ring(server) == (io_uring == WISH and rings_are_to_be_had()), io_uring


class SocketFilter(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("program", ctypes.c_char_p)]


def forbid_rings():
    """As the profile of a container does: io_uring_setup(2) is EPERM from here on (seccomp(2))."""
    load, jump_if_equal, answer = 0x20, 0x15, 0x06
    io_uring_setup, allow, fail = 425, 0x7FFF0000, 0x00050000
    steps = [(load, 0, 0, 0), (jump_if_equal, 0, 1, io_uring_setup), (answer, 0, 0, fail | errno.EPERM),
             (answer, 0, 0, allow)]
    program = b"".join(struct.pack("HBBI", *step) for step in steps)
    libc = ctypes.CDLL(None, use_errno=True)
    no_new_privileges, set_seccomp, by_filter = 38, 22, 2
    assert libc.prctl(no_new_privileges, 1, 0, 0, 0) == 0
    assert libc.prctl(set_seccomp, by_filter, ctypes.byref(SocketFilter(len(steps), program))) == 0


def a_kernel_that_forbids_it_is_done_without():
    subprocess.run([sys.executable, __file__, PROGRAM, "--forbidden"], check=True)


def serve_without_rings():
    forbid_rings()
    for io_uring in (WISH, ""):
        with site(io_uring) as settings, running(PROGRAM, "--config", settings) as server:
            ask_all_at_once(server)
            assert not has_ring(server)
            server.process.terminate()
            said = server.process.stderr.read()
            assert ("io_uring (" in said and "responsum.toml:5" in said) == (io_uring == WISH), said


if __name__ == "__main__":
    if "--forbidden" in sys.argv:
        serve_without_rings()
    else:
        sys.exit(cases.run("calls", [limited(case) for case in (
            everybody_has_what_they_asked_for, a_kernel_that_forbids_it_is_done_without)]))
