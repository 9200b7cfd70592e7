"""Lists come in pages, as botocore's models say how to ask for them and where the next one is told."""

import functools
import re
from dataclasses import dataclass

import botocore.loaders
from protocol import refusal

from .bodies import closed, opened

# The least and the most that a call may ask for, and what is said to one who asks for other.
SIZES = {
    "ec2": (5, 1000, "InvalidParameterValue"),
    "elasticloadbalancing": (1, 400, "ValidationError"),
    "autoscaling": (1, 100, "ValidationError"),
    "rds": (20, 100, "InvalidParameterValue"),
    "elasticache": (20, 100, "InvalidParameterValue"),
    "iam": (1, 1000, "ValidationError"),
    "lambda": (1, 10000, "InvalidParameterValueException"),
    "logs": (1, 50, "InvalidParameterException"),
    "secretsmanager": (1, 100, "InvalidParameterException"),
    "events": (1, 100, "ValidationException"),
    "cloudfront": (1, 1000, "InvalidArgument"),
    "sqs": (1, 1000, "InvalidParameterValue"),
}
# All is told at once to who does not ask for pages.
WHOLE = ("ec2", "sqs")

# Smaller pages than these services cut, so that a few items are several.
PAGE = 5


# Keeps what it has read: EC2's model alone takes a second.
LOADER = botocore.loaders.Loader()


@dataclass(frozen=True)
class Paging:
    # Members of the call, then of its reply.
    marker: str
    limit: str
    items: str
    next: str
    more: str | None


@functools.cache
def paging(model, action):
    """How an action pages; None when it does not, or in no simple way."""
    try:
        found = LOADER.load_service_model(model, "paginators-1")["pagination"].get(action)
        service = LOADER.load_service_model(model, "service-2")
    except Exception:  # botocore has several exceptions for a name that it does not know
        return None
    if found is None or "limit_key" not in found:
        return None
    items = found["result_key"] if isinstance(found["result_key"], str) else found["result_key"][0]
    paths = [items, found["output_token"], found.get("more_results")]
    if not all(path is None or isinstance(path, str) and re.fullmatch(r"[\w.]+", path) for path in paths):
        return None
    operation = service["operations"][action]
    written = [path and on_wire(service["shapes"], operation["output"]["shape"], path) for path in paths]
    asked = [member_on_wire(service["shapes"], operation, found[key]) for key in ("input_token", "limit_key")]
    return Paging(*asked, *written)


def on_wire(shapes, shape, path):
    """Members as a reply writes them: EC2's `Vpcs` is `vpcSet`."""
    names = []
    for step in path.split("."):
        member = shapes[shape]["members"][step]
        names.append(member.get("locationName", step))
        shape = member["shape"]
    return ".".join(names)


def member_on_wire(shapes, operation, name):
    member = shapes[operation["input"]["shape"]]["members"][name]
    return member["locationName"] if "location" in member else name


class Pages:
    def answer(self, call, forward):
        if call.service not in SIZES or call.changes:
            return forward()
        how = paging(call.request.model, call.action)
        if how is None or how.limit not in call.parameters and call.service in WHOLE:
            return forward()
        least, most, code = SIZES[call.service]
        asked = int(call.parameters.get(how.limit, most))
        if not least <= asked <= most:
            return refusal(call.request, 400, code, f"{how.limit} must be between {least} and {most}.")
        reply, tree, items = self._everything(call, how, forward)
        if tree is None:
            return reply
        begin = int(str(call.parameters.get(how.marker) or "page-0").removeprefix("page-"))
        end = begin + min(PAGE, asked)
        tree.keep(tree.list(how.items), items[begin:end])
        tree.put(how.next, f"page-{end}" if end < len(items) else None)
        if how.more:
            tree.put(how.more, "true" if end < len(items) else "false")
        return closed(reply, tree)

    def _everything(self, call, how, forward):
        """All that the emulator lists, over its own pages: the first reply, its tree, and the items."""
        more = {}
        first, items = None, []
        while True:
            target, body = call.request.changed(drop=(how.marker, how.limit), **more)
            reply = forward(body, target)
            tree = opened(call.request, reply)
            listed = tree.list(how.items) if tree else None
            if listed is None:
                return reply, None, []
            first = first or (reply, tree)
            items += tree.items(listed)
            marker = tree.value(how.next)
            if not marker:
                return *first, items
            more = {how.marker: marker}
