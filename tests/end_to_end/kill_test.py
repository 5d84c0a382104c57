"""A server that is killed in the middle of writing leaves each file as it was or as it was to be, and no litter."""

import http.client
import os
import signal
import sys
import threading
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.dont_write_bytecode = True
sys.path[:0] = [str(HERE), str(HERE.parent)]
import cases  # noqa: E402
from server import PATIENCE_S, folder, limited, running, writable_site  # noqa: E402

PROGRAM = sys.argv[1]
ROUNDS = 15
SIZE = 200_000

CONFIGURATION = """
[[site]]

[[site.route]]
path = "/"
files = "{files}"
writes = true
require_preconditions = "never"
"""


def content(version):
    """Every octet says which version it is of."""
    return bytes([ord("a") + version % 26]) * SIZE


def is_whole(octets):
    return len(octets) == SIZE and len(set(octets)) == 1


def write_until_it_dies(port, name, version, answered):
    """Puts version after version; `answered` are those that the server said it has."""
    try:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_S)
        while True:
            connection.request("PUT", name, content(version))
            response = connection.getresponse()
            response.read()
            assert response.status in (201, 204), response.status
            answered.append(version)
            version += 1
    except (OSError, http.client.HTTPException):
        pass


def litter(files):
    spool = files / ".responsum"
    return [path for path in spool.rglob("*") if path.is_file()] if spool.exists() else []


def killed_at_any_moment(durability):
    with writable_site(CONFIGURATION + f'durability = "{durability}"\n') as (_, files, settings):
        names = ["/one", "/two"]
        last = {name: 0 for name in names}
        for round_ in range(ROUNDS):
            with running(PROGRAM, "--config", settings) as server:
                # Whatever the one before left is gone before the first request is answered.
                assert not litter(files), litter(files)
                answered = {name: [] for name in names}
                writers = [threading.Thread(target=write_until_it_dies,
                                            args=(server.port, name, last[name] + 1, answered[name]))
                           for name in names]
                for writer in writers:
                    writer.start()
                # Not after a time, but in the middle of some write: each round a little further on.
                while sum(map(len, answered.values())) <= round_:
                    pass
                server.signal(signal.SIGKILL)
                for writer in writers:
                    writer.join()
            for name in names:
                octets = (files / name[1:]).read_bytes() if (files / name[1:]).exists() else b""
                if not octets and not answered[name] and not last[name]:
                    continue
                assert is_whole(octets), f"{name} is a mixture of {set(octets)}, {len(octets)} octets"
                # What was answered is there, or the one that was under way.
                newest = answered[name][-1] if answered[name] else last[name]
                assert octets in (content(newest), content(newest + 1)), f"{name} lost what was answered"
                last[name] = newest if octets == content(newest) else newest + 1
        with running(PROGRAM, "--config", settings):
            assert not litter(files), litter(files)


@limited
def killed_at_any_moment_when_the_disk_is_waited_for():
    killed_at_any_moment("full")


@limited
def killed_at_any_moment_when_names_are_replaced():
    killed_at_any_moment("ordered")


@limited
def killed_at_any_moment_when_names_are_exchanged():
    killed_at_any_moment("none")


@limited
def a_full_disk_is_507_and_gives_back():
    if os.geteuid() != 0:
        print("skipped: only root can mount a small file system")
        return
    with folder() as here:
        files = here / "files"
        files.mkdir()
        if os.system(f"mount -t tmpfs -o size=1m tmpfs {files}") != 0:
            print("skipped: nothing can be mounted here")
            return
        try:
            settings = here / "responsum.toml"
            settings.write_text(CONFIGURATION.format(files=files))
            with running(PROGRAM, "--config", settings) as server:
                def put(octets, chunked):
                    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE_S)
                    body = (octets[i:i + 50_000] for i in range(0, len(octets), 50_000)) if chunked else octets
                    try:
                        connection.request("PUT", "/file", body, encode_chunked=chunked,
                                           headers={"Transfer-Encoding": "chunked"} if chunked else {})
                    except (BrokenPipeError, ConnectionResetError):
                        pass # the answer came before the rest of the content was taken
                    return connection.getresponse().status
                much, little = b"x" * 1_040_000, b"y" * 400_000
                assert put(little, chunked=False) == 201
                # Declared: before the content. In chunks: when there is no space any more.
                assert put(much, chunked=False) == 507
                assert put(much, chunked=True) == 507
                assert not litter(files)
                assert (files / "file").read_bytes() == little
                # There is as much space as before.
                assert put(little, chunked=True) == 204
        finally:
            os.system(f"umount {files}")


if __name__ == "__main__":
    sys.exit(cases.run("kill", [killed_at_any_moment_when_the_disk_is_waited_for,
                               killed_at_any_moment_when_names_are_replaced,
                               killed_at_any_moment_when_names_are_exchanged, a_full_disk_is_507_and_gives_back]))
