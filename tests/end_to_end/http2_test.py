#!/usr/bin/env python3
"""The server over HTTP/2, with clients that others wrote: curl, nghttp, h2load and more.   http2_test.py PROGRAM"""

import hashlib
import json
import re
import signal
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.dont_write_bytecode = True
sys.path[:0] = [str(HERE), str(HERE.parent), str(HERE.parent / "browser")]
import cases  # noqa: E402
from chromium import Chromium  # noqa: E402
from server import PATIENCE_S, Connection, ask_console, folder, limited, running  # noqa: E402

PROGRAM = sys.argv[1]

# Its certificate is one for development: nobody here asks who the server is.
SITE = """
[server]
listen = "127.0.0.1:0"
listen_tls = "127.0.0.1:0"
console = "127.0.0.1:0"
workers = 1
MORE
[log]
access = "log.json"
[limits]
max_content_bytes = 4194304
max_discarded_bytes = 4194304
[[site]]
hosts = ["127.0.0.1"]
[[site.route]]
path = "/"
files = "www"
"""
PAGE = b"<p>a page</p>"
LARGE = hashlib.shake_256(b"large").digest(4 * 1024 * 1024 + 17)  # many windows of 64 KiB


def make_site(place, more=""):
    (place / "www").mkdir()
    (place / "www" / "index.html").write_bytes(PAGE)
    (place / "www" / "large.bin").write_bytes(LARGE)
    config = place / "site.toml"
    config.write_text(SITE.replace("MORE", more))
    return config


def serving(config):
    return running(PROGRAM, "--config", config, listen=None, tls=True, console=True)


def over_both(server):
    """What curl is told to speak HTTP/2 by, and where: in TLS by ALPN, in the clear with prior knowledge."""
    return [(["--http2", "--insecure"], f"https://127.0.0.1:{server.tls_port}"),
            (["--http2-prior-knowledge"], f"http://127.0.0.1:{server.port}")]


def told(*command, **how):
    done = subprocess.run([str(part) for part in command], capture_output=True, timeout=PATIENCE_S, check=False, **how)
    assert done.returncode == 0, f"{command[0]} ended with {done.returncode}: {done.stderr.decode(errors='replace')}"
    return done.stdout


class Answer:
    """What curl got: the last head and the content."""

    def __init__(self, *arguments):
        output = told("curl", "--silent", "--show-error", "--include", *arguments)
        self.heads = []
        while output.startswith(b"HTTP/"):
            head, _, output = output.partition(b"\r\n\r\n")
            self.heads.append(head.decode("latin-1"))
        self.content = output
        first, *lines = self.heads[-1].split("\r\n")
        self.version, self.status = first.split()[0], int(first.split()[1])
        self.fields = dict(line.split(": ", 1) for line in lines)


def newest_exchange(server):
    return ask_console(server, "/api/exchanges/" + ask_console(server, "/api/exchanges")["exchanges"][0]["id"])


def answers_are_those_of_http_1():
    with folder() as place, serving(make_site(place)) as server:
        for how, url in over_both(server):
            whole = Answer(*how, f"{url}/")
            assert (whole.version, whole.status, whole.content) == ("HTTP/2", 200, PAGE), whole.heads
            assert whole.fields["content-length"] == str(len(PAGE)) and "connection" not in whole.fields
            head = Answer(*how, "--head", f"{url}/")
            assert head.status == 200 and head.content == b"", head.content
            assert head.fields["etag"] == whole.fields["etag"] and "date" in head.fields
            fresh = Answer(*how, "--header", f"If-None-Match: {whole.fields['etag']}", f"{url}/")
            assert fresh.status == 304 and fresh.content == b"", fresh.heads
            part = Answer(*how, "--range", "3-5", f"{url}/")
            assert part.status == 206 and part.content == PAGE[3:6], part.heads
            none = Answer(*how, "--header", "Accept: application/problem+json", f"{url}/none")
            assert none.status == 404 and json.loads(none.content)["status"] == 404, none.content
            assert Answer(*how, "--request", "PUT", "--data", "a", f"{url}/").status == 405


