"""What is live of functions, queues, buckets, schedules and CDNs, as boto3 lists it: by kind, by id, each with its `Tags`."""

import json
from collections import Counter

from botocore.exceptions import ClientError
from protocol import LEDGER


def items_of(tags):
    """Tags that come as a table."""
    return [{"Key": key, "Value": value} for key, value in tags.items()]


def buckets(client):
    """All but the ledger's own."""
    s3 = client("s3")
    found = {bucket["Name"]: bucket for bucket in s3.list_buckets()["Buckets"] if not LEDGER.fullmatch(bucket["Name"])}
    for name, bucket in found.items():
        try:
            bucket["Tags"] = s3.get_bucket_tagging(Bucket=name)["TagSet"]
        except ClientError as error:
            if error.response["Error"]["Code"] != "NoSuchTagSet":
                raise
    return found


def queues(client):
    sqs = client("sqs")
    urls = sqs.list_queues().get("QueueUrls", [])
    return {url: {"Url": url, "Tags": items_of(sqs.list_queue_tags(QueueUrl=url).get("Tags", {}))} for url in urls}


def functions(client):
    lambdas = client("lambda")
    found = {function["FunctionArn"]: function for function in lambdas.list_functions()["Functions"]}
    for arn, function in found.items():
        function["Tags"] = items_of(lambdas.list_tags(Resource=arn)["Tags"])
    return found


def event_sources(client):
    return {source["UUID"]: source for source in client("lambda").list_event_source_mappings()["EventSourceMappings"]}


def rules(client):
    events = client("events")
    found = {rule["Name"]: rule for rule in events.list_rules()["Rules"]}
    for rule in found.values():
        rule["Tags"] = events.list_tags_for_resource(ResourceARN=rule["Arn"])["Tags"]
    return found


def distributions(client):
    cloudfront = client("cloudfront")
    listed = cloudfront.list_distributions()["DistributionList"].get("Items", [])
    found = {item["ARN"]: item for item in listed}
    for arn, item in found.items():
        item["Tags"] = cloudfront.list_tags_for_resource(Resource=arn)["Tags"]["Items"]
    return found


def parts(client):
    """What CDNs are put together of, by kind; what AWS has for everybody is left out."""
    cloudfront = client("cloudfront")
    functions = cloudfront.list_functions().get("FunctionList", {}).get("Items", [])
    controls = cloudfront.list_origin_access_controls()["OriginAccessControlList"].get("Items", [])
    caches = cloudfront.list_cache_policies(Type="custom")["CachePolicyList"].get("Items", [])
    headers = cloudfront.list_response_headers_policies(Type="custom")["ResponseHeadersPolicyList"].get("Items", [])
    return {
        "cloudfront.function": {item["Name"]: item for item in functions},
        "cloudfront.origin_access_control": {item["Id"]: item for item in controls},
        "cloudfront.cache_policy": {item["CachePolicy"]["Id"]: item for item in caches},
        "cloudfront.response_headers_policy": {item["ResponseHeadersPolicy"]["Id"]: item for item in headers},
    }


def parts_of_cdns(client):
    return {key: item for items in parts(client).values() for key, item in items.items()}


LISTS = {
    "bucket": buckets,
    "queue": queues,
    "function": functions,
    "event_source": event_sources,
    "schedule": rules,
    "distribution": distributions,
    "part_of_cdn": parts_of_cdns,
}


def untagged(client):
    """How many there are of the kinds that carry no tags, by kind."""
    counts = Counter(kind for kind, items in parts(client).items() for _ in items)
    s3, lambdas = client("s3"), client("lambda")
    for bucket in buckets(client):
        counts["s3.bucket_policy"] += told(s3.get_bucket_policy, Bucket=bucket) is not None
        notification = s3.get_bucket_notification_configuration(Bucket=bucket)
        counts["s3.bucket_notification"] += any(key.endswith("Configurations") for key in notification)
    permissions = set()
    for arn in functions(client):
        aliases = lambdas.list_aliases(FunctionName=arn)["Aliases"]
        counts["lambda.alias"] += len(aliases)
        for qualifier in ({}, *({"Qualifier": alias["Name"]} for alias in aliases)):
            policy = told(lambdas.get_policy, FunctionName=arn, **qualifier)
            # MiniStack tells the statements of aliases with those of the function, too.
            permissions |= {(arn, one["Sid"]) for one in json.loads(policy["Policy"])["Statement"]} if policy else set()
            counts["lambda.url"] += told(lambdas.get_function_url_config, FunctionName=arn, **qualifier) is not None
    counts["lambda.permission"] = len(permissions)
    counts["lambda.event_source"] = len(event_sources(client))
    groups = client("elasticache").describe_cache_parameter_groups()["CacheParameterGroups"]
    counts["elasticache.parameter_group"] = sum(not group["CacheParameterGroupName"].startswith("default.") for group in groups)
    return +counts


def told(ask, **parameters):
    """What is there; None where it is not."""
    try:
        return ask(**parameters)
    except ClientError as error:
        if error.response["Error"]["Code"] not in ("NoSuchBucketPolicy", "ResourceNotFoundException"):
            raise
        return None
