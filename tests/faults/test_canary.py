"""Secrets that are planted where a run meets them stand in nothing that it says or writes: a scan of every byte."""

import pytest
from blueprints import network
from emulator import REGION, free_port
from proxy import STS_ERROR, refusal

BLUEPRINT = network(zones="1", nat='"none"', gateway_endpoints="[]", tags='{ team = "shop" }')

KEY = "CanaryKey7MDENGbPxRfiCYEXAMPLEKEY0123456"
TOKEN = "CanaryTokenIQoJb3JpZ2luX2VjEXAMPLE0123456789"
SIGNATURE = "canary5signature0123456789abcdef"
PASSWORD = "canary-password-0123"
CANARIES = [canary.encode() for canary in (KEY, TOKEN, SIGNATURE, PASSWORD)]

AUTHORIZATION = f"AWS4-HMAC-SHA256 Credential=AKIA/20261122/us-east-1/ec2/aws4_request, Signature={SIGNATURE}"
# What AWS says of a signature that does not fit: the request as it should have been signed.
CANONICAL = (
    "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key."
    "\n\nThe Canonical String for this request should have been\n'POST\n/\n\nhost:ec2.us-east-1.amazonaws.com\n"
    f"x-amz-security-token:{TOKEN}\n\nhost;x-amz-security-token'"
)
PAGE = f"""<html><head><title>403 refused. Authorization: {AUTHORIZATION}</title></head><body><h1>What you sent</h1>
<pre>Authorization: {AUTHORIZATION}\nX-Amz-Security-Token: {TOKEN}</pre></body></html>"""
REPLIES = {
    "page": (403, {"Content-Type": "text/html"}, PAGE.encode()),
    "text": (403, {"Content-Type": "text/plain"}, f"refused: Authorization: {AUTHORIZATION}".encode()),
    "json": (400, {"Content-Type": "application/json"}, f'{{"x-amz-security-token": "{TOKEN}"}}'.encode()),
    "signature": refusal(403, "SignatureDoesNotMatch", CANONICAL),
    "signature of another service": refusal(403, "SignatureDoesNotMatch", CANONICAL, form=STS_ERROR),
    "message": refusal(400, "InvalidParameterValue", f"no such header: Authorization: {AUTHORIZATION}"),
    "success": (200, {"Content-Type": "text/xml"}, f"<a>X-Amz-Security-Token: {TOKEN}".encode()),
}
ENVIRONMENT = {"AWS_SECRET_ACCESS_KEY": KEY, "AWS_SESSION_TOKEN": TOKEN, "SCAFFOLD_VAR_of_another_blueprint": PASSWORD}


class Watched:
    """A project whose every run has secrets about it."""

    def __init__(self, project, **environment):
        self.project = project
        self.environment = {**ENVIRONMENT, **environment}
        self.scanned = 0

    def run(self, *arguments, code=0, **environment):
        result = self.project.run(*arguments, code=code, **{**self.environment, **environment})
        self.scan(result.text.encode(), f"what `{arguments[0]}` says")
        self.scan_files()
        return result

    def scan(self, text, where):
        for canary in CANARIES:
            at = text.find(canary)
            assert at < 0, f"a secret stands in {where}: {text[max(0, at - 200) : at + 60]!r}"

    def scan_files(self):
        """Everything that a run leaves, the credentials' own files aside."""
        self.scanned = 0
        for path in self.project.folder.rglob("*"):
            inside = path.relative_to(self.project.folder)
            if path.is_file() and inside.parts[0] != ".aws":
                self.scan(path.read_bytes(), str(inside))
                self.scanned += 1


def scan_buckets(project, s3):
    """The ledger: leases, what was applied last, the history; and how many objects that were."""
    scanned = 0
    for bucket in s3.list_buckets()["Buckets"]:
        for found in s3.list_objects_v2(Bucket=bucket["Name"]).get("Contents", []):
            body = s3.get_object(Bucket=bucket["Name"], Key=found["Key"])["Body"].read()
            project.scan(body, f"s3://{bucket['Name']}/{found['Key']}")
            scanned += 1
    return scanned


