"""An HTTP proxy between `scaffold` and the emulator that counts calls and can go wrong on purpose."""

import http.client
import threading
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

READING = ("Describe", "Get", "List", "AssumeRole")

ERROR = """<?xml version="1.0" encoding="UTF-8"?>
<Response><Errors><Error><Code>{code}</Code><Message>{message}</Message></Error></Errors>
<RequestID>7a62c49f-347e-4fc4-9331-6e8eEXAMPLE</RequestID></Response>"""

# STS writes its errors otherwise.
STS_ERROR = """<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type>
<Code>{code}</Code><Message>{message}</Message></Error>
<RequestId>c6104cbe-af31-11e0-8154-cbc7ccf896c7</RequestId></ErrorResponse>"""


class Call:
    """One request on its way."""

    def __init__(self, action, number, parameters):
        self.action = action
        # How many calls of this action there were before, plus one.
        self.number = number
        self.parameters = parameters

    @property
    def changes(self):
        return not self.action.startswith(READING)


class Swallow(Exception):
    """Raised by a rule after the request went on: the reply never arrives."""


def refusal(status, code, message="by order of the test", form=ERROR):
    """A reply in the form of EC2's errors."""
    return status, "text/xml", form.format(code=code, message=message).encode()


class Proxy:
    """Passes everything on until told otherwise.

    `before(call)` may return a reply that is given in place of the emulator's, or raise `Swallow` to
    close the connection without passing the request on. `after(call)` runs when the emulator has
    answered and may raise `Swallow`.
    """

    def __init__(self, port):
        self.counts = Counter()
        self.before = lambda call: None
        self.after = lambda call: None
        self._lock = threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler(port))
        self._server.daemon_threads = True
        self.endpoint = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def stop(self):
        self._server.shutdown()
        self._server.server_close()

    def reset(self):
        self.counts.clear()
        self.before = lambda call: None
        self.after = lambda call: None

    def changes(self):
        """Calls that were to change something, by action."""
        return {action: count for action, count in self.counts.items() if not action.startswith(READING)}

    def _call(self, body):
        parameters = {key: values[0] for key, values in parse_qs(body.decode("utf-8", "replace")).items()}
        action = parameters.get("Action", "?")
        with self._lock:
            self.counts[action] += 1
            return Call(action, self.counts[action], parameters)

    def _handler(self, port):
        proxy = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                call = proxy._call(body)
                try:
                    reply = proxy.before(call) or self.forward(body)
                    proxy.after(call)
                except Swallow:
                    self.close_connection = True
                    return
                self.answer(*reply)

            do_GET = do_POST

            def forward(self, body):
                connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
                headers = {key: value for key, value in self.headers.items() if key.lower() != "connection"}
                connection.request(self.command, self.path, body, headers)
                response = connection.getresponse()
                reply = response.status, response.getheader("Content-Type", "text/xml"), response.read()
                connection.close()
                return reply

            def answer(self, status, kind, body):
                try:
                    self.send_response(status)
                    self.send_header("Content-Type", kind)
                    self.send_header("Content-Length", str(len(body)))
                    self.end_headers()
                    self.wfile.write(body)
                except (BrokenPipeError, ConnectionResetError):
                    self.close_connection = True

            def log_message(self, *_):
                pass

        return Handler
