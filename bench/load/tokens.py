"""A key of P-256 and a token that it has signed (RFC 7519, ES256), made with openssl."""

import base64
import json
import os
import subprocess


def as_text(octets):
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode()


def openssl(*arguments, **how):
    return subprocess.run(["openssl", *arguments], check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                          **how).stdout


def integers(signature):
    """r and s of a signature in DER, 32 octets each (RFC 7518 3.4)."""
    octets, at = b"", 2  # behind the head of the sequence
    for _ in range(2):
        length = signature[at + 1]
        octets += signature[at + 2:at + 2 + length].lstrip(b"\0").rjust(32, b"\0")
        at += 2 + length
    return octets


def make(parent):
    """The token; the public key is in keys.json of the directory then, as a server reads it."""
    key = os.path.join(parent, "token.pem")
    openssl("ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", key)
    point = openssl("ec", "-in", key, "-pubout", "-outform", "DER")[-64:]
    public = {"kty": "EC", "crv": "P-256", "alg": "ES256", "kid": "bench",
              "x": as_text(point[:32]), "y": as_text(point[32:])}
    with open(os.path.join(parent, "keys.json"), "w", encoding="utf-8") as file:
        json.dump({"keys": [public]}, file)
    parts = ({"alg": "ES256", "kid": "bench"}, {"sub": "bench", "exp": 4102444800})
    signed = ".".join(as_text(json.dumps(part).encode()) for part in parts)
    return signed + "." + as_text(integers(openssl("dgst", "-sha256", "-sign", key, input=signed.encode())))
