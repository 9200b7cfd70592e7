"""An HTTP proxy between a client and the emulator that names and counts calls and can go wrong on purpose."""

import http.client
import json
import socket
import struct
import sys
import threading
import time
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import protocol

# Of the connection, not of the reply.
HOP = ("connection", "content-length", "transfer-encoding", "date", "server", "keep-alive")


class Call:
    """One request on its way."""

    def __init__(self, request, number, write):
        self.request = request
        self.service = request.service
        self.action = request.action
        self.parameters = request.parameters
        # How many calls of this action there were before, plus one.
        self.number = number
        # The same among the calls that change something; None for those that read, and for the ledger's.
        self.write = write
        self.sent = False
        # Sends the request on, once more each time.
        self.forward = None

    @property
    def changes(self):
        return self.write is not None


class Swallow(Exception):
    """The connection is closed without a reply; whether the request went on depends on who raised it."""


class Reset(Swallow):
    """The same, with a reset instead of an orderly end."""


def refusal(status, code, message="by order of the test", form=protocol.EC2_ERROR):
    """A reply in the form of EC2's errors, or another service's."""
    return status, "text/xml", form.format(code=code, message=message).encode()


STS_ERROR = protocol.QUERY_ERROR


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def shutdown_request(self, request):
        # Shutting down in order would come before the reset of a connection that is to be reset.
        self.close_request(request)

    def handle_error(self, request, client_address):
        # A client that was killed resets its connections; that is what it is here for.
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class Proxy:
    """Passes everything on until told otherwise.

    `before(call)` may return a reply that is given in place of the emulator's, or raise `Swallow` to
    close the connection without passing the request on. `after(call)` runs when the emulator has
    answered; it may raise `Swallow`, or return another reply. `delivered(call)` runs when the reply is
    out. `strict`, if set, stands between the proxy and the emulator.
    """

    def __init__(self, port, strict=None):
        self.port = port
        self.strict = strict
        self.counts = Counter()
        self.transcript = []
        self.reset()
        self._busy = 0
        self._one_at_a_time = threading.Lock()
        self._idle = threading.Condition()
        self._server = Server(("127.0.0.1", 0), handler(self))
        self.endpoint = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def stop(self):
        self._server.shutdown()
        self._server.server_close()

    def reset(self):
        """Forgets counts, transcript and orders; what strict mode knows of the account stays."""
        self._writes = 0
        self._changes = Counter()
        self.counts.clear()
        self.transcript = []
        self.before = lambda call: None
        self.after = lambda call: None
        self.delivered = lambda call: None

    def settle(self):
        """Waits until no request is on its way: a killed client's last ones still arrive."""
        with self._idle:
            assert self._idle.wait_for(lambda: self._busy == 0, timeout=60), "requests do not end"

    def changes(self):
        """Calls that were to change something, by action; the ledger's are none."""
        return dict(+self._changes)

    def answered(self):
        """Calls that the emulator carried out, by action, whatever the client came to know of it."""
        return Counter(line["action"] for line in self.transcript if line["carried_out"] and not line["of_ledger"])

    def write_transcript(self, path):
        with open(path, "a", encoding="utf-8") as file:
            for line in self.transcript:
                file.write(json.dumps(line) + "\n")

    def enter(self, request):
        with self._idle:
            self._busy += 1
            self.counts[request.action] += 1
            writes = not request.reads and not request.of_ledger
            self._writes += 1 if writes else 0
            self._changes[request.action] += 1 if writes else 0
            return Call(request, self.counts[request.action], self._writes if writes else None)

    def leave(self):
        with self._idle:
            self._busy -= 1
            self._idle.notify_all()

    def note(self, call, status, carried_out, received, sent):
        self.transcript.append(
            {
                "time": round(time.time(), 3),
                "service": call.service,
                "action": call.action,
                "write": call.write,
                "of_ledger": call.request.of_ledger,
                "status": status,
                "carried_out": carried_out,
                "bytes": [received, sent],
            }
        )

    def pass_on(self, call, command, path, headers, body):
        """Asks the emulator, through strict mode if that is on; status, headers, body."""
        call.sent = True

        def forward(other=None, elsewhere=None):
            # moto looks at a condition and writes in two steps, S3 in one; and it goes through what another
            # thread of it changes.
            with self._one_at_a_time:
                return self._forward(command, elsewhere or path, headers, body if other is None else other)

        reply = self.strict.answer(call, forward) if self.strict else forward()
        self.note(call, reply[0], reply[0] < 300, len(body), len(reply[2]))
        return reply

    def _forward(self, command, path, headers, body):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        kept = {key: value for key, value in headers.items() if key.lower() not in ("connection", "content-length")}
        connection.request(command, path, body, kept)
        response = connection.getresponse()
        received = {key: value for key, value in response.getheaders() if key.lower() not in HOP}
        reply = response.status, received, response.read()
        connection.close()
        return reply


def handler(proxy):
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self):
            body = self.body()
            request = protocol.understand(self.command, self.path, dict(self.headers.items()), body)
            call = proxy.enter(request)
            try:
                self.handle_call(call, body)
            finally:
                proxy.leave()

        do_GET = do_PUT = do_DELETE = do_HEAD = do_PATCH = do_POST

        def handle_call(self, call, body):
            call.forward = lambda: proxy.pass_on(call, self.command, self.path, self.headers, body)
            try:
                reply = proxy.before(call) or call.forward()
                if not call.sent:
                    proxy.note(call, reply[0], False, len(body), len(reply[2]))
                reply = proxy.after(call) or reply
                self.answer(*reply)
                proxy.delivered(call)
            except Swallow as end:
                if not call.sent:
                    proxy.note(call, None, False, len(body), 0)
                if isinstance(end, Reset):
                    # Lingering for no time at all makes the end a reset.
                    linger = struct.pack("ii", 1, 0)
                    self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
                self.close_connection = True

        def body(self):
            if "chunked" not in self.headers.get("Transfer-Encoding", ""):
                return self.rfile.read(int(self.headers.get("Content-Length", 0)))
            pieces = []
            while size := int(self.rfile.readline().split(b";")[0], 16):
                pieces.append(self.rfile.read(size))
                self.rfile.readline()
            self.rfile.readline()
            del self.headers["Transfer-Encoding"]
            return b"".join(pieces)

        def answer(self, status, headers, body):
            headers = {"Content-Type": headers} if isinstance(headers, str) else headers
            try:
                self.send_response(status)
                for key, value in headers.items():
                    self.send_header(key, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(body)
                self.wfile.flush()
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True

        def log_message(self, *_):
            pass

    return Handler
