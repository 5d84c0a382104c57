#!/usr/bin/env python3
"""What /metrics says, read by the letter of the specification and held against the traffic that was sent.

  metrics_test.py RESPONSUM_PROGRAM
"""

import http.client
import json
import signal
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
sys.path.insert(0, str(HERE))
import cases  # noqa: E402
import openmetrics  # noqa: E402
from server import running  # noqa: E402

PROGRAM = sys.argv[1]
LIMIT_S = 20
CONFIGURATION = """
[server]
listen = "127.0.0.1:0"
console = "127.0.0.1:0"
workers = 2
[log]
access = "off"
[[site]]
name = 'quoted "site" \\ path'
[[site.route]]
path = "/docs/"
files = "docs"
[[site.route]]
path = "/"
files = "."
"""
BEFORE = ("http_request_method", "http_response_status_code", "http_route", "network_protocol_version", "server")


def serving():
    return running(PROGRAM, "--config", FOLDER / "site.toml", listen=None, console=True)


def get(port, path, method="GET"):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=LIMIT_S)
    connection.request(method, path)
    response = connection.getresponse()
    content = response.read()
    connection.close()
    return response.status, dict(response.getheaders()), content


def metrics(server):
    status, fields, content = get(server.console, "/metrics")
    assert status == 200, status
    assert fields["Content-Type"] == "application/openmetrics-text; version=1.0.0; charset=utf-8", fields
    return openmetrics.read(content.decode())


def value(families, family, **labels):
    found = [v for _, of, v, _ in families[family].samples if of == labels]
    assert len(found) == 1, f"{family} {labels}: {found}"
    return found[0]


def durations(families):
    return {tuple(labels[name] for name in BEFORE): v
            for suffix, labels, v, _ in families["http_server_request_duration_seconds"].samples if suffix == "_count"}


def counts_are_those_of_the_traffic():
    site = 'quoted "site" \\ path'
    with serving() as server:
        for path, method, times in (("/", "GET", 5), ("/docs/", "GET", 3), ("/nowhere", "GET", 2), ("/", "HEAD", 1),
                                    ("/", "POST", 2), ("/", "BREW", 4)):
            for _ in range(times):
                get(server.port, path, method)
        families = metrics(server)
        assert durations(families) == {
            ("GET", "200", "/", "1.1", site): 5, ("GET", "200", "/docs/", "1.1", site): 3,
            ("GET", "404", "/", "1.1", site): 2, ("HEAD", "200", "/", "1.1", site): 1,
            ("POST", "405", "/", "1.1", site): 2, ("_OTHER", "501", "", "1.1", ""): 4}, durations(families)
        assert value(families, "responsum_exchanges") == 17
        for condition, count in (("repr.whole", 9), ("fs.none", 2), ("method.not-allowed", 2), ("method.unknown", 4)):
            assert value(families, "responsum_conditions", condition=condition) == count, condition
        assert value(families, "responsum_connections_accepted") == 17
        assert value(families, "responsum_connections_refused") == 0
        for name in ("responsum_histogram_unplaced", "responsum_log_lines_dropped", "responsum_event_rows_dropped",
                     "responsum_event_streams_cut", "responsum_kept_exchanges_dropped"):
            assert value(families, name) == 0, name


def no_label_is_a_clients_choice():
    with serving() as server:
        get(server.port, "/a-choice?of=mine", "A-CHOICE")
        get(server.port, "/a-choice/of/mine")
        content = get(server.console, "/metrics")[2]
        assert b"choice" not in content.lower(), content


def exemplars_can_be_asked_about():
    with serving() as server:
        get(server.port, "/nowhere")
        examples = [example for _, labels, _, example in metrics(server)["http_server_request_duration_seconds"].samples
                    if example is not None]
        assert len(examples) == 1, examples
        labels, _, at = examples[0]
        assert abs(at - time.time()) < 3600, at
        status, _, content = get(server.console, "/api/exchanges/" + labels["exchange_id"])
        assert status == 200 and json.loads(content)["target"] == "/nowhere", content


def it_says_how_a_reload_went():
    with serving() as server:
        begun = metrics(server)
        assert value(begun, "responsum_configuration_last_reload_successful") == 1
        started = value(begun, "process_start_time_seconds")
        assert started <= value(begun, "responsum_configuration_last_reload_timestamp_seconds") <= time.time() + 1
        info = begun["responsum_build"].samples[0][1]
        assert info["version"] and info["edition"], info
        sound = (FOLDER / "site.toml").read_text(encoding="utf-8")
        try:
            for text, successful in ((sound + "nonsense", 0), (sound, 1)):
                (FOLDER / "site.toml").write_text(text, encoding="utf-8")
                server.process.send_signal(signal.SIGHUP)
                while value(metrics(server), "responsum_configuration_last_reload_successful") != successful:
                    pass
        finally:
            (FOLDER / "site.toml").write_text(sound, encoding="utf-8")


CASES = [counts_are_those_of_the_traffic, no_label_is_a_clients_choice, exemplars_can_be_asked_about,
         it_says_how_a_reload_went]

if __name__ == "__main__":
    with TemporaryDirectory() as folder:
        FOLDER = Path(folder)
        FOLDER.chmod(0o755)
        (FOLDER / "docs").mkdir()
        for page in ("index.html", "docs/index.html"):
            (FOLDER / page).write_text("<p>hello</p>", encoding="utf-8")
        (FOLDER / "site.toml").write_text(CONFIGURATION, encoding="utf-8")
        sys.exit(cases.run("metrics", CASES))
