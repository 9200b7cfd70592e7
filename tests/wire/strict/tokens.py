"""A client token has one reply: asked again it is given again, with other members it is refused."""

import threading

from protocol import refusal

# The member that holds the token, where it has no name of its own in the service's model.
TOKENS = ("ClientToken", "ClientRequestToken", "IdempotencyToken", "clientToken", "CallerReference")

# Status and code for a token that was used for something else.
MISMATCH = {
    "ec2": (400, "IdempotentParameterMismatch"),
    "secretsmanager": (400, "ResourceExistsException"),
    "acm": (400, "InvalidParameterException"),
}

# Here a reference that was used is refused even for the same call.
USED = {
    ("cloudfront", "CreateDistribution"): (409, "DistributionAlreadyExists"),
    ("cloudfront", "CreateDistributionWithTags"): (409, "DistributionAlreadyExists"),
    ("route53", "CreateHostedZone"): (409, "HostedZoneAlreadyExists"),
}


class Tokens:
    def __init__(self):
        self._known = {}
        self._lock = threading.Lock()

    def answer(self, call, forward):
        member = next((each for each in TOKENS if each in call.parameters), None)
        if member is None or not call.changes:
            return forward()
        key = (call.service, call.action, call.parameters[member])
        with self._lock:
            known = self._known.get(key)
        if known is None:
            reply = forward()
            if reply[0] < 300:
                with self._lock:
                    self._known[key] = call.parameters, reply
            return reply
        asked, reply = known
        used = USED.get((call.service, call.action))
        if asked == call.parameters and not used:
            return reply
        status, code = used or MISMATCH.get(call.service, (400, "IdempotentParameterMismatch"))
        return refusal(call.request, status, code, "The token was used for a request before.")
