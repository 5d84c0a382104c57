#!/usr/bin/env python3
"""Servers behind the server that fall ill, are checked, and stay known beyond a reload.   health_test.py PROGRAM"""

import http.server
import signal
import sys
import threading
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.dont_write_bytecode = True
sys.path[:0] = [str(HERE), str(HERE.parent)]
import cases  # noqa: E402
import tls_test  # noqa: E402
from server import Connection, ask_console, folder, limited, running  # noqa: E402

PROGRAM = sys.argv[1]

SITE = """
[server]
listen = "127.0.0.1:0"
console = "127.0.0.1:0"
workers = 1
[log]
access = "off"
[[upstream]]
name = "app"
servers = [{servers}]
{more}
[[site]]
hosts = ["*"]
[[site.route]]
path = "/"
proxy = "app"
"""
CHECKS = 'health = {path = "/healthz", interval_ms = 20, timeout_ms = 2000, rise = 2, fall = 2, statuses = ["2xx"]}\n'


class Upstream:
    """A server that names itself in every answer, and that is as well as it is told to be."""

    def __init__(self, name):
        self.well, self.works, self.agent, self.connections = True, True, None, 0
        upstream = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def setup(self):
                super().setup()
                self.is_new = True

            def do_GET(self):
                if self.path == "/healthz":
                    upstream.agent = self.headers["User-Agent"]
                    return self.answer(200 if upstream.well else 503)
                upstream.connections += self.is_new
                self.is_new = False
                if not upstream.works:
                    self.close_connection = True
                    return None
                return self.answer(200)

            def answer(self, status):
                self.send_response(status)
                self.send_header("Content-Length", str(len(name)))
                self.end_headers()
                self.wfile.write(name.encode())

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


def make_config(place, urls, more):
    config = place / "gateway.toml"
    config.write_text(SITE.format(servers=", ".join(f'"{url}"' for url in urls), more=more))
    return config


def serving(config):
    return running(PROGRAM, "--config", config, listen=None, console=True)


def answered_by(connection, requests=8):
    return {connection.get("/").content for _ in range(requests)}


def who_is_ill_gets_no_requests_until_well_again():
    ill, well = Upstream("ill"), Upstream("well")
    with folder() as place, serving(make_config(place, [ill.url, well.url], CHECKS)) as server:
        connection = Connection(server.port)
        assert answered_by(connection) == {b"ill", b"well"}
        ill.well = False
        said = server.read_errors_until("is down")
        assert f"{ill.url} of upstream app is down: the last check answered 503" in said, said
        assert answered_by(connection) == {b"well"}
        ill.well = True
        assert f"{ill.url} of upstream app is used again" in server.read_errors_until("is used again")
        assert answered_by(connection) == {b"ill", b"well"}
        assert ill.agent.startswith("responsum"), ill.agent


def where_nobody_is_well_the_answer_says_why():
    ill = Upstream("ill")
    with folder() as place, serving(make_config(place, [ill.url], CHECKS)) as server:
        ill.well = False
        server.read_errors_until("is down")
        answer = Connection(server.port).get("/")
        assert answer.status == 503, answer.status
        assert f"{ill.url}: the last check answered 503" in answer.fields["proxy-status"], answer.fields
        found = ask_console(server, "/api/exchanges?condition=gw.down")["exchanges"][0]
        assert found["subject"] == f"{ill.url}: the last check answered 503", found


def checks_see_who_does_not_listen():
    gone, well = Upstream("gone"), Upstream("well")
    with folder() as place, serving(make_config(place, [gone.url, well.url], CHECKS)) as server:
        gone.server.shutdown()
        gone.server.server_close()
        said = server.read_errors_until("is down")
        assert "the last check was refused the connection" in said, said
        assert answered_by(Connection(server.port)) == {b"well"}


