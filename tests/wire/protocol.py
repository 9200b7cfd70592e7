"""AWS's protocols, as far as a proxy must know them: what a request asks for, and how its service refuses.

The service is the one that the request was signed for, so nothing here knows hosts or ports. Calls of
the REST protocols are named by botocore's models.
"""

import functools
import json
import re
import xml.etree.ElementTree as xml
from urllib.parse import parse_qs, unquote, urlencode, urlsplit

import botocore.loaders

READING = ("Describe", "Get", "List", "Head", "AssumeRole", "Lookup", "Search", "Query", "Scan", "BatchGet")

SIGNED = re.compile(r"Credential=([^/]+)/\d+/[^/]+/([^/]+)/aws4_request")

# Where the folder of botocore's model is not called as the service signs itself.
MODELS = {"apigateway": "apigatewayv2", "elasticloadbalancing": "elbv2", "monitoring": "cloudwatch", "s3express": "s3"}

# The bucket in which `scaffold` keeps its leases and history.
LEDGER = re.compile(r"scaffold-\d{12}-[a-z0-9-]+")

EC2_ERROR = """<?xml version="1.0" encoding="UTF-8"?>
<Response><Errors><Error><Code>{code}</Code><Message>{message}</Message></Error></Errors>
<RequestID>7a62c49f-347e-4fc4-9331-6e8eEXAMPLE</RequestID></Response>"""

QUERY_ERROR = """<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code><Message>{message}</Message></Error>
<RequestId>c6104cbe-af31-11e0-8154-cbc7ccf896c7</RequestId></ErrorResponse>"""

S3_ERROR = """<?xml version="1.0" encoding="UTF-8"?>
<Error><Code>{code}</Code><Message>{message}</Message><RequestId>4442587FB7D0A2F9</RequestId></Error>"""

# Status and code of each protocol's own way to say it.
THROTTLED = {
    "ec2": (503, "RequestLimitExceeded"),
    "query": (400, "Throttling"),
    "json": (400, "ThrottlingException"),
    "cbor": (400, "ThrottlingException"),
    "rest-json": (429, "TooManyRequestsException"),
    "rest-xml": (503, "SlowDown"),
}
DENIED = {
    "ec2": (403, "UnauthorizedOperation"),
    "query": (403, "AccessDenied"),
    "json": (400, "AccessDeniedException"),
    "cbor": (400, "AccessDeniedException"),
    "rest-json": (403, "AccessDeniedException"),
    "rest-xml": (403, "AccessDenied"),
}
FAILED = {"ec2": "InternalError", "rest-xml": "InternalError"}
UNAVAILABLE = {"ec2": "Unavailable", "query": "ServiceUnavailable", "rest-xml": "ServiceUnavailable"}


class Request:
    """What is asked of which service, in which protocol."""

    def __init__(self, service, protocol, action, parameters, reads=None):
        self.service = service
        self.protocol = protocol
        self.action = action
        # By name: of EC2 and query calls flat, of JSON as it is, of REST those of path, query and body.
        self.parameters = parameters
        self.reads = action.startswith(READING) if reads is None else reads
        # Whose keys it is signed with; path with query, and body, as they came.
        self.access_key = None
        self.target = "/"
        self.body = b""

    @property
    def model(self):
        """The service by botocore's name."""
        return MODELS.get(self.service, self.service)

    @property
    def of_ledger(self):
        """Whether it is about the lease or the history, which every run takes and no plan counts."""
        bucket = self.parameters.get("Bucket", "") if self.service == "s3" else ""
        return LEDGER.fullmatch(bucket) is not None

    def changed(self, drop=(), **put):
        """The same call with other parameters: path with query, and body."""
        if self.protocol in ("ec2", "query"):
            kept = {key: value for key, value in self.parameters.items() if key not in drop}
            return self.target, urlencode(kept | put).encode()
        if self.protocol == "json":
            kept = {key: value for key, value in self.parameters.items() if key not in drop}
            return self.target, json.dumps(kept | put).encode()
        path, _, query = self.target.partition("?")
        kept = {key: values[0] for key, values in parse_qs(query, keep_blank_values=True).items() if key not in drop}
        return f"{path}?{urlencode(kept | put)}", self.body


def understand(method, target, headers, body):
    """A request by its method, path with query, headers (any case) and body."""
    headers = {key.lower(): value for key, value in headers.items()}
    url = urlsplit(target)
    signed = SIGNED.search(headers.get("authorization", ""))
    request = asked(signed.group(2) if signed else "?", method, url, headers, body)
    request.access_key = signed.group(1) if signed else None
    request.target, request.body = target, body
    return request


