"""Buckets that go, with what is in them or not at all, and names that somebody else has."""

import pytest
from blueprints import frame
from buckets import Buckets

BUCKET = "s3.bucket.files"
# It is all that there is.
LOSS = ("--confirm", "wire", "--allow-data-loss", BUCKET)


@pytest.fixture
def buckets(emulator, ministack, tmp_path):
    return Buckets(emulator, ministack, tmp_path / "project")


def bucket(**attributes):
    lines = "".join(f"{key} = {value}\n" for key, value in attributes.items())
    return f"{frame()}\n[{BUCKET}]\n{lines}"


def objects(buckets, name):
    """Versions and delete markers."""
    pages = buckets.s3.get_paginator("list_object_versions").paginate(Bucket=name)
    return sum(len(page.get("Versions", [])) + len(page.get("DeleteMarkers", [])) for page in pages)


def test_a_name_that_exists_and_is_not_ours_is_never_taken(buckets):
    buckets.s3.create_bucket(Bucket="of-somebody-else")
    buckets.s3.put_object(Bucket="of-somebody-else", Key="letter", Body=b"dear")
    tags = {"TagSet": [{"Key": "owner", "Value": "else"}]}
    buckets.s3.put_bucket_tagging(Bucket="of-somebody-else", Tagging=tags)
    before = buckets.look("of-somebody-else")
    buckets.project.write(bucket(bucket='"of-somebody-else"', versioning='"Enabled"', empty_on_delete="true"))
    refused = buckets.project.apply(code=1)
    assert "there is a bucket `of-somebody-else` already" in refused.words
    assert f"scaffold import {BUCKET} of-somebody-else" in refused.words
    assert buckets.look("of-somebody-else") == before
    buckets.project.destroy("--confirm", "wire", code=None)
    assert (buckets.look("of-somebody-else"), objects(buckets, "of-somebody-else")) == (before, 1)


def test_a_name_that_the_account_has_in_another_region_is_told(buckets):
    place = {"LocationConstraint": "eu-west-1"}
    buckets.s3.create_bucket(Bucket="far-away", CreateBucketConfiguration=place)
    buckets.project.write(bucket(bucket='"far-away"'))
    refused = buckets.project.apply(code=1)
    assert "the account has a bucket `far-away` in another region" in refused.words


def test_a_bucket_lies_in_the_region_of_its_stack(buckets):
    buckets.applied(bucket(bucket='"nearer-to-us"').replace("us-east-1", "eu-west-1"))
    assert buckets.s3.get_bucket_location(Bucket="nearer-to-us")["LocationConstraint"] == "eu-west-1"
    buckets.project.destroy(*LOSS)
    assert buckets.names() == []


def test_a_bucket_of_another_stack_is_never_taken(buckets):
    buckets.applied(bucket(bucket='"declared-by-both"'))
    before = buckets.look("declared-by-both")
    buckets.project.write(bucket(bucket='"declared-by-both"').replace('"wire"', '"other"'))
    refused = buckets.project.apply(code=1)
    assert "does not carry this stack's tags" in refused.words
    assert buckets.look("declared-by-both") == before


def test_a_bucket_made_by_hand_is_imported(buckets):
    buckets.s3.create_bucket(Bucket="made-by-hand")
    buckets.s3.put_object(Bucket="made-by-hand", Key="letter", Body=b"dear")
    buckets.project.write(bucket(bucket='"made-by-hand"', versioning='"Enabled"'))
    buckets.project.run("import", BUCKET, "made-by-hand", "--yes")
    buckets.project.apply()
    buckets.project.assert_converged()
    assert buckets.names() == ["made-by-hand"]
    assert (buckets.look("made-by-hand")["versioning"], objects(buckets, "made-by-hand")) == ("Enabled", 1)


def test_a_declared_name_is_used_and_another_replaces(buckets):
    buckets.applied(bucket(bucket='"first.of-wire"'))
    buckets.project.write(bucket(bucket='"second.of-wire"'))
    assert "data-loss" in buckets.project.run("plan", "--format", "json", code=None).out
    buckets.project.apply(*LOSS)
    buckets.project.assert_converged()
    assert buckets.names() == ["second.of-wire"]


def test_a_bucket_with_objects_is_refused_until_it_may_be_emptied(buckets):
    buckets.applied(bucket(versioning='"Enabled"'))
    name = buckets.at(BUCKET)
    buckets.fill(name, 4)
    buckets.project.write(frame())
    plan = buckets.project.run("plan", code=4)
    assert "--allow-data-loss s3.bucket.files" in plan.words
    buckets.project.apply(code=4)
    refused = buckets.project.apply(*LOSS, code=1)
    assert f"the bucket `{name}` is not empty" in refused.words and "empty_on_delete = true" in refused.words
    assert objects(buckets, name) == 10
    buckets.applied(bucket(versioning='"Enabled"', empty_on_delete="true"))
    buckets.project.write(frame())
    buckets.project.apply(code=4)
    assert objects(buckets, name) == 10
    buckets.project.apply(*LOSS)
    buckets.project.assert_converged()
    assert buckets.names() == []


def test_thousands_of_versions_go_with_their_bucket(buckets):
    buckets.applied(bucket(versioning='"Enabled"', empty_on_delete="true"))
    name = buckets.at(BUCKET)
    buckets.fill(name, 520)
    upload = buckets.s3.create_multipart_upload(Bucket=name, Key="never finished")
    buckets.s3.upload_part(Bucket=name, Key="never finished", UploadId=upload["UploadId"], PartNumber=1, Body=b"part")
    assert objects(buckets, name) == 1300
    buckets.project.destroy(*LOSS)
    assert buckets.names() == []


def test_a_protected_bucket_stays(buckets):
    buckets.applied(bucket(deletion_protection="true", empty_on_delete="true"))
    name = buckets.at(BUCKET)
    refused = buckets.project.destroy(*LOSS, code=4)
    assert "deletion_protection" in refused.words
    buckets.applied(bucket(deletion_protection="false", empty_on_delete="true"))
    buckets.s3.put_object(Bucket=name, Key="letter", Body=b"dear")
    buckets.project.destroy(*LOSS)
    assert buckets.names() == []
