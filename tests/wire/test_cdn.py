"""A CDN on MiniStack beside everything else on moto: `AWS_ENDPOINT_URL_CLOUDFRONT` leads to the one, all else to the other."""

import pytest
from mixed import Mixed

FRONT = "cloudfront.distribution.front"
CACHING_DISABLED = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
BLUEPRINT = """
[blueprint]
version = 1
name = "wire"
region = "{region}"

[cloudfront.origin_access_control.files]

[cloudfront.cache_policy.pages]
default_ttl_seconds = {ttl}
cookies = {{ names = ["session"] }}

[cloudfront.response_headers_policy.careful]
security = {{ content_type_options = {{}}, frame_options = {{ value = "DENY" }} }}

[cloudfront.function.rewrite]
code = "{code}"

[cloudfront.distribution.front]
comment = "{comment}"
price_class = "PriceClass_100"
{more}

[cloudfront.distribution.front.origins.files]
domain = "files.s3.eu-west-1.amazonaws.com"
access_control = "cloudfront.origin_access_control.files"

[cloudfront.distribution.front.origins.app]
domain = "app.example.com"
custom = {{}}

[cloudfront.distribution.front.default_behavior]
origin = "files"
cache_policy = "cloudfront.cache_policy.pages"
response_headers_policy = "cloudfront.response_headers_policy.careful"
functions = {{ viewer_request = "cloudfront.function.rewrite" }}

[[cloudfront.distribution.front.behaviors]]
path = "/api/*"
origin = "app"
cache_policy = "{disabled}"
methods = ["GET", "HEAD", "OPTIONS", "PUT", "POST", "PATCH", "DELETE"]
"""


class Edge:
    """A project whose CDN is MiniStack's, and boto3's look at it."""

    def __init__(self, emulator, ministack, folder):
        self.project = Mixed(folder, emulator.endpoint, ministack.endpoint, ["cloudfront"])
        self.cloudfront = self.project.client("cloudfront")

    def write(self, **words):
        usual = {"region": "eu-west-1", "ttl": 600, "code": "function handler(event) { return event.request; }"}
        usual |= {"comment": "the front", "more": "", "disabled": CACHING_DISABLED}
        self.project.write(BLUEPRINT.format(**(usual | words)))

    def applied(self, **words):
        self.write(**words)
        self.project.apply()
        self.project.assert_converged()

    def distributions(self):
        return self.cloudfront.list_distributions()["DistributionList"].get("Items", [])

    def one(self):
        (summary,) = self.distributions()
        answer = self.cloudfront.get_distribution_config(Id=summary["Id"])
        return summary["Id"], answer["DistributionConfig"], answer["ETag"]

    def put(self, change):
        """Somebody else changes the distribution."""
        identity, config, etag = self.one()
        change(config)
        self.cloudfront.update_distribution(Id=identity, IfMatch=etag, DistributionConfig=config)

    def left(self):
        """Everything that is not AWS's own."""
        controls = self.cloudfront.list_origin_access_controls()["OriginAccessControlList"].get("Items", [])
        caches = self.cloudfront.list_cache_policies(Type="custom")["CachePolicyList"].get("Items", [])
        headers = self.cloudfront.list_response_headers_policies(Type="custom")["ResponseHeadersPolicyList"]
        functions = self.cloudfront.list_functions()["FunctionList"].get("Items", [])
        return self.distributions() + controls + caches + headers.get("Items", []) + functions


@pytest.fixture
def edge(emulator, ministack, tmp_path):
    emulator.reset()
    return Edge(emulator, ministack, tmp_path / "project")


def test_a_cdn_lives_changes_and_goes(edge):
    edge.applied()
    identity, config, _ = edge.one()
    tags = edge.cloudfront.list_tags_for_resource(Resource=edge.distributions()[0]["ARN"])["Tags"]["Items"]
    assert {"Key": "scaffold:stack", "Value": "wire@eu-west-1"} in tags
    assert {"Key": "scaffold:address", "Value": FRONT} in tags
    (control,) = edge.cloudfront.list_origin_access_controls()["OriginAccessControlList"]["Items"]
    assert control["Description"] == "scaffold wire@eu-west-1 cloudfront.origin_access_control.files"
    files = next(origin for origin in config["Origins"]["Items"] if origin["Id"] == "files")
    assert files["OriginAccessControlId"] == control["Id"]
    edge.applied(ttl=60, comment="other", code="function handler(e) { return e.request; }", more="http_version = 'http3'")
    assert (edge.one()[0], edge.one()[1]["Comment"], edge.one()[1]["HttpVersion"]) == (identity, "other", "http3")
    (function,) = edge.cloudfront.list_functions(Stage="LIVE")["FunctionList"]["Items"]
    code = edge.cloudfront.get_function(Name=function["Name"], Stage="LIVE")["FunctionCode"].read()
    assert code == b"function handler(e) { return e.request; }"
    edge.project.destroy("--confirm", "wire")
    assert edge.left() == []


def test_what_the_blueprint_does_not_say_survives(edge):
    edge.applied()

    def fail_over(config):
        group = {
            "Id": "both",
            "FailoverCriteria": {"StatusCodes": {"Quantity": 1, "Items": [503]}},
            "Members": {"Quantity": 2, "Items": [{"OriginId": "app"}, {"OriginId": "files"}]},
        }
        config["OriginGroups"] = {"Quantity": 1, "Items": [group]}

    edge.put(fail_over)
    edge.project.assert_converged()
    edge.applied(comment="other")
    _, config, _ = edge.one()
    assert config["Comment"] == "other"
    assert [group["Id"] for group in config["OriginGroups"]["Items"]] == ["both"]


def test_drift_is_shown_and_repaired(edge):
    edge.applied()
    edge.put(lambda config: config.update(PriceClass="PriceClass_All"))
    plan = edge.project.plan()
    assert plan.by_address()[FRONT].changed() == ["price_class"]
    edge.applied()
    assert edge.one()[1]["PriceClass"] == "PriceClass_100"


def test_a_change_from_outside_makes_a_saved_plan_stale(edge):
    edge.applied()
    edge.write(comment="ours")
    edge.project.run("plan", "--out", "plan.json")
    edge.put(lambda config: config.update(Comment="theirs"))
    refused = edge.project.run("apply", "--yes", "plan.json", code=3)
    assert "theirs" in refused.words
    assert edge.one()[1]["Comment"] == "theirs"


def test_a_stack_of_another_region_is_another_stack(edge):
    edge.applied()
    edge.applied(region="us-east-1")
    assert len(edge.distributions()) == 2
    edge.project.destroy("--confirm", "wire")
    edge.write()
    edge.project.assert_converged()