def checks_go_the_way_of_requests():
    """In TLS and HTTP/2, and introduced: a server that takes nothing else is well."""
    with folder() as place:
        site = tls_test.make_site(place)
        site.write_text(site.read_text().replace(
            'listen_tls = "127.0.0.1:0"', 'listen_tls = {address = "127.0.0.1:0", proxy_protocol = "127.0.0.0/8"}'))
        page = place / "www" / "a" / "index.html"
        more = ('ca = "a.pem"\nserver_name = "a.test"\nproxy_protocol = "v2"\n'
                '[upstream.health]\npath = "/index.html"\nhost = "a.test"\ninterval_ms = 20\nrise = 1\nfall = 1\n')
        with tls_test.serving(site) as upstream, \
                serving(make_config(place, [f"https://127.0.0.1:{upstream.tls_port}"], more)) as server:
            page.unlink()
            said = server.read_errors_until("is down")
            assert "the last check answered 404" in said, said
            page.write_text("well again")
            server.read_errors_until("is used again")
            asked = ask_console(upstream, "/api/exchanges")["exchanges"]
            versions = {ask_console(upstream, f"/api/exchanges/{one['id']}")["version"] for one in asked[:4]}
            assert versions == {"HTTP/2"}, versions


def whoever_is_not_believed_is_told_nothing():
    with folder() as place:
        site = tls_test.make_site(place)
        more = ('ca = "b.pem"\nserver_name = "a.test"\n'
                '[upstream.health]\npath = "/"\ninterval_ms = 20\nfall = 1\n')
        with tls_test.serving(site) as upstream, \
                serving(make_config(place, [f"https://127.0.0.1:{upstream.tls_port}"], more)) as server:
            said = server.read_errors_until("is down")
            assert "the last check was shown a certificate that is not believed: " in said, said


def reload(server):
    server.signal(signal.SIGHUP)
    server.read_errors_until("reloaded")


def a_reload_that_says_the_same_changes_nothing():
    broken, well = Upstream("broken"), Upstream("well")
    more = "max_failures = 1\nejection_ms = 3600000\nmax_ejection_ms = 3600000\nmax_idle_connections = 1\n"
    with folder() as place:
        config = make_config(place, [broken.url, well.url], more)
        with serving(config) as server:
            broken.works = False
            connection = Connection(server.port)
            assert answered_by(connection) == {b"well"}
            assert "gets no requests for a while" in server.read_errors_until("for a while")
            config.write_text("# A line that moves all others.\n" + config.read_text())
            reload(server)
            # Each of its connections would be a new one if it was not remembered, and it would be asked again.
            asked, made = broken.connections, well.connections
            assert answered_by(connection) == {b"well"}
            assert (broken.connections, well.connections) == (asked, made)
            config.write_text(config.read_text().replace("max_failures = 1\n", "max_failures = 2\n"))
            reload(server)
            broken.works = True
            while answered_by(connection) != {b"broken", b"well"}:
                pass


def a_budget_bounds_what_is_tried_again():
    broken = Upstream("broken")
    more = "retries = 2\nmax_failures = 0\nretry_budget_percent = 50\nretry_budget_reserve = 1\n"
    with folder() as place, serving(make_config(place, [broken.url], more)) as server:
        broken.works = False
        connection = Connection(server.port)
        for _ in range(20):
            answer = connection.get("/")
            assert answer.status == 502
        assert "retry_budget_percent = 50 at " in answer.fields["proxy-status"], answer.fields
        assert broken.connections == 20 + 1 + 20 * 50 // 100, broken.connections


if __name__ == "__main__":
    sys.exit(cases.run("health", [limited(case) for case in (
        who_is_ill_gets_no_requests_until_well_again, where_nobody_is_well_the_answer_says_why,
        checks_see_who_does_not_listen, checks_go_the_way_of_requests, whoever_is_not_believed_is_told_nothing,
        a_reload_that_says_the_same_changes_nothing,
        a_budget_bounds_what_is_tried_again)]))
