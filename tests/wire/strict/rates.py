"""AWS's published rates: token buckets, and the service's own word for an empty one.

EC2: "Request throttling for the Amazon EC2 API", each action by itself.
https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html
RDS: "Request throttling for the Amazon RDS API", the account as a whole.
https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-api-throttling.html
Elastic Load Balancing: "Request throttling for the ELB API", the account as a whole.
https://docs.aws.amazon.com/elasticloadbalancing/latest/userguide/elb-api-throttling.html
Lambda: "Rate of control plane API requests" of "Lambda quotas", all of them together.
https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
CloudWatch Logs and Systems Manager: "Service quotas", single actions by themselves.
https://docs.aws.amazon.com/general/latest/gr/cwl_region.html
https://docs.aws.amazon.com/general/latest/gr/ssm.html
What publishes none, as IAM, has none here.
"""

import threading
import time
from collections import Counter

import protocol

# Burst and tokens a second.
EC2_READING = (100, 20)
EC2_UNFILTERED = (50, 10)
EC2_WRITING = (50, 5)
# These take from the smaller bucket unless they are filtered or paged.
UNFILTERED = (
    "DescribeInstances",
    "DescribeInstanceStatus",
    "DescribeNetworkInterfaces",
    "DescribeSecurityGroups",
    "DescribeSnapshots",
    "DescribeSpotInstanceRequests",
    "DescribeVolumes",
)
EC2_OWN = {
    "CreateDefaultVpc": (1, 1),
    "CreateLaunchTemplateVersion": (100, 5),
    "CreateNatGateway": (10, 1),
    "CreateNetworkInterface": (100, 5),
    "CreateTags": (100, 10),
    "CreateVolume": (100, 5),
    "CreateVpcEndpoint": (4, 0.3),
    "DeleteNatGateway": (10, 1),
    "DeleteNetworkInterface": (100, 5),
    "DeleteTags": (100, 10),
    "DeleteVpcEndpoints": (4, 0.3),
    "DescribeSecurityGroupReferences": (20, 5),
    "DescribeStaleSecurityGroups": (20, 5),
    "ModifyLaunchTemplate": (100, 5),
    "ModifyNetworkInterfaceAttribute": (100, 5),
    "ModifyVpcEndpoint": (4, 0.3),
}
# One bucket for all actions of a service, and the code of a throttle where it is not the protocol's.
WHOLE = {"rds": (300, 12), "elasticloadbalancing": (40, 10), "lambda": (15, 15)}
CODES = {"rds": (400, "ThrottlingException"), "elasticloadbalancing": (400, "ThrottlingException")}
# Single actions of other services.
OWN = {
    ("logs", "CreateLogGroup"): (10, 10),
    ("logs", "DeleteLogGroup"): (10, 10),
    ("logs", "DescribeLogGroups"): (10, 10),
    ("logs", "PutRetentionPolicy"): (10, 10),
    ("ssm", "GetParameter"): (40, 40),
}
# Lambda counts these apart.
APART = ("Invoke", "GetFunction", "GetPolicy")


class Bucket:
    def __init__(self, burst, per_second):
        self.burst = burst
        self.per_second = per_second
        self.tokens = burst
        self.filled = time.monotonic()
        self.taken = 0

    def take(self):
        now = time.monotonic()
        self.tokens = min(self.burst, self.tokens + (now - self.filled) * self.per_second)
        self.filled = now
        if self.tokens < 1:
            return False
        self.tokens -= 1
        self.taken += 1
        return True

    def floor(self):
        """The seconds that what was taken needs at least."""
        return max(0.0, (self.taken - self.burst) / self.per_second)


class Rates:
    """`scale` makes every bucket and its refill larger: an emulator may be slower than AWS allows."""

    def __init__(self, scale=1.0):
        self.scale = float(scale)
        self.throttled = Counter()
        self._buckets = {}
        self._lock = threading.Lock()

    def answer(self, call, forward):
        found = bucket_of(call)
        if found is None:
            return forward()
        key, burst, per_second = found
        with self._lock:
            if key not in self._buckets:
                self._buckets[key] = Bucket(max(1, burst * self.scale), per_second * self.scale)
            passes = self._buckets[key].take()
            self.throttled[key] += 0 if passes else 1
        if passes:
            return forward()
        status, code = CODES.get(call.service) or protocol.THROTTLED[call.request.protocol]
        return protocol.refusal(call.request, status, code, "Rate exceeded")

    def floors(self):
        """For each bucket that was emptied, how many calls passed and the seconds that they need."""
        return {key: (bucket.taken, bucket.floor()) for key, bucket in self._buckets.items() if bucket.floor() > 0}

    def floor(self):
        return max((seconds for _, seconds in self.floors().values()), default=0.0)


def bucket_of(call):
    """A call's bucket: name, burst, tokens a second."""
    if call.service == "ec2":
        return call.action, *ec2_rate(call)
    if (call.service, call.action) in OWN:
        return call.action, *OWN[call.service, call.action]
    if call.service in WHOLE and call.action not in APART:
        return call.service, *WHOLE[call.service]
    return None


def ec2_rate(call):
    if call.action in EC2_OWN:
        return EC2_OWN[call.action]
    if call.changes:
        return EC2_WRITING
    narrowed = any(key.startswith("Filter.") or key == "MaxResults" for key in call.parameters)
    return EC2_UNFILTERED if call.action in UNFILTERED and not narrowed else EC2_READING
