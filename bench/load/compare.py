#!/usr/bin/env python3
"""Compares servers by the CPU time a request costs them: the server on one core, the load on another, in turns.

Every round measures every server once, in rotating order; ratios are taken within a round and their median is
printed, so that a machine that drifts moves both sides. See bench/README.md.
"""

import argparse
import contextlib
import dataclasses
import datetime
import json
import os
import re
import shutil
import signal
import socket
import ssl
import statistics
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True  # nothing is left in the source tree
import servers  # noqa: E402
import tokens  # noqa: E402
from processes import LOAD_CORE, Failure, pin, prefer, raise_descriptor_limit  # noqa: E402
from report import idle_table, own_table, rate_tables  # noqa: E402
from workloads import IDLE, IDLE_TLS, OWN, PLAIN_ONLY, WORKLOADS  # noqa: E402

HERE = os.path.dirname(os.path.abspath(__file__))
PROJECT = os.path.dirname(os.path.dirname(HERE))
SETTLE_SECONDS = 0.03  # until the server has seen the load's connections close
IDLE_CONNECTIONS = 8000
OTHERS = (IDLE, IDLE_TLS, *OWN)


def options_of(arguments):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--workload", default="all",
                        help=f"comma-separated: {', '.join([*WORKLOADS, *OTHERS])} (all)")
    parser.add_argument("--servers", default="all",
                        help=f"comma-separated names or families: {', '.join(servers.NAMES)} (all that are there)")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--seconds", type=float, default=1.0, help="of one measurement (1.0)")
    parser.add_argument("--connections", type=int, default=64)
    parser.add_argument("--idle-connections", type=int, default=IDLE_CONNECTIONS)
    parser.add_argument("--build", default=os.path.join(PROJECT, "build", "release"),
                        help="build directory with the generator and the responder")
    parser.add_argument("--responsum", help="the server's program (BUILD/cmd/responsum/responsum)")
    parser.add_argument("--responsum-arguments", default="", help="further arguments for it, separated by spaces")
    parser.add_argument("--nice", type=int, default=0, help="of servers and load alike; negative needs root (0)")
    parser.add_argument("--output", choices=("markdown", "json"), default="markdown")
    options = parser.parse_args(arguments)
    options.generator = os.path.join(options.build, "bench", "load", "generator")
    options.relay = os.path.join(options.build, "bench", "limit", "relay")
    options.responder = os.path.join(options.build, "bench", "limit", "responder")
    options.responsum = options.responsum or os.path.join(options.build, "cmd", "responsum", "responsum")
    options.workloads = [*WORKLOADS, *OTHERS] if options.workload == "all" else options.workload.split(",")
    for name in options.workloads:
        if name not in (*WORKLOADS, *OTHERS):
            parser.error(f"unknown workload {name}")
    options.names = chosen_servers(parser, options)
    prefer(os.getpid(), options.nice)  # children inherit it
    return options


def chosen_servers(parser, options):
    for program in (options.generator, options.responder, options.relay):
        if not os.access(program, os.X_OK):
            parser.error(f"{program} is not built")
    if options.servers != "all":
        wanted = options.servers.split(",")
        for name in wanted:
            if name not in servers.NAMES and name not in servers.FAMILIES:
                parser.error(f"unknown server {name}")
        return [name for name in servers.NAMES if name in wanted or servers.family_of(name) in wanted]
    there = []
    for name in servers.NAMES:
        if name == "raw" or (name == "responsum" and os.access(options.responsum, os.X_OK)) or \
                (name in servers.PEER_VARIANTS and servers.which(servers.PEER_VARIANTS[name][2][0])):
            there.append(name)
        else:
            print(f"without {name}: not there", file=sys.stderr)
    return there


class Contender:
    """A started server with the request that this workload sends to it."""

    def __init__(self, process, port, tls_port, request_file):
        self.process, self.port, self.tls_port, self.request_file = process, port, tls_port, request_file


