"""A local server that misbehaves on request, for tests of downloads."""

import hashlib
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class _Quiet(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request, client_address):
        """A client that hangs up in the middle is part of the tests."""


class BadServer:
    """Serves `content` under paths that name what goes wrong; counts the requests for each."""

    def __init__(self, content):
        self.content = content
        self.counts = {}
        self.ranges = []
        self.tag = f'"{hashlib.sha256(content).hexdigest()[:8]}"'
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *args):
                pass

            def do_GET(self):
                name = self.path.strip("/").split("/")[0].split("?")[0]
                outer.counts[name] = outer.counts.get(name, 0) + 1
                try:
                    getattr(outer, f"_{name.replace('-', '_')}")(self, outer.counts[name])
                except (BrokenPipeError, ConnectionResetError):
                    self.close_connection = True

        self.server = _Quiet(("127.0.0.1", 0), Handler)
        self.port = self.server.server_port
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *exc):
        self.server.shutdown()
        self.server.server_close()

    def url(self, name, host="127.0.0.1"):
        return f"http://{host}:{self.port}/{name}"

    def _send(self, handler, body, *, code=200, length=None, **headers):
        handler.send_response(code)
        handler.send_header("Content-Length", str(len(body) if length is None else length))
        for key, value in headers.items():
            handler.send_header(key.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(body)

    def _serve(self, handler, *, upto=None, tag=None, offset_error=0):
        """Serve the content, or the range asked for, but cut off after `upto` bytes."""
        tag = tag or self.tag
        asked = handler.headers.get("Range")
        start = 0
        if asked and handler.headers.get("If-Range") == tag:
            start = int(asked.removeprefix("bytes=").split("-")[0])
            self.ranges.append(start)
        if start >= len(self.content):
            self._send(handler, b"", code=416)
            return
        rest = self.content[start:]
        body = rest if upto is None else rest[:upto]
        headers = {"ETag": tag}
        if start:
            first = start + offset_error
            headers["Content_Range"] = f"bytes {first}-{len(self.content) - 1}/{len(self.content)}"
        self._send(handler, body, code=206 if start else 200, length=len(rest), **headers)
        if upto is not None and upto < len(rest):
            handler.close_connection = True

    def _good(self, handler, _count):
        self._serve(handler)

    def _cut_off(self, handler, count):
        self._serve(handler, upto=100 if count < 3 else None)

    def _always_cut_off(self, handler, _count):
        self._send(handler, self.content[:100], length=len(self.content))
        handler.close_connection = True

    def _changed_between(self, handler, count):
        if count == 1:
            self._serve(handler, upto=100, tag='"old"')
        else:
            self._serve(handler)

    def _wrong_range(self, handler, count):
        if count == 1:
            self._serve(handler, upto=100)
        elif count == 2:
            self._serve(handler, offset_error=50)
        else:
            self._serve(handler)

    def _silent(self, handler, _count):
        time.sleep(1.0)
        handler.close_connection = True

    def _dripping(self, handler, _count):
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(self.content)))
        handler.end_headers()
        for byte in self.content:
            handler.wfile.write(bytes([byte]))
            time.sleep(0.02)

    def _forbidden(self, handler, _count):
        self._send(handler, b"no", code=403)

    def _missing(self, handler, _count):
        self._send(handler, b"no", code=404)

    def _busy(self, handler, count):
        if count == 1:
            self._send(handler, b"wait", code=429, Retry_After="0")
        else:
            self._serve(handler)

    def _busy_for_an_hour(self, handler, _count):
        self._send(handler, b"wait", code=429, Retry_After="3600")

    def _busy_until_a_date(self, handler, _count):
        self._send(handler, b"wait", code=503, Retry_After="Fri, 31 Dec 2999 23:59:59 GMT")

    def _failing_twice(self, handler, count):
        if count < 3:
            self._send(handler, b"oops", code=500)
        else:
            self._serve(handler)

    def _always_failing(self, handler, _count):
        self._send(handler, b"oops", code=500)

    def _page(self, handler, _count):
        self._send(handler, b"<!DOCTYPE html><html>Please accept our cookies</html>")

    def _empty(self, handler, _count):
        self._send(handler, b"")

    def _too_large(self, handler, _count):
        self._send(handler, b"x" * 100_000)

    def _too_large_unannounced(self, handler, _count):
        handler.send_response(200)
        handler.send_header("Transfer-Encoding", "chunked")
        handler.end_headers()
        for _ in range(60):
            handler.wfile.write(b"3e8\r\n" + b"x" * 1000 + b"\r\n")
        handler.wfile.write(b"0\r\n\r\n")

    def _moved_within(self, handler, _count):
        self._send(handler, b"", code=302, Location="/good")

    def _moved_away(self, handler, _count):
        self._send(handler, b"", code=302, Location=self.url("good", host="localhost"))

    def _moved_around(self, handler, _count):
        self._send(handler, b"", code=302, Location="/moved-around")
