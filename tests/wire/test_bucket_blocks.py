"""The block `bucket` over HTTP, with a function that it tells, a bucket that takes its logs, and the public let in."""

import pytest
from blueprints import frame
from buckets import Buckets

ASSETS = "bucket.assets/bucket"
LOGS = "bucket.logs/bucket"

BLOCKS = """
[bucket.logs]
deletion_protection = false
empty_on_delete = true

[bucket.assets]
versioning = {versioning}
public = {public}
lifecycle = [
    {{ prefix = "tmp/", expire_days = {expire} }},
    {{ archive_days = 30, noncurrent_expire_days = 90 }},
]
cors = [{{ origins = ["https://shop.example.com"], methods = ["GET", "HEAD"] }}]
access_logs = {{ bucket = "bucket.logs", prefix = "requests/" }}
policy = [{{ principals = ["123456789012"], actions = ["s3:GetObject"], objects = ["shared/*"] }}]
deletion_protection = false
empty_on_delete = true
{more}
"""

FUNCTION = """
[function.resize]
source = "resize"
runtime = "nodejs22.x"
handler = "index.handler"
connects_to = [{{ to = "bucket.assets", access = "read+write" }}]
events = [{{ bucket = "bucket.assets", on = ["s3:ObjectCreated:*"], prefix = "in/", suffix = "{suffix}" }}]
"""


def blocks(function=".jpg", **words):
    usual = {"versioning": "true", "public": "false", "expire": 3, "more": ""}
    told = FUNCTION.format(suffix=function) if function else ""
    return frame() + BLOCKS.format(**(usual | words)) + told


@pytest.fixture
def buckets(emulator, ministack, tmp_path):
    buckets = Buckets(emulator, ministack, tmp_path / "project", ["s3", "sqs", "lambda"])
    code = buckets.project.folder / "resize"
    code.mkdir()
    (code / "index.js").write_text("exports.handler = async () => {};\n", encoding="utf-8")
    return buckets


def statements(there):
    return [(one["Principal"], one["Action"]) for one in there["policy"]["Statement"]]


def test_blocks_live_change_and_go(buckets):
    buckets.applied(blocks())
    name, logs = buckets.at(ASSETS), buckets.at(LOGS)
    there = buckets.look(name)
    assert (there["versioning"], there["ownership"]) == ("Enabled", ["BucketOwnerEnforced"])
    assert set(there["public_access_block"].values()) == {True}
    assert set(there["lifecycle"]) == {"prefix tmp/", "all"}
    assert there["logging"]["TargetBucket"] == logs and there["logging"]["TargetPrefix"] == "requests/"
    assert len(there["policy"]["Statement"]) == 1
    (writes,) = buckets.look(logs)["policy"]["Statement"]
    assert writes["Resource"] == f"arn:aws:s3:::{logs}/requests/*"
    assert writes["Condition"]["ArnLike"] == {"aws:SourceArn": f"arn:aws:s3:::{name}"}
    (function,) = there["notification"]["LambdaFunctionConfigurations"]
    lambdas = buckets.project.client("lambda").list_functions()["Functions"]
    assert [each["FunctionArn"] for each in lambdas] == [function["LambdaFunctionArn"]]
    rules = {rule["Name"].lower(): rule["Value"] for rule in function["Filter"]["Key"]["FilterRules"]}
    assert rules == {"prefix": "in/", "suffix": ".jpg"}

    buckets.applied(blocks(".png", versioning="false", public="true", expire=7, more='tags = { team = "shop" }'))
    assert (buckets.at(ASSETS), buckets.at(LOGS)) == (name, logs)
    there = buckets.look(name)
    assert (there["versioning"], there["tags"]["team"]) == ("Suspended", "shop")
    closed = {key for key, is_closed in there["public_access_block"].items() if is_closed}
    assert closed == {"BlockPublicAcls", "IgnorePublicAcls"}
    assert ("*", "s3:GetObject") in statements(there)

    buckets.applied(blocks(None), "--confirm", "wire", "--allow-data-loss", "function.resize/log_group")
    there = buckets.look(name)
    assert not there["notification"] and "*" not in [who for who, _ in statements(there)]
    assert set(there["public_access_block"].values()) == {True}
    buckets.fill(name, 2)
    buckets.project.destroy("--confirm", "wire", *buckets.project.losses())
    assert buckets.names() == []


def test_objects_are_kept_by_default(buckets):
    buckets.applied(f"{frame()}\n[bucket.files]\n")
    name = buckets.at("bucket.files/bucket")
    buckets.fill(name, 1)
    refused = buckets.project.destroy("--confirm", "wire", *buckets.project.losses(), code=4)
    assert "deletion_protection" in refused.words
    assert buckets.names() == [name]