class Arena:
    """Starts contenders in a directory of its own and ends them all, whatever happens."""

    def __init__(self, options, stack, privileged=False):
        self.options = options
        self.privileged = privileged  # the raw responder: only root may choose any congestion control
        self.stack = stack
        self.parent = tempfile.mkdtemp(prefix="responsum-bench-")
        stack.callback(shutil.rmtree, self.parent, ignore_errors=True)
        os.chmod(self.parent, 0o755)
        self.limit = raise_descriptor_limit()
        self.root = servers.make_docroot(self.parent)
        self.upstream = 1  # nobody's port, until start_upstream()

    def write(self, name, content):
        path = os.path.join(self.parent, name)
        with open(path, "wb") as file:
            file.write(content)
        os.chmod(path, 0o644)
        return path

    def start_upstream(self, content_bytes):
        """What answers behind the servers, on the core of the load."""
        process, self.upstream, _ = servers.start_raw(self.options.responder, ["--body", str(content_bytes)],
                                                      self.parent, core=LOAD_CORE)
        self.stack.callback(process.end)

    def start(self, name, raw_options=(), relayed=False):
        if name == "raw" and relayed:
            started = servers.start_raw(self.options.relay, ["--upstream", str(self.upstream)], self.parent)
        elif name == "raw":
            started = servers.start_raw(self.options.responder, raw_options, self.parent, self.privileged)
        elif name.split("-")[0] == "responsum":
            started = servers.start_responsum(self.options.responsum, self.options.responsum_arguments.split(),
                                              self.parent, self.root, self.upstream, name)
        else:
            started = servers.start_peer(name, self.parent, self.root, self.limit, self.upstream)
        process, port, _ = started
        self.stack.callback(process.end)
        process.wait_for_port(port)
        return started

    def enter(self, name, workload):
        """A server that answers this workload as it must."""
        process, port, tls_port = self.start(name)
        head, _ = servers.ask(port, WORKLOADS["1k"].request(None))
        request = workload.request(servers.field(head, "etag"))
        head, content = servers.ask(port, request)
        if head[9:12].decode() != workload.status:
            raise Failure(f"{name} answers {workload.name} with {head[9:12].decode()}, not {workload.status}")
        return Contender(process, port, tls_port, self.write(f"{name}-{workload.name}.request", request)), head, content

    def enter_all(self, workload):
        """The contenders by name. The raw responder repeats our answer, or a peer's while ours is not there."""
        names = [name for name in self.options.names if servers.family_of(name) not in workload.without]
        contenders, model = {}, None
        if workload.relayed:
            self.start_upstream(100 * 1024 if "100k" in workload.name else 1024)
        for name in names:
            if name != "raw":
                contenders[name], head, content = self.enter(name, workload)
                model = model or (head, content, contenders[name].request_file)
        if "raw" in names:
            raw_options = list(workload.raw)
            request_file = self.write("raw.request", workload.request('"0"'))
            if model is not None:
                head, content, request_file = model
                raw_options += ["--head", self.write("raw.head", head), "--body", str(len(content))]
            contenders["raw"] = Contender(*self.start("raw", raw_options, workload.relayed), request_file)
        return contenders


def generate(options, contender, workload):
    """One run of the generator: its report."""
    command = [options.generator, "--port", str(contender.port), "--request", contender.request_file,
               "--expect", f"HTTP/1.1 {workload.status}", "--connections", str(options.connections),
               "--seconds", str(options.seconds), *workload.generator]
    run = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, preexec_fn=pin(LOAD_CORE),
                         timeout=options.seconds + 30, check=False)
    if run.returncode != 0:
        raise Failure(f"{workload.name}, {contender.process.name}: {run.stderr.decode().strip()}")
    return json.loads(run.stdout)


def load_with_h2load(options, contender, workload):
    """One run of h2load, which says what it did in words for people: its report."""
    how = list(workload.h2load)
    if "-n" not in how:
        how += ["-D", f"{int(options.seconds * 1000)}ms"]
    command = ["h2load", "-t", "1", *how, f"https://127.0.0.1:{contender.tls_port}{workload.path}"]
    begun = time.monotonic()
    run = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, preexec_fn=pin(LOAD_CORE),
                         timeout=options.seconds + 30, check=False)
    seconds = time.monotonic() - begun
    told = re.search(r"(\d+) succeeded, (\d+) failed, (\d+) errored", run.stdout.decode())
    if run.returncode != 0 or told is None or told.group(1) == "0" or told.group(2) != "0":
        raise Failure(f"{workload.name}, {contender.process.name}: {run.stdout.decode()} {run.stderr.decode()}")
    return {"requests": int(told.group(1)), "seconds": seconds}


def measure(options, contender, workload):
    """(µs of CPU a request, utilisation of the server's core, requests)"""
    contender.process.check_alive()
    before = contender.process.cpu_seconds()
    load = load_with_h2load if workload.h2load else generate
    report = load(options, contender, workload)
    time.sleep(SETTLE_SECONDS)
    spent = contender.process.cpu_seconds() - before
    return {"us": spent * 1e6 / report["requests"], "utilisation": spent / report["seconds"],
            "requests": report["requests"]}


def compare(options, workload):
    """{server: [measurement of each round]}"""
    with contextlib.ExitStack() as stack:
        contenders = Arena(options, stack).enter_all(workload)
        return compare_in_turns(options, workload, {n: contenders[n] for n in options.names if n in contenders})