def test_nothing_that_a_whole_life_leaves(cloud):
    project = Watched(cloud.project())
    project.project.write(BLUEPRINT)
    project.run("check", "--format", "json")
    project.run("plan", "-v", "--out", "saved", "--save-as", "markdown:plan.md", "--save-as", "text:plan.txt")
    project.run("plan", "--format", "json")
    project.run("apply", "saved", "-v", "--events", "events")
    project.run("graph", "--of", "resources")
    project.run("show", "-v")
    project.run("show", "--format", "json")
    project.run("history")
    project.project.write(BLUEPRINT.replace("shop", "cart"))
    project.run("apply", "--yes", "-v", "--events", "more-events")
    assert scan_buckets(project, cloud.emulator.client("s3")) >= 3, "no ledger was scanned"
    project.run("destroy", "--yes", "--confirm", "wire", "-v")
    scan_buckets(project, cloud.emulator.client("s3"))
    assert project.scanned >= 6, "nothing was scanned"


@pytest.mark.parametrize("action", ["GetCallerIdentity", "DescribeVpcs", "CreateVpc", "PutObject"])
@pytest.mark.parametrize("reply", REPLIES)
def test_nothing_of_an_answer_that_repeats_what_was_sent(cloud, reply, action):
    project = Watched(cloud.project(through_proxy=True))
    project.project.write(BLUEPRINT)
    cloud.proxy.before = lambda call: REPLIES[reply] if call.action == action else None
    result = project.run("apply", "--yes", "-v", "--events", "events", code=None)
    assert result.code not in (0, 101) and result.err, str(result)


def test_nothing_of_a_password_in_an_endpoint(cloud):
    project = Watched(cloud.project())
    project.project.write(BLUEPRINT)
    address = cloud.emulator.endpoint.removeprefix("http://")
    for endpoint in (f"http://me:{PASSWORD}@{address}", f"http://{PASSWORD}@{address}"):
        project.project.endpoint = endpoint
        result = project.run("plan", "-v", "--out", "saved", code=1)
        assert "AWS_ENDPOINT_URL" in result.err, str(result)
        project.run("apply", "--yes", code=1)
        project.run("plan", "--endpoint", endpoint, code=1, AWS_ENDPOINT_URL=cloud.emulator.endpoint)


def test_nothing_of_a_password_of_a_proxy(cloud):
    project = Watched(cloud.project())
    project.project.write(BLUEPRINT)
    project.project.endpoint = "http://aws.invalid"
    proxy = f"http://me:{PASSWORD}@127.0.0.1:{free_port()}"
    result = project.run("plan", "-v", code=1, HTTP_PROXY=proxy, HTTPS_PROXY=proxy)
    assert "aws.invalid" in result.err, str(result)


@pytest.mark.parametrize(
    "process",
    [
        f'echo {{\\"SecretAccessKey\\": \\"{KEY}\\"',
        f"echo password={PASSWORD} >&2; exit 1",
        f'echo {{\\"Version\\": 1, \\"AccessKeyId\\": 1, \\"SecretAccessKey\\": \\"{KEY}\\"}}',
    ],
)
def test_nothing_of_what_a_source_of_credentials_says(cloud, process):
    folder = cloud.project().folder
    (folder / ".aws").mkdir()
    (folder / "process").write_text(process, encoding="utf-8")
    (folder / "process").rename(folder / ".aws" / "process")
    config = f"[default]\nregion = {REGION}\ncredential_process = sh {folder}/.aws/process\n"
    (folder / ".aws" / "config").write_text(config, encoding="utf-8")
    project = Watched(cloud.project())
    project.project.write(BLUEPRINT)
    project.project.endpoint = "http://aws.invalid"
    none = {"AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": "", "AWS_SESSION_TOKEN": ""}
    result = project.run("plan", "-v", code=None, **none)
    assert result.code not in (0, 101) and result.err, str(result)
