"""Files written over HTTP by those who do: curl, with and without a length, and clients at several addresses."""

import http.client
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.dont_write_bytecode = True
sys.path[:0] = [str(HERE), str(HERE.parent)]
import cases  # noqa: E402
from server import PATIENCE_S, limited, running, writable_site  # noqa: E402

PROGRAM = sys.argv[1]

CONFIGURATION = """
[limits]
max_content_bytes = "64MiB"

[[site]]

[[site.route]]
path = "/"
files = "{files}"
writes = true
delete_trees = true
"""


def serve(case):
    @limited
    def with_a_server():
        with writable_site(CONFIGURATION) as (_, files, settings):
            with running(PROGRAM, "--config", settings) as server:
                case(server, files)
    with_a_server.__name__ = case.__name__
    return with_a_server


def curl(*arguments, feed=None):
    run = subprocess.run(["curl", "--silent", "--output", "/dev/null", "--write-out", "%{http_code}", *arguments],
                         input=feed, capture_output=True, timeout=PATIENCE_S, check=True)
    return int(run.stdout)


def ask(server, method, path, content=None, address="127.0.0.1", **fields):
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE_S, source_address=(address, 0))
    connection.request(method, path, content, headers={name.replace("_", "-"): value for name, value in fields.items()})
    response = connection.getresponse()
    response.read()
    connection.close()
    return response


@serve
def curl_uploads(server, files):
    octets = bytes(range(256)) * 20_000
    source = files.parent / "source"
    source.write_bytes(octets)
    url = f"http://127.0.0.1:{server.port}/"
    assert curl("-T", str(source), url + "file") == 201
    assert (files / "file").read_bytes() == octets
    # In chunks, since nobody knows how much comes; it waits for 100 before that.
    assert curl("-T", "-", "-H", "Expect: 100-continue", "--expect100-timeout", str(PATIENCE_S), url + "file",
                feed=octets[:-1]) == 204
    assert (files / "file").read_bytes() == octets[:-1]
    assert curl("--http2-prior-knowledge", "-T", str(source), url + "file") == 204
    assert (files / "file").read_bytes() == octets


@serve
def a_refusal_comes_before_the_content(server, files):
    source = files.parent / "source"
    source.write_bytes(b"x" * 5_000_000)
    url = f"http://127.0.0.1:{server.port}/none/file"
    run = subprocess.run(["curl", "--silent", "--output", "/dev/null", "--write-out", "%{http_code} %{size_upload}",
                          "--expect100-timeout", str(PATIENCE_S), "-T", str(source), url],
                         capture_output=True, timeout=PATIENCE_S, check=False)
    assert run.stdout == b"409 0", run.stdout


@serve
def what_one_worker_writes_the_other_reads(server, files):
    # Each connection may be another worker's; the file is in the memory of both from the first reads on.
    assert ask(server, "PUT", "/shared", b"0").status == 201
    for version in range(1, 40):
        for _ in range(4):
            assert ask(server, "GET", "/shared").status == 200
        wrote = ask(server, "PUT", "/shared", str(version).encode())
        assert wrote.status == 204
        for _ in range(4):
            assert ask(server, "GET", "/shared").headers["ETag"] == wrote.headers["ETag"]


@serve
def a_tree_goes_at_once(server, files):
    (files / "tree" / "deep").mkdir(parents=True)
    for i in range(100):
        (files / "tree" / "deep" / str(i)).write_text("x")
    assert ask(server, "DELETE", "/tree").status == 204
    assert not (files / "tree").exists()
    assert not [path for path in (files / ".responsum").rglob("*") if path.is_file()]


@serve
def two_who_collide_say_what_they_mean(server, files):
    assert ask(server, "PUT", "/page", b"one").status == 201
    assert ask(server, "PUT", "/page", b"two").status == 204
    assert ask(server, "PUT", "/page", b"three", address="127.0.0.2").status == 428
    tag = ask(server, "GET", "/page", address="127.0.0.2").headers["ETag"]
    assert ask(server, "PUT", "/page", b"three", address="127.0.0.2", If_Match=tag).status == 204
    # From now on both have to.
    assert ask(server, "PUT", "/page", b"four").status == 428
    assert ask(server, "PUT", "/page", b"four", If_Match=tag).status == 412
    assert (files / "page").read_text() == "three"


if __name__ == "__main__":
    sys.exit(cases.run("writing", [
        curl_uploads, a_refusal_comes_before_the_content, what_one_worker_writes_the_other_reads, a_tree_goes_at_once,
        two_who_collide_say_what_they_mean]))