def record_and_log_say_the_version():
    with folder() as place:
        with serving(make_site(place)) as server:
            for how, url in over_both(server):
                Answer(*how, f"{url}/")
                assert newest_exchange(server)["version"] == "HTTP/2", newest_exchange(server)
            Answer("--http1.1", f"http://127.0.0.1:{server.port}/")
            server.signal(signal.SIGTERM)
            server.exit_code()
        lines = [json.loads(line) for line in (place / "log.json").read_text().splitlines()]
        assert [line.get("protocol") for line in lines] == ["HTTP/2", "HTTP/2", None], lines


def content_comes_through_several_windows():
    with folder() as place, serving(make_site(place)) as server:
        sent = place / "sent"
        sent.write_bytes(LARGE[:1_000_000])
        for how, url in over_both(server):
            answer = Answer(*how, "--request", "GET", "--header", "Expect:", "--data-binary", f"@{sent}", f"{url}/")
            assert answer.status == 200 and answer.content == PAGE, answer.heads
            assert newest_exchange(server)["received_bytes"] > 1_000_000, newest_exchange(server)


def content_that_nobody_wants_ends_nothing():
    with folder() as place, serving(make_site(place)) as server:
        sent = place / "sent"
        sent.write_bytes(LARGE)
        for how, url in over_both(server):
            answer = Answer(*how, "--header", "Expect:", "--data-binary", f"@{sent}", f"{url}/")
            assert answer.status == 405, answer.heads


def content_is_asked_for():
    with folder() as place, serving(make_site(place)) as server:
        for how, url in over_both(server):
            answer = Answer(*how, "--request", "GET", "--header", "Expect: 100-continue", "--data", "a", f"{url}/")
            assert answer.heads[0].startswith("HTTP/2 100") and answer.status == 200, answer.heads


def trailers_end_a_request():
    with folder() as place, serving(make_site(place)) as server:
        sent = place / "sent"
        sent.write_bytes(b"content")
        for _, url in over_both(server):
            output = told("nghttp", "--no-verify-peer", "--data", sent, "--header", ":method: GET",
                          "--trailer", "x-checksum: 1", f"{url}/")
            assert output == PAGE, output


def long_file_passes_through_small_windows():
    with folder() as place, serving(make_site(place)) as server:
        for _, url in over_both(server):
            for stream_bits, connection_bits in ((10, 16), (16, 10), (12, 12), (20, 24)):
                output = told("nghttp", "--no-verify-peer", "--window-bits", stream_bits, "--connection-window-bits",
                              connection_bits, f"{url}/large.bin")
                assert output == LARGE, f"{len(output)} octets through {stream_bits} and {connection_bits} bits"


def padding_and_continuations_are_taken():
    with folder() as place, serving(make_site(place)) as server:
        sent = place / "sent"
        sent.write_bytes(LARGE[:100_000])
        for _, url in over_both(server):
            output = told("nghttp", "--no-verify-peer", "--padding", 200, "--continuation", "--header-table-size", 0,
                          "--header", ":method: GET", "--data", sent, f"{url}/")
            assert output == PAGE, output


def many_streams_share_their_connections():
    with folder() as place, serving(make_site(place)) as server:
        for _, url in over_both(server):
            output = told("h2load", "--requests", 2000, "--clients", 4, "--max-concurrent-streams", 100,
                          f"{url}/", f"{url}/none").decode()
            assert "2000 total, 2000 started, 2000 done" in output and "0 failed, 0 errored" in output, output
            assert re.search(r"status codes: 1000 2xx, 0 3xx, 1000 4xx, 0 5xx", output), output
            output = told("h2load", "--requests", 16, "--clients", 2, "--max-concurrent-streams", 8,
                          f"{url}/large.bin").decode()
            assert re.search(r"16 succeeded, 0 failed, 0 errored", output), output
            assert f"({16 * len(LARGE)}) data" in output, output


