"""Uploads that are interrupted, by those who send them and by a server that is killed, and go on where they were."""

import os
import re
import signal
import subprocess
import sys
import threading
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.dont_write_bytecode = True
sys.path[:0] = [str(HERE), str(HERE.parent)]
import cases  # noqa: E402
from server import PATIENCE_S, Connection, limited, running, writable_site  # noqa: E402

PROGRAM = sys.argv[1]
SCRIPT = HERE.parent.parent / "examples" / "uploads" / "upload.sh"
ROUNDS = 6
SIZE = 4_000_000
PIECE = 300_000 # more than two checkpoints

CONFIGURATION = """
[limits]
max_content_bytes = "64MiB"

[[site]]

[[site.route]]
path = "/"
files = "{files}"
writes = true
resumable_uploads = true
upload_checkpoint_bytes = "128KiB"
quota_bytes = "64MiB"
"""


def content(seed):
    """Every four octets are others, so that a gap or a repetition shows."""
    return b"".join((seed + i).to_bytes(4, "big") for i in range(SIZE // 4))


def serve(case):
    @limited
    def with_a_folder():
        with writable_site(CONFIGURATION) as (here, files, settings):
            case(here, files, settings)
    with_a_folder.__name__ = case.__name__
    return with_a_folder


def request(method, path, octets=None, length=None, **fields):
    lines = [f"{method} {path} HTTP/1.1", "Host: localhost", "Upload-Draft-Interop-Version: 8"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in fields.items()]
    if octets is not None:
        lines.append(f"Content-Length: {length if length is not None else len(octets)}")
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + (octets or b"")


def ask(server, *arguments, **fields):
    """The final response; what comes before it is passed over."""
    connection = Connection(server.port)
    connection.socket.sendall(request(*arguments, **fields))
    while True:
        response = connection.read_head()
        if response.status >= 200:
            connection.close()
            return response


def append(server, location, octets, offset):
    return ask(server, "PATCH", location, octets, Upload_Complete="?1", Upload_Offset=offset,
               Content_Type="application/partial-upload")


def send(connection, octets):
    try:
        connection.socket.sendall(octets)
    except OSError:
        pass


@serve
def what_was_promised_outlives_a_kill(here, files, settings):
    for round_ in range(ROUNDS):
        whole, name = content(round_ << 20), f"/file-{round_}"
        promised = 0
        with running(PROGRAM, "--config", settings) as server:
            connection = Connection(server.port)
            head = request("PUT", name, b"", len(whole), Upload_Complete="?1")
            send(connection, head)
            created = connection.read_head()
            assert created.status == 104, created.status
            location = created.fields["location"]
            # Not after a time, but in the middle: each round a little further on.
            sent = 0
            for _ in range(round_ * 2):
                send(connection, whole[sent:sent + PIECE])
                sent += PIECE
                progress = connection.read_head()
                assert progress.status == 104, progress.status
                assert int(progress.fields["upload-offset"]) > promised
                assert "location" not in progress.fields
                promised = int(progress.fields["upload-offset"])
            # All but the last octet: it cannot be over before the server is killed.
            sender = threading.Thread(target=send, args=(connection, whole[sent:-1]))
            sender.start()
            server.signal(signal.SIGKILL)
            sender.join()
        with running(PROGRAM, "--config", settings) as server:
            state = ask(server, "HEAD", location)
            assert state.status == 204, state.status
            assert state.fields["upload-complete"] == "?0"
            offset = int(state.fields["upload-offset"])
            assert promised <= offset < len(whole), (promised, offset)
            assert append(server, location, b"x", offset + 1).status == 409
            assert append(server, location, whole[offset:], offset).status == 201
            assert ask(server, "HEAD", location).fields["upload-complete"] == "?1"
        assert (files / name[1:]).read_bytes() == whole
    uploads = [path.name for path in (files / ".responsum" / "uploads").iterdir()]
    assert all(name.endswith(".record") for name in uploads), uploads


@serve
def a_script_goes_on_where_it_was(here, files, settings):
    source = here / "disk.img"
    source.write_bytes(content(7))
    with running(PROGRAM, "--config", settings) as server:
        command = [SCRIPT, source, f"http://127.0.0.1:{server.port}/disk.img"]
        slow = subprocess.Popen([*command, "--limit-rate", "1M"], start_new_session=True, text=True,
                                stdout=subprocess.PIPE)
        assert slow.stdout.readline() == "from octet 0 on\n"
        # In the middle: as soon as a checkpoint has been passed.
        state = Connection(server.port)
        uploads = files / ".responsum" / "uploads"
        while not any(path.suffix != ".record" and path.stat().st_size >= 300_000 for path in uploads.iterdir()):
            pass
        os.killpg(slow.pid, signal.SIGKILL)
        slow.wait()
        state.close()
        assert not (files / "disk.img").exists()
        done = subprocess.run(command, text=True, capture_output=True, timeout=PATIENCE_S)
        assert done.returncode == 0, done.stderr
        said = re.fullmatch(r"from octet ([0-9]+) on\n201\n", done.stdout)
        assert said, done.stdout
        assert 300_000 <= int(said[1]) < SIZE, said[1]
    assert (files / "disk.img").read_bytes() == source.read_bytes()


@serve
def whoever_goes_on_elsewhere_cuts_the_first_off(here, files, settings):
    with running(PROGRAM, "--config", settings) as server:
        first = Connection(server.port)
        first.socket.sendall(request("PUT", "/two", b"0123456789", 20, Upload_Complete="?1"))
        location = first.read_head().fields["location"]
        # Two workers: the one that has the upload need not be the one that is asked.
        for _ in range(8):
            state = ask(server, "HEAD", location)
            assert state.status == 204, state.status
        try:
            assert first.socket.recv(1) == b"", "the first goes on"
        except ConnectionResetError:
            pass # what it sent last had not been read
        offset = int(state.fields["upload-offset"])
        assert append(server, location, b"0123456789abcdefghij"[offset:], offset).status == 201
    assert (files / "two").read_bytes() == b"0123456789abcdefghij"


if __name__ == "__main__":
    sys.exit(cases.run("resumable", [what_was_promised_outlives_a_kill, a_script_goes_on_where_it_was,
                                     whoever_goes_on_elsewhere_cuts_the_first_off]))
