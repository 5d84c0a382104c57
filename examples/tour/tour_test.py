#!/usr/bin/env python3
"""Runs every line of the tour's pages against a server that runs by the tour's configuration.

  tour_test.py RESPONSUM_PROGRAM

What a line has to lead to stands beside it in the page: status line, fields and condition. The condition is looked up
in the access log, which is read when all is done; a request for /files/try-N marks where try N ends.
"""

import gzip
import json
import os
import re
import signal
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from tempfile import TemporaryDirectory

TOUR = Path(__file__).resolve().parent
TOP = TOUR.parent.parent
sys.path.insert(0, str(TOP / "tests"))
import cases  # noqa: E402

ADDRESS = "127.0.0.1:8080"
DEVICE = "/dev/tcp/127.0.0.1/8080"
LIMIT_S = 20  # of one line; the slowest waits three seconds for a limit of the server


class Lines(HTMLParser):
    """The <pre class="try"> and <pre class="ask"> of a page, each with its data- attributes, and its links."""

    def __init__(self, page):
        super().__init__()
        self.page, self.found, self.links, self.ids, self.inside = page, [], [], set(), None
        self.feed(page.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        self.links += [attributes[name] for name in ("href", "src") if name in attributes]
        self.ids.add(attributes.get("id"))
        if tag == "pre" and attributes.get("class") in ("try", "ask"):
            self.inside = {"page": self.page.name, "line": "", **attributes}
            self.found.append(self.inside)

    def handle_data(self, data):
        if self.inside is not None:
            self.inside["line"] += data

    def handle_endtag(self, tag):
        if tag == "pre":
            self.inside = None


class Server:
    """One worker, so that the log is in order, on a port that the kernel chooses."""

    def __init__(self, program, folder):
        self.log = Path(folder) / "access.log"
        os.environ["LEDGER"] = str(Path(folder) / "tour.ledger")  # the lines of the tour name it, too
        os.environ["ENTRIES"] = str(Path(folder) / "entries")
        self.process = subprocess.Popen(
            [program, "serve", "--config", str(TOUR / "responsum.toml"), "--listen", "127.0.0.1:0", "--console", "off",
             "--workers", "1"], stdout=subprocess.PIPE, text=True, env={**os.environ, "ACCESS_LOG": str(self.log)})
        for said in self.process.stdout:
            if match := re.search(r"http://(127\.0\.0\.1:\d+)/", said):
                self.address = match[1]
                return
        raise SystemExit("the server does not start")

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(LIMIT_S)
        return [json.loads(line) for line in self.log.read_text(encoding="utf-8").splitlines()]


def shell(line, address, program):
    """What the line prints on a terminal, as a newcomer would see it."""
    line = line.replace(ADDRESS, address).replace(DEVICE, DEVICE.replace("8080", address.split(":")[1]))
    folder = os.pathsep.join([str(Path(program).parent), os.environ["PATH"]])
    done = subprocess.run(["bash", "-c", line], cwd=TOP, timeout=LIMIT_S, capture_output=True,
                          env={**os.environ, "PATH": folder}, stdin=subprocess.DEVNULL)
    return (done.stdout + done.stderr).decode("utf-8", "replace").replace("\r", "")


def failures_of_try(one, output):
    failures = []
    if one["data-status"] and f'{one["data-status"]}\n' not in output:
        failures.append(f'no "{one["data-status"]}" from: {one["line"]}\n{output[-600:]}')
    for name in one["data-fields"].split():
        if not re.search(rf"^{name}: .", output, re.MULTILINE | re.IGNORECASE):
            failures.append(f'no {name} from: {one["line"]}')
    if "Responsum-Verdict" in one["data-fields"]:
        if f'Responsum-Verdict: {one["data-condition"]};exchange="' not in output:
            failures.append(f'not the verdict {one["data-condition"]} from: {one["line"]}')
    return failures


def conditions_by_try(records):
    """The conditions recorded before each mark."""
    tries, current = [], []
    for record in records:
        if re.fullmatch(r"/files/try-\d+", record["target"]):
            tries.append(current)
            current = []
        elif record["condition"] != "conn.idle":
            current.append(record["condition"])
    return tries


def run_tries(program, lines):
    outcomes = []
    with TemporaryDirectory() as folder:
        server = Server(program, folder)
        for number, one in enumerate(lines):
            outcomes.append(failures_of_try(one, shell(one["line"], server.address, program)))
            shell(f"curl -s http://{ADDRESS}/files/try-{number}", server.address, program)
        seen = conditions_by_try(server.stop())
    for one, failures, conditions in zip(lines, outcomes, seen, strict=True):
        interim = one["data-status"].startswith("HTTP/1.1 1")  # on the way to an answer, and no exchange of its own
        if one["data-condition"] not in conditions and not interim:
            failures.append(f'the log has {conditions}, not {one["data-condition"]}, for: {one["line"]}')
    return outcomes


def run_asks(program, lines):
    with TemporaryDirectory() as folder:
        server = Server(program, folder)  # some lines ask it for a tag first
        outputs = [shell(one["line"], server.address, program) for one in lines]
        server.stop()
    failures = []
    for one, output in zip(lines, outputs):
        verdict = re.search(rf"^verdict +{re.escape(one['data-condition'])}$", output, re.MULTILINE)
        failures.append([] if verdict else [f'{one["line"]}\n{output[-600:]}'])
    return failures


def every_link_leads_somewhere(pages):
    failures = []
    for page in pages:
        for link in page.links:
            if link.startswith(("data:", "http")):
                continue
            path, _, fragment = link.partition("#")
            if path.startswith("/diagram/"):
                target = TOP / "docs" / path[1:]
            elif path.startswith("/"):
                target = TOUR / "public" / path[1:]
            else:
                target = page.page.parent / path if path else page.page
            target = target / "index.html" if target.is_dir() else target
            if not target.is_file():
                failures.append(f"{page.page.name} links {link}")
            elif fragment and f'id="{fragment}"' not in target.read_text(encoding="utf-8"):
                failures.append(f"{page.page.name} links {link}, which has no such place")
    return failures


def the_compressed_sibling_is_the_file():
    files = TOUR / "public" / "files"
    same = gzip.decompress((files / "long.txt.gz").read_bytes()) == (files / "long.txt").read_bytes()
    return [] if same else ["long.txt.gz is not long.txt"]


def main(program):
    pages = [Lines(page) for page in sorted((TOUR / "public").rglob("*.html"))]
    lines = [one for page in pages for one in page.found]
    tries = [one for one in lines if one["class"] == "try"]
    asks = [one for one in lines if one["class"] == "ask"]
    outcomes = [("pages_have_lines", [] if len(tries) > 50 and asks else ["the pages hold hardly a line to try"]),
                ("links", every_link_leads_somewhere(pages)),
                ("compressed_sibling", the_compressed_sibling_is_the_file())]
    for kind, chosen, run in (("try", tries, run_tries), ("why", asks, run_asks)):
        for number, (one, failures) in enumerate(zip(chosen, run(program, chosen), strict=True)):
            outcomes.append((f'{kind}/{one["page"]}/{one["data-condition"]}/{number}', failures))
    return cases.report("tour", outcomes)


if __name__ == "__main__":
    sys.exit(main(str(Path(sys.argv[1]).resolve())))