def compare_own(options, name):
    """The same for one build that does more or less."""
    with contextlib.ExitStack() as stack:
        arena, workload = Arena(options, stack), WORKLOADS["1k"]
        if name == "token":
            workload = dataclasses.replace(workload, fields=(("Authorization", f"Bearer {tokens.make(arena.parent)}"),))
        contenders = {variant: arena.enter(variant, workload)[0] for variant in servers.OWN_VARIANTS[name]}
        return compare_in_turns(options, workload, contenders)


def compare_in_turns(options, workload, contenders):
    rounds = {name: [] for name in contenders}
    order = list(rounds)
    for number in range(options.rounds + 1):
        for name in order[number % len(order):] + order[:number % len(order)]:
            result = measure(options, contenders[name], workload)
            if number > 0:  # the first warms caches and branch predictors up
                rounds[name].append(result)
    print(f"{workload.name}: " + ", ".join(f"{name} {statistics.median(r['us'] for r in all_rounds):.2f}"
                                           for name, all_rounds in rounds.items()), file=sys.stderr)
    return rounds


def idle_memory(options, hold, without=()):
    """{server: (proportional, private) KiB an idle connection, each server fresh}"""
    workload, results = WORKLOADS["1k"], {}
    for name in (n for n in options.names if servers.family_of(n) not in without):
        with contextlib.ExitStack() as stack:
            arena = Arena(options, stack)
            contender = arena.enter_all(workload)["raw"] if name == "raw" else arena.enter(name, workload)[0]
            before = contender.process.memory_kib()
            with hold(options, contender):
                after = contender.process.memory_kib()
            results[name] = [(after[at] - before[at]) / options.idle_connections for at in (0, 1)]
    return results


@contextlib.contextmanager
def holding(options, contender):
    """While entered, the idle connections are there."""
    command = [options.generator, "--port", str(contender.port), "--request", contender.request_file, "--mode", "idle",
               "--connections", str(options.idle_connections), "--seconds", "60"]
    load = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                            preexec_fn=pin(LOAD_CORE))
    try:
        if not load.stdout.readline().startswith(b"holding"):
            raise Failure(f"idle, {contender.process.name}: {load.stderr.read().decode().strip()}")
        yield
        load.stdin.close()
        if load.wait(10) != 0:
            raise Failure(f"idle, {contender.process.name}: {load.stderr.read().decode().strip()}")
    finally:
        load.kill()
        load.wait()


@contextlib.contextmanager
def holding_tls(options, contender):
    """As holding(), encrypted; each connection has had its ticket and one answer."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    with open(contender.request_file, "rb") as file:
        request = file.read()
    with contextlib.ExitStack() as held:
        for _ in range(options.idle_connections):
            plain = socket.create_connection(("127.0.0.1", contender.tls_port), timeout=30)
            connection = held.enter_context(context.wrap_socket(plain, server_hostname="localhost"))
            connection.sendall(request)
            servers.read_answer(connection.recv, contender.process.name)
        yield


def circumstances(options):
    with open("/proc/sys/net/ipv4/tcp_congestion_control", encoding="ascii") as setting:
        congestion = setting.read().strip()
    return (f"{datetime.date.today()}, Linux {os.uname().release}, congestion control {congestion} for all, "
            f"{options.connections} connections, {options.rounds} rounds of {options.seconds:g} s")


def main():
    options = options_of(sys.argv[1:])
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # unwinds, so that every server is ended
    rates, own, idle, idle_tls, code = {}, {}, None, None, 0
    try:
        for name in options.workloads:
            if name == IDLE:
                idle = idle_memory(options, holding)
            elif name == IDLE_TLS:
                idle_tls = idle_memory(options, holding_tls, PLAIN_ONLY)
            elif name in OWN:
                own[name] = compare_own(options, name)
            else:
                rates[name] = compare(options, WORKLOADS[name])
    except Failure as failure:
        print(f"compare: {failure}", file=sys.stderr)
        code = 1
    except KeyboardInterrupt:
        code = 130  # what has been measured is printed all the same
    if options.output == "json":
        print(json.dumps({"circumstances": circumstances(options), "rates": rates, "idle": idle,
                          "idle_tls": idle_tls, **own}, indent=1))
    else:
        print(circumstances(options) + "\n")
        if rates:
            print(rate_tables(rates))
        if idle:
            print(idle_table(idle, options.idle_connections))
        if idle_tls:
            print(idle_table(idle_tls, options.idle_connections, "an idle connection with TLS"))
        for name, rounds in own.items():
            print(own_table(name, rounds))
    return code


if __name__ == "__main__":
    sys.exit(main())
