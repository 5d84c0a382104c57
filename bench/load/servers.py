"""The servers that are compared, and how each is started. A family's best variant is quoted for each workload."""

import os
import socket
import subprocess
import tempfile

from processes import SERVER_CORE, Failure, Process, free_port

PEERS = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "peers")
CONNECTIONS = "9000"  # more than are held idle; haproxy wants two descriptors for each

# name: (family, configuration, command before the configuration's path, substitutions)
PEER_VARIANTS = {
    "nginx-copy": ("nginx", "nginx.conf", ["nginx", "-p", "@RUN@", "-c"], {"SENDFILE": "off", "NOPUSH": "off"}),
    "nginx-sendfile": ("nginx", "nginx.conf", ["nginx", "-p", "@RUN@", "-c"], {"SENDFILE": "on", "NOPUSH": "off"}),
    "nginx-cork": ("nginx", "nginx.conf", ["nginx", "-p", "@RUN@", "-c"], {"SENDFILE": "on", "NOPUSH": "on"}),
    "h2o": ("h2o", "h2o.conf", ["h2o", "-m", "worker", "-c"], {}),
    "lighttpd-writev": ("lighttpd", "lighttpd.conf", ["lighttpd", "-D", "-f"], {"BACKEND": "writev"}),
    "lighttpd-sendfile": ("lighttpd", "lighttpd.conf", ["lighttpd", "-D", "-f"], {"BACKEND": "sendfile"}),
    "haproxy": ("haproxy", "haproxy.cfg", ["haproxy", "-db", "-f"], {}),
}
USUAL = {"ACCESS": "off", "RECORD": "true", "LEDGER": "", "OVERLOAD": "", "SITE_GATE": "", "ROUTE_GATE": "",
         "AUTH": ""}
# What may refuse a request and does not: of a site, and of a route.
SITE_GATE = """
quota = "1000TB"

[[site.redirect]]
path = "/moved/*"
target = "/new/$1"

[[site.limit]]
name = "address"
by = "address"
requests = 1000000000
per = "1h"

[[site.maintenance]]
path = "/closed/*"
until = "2099-01-01T00:00:00Z"
"""
ROUTE_GATE = """
max_concurrent = 100000

[site.route.cors]
origins = ["https://app.example"]

[[site.route.rule]]
name = "not from there"
access = "deny"
networks = ["192.0.2.0/24"]

[[site.route.rule]]
name = "from anywhere"
access = "allow"

[[site.route.limit]]
name = "route"
by = "route"
requests = 1000000000
per = "1h"
"""
# Everybody has to bring a token, whose key is in the file that tokens.py makes.
AUTH = """
[auth.programs]
scheme = "bearer"
algorithms = ["ES256"]
keys = "@KEYS@"
in_the_clear = true
"""
# What this server costs with more or less of what it can do; the first is what the others are held against.
OWN_VARIANTS = {
    # Nothing is remembered; the ring and the histogram; those and an access log to a file.
    "recording": {
        "responsum-off": {**USUAL, "RECORD": "false"},
        "responsum-recorder": USUAL,
        "responsum-log": {**USUAL, "ACCESS": "@RUN@/access.log"},
    },
    "gate": {
        "responsum-open": USUAL,
        "responsum-gated": {**USUAL, "LEDGER": 'ledger = "@RUN@/ledger.db"', "OVERLOAD": "overload_target_ms = 1000",
                            "SITE_GATE": SITE_GATE, "ROUTE_GATE": ROUTE_GATE},
    },
    "token": {
        "responsum-open": USUAL,
        "responsum-token": {**USUAL, "AUTH": AUTH, "ROUTE_GATE": 'auth = "programs"'},
    },
}
FAMILIES = ["raw", "responsum", "nginx", "h2o", "lighttpd", "haproxy"]
NAMES = ["raw", "responsum", *PEER_VARIANTS]


def family_of(name):
    return PEER_VARIANTS[name][0] if name in PEER_VARIANTS else name


def which(program):
    for directory in [*os.environ.get("PATH", "").split(os.pathsep), "/usr/sbin", "/sbin"]:
        path = os.path.join(directory, program)
        if os.access(path, os.X_OK) and not os.path.isdir(path):
            return path
    return None


def scratch(parent, name):
    """A directory that the unprivileged servers may write to."""
    path = tempfile.mkdtemp(prefix=f"{name}-", dir=parent)
    os.chmod(path, 0o777)
    return path


