#!/usr/bin/env python3
"""Who may come, where it takes more than one connection to tell: failures that are counted, passwords that wait,
Digest, names in certificates.   access_test.py PROGRAM"""

import hashlib
import json
import re
import socket
import struct
import subprocess
import sys
from base64 import b64encode
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.dont_write_bytecode = True
sys.path[:0] = [str(HERE), str(HERE.parent)]
import cases  # noqa: E402
from server import PATIENCE_S, Connection, ask_console, folder, limited, run  # noqa: E402
from tls_clients_test import connect_as, make_client  # noqa: E402
from tls_test import PROGRAM, condition_of, make_site, serving, wait_for_exchange  # noqa: E402

SITE = """
[server]
listen = "127.0.0.1:0"
listen_tls = "127.0.0.1:0"
console = "127.0.0.1:0"
workers = 2
certificate = "a.pem"
key = "a.key"
[limits]
{limits}
[log]
access = "log.json"
[auth.staff]
scheme = "basic"
users = "staff.users"
[auth.vault]
scheme = "digest"
realm = "vault"
users = "vault.digests"
[auth.cards]
scheme = "certificate"
names = [{{certificate = "CN=alice", user = "alice", groups = ["ops"]}}]
[[site]]
hosts = ["a.test"]
client_ca = "authority.pem"
client_certificate = "optional"
[[site.route]]
path = "/staff/"
files = "www/a"
auth = "staff"
[[site.route]]
path = "/vault/"
files = "www/a"
auth = "vault"
[[site.route]]
path = "/cards/"
files = "www/a"
auth = "cards"
"""


def hashed(*arguments, password="open sesame"):
    made = subprocess.run([PROGRAM, "hash-password", *arguments], input=password + "\n", capture_output=True, text=True,
                          timeout=PATIENCE_S, check=True)
    return made.stdout


def prepare(place, limits=""):
    config = make_site(place, SITE.format(limits=limits))
    make_client(place, "authority")
    make_client(place, "alice", "authority")
    make_client(place, "carol", "authority")
    (place / "staff.users").write_text(hashed("--user", "alice", "--kind", "bcrypt"))
    (place / "vault.digests").write_text(hashed("--user", "alice", "--digest", "vault"))
    return config


def get(server, place, path, authorization=None, client=None):
    connection = connect_as(server, place, client)
    field = f"Authorization: {authorization}\r\n" if authorization else ""
    connection.socket.sendall(f"GET {path} HTTP/1.1\r\nHost: a.test\r\n{field}\r\n".encode())
    response = connection.read_response()
    connection.close()
    return response


def basic(pair):
    return "Basic " + b64encode(pair.encode()).decode()


def told(response):
    return response.status, condition_of(response)


def failures_are_counted_until_none_are_heard():
    with folder() as place, serving(prepare(place, "max_auth_failures = 2")) as server:
        assert get(server, place, "/staff/", basic("alice:open sesame")).status == 200
        for _ in range(2):
            assert told(get(server, place, "/staff/", basic("alice:guess"))) == (401, "auth.wrong")
        response = get(server, place, "/staff/", basic("alice:another guess"))
        assert told(response) == (429, "auth.failures"), response.fields
        assert 0 < int(response.fields["retry-after"]) <= 60, response.fields
        seen = ask_console(server, "/api/exchanges/" + wait_for_exchange(server, "auth.failures")["id"])
        assert seen["limit"].startswith("max_auth_failures = 2 at "), seen
        assert told(get(server, place, "/staff/")) == (401, "auth.none"), "who sends none is asked as before"


def passwords_that_wait_too_long_are_told_so():
    with folder() as place, serving(prepare(place, "password_check_timeout_ms = 1")) as server:
        response = get(server, place, "/staff/", basic("alice:open sesame"))
        assert told(response) == (503, "auth.busy") and "retry-after" in response.fields, response.fields


def who_leaves_before_a_password_is_compared_keeps_nobody_waiting():
    with folder() as place, serving(prepare(place)) as server:
        def ask(path, pair):
            return f"GET {path} HTTP/1.1\r\nHost: a.test\r\nAuthorization: {basic(pair)}\r\n\r\n".encode()

        for _ in range(8):
            connection = Connection(server.port)
            # Once the first is answered, the second is under way.
            connection.socket.sendall(ask("/cards/", "a:b") + ask("/staff/", "alice:open sesame"))
            connection.read_response()
            connection.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            connection.close()
        # Whichever worker each of them comes to.
        for _ in range(8):
            assert get(server, place, "/staff/").status == 401


def digest(nonce, uri, count):
    def h(text):
        return hashlib.sha256(text.encode()).hexdigest()

    response = h(f"{h('alice:vault:open sesame')}:{nonce}:{count}:c:auth:{h('GET:' + uri)}")
    return (f'Digest username="alice", realm="vault", nonce="{nonce}", uri="{uri}", cnonce="c", nc={count}, qop=auth, '
            f'algorithm=SHA-256, response="{response}"')


def digest_is_answered_once_for_each_count():
    with folder() as place, serving(prepare(place)) as server:
        challenge = get(server, place, "/vault/").fields["www-authenticate"]
        nonce = re.search('nonce="([^"]+)"', challenge)[1]
        # Whichever worker the connections come to, the counts are the same.
        for count in ("00000001", "00000003", "00000002"):
            assert get(server, place, "/vault/", digest(nonce, "/vault/", count)).status == 200
        response = get(server, place, "/vault/", digest(nonce, "/vault/", "00000002"))
        assert told(response) == (401, "auth.stale"), response.fields
        assert response.fields["www-authenticate"].endswith(", stale=true"), response.fields


def certificates_name_users():
    with folder() as place, serving(prepare(place)) as server:
        assert get(server, place, "/cards/", client="alice").status == 200
        for name in (None, "carol"):
            assert told(get(server, place, "/cards/", client=name)) == (403, "cert.nameless"), name


def no_record_has_credentials():
    with folder() as place:
        config = prepare(place)
        with serving(config) as server:
            for pair in ("alice:open sesame", "alice:guess"):
                get(server, place, "/staff/", basic(pair))
            seen = ask_console(server, "/api/exchanges/" + wait_for_exchange(server, "auth.wrong")["id"])
            assert seen["subject"] == "no user has this name and password", seen
            assert seen["limit"].startswith("otherwise at "), seen
            known = wait_for_exchange(server, "repr.whole")
            assert known["client"] == "alice", known
        log = (place / "log.json").read_text()
        for secret in (basic("alice:open sesame")[6:], basic("alice:guess")[6:], "sesame", "guess"):
            assert secret not in log and secret not in json.dumps([seen, known]), secret


def why_says_which_rule_would_have_let_it_in():
    with folder() as place:
        config = prepare(place)
        answer = run(PROGRAM, "why", "https://a.test/staff/", "--config", config)
        assert re.search(r"^verdict +auth\.none$", answer.stdout, re.M), answer.stdout
        assert "nobody knows who it is" in answer.stdout, answer.stdout


CASES = [failures_are_counted_until_none_are_heard, passwords_that_wait_too_long_are_told_so,
         who_leaves_before_a_password_is_compared_keeps_nobody_waiting,
         digest_is_answered_once_for_each_count, certificates_name_users, no_record_has_credentials,
         why_says_which_rule_would_have_let_it_in]

if __name__ == "__main__":
    sys.exit(cases.run("access", [limited(case) for case in CASES]))
