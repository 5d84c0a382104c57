#!/usr/bin/env python3
"""A server that is reloaded, drained, killed and started again.   reload_test.py PROGRAM"""

import signal
import socket
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.dont_write_bytecode = True
sys.path[:0] = [str(HERE.parent), str(HERE.parent.parent)]
import cases  # noqa: E402
from server import Connection, folder, limited, run, running  # noqa: E402

PROGRAM = sys.argv[1]
LARGE = 8 * 1024 * 1024  # octets: far more than fits between server and client
SMALL_BUFFER = 4096

SITE = """
[log]
access = "off"
[[site]]
hosts = ["*"]
[[site.route]]
path = "/"
files = "www"
"""
NEW_ROUTE = """
[[site.route]]
path = "/new/"
files = "new"
"""
PID_FILE = '[server]\npid_file = "pid"\n'


def with_route_first(text, route):
    return text.replace("[[site.route]]", route.strip() + "\n[[site.route]]", 1)


def make_site(place, text=PID_FILE + SITE):
    files = {"www/hello.txt": b"hello\n", "new/fresh.txt": b"fresh\n", "www/large.bin": bytes(LARGE)}
    for name, content in files.items():
        (place / name).parent.mkdir(exist_ok=True)
        (place / name).write_bytes(content)
    config = place / "site.toml"
    config.write_text(text)
    return config


def get_until(connection, path, status):
    """Workers take a configuration over one by one, so that the first answers may still be by the old one."""
    while (response := connection.get(path)).status != status:
        pass
    return response


def begin_download(server):
    """A client that asked for much and reads none of it yet."""
    connection = Connection(server.port, receive_buffer=SMALL_BUFFER)
    connection.send_get("/large.bin")
    return connection, connection.read_head()


def connections_survive_a_reload():
    with folder() as place:
        config = make_site(place)
        with running(PROGRAM, "--config", config) as server:
            connection = Connection(server.port)
            assert connection.get("/new/fresh.txt").status == 404
            config.write_text(with_route_first(config.read_text(), NEW_ROUTE))
            told = run(PROGRAM, "reload", "--config", config)
            assert told.returncode == 0, told.stderr
            assert f"process {server.process.pid} has been told" in told.stdout, told.stdout
            server.read_errors_until("reloaded")
            assert get_until(connection, "/new/fresh.txt", 200).content == b"fresh\n"
            assert connection.get("/hello.txt").content == b"hello\n"


def a_download_survives_a_reload():
    with folder() as place:
        config = make_site(place)
        with running(PROGRAM, "--config", config) as server:
            connection, response = begin_download(server)
            config.write_text(config.read_text().replace('"www"', '"new"'))
            server.signal(signal.SIGHUP)
            server.read_errors_until("reloaded")
            assert get_until(Connection(server.port), "/hello.txt", 404)
            assert len(connection.read_content(response).content) == LARGE
            assert connection.get("/fresh.txt").content == b"fresh\n"


def a_broken_configuration_leaves_the_server_alone():
    with folder() as place:
        config = make_site(place)
        with running(PROGRAM, "--config", config) as server:
            connection = Connection(server.port)
            assert connection.get("/hello.txt").status == 200
            config.write_text(config.read_text().replace("hosts =", "host ="))
            server.signal(signal.SIGHUP)
            said = server.read_errors_until("the configuration stays as it was")
            assert "site.toml:7:1: error: " in said, said
            assert connection.get("/hello.txt").content == b"hello\n"
            assert Connection(server.port).get("/hello.txt").status == 200
            refused = run(PROGRAM, "reload", "--config", config)
            assert refused.returncode == 1, refused.stdout
            assert "site.toml:7:1: error: " in refused.stderr, refused.stderr
            assert connection.get("/hello.txt").content == b"hello\n"


def an_address_that_is_taken_leaves_the_server_alone():
    with folder() as place, socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        config = make_site(place, '[server]\nlisten = "127.0.0.1:0"\n' + SITE)
        with running(PROGRAM, "--config", config, listen=None) as server:  # so that the file says it, and can change it
            also = f'listen = ["127.0.0.1:0", "127.0.0.1:{taken.getsockname()[1]}"]'
            config.write_text(config.read_text().replace('listen = "127.0.0.1:0"', also))
            server.signal(signal.SIGHUP)
            said = server.read_errors_until("the configuration stays as it was")
            assert "cannot listen at 127.0.0.1" in said, said
            assert Connection(server.port).get("/hello.txt").status == 200


