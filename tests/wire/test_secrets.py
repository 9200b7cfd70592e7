"""Secrets over HTTP, as boto3 sees them."""

from blueprints import frame

SECRET = """
[secret.token]
description = "{description}"
deletion_protection = false
"""
ADDRESS = "secret.token/secret"


def late(call):
    """`ListSecrets` "might not reflect changes from the last five minutes"."""
    if call.action != "ListSecrets":
        return None
    return 200, {"Content-Type": "application/x-amz-json-1.1"}, b'{"SecretList":[]}'


def test_a_secret_that_no_list_tells_yet_is_seen(cloud):
    project = cloud.project(through_proxy=True)
    project.write(frame() + SECRET.format(description="signs requests"))
    cloud.proxy.before = late
    project.apply()
    project.assert_converged()
    project.write(frame() + SECRET.format(description="signs replies"))
    assert [step.address for step in project.plan().steps] == [ADDRESS]
    project.apply()
    project.assert_converged()
    secrets = cloud.emulator.client("secretsmanager")
    (made,) = secrets.list_secrets()["SecretList"]
    assert made["Description"] == "signs replies"
    project.destroy("--confirm", "wire", "--allow-data-loss", ADDRESS)
    assert secrets.list_secrets()["SecretList"] == []
