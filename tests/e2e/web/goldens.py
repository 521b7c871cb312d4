"""Every provider's golden requests and answers over HTTP.
goldens.py serve FOLDER: an upstream that gives to each request the answer of the golden that it names; prints its port.
goldens.py post FOLDER: posts them all through the tab that it runs in."""
import http.client
import http.server
import os
import pathlib
import struct
import sys
import urllib.parse
import zlib

kSlots = {"openai": "openai/v1", "gemini": "gemini"}  # others speak at Anthropic's


def split(path):
    head, _, body = path.read_bytes().replace(b"\r\n", b"\n").partition(b"\n\n")
    lines = head.decode().split("\n")
    return lines[0], [line.split(": ", 1) for line in lines[1:]], body


def event_message(line):
    """AWS's framing. Source: the event stream specification of Amazon's Smithy."""
    kind, name, payload = (line.split(b" ", 2) + [b"{}"])[:3]
    kind_name = b":exception-type" if kind == b"exception" else b":event-type"
    fields = [(b":message-type", kind), (kind_name, name), (b":content-type", b"application/json")]
    head = b"".join(bytes([len(key)]) + key + b"\x07" + struct.pack(">H", len(value)) + value for key, value in fields)
    prelude = struct.pack(">II", 16 + len(head) + len(payload), len(head))
    message = prelude + struct.pack(">I", zlib.crc32(prelude)) + head + payload
    return message + struct.pack(">I", zlib.crc32(message))


class Upstream(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        status, fields, body = split(folder / self.headers["x-golden"] / "response.http")
        _, code, *reason = status.split(" ", 2)
        if any("eventstream" in value for _, value in fields):
            body = b"".join(event_message(line) for line in body.split(b"\n") if line.startswith((b"event ", b"exception ")))
        self.send_response_only(int(code), reason[0] if reason else "")
        for name, value in fields:
            if name.lower() not in ("content-length", "transfer-encoding", "content-encoding"):
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST

    def log_message(self, *_):
        pass


def post():
    tab = urllib.parse.urlsplit(os.environ["TABACUS_TAB_URL"])
    for golden in sorted(folder.glob("*/*/request.http")):
        start, fields, body = split(golden)
        method, path, _ = start.split(" ", 2)
        provider = golden.parent.parent.name
        slot = kSlots.get(provider, "anthropic")
        path = path.removeprefix("/v1") if slot.endswith("/v1") else path
        headers = {name: value for name, value in fields if name.lower() not in ("host", "content-length", "transfer-encoding", "content-encoding")}
        connection = http.client.HTTPConnection(tab.hostname, tab.port, timeout=20)
        connection.request(method, f"{tab.path}/{slot}{path}", body, {**headers, "x-golden": f"{provider}/{golden.parent.name}"})
        connection.getresponse().read()
        connection.close()


folder = pathlib.Path(sys.argv[2])
if sys.argv[1] == "serve":
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Upstream)
    print(server.server_port, flush=True)
    server.serve_forever()
post()
