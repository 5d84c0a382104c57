"""The workloads: what is asked, what must come back, and what the raw responder does in its place."""

import dataclasses

BROWSER_FIELDS = (
    ("Host", "127.0.0.1:8080"),
    ("Connection", "keep-alive"),
    ("Cache-Control", "max-age=0"),
    ("sec-ch-ua", '"Chromium";v="140", "Not=A?Brand";v="24"'),
    ("sec-ch-ua-mobile", "?0"),
    ("sec-ch-ua-platform", '"Linux"'),
    ("Upgrade-Insecure-Requests", "1"),
    ("User-Agent", "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0"),
    ("Accept", "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"),
    ("Sec-Fetch-Site", "none"),
    ("Sec-Fetch-Mode", "navigate"),
    ("Sec-Fetch-Dest", "document"),
    ("Accept-Language", "en-GB,en;q=0.9"),
)
BROWSER_SIZE = 600


def request(path, method="GET", content=b"", **fields):
    head = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: responsum-bench\r\nAccept: */*\r\n"
    if content:
        fields["Content_Length"] = len(content)
    lines = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in fields.items())
    return (head + lines + "\r\n").encode() + content


def browser_request(path):
    """14 fields and 600 bytes; the cookie fills what the others leave."""
    lines = "".join(f"{name}: {value}\r\n" for name, value in BROWSER_FIELDS)
    head = f"GET {path} HTTP/1.1\r\n{lines}Cookie: id="
    end = "\r\n\r\n"
    return (head + "0" * (BROWSER_SIZE - len(head) - len(end)) + end).encode()


@dataclasses.dataclass(frozen=True)
class Workload:
    name: str
    title: str
    status: str
    path: str = "/1k.txt"
    method: str = "GET"
    content: bytes = b""
    fields: tuple = ()
    browser: bool = False
    validated: bool = False  # If-None-Match with the server's own tag
    generator: tuple = ()    # further options of the generator
    raw: tuple = ()          # further options of the responder
    h2load: tuple = ()       # over TLS, made by h2load with these options instead of the generator
    relayed: bool = False    # from the raw responder behind the server; in raw's place stands the raw relay
    without: tuple = ()      # families that cannot do it
    goals: tuple = ()        # (family, most of it)

    def request(self, etag):
        if self.browser:
            return browser_request(self.path)
        fields = dict(self.fields)
        if self.validated:
            fields["If_None_Match"] = etag
        return request(self.path, self.method, self.content, **fields)


RELAYED = "/relayed"  # what every server hands on is below it
PLAIN_ONLY = ("raw", "lighttpd", "haproxy")  # not measured with TLS

WORKLOADS = {load.name: load for load in (
    Workload("1k", "1 KiB", "200", goals=(("raw", 1.12), ("nginx", 0.68), ("h2o", 0.74), ("haproxy", 0.78))),
    Workload("1k-browser", "1 KiB, browser-sized request", "200", browser=True),
    Workload("304", "304", "304", validated=True, without=("haproxy",), goals=(("nginx", 0.88),)),
    Workload("404", "404", "404", path="/missing", goals=(("nginx", 0.88),)),
    Workload("range", "one-byte range, 206", "206", fields=(("Range", "bytes=0-0"),), without=("haproxy",),
             goals=(("nginx", 0.80), ("h2o", 0.88))),
    Workload("100k", "100 KiB", "200", path="/100k.bin", without=("haproxy",),
             goals=(("nginx", 0.95),)),
    Workload("fresh", "a connection a request, 1 KiB", "200", fields=(("Connection", "close"),),
             generator=("--mode", "fresh"), raw=("--after", "close"), goals=(("nginx", 0.75), ("h2o", 0.90))),
    Workload("pipelined", "pipelined by 16, 1 KiB", "200", generator=("--depth", "16")),
    Workload("relay-1k", "1 KiB, relayed", "200", path=RELAYED + "/1k.txt", relayed=True, without=("lighttpd",),
             goals=(("nginx", 0.85), ("haproxy", 0.85))),
    Workload("relay-100k", "100 KiB, relayed", "200", path=RELAYED + "/100k.bin", relayed=True, without=("lighttpd",),
             goals=(("nginx", 1.00),)),
    Workload("put", "PUT of 1 KiB, not waiting for the disk", "204", path="/written/1k.txt", method="PUT",
             content=b"0123456789abcdef" * 64, without=("raw", "h2o", "lighttpd", "haproxy"), goals=(("nginx", 1.00),)),
    Workload("tls-1k", "TLS 1.3, 1 KiB", "200", h2load=("--h1", "-c", "64"), without=PLAIN_ONLY,
             goals=(("nginx", 0.80), ("h2o", 0.87))),
    Workload("tls-100k", "TLS 1.3, 100 KiB", "200", path="/100k.bin", h2load=("--h1", "-c", "32"), without=PLAIN_ONLY,
             goals=(("nginx", 0.72),)),
    Workload("tls-fresh", "a full handshake (P-256) and 1 KiB", "200", h2load=("--h1", "-c", "500", "-n", "500"),
             without=PLAIN_ONLY, goals=(("nginx", 0.90),)),
    Workload("h2", "HTTP/2 over TLS, 32 streams, 1 KiB", "200", h2load=("-c", "16", "-m", "32"), without=PLAIN_ONLY,
             goals=(("nginx", 0.18), ("h2o", 1.00))),
)}
IDLE = "idle"  # memory of idle connections, not a rate
IDLE_TLS = "idle-tls"  # the same, encrypted
OWN = ("recording", "gate", "token")  # the first workload, of this server with and without what it remembers, or asks
