"""Entries in forms: what was acknowledged is kept once and whole, whether the server is killed or its disk is full."""

import http.client
import json
import os
import signal
import sys
import threading
import time
import urllib.parse
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.dont_write_bytecode = True
sys.path[:0] = [str(HERE), str(HERE.parent)]
import cases  # noqa: E402
from server import PATIENCE_S, folder, limited, running, writable_site  # noqa: E402

PROGRAM = sys.argv[1]
ROUNDS = 10
CLIENTS = 4

CONFIGURATION = """
[[site]]

[[site.route]]
path = "/entry"

[site.route.form]
folder = "{files}"
max_file_bytes = {limit}
"""


def post(connection, fields, **more):
    connection.request("POST", "/entry", urllib.parse.urlencode(fields),
                       {"Content-Type": "application/x-www-form-urlencoded", **more})
    response = connection.getresponse()
    content = response.read()
    return response.status, content


def lines_of(files):
    """All records, and that each of them is whole: JSON with its line feed."""
    records = []
    for path in sorted(files.glob("entries*.ndjson")):
        text = path.read_bytes()
        assert not text or text.endswith(b"\n"), f"{path.name} ends in the middle of a line: {text[-80:]}"
        records += [json.loads(line) for line in text.splitlines()]
    return records


def enter_until_it_dies(port, name, first, answered):
    number = first
    try:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_S)
        while True:
            # Longer than a page of memory: a write of one may be cut in the middle.
            status, _ = post(connection, {"entry": f"{name}-{number}", "filler": "x" * 9000})
            assert status == 204, status
            answered.append(f"{name}-{number}")
            number += 1
    except (OSError, http.client.HTTPException):
        pass


@limited
def killed_at_any_moment():
    with writable_site(CONFIGURATION.replace("{limit}", "500_000")) as (_, files, settings):
        acknowledged = []
        for round_ in range(ROUNDS):
            with running(PROGRAM, "--config", settings) as server:
                answered = [[] for _ in range(CLIENTS)]
                clients = [threading.Thread(target=enter_until_it_dies,
                                            args=(server.port, f"{round_}-{i}", 0, answered[i]))
                           for i in range(CLIENTS)]
                for client in clients:
                    client.start()
                until = time.monotonic() + PATIENCE_S
                while sum(map(len, answered)) < 20 + round_:
                    assert time.monotonic() < until, "nobody is answered"
                    time.sleep(0.001)
                server.signal(signal.SIGKILL)
                for client in clients:
                    client.join()
            acknowledged += [entry for one in answered for entry in one]
        # Whoever starts next cuts off what was left of a line.
        with running(PROGRAM, "--config", settings):
            kept = [record["fields"]["entry"] for record in lines_of(files)]
        assert len(kept) == len(set(kept)), "an entry is kept twice"
        missing = set(acknowledged) - set(kept)
        assert not missing, f"acknowledged, and not kept: {sorted(missing)[:5]}"
        assert len(list(files.glob("entries-*.ndjson"))) > 1, "nothing was set aside"


@limited
def a_torn_line_is_cut_off():
    with writable_site(CONFIGURATION.replace("{limit}", "0")) as (_, files, settings):
        journal = files / "entries.ndjson"
        journal.write_text('{"whole":1}\n{"torn":')
        with running(PROGRAM, "--config", settings) as server:
            assert journal.read_text() == '{"whole":1}\n'
            connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE_S)
            status, content = post(connection, {"a": "1"}, Prefer="return=representation")
            assert status == 200
            assert journal.read_bytes() == b'{"whole":1}\n' + content


@limited
def a_full_disk_is_507_and_loses_nothing():
    if os.geteuid() != 0:
        print("skipped: only root can mount a small file system")
        return
    with folder() as here:
        files = here / "files"
        files.mkdir()
        if os.system(f"mount -t tmpfs -o size=100k tmpfs {files}") != 0:
            print("skipped: nothing can be mounted here")
            return
        try:
            settings = here / "responsum.toml"
            settings.write_text(CONFIGURATION.format(files=files, limit=0))
            with running(PROGRAM, "--config", settings) as server:
                connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE_S)
                kept = []
                for number in range(100):
                    status, _ = post(connection, {"entry": number, "filler": "x" * 9000})
                    if status == 507:
                        break
                    assert status == 204, status
                    kept.append(str(number))
                assert status == 507 and len(kept) > 5, (status, len(kept))
                assert [record["fields"]["entry"] for record in lines_of(files)] == kept
                # There is room again when somebody makes it.
                os.truncate(files / "entries.ndjson", 0)
                status, _ = post(connection, {"entry": "after"})
                assert status == 204, status
                assert [record["fields"]["entry"] for record in lines_of(files)] == ["after"]
        finally:
            os.system(f"umount {files}")


if __name__ == "__main__":
    sys.exit(cases.run("form", [killed_at_any_moment, a_torn_line_is_cut_off, a_full_disk_is_507_and_loses_nothing]))