def running_download_ends_well_when_the_server_drains():
    for over_tls in (True, False):
        with folder() as place, serving(make_site(place)) as server:
            url = f"https://127.0.0.1:{server.tls_port}" if over_tls else f"http://127.0.0.1:{server.port}"
            # Nobody reads what it writes, so it stops, and with it the server.
            client = subprocess.Popen(["nghttp", "--no-verify-peer", f"{url}/large.bin"], stdout=subprocess.PIPE,
                                      stderr=subprocess.PIPE, bufsize=0)
            try:
                begun = client.stdout.read(1000)
                server.signal(signal.SIGTERM)
                server.wait_until_draining()
                rest, errors = client.communicate(timeout=PATIENCE_S)
            finally:
                client.kill()
                client.wait(PATIENCE_S)
            assert begun + rest == LARGE, f"{len(begun + rest)} octets came; {errors}"
            assert client.returncode == 0, errors
            assert server.exit_code() == 0, "all connections ended by themselves"


def client_of_openssl_is_told_the_protocol():
    with folder() as place, serving(make_site(place)) as server:
        where = f"127.0.0.1:{server.tls_port}"
        for protocol in ("h2", "http/1.1"):
            output = told("openssl", "s_client", "-connect", where, "-alpn", protocol, stdin=subprocess.DEVNULL)
            assert f"ALPN protocol: {protocol}\n".encode() in output, output
        output = told("openssl", "s_client", "-connect", where, "-quiet", "-ign_eof",
                      input=b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
        assert output.startswith(b"HTTP/1.1 200 OK\r\n") and output.endswith(PAGE), output


def browser_shows_a_page_and_fetches_more_beside_it():
    with folder() as place, serving(make_site(place)) as server:
        browser = Chromium()
        try:
            page = browser.open("about:blank")
            page.command("Security.setIgnoreCertificateErrors", ignore=True)
            page.go(f"https://127.0.0.1:{server.tls_port}/")
            page.shows("a page")
            assert page.ask("performance.getEntriesByType('navigation')[0].nextHopProtocol") == "h2"
            sizes = page.ask("""Promise.all([...Array(40).keys()].map(async (n) =>
              (await (await fetch(n % 10 ? `/?${n}` : `/large.bin?${n}`)).arrayBuffer()).byteLength))""")
            assert sizes == [len(PAGE) if n % 10 else len(LARGE) for n in range(40)], sizes
            assert page.ask("fetch('/none').then((answer) => answer.status)") == 404
        finally:
            browser.close()


def upgrade_by_field_is_not_taken_up():
    with folder() as place, serving(make_site(place)) as server:
        answer = Answer("--http2", f"http://127.0.0.1:{server.port}/")  # RFC 9113 3.1: it is obsolete
        assert (answer.version, answer.status) == ("HTTP/1.1", 200), answer.heads


def http_2_can_be_turned_off():
    with folder() as place, serving(make_site(place, "http2 = false")) as server:
        answer = Answer("--http2", "--insecure", f"https://127.0.0.1:{server.tls_port}/")
        assert (answer.version, answer.status) == ("HTTP/1.1", 200), answer.heads
        connection = Connection(server.port)
        connection.socket.sendall(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")
        response = connection.read_response()
        assert response.status == 505, response.fields
        connection.close()


CASES = [answers_are_those_of_http_1, record_and_log_say_the_version, content_comes_through_several_windows,
         content_that_nobody_wants_ends_nothing, content_is_asked_for, trailers_end_a_request,
         long_file_passes_through_small_windows, padding_and_continuations_are_taken,
         many_streams_share_their_connections, running_download_ends_well_when_the_server_drains,
         client_of_openssl_is_told_the_protocol, browser_shows_a_page_and_fetches_more_beside_it,
         upgrade_by_field_is_not_taken_up, http_2_can_be_turned_off]

if __name__ == "__main__":
    sys.exit(cases.run("http2", [limited(case) for case in CASES]))
