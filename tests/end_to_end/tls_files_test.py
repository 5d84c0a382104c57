#!/usr/bin/env python3
"""Files of certificates: of two kinds, with staples, and replaced while the server runs.   tls_files_test.py PROGRAM"""

import signal
import ssl
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.dont_write_bytecode = True
sys.path[:0] = [str(HERE), str(HERE.parent)]
import cases  # noqa: E402
from server import PATIENCE_S, folder, limited  # noqa: E402
from tls_clients_test import make_client  # noqa: E402
from tls_test import TlsConnection, make_certificate, make_site, serving  # noqa: E402

KINDS = """
[server]
listen = "127.0.0.1:0"
listen_tls = "127.0.0.1:0"
console = "127.0.0.1:0"
[[site]]
hosts = ["a.test"]
certificate = ["chain.pem", "rsa.pem"]
key = ["leaf.key", "rsa.key"]
ocsp = ["leaf.ocsp", ""]
[[site.route]]
path = "/"
files = "www/a"
"""
WATCHED = "[limits]\ncertificate_check_ms = 20\n"


def make_kinds(place):
    config = make_site(place, KINDS)
    make_client(place, "authority")
    make_client(place, "leaf", "authority", usage="serverAuth\nsubjectAltName=DNS:a.test")
    (place / "chain.pem").write_text((place / "leaf.pem").read_text() + (place / "authority.pem").read_text())
    for command in (["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=rsa", "-addext",
                     "subjectAltName=DNS:a.test", "-days", "90", "-keyout", "rsa.key", "-out", "rsa.pem"],
                    ["ocsp", "-issuer", "authority.pem", "-cert", "leaf.pem", "-reqout", "request.der"],
                    ["ocsp", "-index", "leaf.db/index.txt", "-CA", "authority.pem", "-rsigner", "authority.pem",
                     "-rkey", "authority.key", "-reqin", "request.der", "-respout", "leaf.ocsp", "-ndays", "3"]):
        subprocess.run(["openssl", *command], check=True, capture_output=True, cwd=place, timeout=PATIENCE_S)
    return config


def s_client(server, *arguments):
    told = subprocess.run(["openssl", "s_client", "-connect", f"127.0.0.1:{server.tls_port}", "-servername", "a.test",
                           *arguments], stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=PATIENCE_S)
    return told.stdout + told.stderr


def keys_of_both_kinds_stand_side_by_side():
    with folder() as place, serving(make_kinds(place)) as server:
        for algorithms, issuer in (("ECDSA+SHA256:RSA-PSS+SHA256", "CN = authority"), ("RSA-PSS+SHA256", "CN = rsa")):
            told = s_client(server, "-sigalgs", algorithms)
            assert f"issuer={issuer}" in told, told


def staple_is_sent_to_who_asks():
    with folder() as place, serving(make_kinds(place)) as server:
        told = s_client(server, "-status")
        assert "OCSP Response Status: successful" in told and "Cert Status: good" in told, told
        assert "OCSP response" not in s_client(server), "who does not ask"
        assert "OCSP response: no response sent" in s_client(server, "-status", "-sigalgs", "RSA-PSS+SHA256")


def changed_files_are_read_again():
    with folder() as place:
        config = make_site(place)
        config.write_text(config.read_text() + WATCHED)
        with serving(config) as server:
            old = TlsConnection(server.tls_port, place / "a.pem", "a.test")
            assert old.get("/").status == 200
            (place / "new").mkdir()
            make_certificate(place / "new", "a", ["a.test", "alias.test"])
            for name in ("a.pem", "a.key"):
                (place / "new" / name).rename(place / name)
            server.read_errors_until("the certificates have changed")
            while True:  # each worker takes it up between two of its turns
                try:
                    new = TlsConnection(server.tls_port, place / "a.pem", "a.test")
                    break
                except ssl.SSLCertVerificationError:
                    pass
            assert new.get("/").status == 200 and old.get("/").status == 200
            new.close()
            old.close()


def half_a_pair_changes_nothing():
    with folder() as place:
        config = make_site(place)
        config.write_text(config.read_text() + WATCHED)
        trusted = place / "old.pem"
        trusted.write_bytes((place / "a.pem").read_bytes())
        with serving(config) as server:
            (place / "a.key").write_bytes((place / "b.key").read_bytes())
            said = server.read_errors_until("the certificates stay as they were")
            assert "a.key`: the key does not belong to the certificate in" in said and "site.toml:13:" in said, said
            connection = TlsConnection(server.tls_port, trusted, "a.test")
            assert connection.get("/").status == 200
            connection.close()
            server.signal(signal.SIGHUP)
            assert "stays as it was" in server.read_errors_until("stays as it was")
            (place / "a.pem").write_bytes((place / "b.pem").read_bytes())
            server.read_errors_until("the certificates have changed")


CASES = [keys_of_both_kinds_stand_side_by_side, staple_is_sent_to_who_asks, changed_files_are_read_again,
         half_a_pair_changes_nothing]

if __name__ == "__main__":
    sys.exit(cases.run("tls_files", [limited(case) for case in CASES]))