def the_pid_file_comes_and_goes():
    with folder() as place:
        config = make_site(place)
        with running(PROGRAM, "--config", config) as server:
            assert int((place / "pid").read_text()) == server.process.pid
            server.signal(signal.SIGTERM)
            assert server.exit_code() == 0
        assert not (place / "pid").exists()
        refused = run(PROGRAM, "reload", "--config", config)
        assert refused.returncode == 1
        assert "there is no pid file" in refused.stderr, refused.stderr


def the_end_waits_for_what_is_under_way():
    with folder() as place:
        config = make_site(place)
        with running(PROGRAM, "--config", config) as server:
            idle = Connection(server.port)
            assert idle.get("/hello.txt").status == 200
            download, response = begin_download(server)
            server.signal(signal.SIGTERM)
            assert idle.is_closed()
            server.wait_until_draining()
            assert server.runs()
            assert len(download.read_content(response).content) == LARGE
            assert download.is_closed()
            assert server.exit_code() == 0


def a_second_signal_ends_at_once():
    with folder() as place:
        config = make_site(place)
        with running(PROGRAM, "--config", config) as server:
            download, _ = begin_download(server)
            server.signal(signal.SIGTERM)
            server.wait_until_draining()
            assert server.runs()
            server.signal(signal.SIGTERM)
            assert server.exit_code() == 1
            download.close()


def the_end_does_not_wait_for_ever():
    with folder() as place:
        config = make_site(place, "[limits]\ndrain_timeout_ms = 50\n" + SITE)
        with running(PROGRAM, "--config", config) as server:
            download, _ = begin_download(server)
            server.signal(signal.SIGINT)
            assert server.exit_code() == 1
            download.close()


def a_killed_server_starts_again_at_once():
    with folder() as place:
        config = make_site(place)
        with running(PROGRAM, "--config", config) as server:
            held = Connection(server.port)
            assert held.get("/hello.txt").status == 200
            server.signal(signal.SIGKILL)
            server.exit_code()
            with running(PROGRAM, "--config", config, listen=f"127.0.0.1:{server.port}") as again:
                assert again.port == server.port
                assert Connection(again.port).get("/hello.txt").content == b"hello\n"
                assert int((place / "pid").read_text()) == again.process.pid


def what_cannot_be_started_says_why():
    with folder() as place, socket.socket() as taken:
        config = make_site(place)
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        there = run(PROGRAM, "serve", "--config", config, "--listen", f"127.0.0.1:{taken.getsockname()[1]}")
        assert there.returncode == 1 and "cannot listen at 127.0.0.1" in there.stderr, there.stderr
        assert not (place / "pid").exists()
        nowhere = run(PROGRAM, "serve", place, "--listen", "nowhere:80")
        assert nowhere.returncode == 2 and "--listen: " in nowhere.stderr, nowhere.stderr
        console = run(PROGRAM, "serve", place, "--console", "nowhere:80")
        assert console.returncode == 2 and "--console: " in console.stderr, console.stderr
        config.write_text("[[site]]\nhosts = 7\n")
        broken = run(PROGRAM, "serve", "--config", config)
        assert broken.returncode == 1 and "site.toml:2:9: error: " in broken.stderr, broken.stderr


if __name__ == "__main__":
    sys.exit(cases.run("end_to_end_reload", [limited(case) for case in (
        connections_survive_a_reload,
        a_download_survives_a_reload,
        a_broken_configuration_leaves_the_server_alone,
        an_address_that_is_taken_leaves_the_server_alone,
        the_pid_file_comes_and_goes,
        the_end_waits_for_what_is_under_way,
        a_second_signal_ends_at_once,
        the_end_does_not_wait_for_ever,
        a_killed_server_starts_again_at_once,
        what_cannot_be_started_says_why,
    )]))