def make_docroot(parent):
    root = os.path.join(parent, "root")
    os.mkdir(root)
    os.mkdir(os.path.join(root, "written"))
    os.chmod(os.path.join(root, "written"), 0o777)  # the servers are nobody
    for name, size in (("1k.txt", 1024), ("100k.bin", 100 * 1024), ("written/1k.txt", 1024)):
        path = os.path.join(root, name)
        with open(path, "wb") as file:
            file.write((b"0123456789abcdef" * (size // 16))[:size])
        os.utime(path, (1700000000, 1700000000))  # old, so that every server trusts its validators
        os.chmod(path, 0o644)
    os.chmod(root, 0o755)
    return root


def pair_of(parent):
    """The beginning of the names of a certificate (.crt) and its key (.key), P-256, made when first asked for."""
    pair = os.path.join(parent, "pair")
    if not os.path.exists(pair + ".crt"):
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                        "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-days", "2",
                        "-keyout", pair + ".key", "-out", pair + ".crt"], check=True, stderr=subprocess.DEVNULL)
        for name in (".crt", ".key"):
            os.chmod(pair + name, 0o644)  # the servers are nobody; the key is worth nothing
    return pair


def fill(template, values):
    for name, value in values.items():
        template = template.replace(f"@{name}@", str(value))
    return template


def start_peer(name, parent, root, limit, upstream):
    _, configuration, command, substitutions = PEER_VARIANTS[name]
    program = which(command[0])
    if program is None:
        raise Failure(f"{command[0]} is not installed (packaging/apt-packages-bench)")
    run, port, tls_port = scratch(parent, name), free_port(), free_port()
    values = {"RUN": run, "PORT": port, "TLS_PORT": tls_port, "PAIR": pair_of(parent), "ROOT": root, "LIMIT": limit,
              "CONNECTIONS": CONNECTIONS, "UPSTREAM": upstream, **substitutions}
    path = os.path.join(run, configuration)
    with open(os.path.join(PEERS, configuration), encoding="utf-8") as template, \
            open(path, "w", encoding="utf-8") as filled:
        filled.write(fill(template.read(), values))
    process = Process(name, [program, *(fill(word, values) for word in command[1:]), path], run)
    return process, port, tls_port


def start_responsum(binary, arguments, parent, root, upstream, variant="responsum"):
    run, port, tls_port = scratch(parent, "responsum"), free_port(), free_port()
    substitutions = {name: values for variants in OWN_VARIANTS.values() for name, values in variants.items()}
    path = os.path.join(run, "responsum.toml")
    with open(os.path.join(PEERS, "responsum.toml"), encoding="utf-8") as template, \
            open(path, "w", encoding="utf-8") as filled:
        filled.write(fill(template.read(), {**substitutions.get(variant, USUAL), "PORT": port, "TLS_PORT": tls_port,
                                            "PAIR": pair_of(parent), "ROOT": root, "RUN": run,
                                            "KEYS": os.path.join(parent, "keys.json"), "UPSTREAM": upstream}))
    process = Process("responsum", [binary, "serve", "--config", path, *arguments], run)
    return process, port, tls_port


def start_raw(binary, options, parent, privileged=False, core=SERVER_CORE):
    """The responder or the relay; they say their port."""
    run = scratch(parent, "raw")
    process = Process("raw", [binary, *options], run, privileged, core)
    return process, int(process.wait_for(process.output).split()[0]), None


def ask(port, request):
    """One answer as (head, content), for servers on this machine and answers with a length or an end."""
    with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
        connection.sendall(request)
        return read_answer(connection.recv, f"port {port}")


def read_answer(receive, who):
    """The same of what `receive` gives when it is asked for so many octets."""
    data = b""
    while b"\r\n\r\n" not in data:
        part = receive(65536)
        if not part:
            raise Failure(f"{who} closed before its head was complete: {data!r}")
        data += part
    head, _, content = data.partition(b"\r\n\r\n")
    head += b"\r\n\r\n"
    length = field(head, "content-length")
    if head[9:12] != b"304":
        while len(content) < int(length or 0):
            part = receive(65536)
            if not part:
                raise Failure(f"{who} closed within its content")
            content += part
    return head, content


def field(head, name):
    for line in head.decode("latin-1").split("\r\n")[1:]:
        found, _, value = line.partition(":")
        if found.lower() == name:
            return value.strip()
    return None