def asked(service, method, url, headers, body):
    if "x-amz-target" in headers:
        return Request(service, "json", headers["x-amz-target"].rsplit(".", 1)[-1], members_of(body))
    operation = re.fullmatch(r"/service/[^/]+/operation/(\w+)", url.path)
    if operation:
        return Request(service, "cbor", operation.group(1), {})
    text = url.query
    if "x-www-form-urlencoded" in headers.get("content-type", ""):
        text = body.decode("utf-8", "replace")
    parameters = {key: values[0] for key, values in parse_qs(text, keep_blank_values=True).items()}
    if "Action" in parameters:
        protocol = "ec2" if service == "ec2" else "query"
        return Request(service, protocol, parameters["Action"], parameters)
    return rest(service, method, url, body, "x-amz-copy-source" in headers)


def rest(service, method, url, body, copies):
    query = parse_qs(url.query, keep_blank_values=True)
    protocol, operations = rest_operations(MODELS.get(service, service))
    reads = method in ("GET", "HEAD")
    for name, of_method, path, wanted in operations:
        if "Copy" in name and not copies:
            continue  # The same path as without; a header tells them apart.
        labels = path.fullmatch(unquote(url.path)) if of_method == method and wanted <= set(query) else None
        if labels:
            members = {} if service == "s3" else members_of(body)
            members |= labels.groupdict() | {key: values[0] for key, values in query.items()}
            return Request(service, protocol, name, members, reads)
    return Request(service, protocol, f"{method} {url.path}", {}, reads)


def members_of(body):
    """What a body holds at its top, by name; of XML all texts, wherever they are, the first of each name."""
    try:
        if body[:1] == b"{":
            return json.loads(body)
        found = {}
        for node in xml.fromstring(body).iter() if body[:1] == b"<" else ():
            found.setdefault(node.tag.rsplit("}", 1)[-1], node.text or "")
        return found
    except (ValueError, xml.ParseError):
        return {}


@functools.cache
def rest_operations(model):
    """Protocol and operations of a service: name, method, path, keys of the query; the narrowest first."""
    try:
        found = botocore.loaders.Loader().load_service_model(model, "service-2")
    except Exception:  # botocore has several exceptions for a name that it does not know
        return "rest-json", []
    operations = []
    for name, operation in found["operations"].items():
        path, _, query = operation["http"]["requestUri"].partition("?")
        pattern = re.sub(r"\\\{([^}]*)\\\+\\\}", lambda label: group(label, ".+"), re.escape(path))
        pattern = re.sub(r"\\\{([^}]*)\\\}", lambda label: group(label, "[^/]+"), pattern)
        wanted = {pair.partition("=")[0] for pair in query.split("&") if pair}
        static = len(re.sub(r"\{[^}]*\}", "", path))
        operations.append((static, name, operation["http"]["method"], re.compile(pattern + "/?"), wanted))
    operations.sort(key=lambda each: (-len(each[4]), -each[0]))
    return found["metadata"]["protocol"], [each[1:] for each in operations]


def group(label, of):
    name = re.sub(r"\W", "", label.group(1))
    return f"(?P<{name}>{of})"


def refusal(request, status, code, message="by order of the test"):
    """A refusal as the protocol writes it: status, headers, body."""
    protocol = request.protocol
    if protocol in ("ec2", "query", "rest-xml"):
        form = {"ec2": EC2_ERROR, "query": QUERY_ERROR, "rest-xml": S3_ERROR}[protocol]
        if protocol == "rest-xml" and request.service != "s3":
            form = QUERY_ERROR
        return status, {"Content-Type": "text/xml"}, form.format(code=code, message=message).encode()
    if protocol == "cbor":
        headers = {"Content-Type": "application/cbor", "smithy-protocol": "rpc-v2-cbor"}
        return status, headers, cbor({"__type": code, "message": message})
    headers = {"Content-Type": "application/x-amz-json-1.0", "x-amzn-errortype": code}
    return status, headers, json.dumps({"__type": code, "message": message}).encode()


def throttle(request):
    return refusal(request, *THROTTLED[request.protocol], "Request limit exceeded.")


def denial(request):
    return refusal(request, *DENIED[request.protocol], "You are not authorized to perform this operation.")


def internal_error(request):
    return refusal(request, 500, FAILED.get(request.protocol, "InternalFailure"), "An internal error has occurred")


def unavailable(request):
    return refusal(request, 503, UNAVAILABLE.get(request.protocol, "ServiceUnavailableException"), "Try again later.")


def web_page(status=502, title="Bad Gateway"):
    """What a gateway or a network's own proxy answers in place of AWS."""
    body = f"<html><head><title>{title}</title></head><body><h1>{status} {title}</h1></body></html>"
    return status, {"Content-Type": "text/html"}, body.encode()


def cbor(texts):
    """A map of texts, as RFC 8949 writes it."""

    def head(major, length):
        if length < 24:
            return bytes([major << 5 | length])
        return bytes([major << 5 | 24, length]) if length < 256 else bytes([major << 5 | 25]) + length.to_bytes(2)

    pieces = [head(5, len(texts))]
    for text in (word for pair in texts.items() for word in pair):
        pieces.append(head(3, len(text.encode())) + text.encode())
    return b"".join(pieces)
