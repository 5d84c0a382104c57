"""Trees that are removed after their name is gone: watched, killed in the middle, taken up by the next server."""

import http.client
import json
import os
import signal
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.dont_write_bytecode = True
sys.path[:0] = [str(HERE), str(HERE.parent)]
import cases  # noqa: E402
from server import PATIENCE_S, Connection, limited, running, writable_site  # noqa: E402

PROGRAM = sys.argv[1]
FOLDERS = 200
FILES = 100  # in each; that is long enough for a server to be killed in the middle
FEW = 5  # folders, where that does not matter

CONFIGURATION = """
[[site]]

[[site.route]]
path = "/shelf/"
files = "{files}"
writes = ["DELETE", "PUT"]
delete_trees = true
"""


def make_tree(top, folders=FOLDERS):
    for folder in range(folders):
        at = top / str(folder)
        at.mkdir(parents=True)
        for name in range(FILES):
            (at / str(name)).touch()
    # What is outside stays, whatever leads to it.
    (top.parent / "outside").mkdir(exist_ok=True)
    (top.parent / "outside" / "kept").touch()
    (top / "link").symlink_to("../outside")


def ask(server, method, path, **fields):
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE_S)
    connection.request(method, path, headers={name.replace("_", "-"): value for name, value in fields.items()})
    response = connection.getresponse()
    content = response.read()
    connection.close()
    return response, content


def remove(server, path, prefer):
    response, content = ask(server, "DELETE", path, Prefer=prefer)
    assert response.status == 202, response.status
    assert response.headers["Preference-Applied"] == "respond-async"
    assert int(response.headers["Retry-After"]) >= 1
    assert json.loads(content)["state"] == "running", content
    return response.headers["Location"]


def wait_until_over(server, monitor):
    """The answer of a job that is over, and how many entries were seen to be gone on the way."""
    seen = []
    while True:
        response, content = ask(server, "GET", monitor)
        if response.status != 200:
            return response, seen
        state = json.loads(content)
        assert state["state"] == "running", content
        assert response.headers["Cache-Control"] == "no-store"
        assert response.headers["Retry-After"]
        seen.append(state["removed"])
        time.sleep(0.002)


def left(files):
    folder = files / ".responsum" / "jobs"
    return [entry.name for entry in folder.iterdir()] if folder.exists() else []


@limited
def a_tree_is_removed_while_nobody_waits():
    with writable_site(CONFIGURATION) as (_, files, settings):
        make_tree(files / "tree")
        with running(PROGRAM, "--config", settings) as server:
            monitor = remove(server, "/shelf/tree/", "respond-async, wait=0")
            assert not (files / "tree").exists(), "the name is free at once"
            assert ask(server, "GET", "/shelf/tree/0/0")[0].status == 404
            response, seen = wait_until_over(server, monitor)
            assert response.status == 303 and response.headers["Location"] == "/shelf/", response.status
            assert seen == sorted(seen), "what is gone does not come back"
            assert left(files) == []
            assert (files / "outside" / "kept").exists()


@limited
def whoever_waits_hears_of_the_end():
    with writable_site(CONFIGURATION) as (_, files, settings):
        make_tree(files / "tree", FEW)
        with running(PROGRAM, "--config", settings) as server:
            response, _ = ask(server, "DELETE", "/shelf/tree")
            assert response.status == 204, response.status
            assert left(files) == []


@limited
def whoever_waits_long_hears_that_it_goes_on():
    with writable_site(CONFIGURATION + "processing_interval_ms = 5\n") as (_, files, settings):
        make_tree(files / "tree")
        with running(PROGRAM, "--config", settings) as server:
            connection = Connection(server.port)
            connection.socket.sendall(b"DELETE /shelf/tree HTTP/1.1\r\nHost: localhost\r\n\r\n")
            heard = [connection.read_head().status]
            while heard[-1] == 102:
                heard.append(connection.read_head().status)
            assert heard[-1] == 204 and len(heard) > 1, heard
            connection.close()
            # RFC 9110 15.2: a client of HTTP/1.0 could not tell it from the answer.
            make_tree(files / "tree")
            connection = Connection(server.port)
            connection.socket.sendall(b"DELETE /shelf/tree HTTP/1.0\r\nHost: localhost\r\n\r\n")
            assert connection.read_head().status == 204
            connection.close()


@limited
def a_server_that_is_killed_leaves_it_to_the_next():
    with writable_site(CONFIGURATION) as (_, files, settings):
        make_tree(files / "tree")
        with running(PROGRAM, "--config", settings) as server:
            monitor = remove(server, "/shelf/tree/", "respond-async, wait=0")
            server.signal(signal.SIGKILL)
            server.process.wait(PATIENCE_S)
        assert not (files / "tree").exists()
        rest = left(files)
        assert rest == [monitor.rsplit("/", 1)[1]], f"it was over before it was killed: {rest}"
        with running(PROGRAM, "--config", settings) as server:
            response, _ = wait_until_over(server, monitor)
            assert response.status == 303, response.status
            assert left(files) == []
            assert (files / "outside" / "kept").exists()


@limited
def a_server_that_is_told_to_end_does_not_wait_for_it():
    with writable_site(CONFIGURATION) as (_, files, settings):
        make_tree(files / "tree")
        with running(PROGRAM, "--config", settings) as server:
            monitor = remove(server, "/shelf/tree/", "respond-async, wait=0")
            server.signal(signal.SIGTERM)
            assert server.exit_code() == 0
        with running(PROGRAM, "--config", settings) as server:
            assert wait_until_over(server, monitor)[0].status == 303
            assert left(files) == []


@limited
def litter_that_nobody_was_told_of_is_cleared():
    with writable_site(CONFIGURATION) as (_, files, settings):
        make_tree(files / ".responsum" / "jobs" / ("0" * 32), FEW)
        with running(PROGRAM, "--config", settings) as server:
            while left(files) != ["outside"]:
                time.sleep(0.005)
            assert ask(server, "GET", "/shelf/.jobs/" + "0" * 32)[0].status == 404


@limited
def what_cannot_be_removed_is_a_problem():
    """Root may remove anything: then there is nothing to be seen."""
    if os.geteuid() == 0:
        return
    with writable_site(CONFIGURATION) as (_, files, settings):
        (files / "tree" / "shut").mkdir(parents=True)
        (files / "tree" / "shut" / "file").touch()
        (files / "tree" / "shut").chmod(0o500)
        with running(PROGRAM, "--config", settings) as server:
            monitor = remove(server, "/shelf/tree/", "respond-async, wait=0")
            while True:
                response, content = ask(server, "GET", monitor)
                if response.headers["Content-Type"] == "application/problem+json":
                    break
                time.sleep(0.005)
            assert json.loads(content)["condition"] == "fs.write-denied", content
        (files / ".responsum" / "jobs" / monitor.rsplit("/", 1)[1] / "shut").chmod(0o700)


if __name__ == "__main__":
    sys.exit(cases.run("jobs", [
        a_tree_is_removed_while_nobody_waits, whoever_waits_hears_of_the_end,
        whoever_waits_long_hears_that_it_goes_on,
        a_server_that_is_killed_leaves_it_to_the_next, a_server_that_is_told_to_end_does_not_wait_for_it,
        litter_that_nobody_was_told_of_is_cleared, what_cannot_be_removed_is_a_problem]))
