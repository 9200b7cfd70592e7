"""Users who sign in by OpenID Connect: the client's secret is sent, noted by its parameter, and shown nowhere."""

from blueprints import STACK, frame

SECRET = "correct horse battery staple"


def signing_in(parameter, certificate):
    return f"""{frame()}
[vpc.main]
cidr_block = "10.0.0.0/16"
zones = 2
nat = "none"

[load_balancer.edge]
vpc = "vpc.main"
deletion_protection = false

[load_balancer.edge.listeners.https]
port = 443
protocol = "HTTPS"
certificate = "{certificate}"
default = {{ respond = {{ status = 404 }} }}

[elbv2.listener_rule.admin]
listener = "load_balancer.edge/listener.https"
priority = 10
conditions = [{{ path_pattern = ["/admin/*"] }}]
actions = [
    {{ authenticate_oidc = {{
        issuer = "https://id.example.com",
        authorization_endpoint = "https://id.example.com/authorize",
        token_endpoint = "https://id.example.com/token",
        user_info_endpoint = "https://id.example.com/userinfo",
        client_id = "web",
        client_secret = {{ parameter = "{parameter}" }},
    }} }},
    {{ fixed_response = {{ status_code = 204 }} }},
]
"""


def test_a_client_secret_is_sent_and_shown_nowhere(cloud):
    certificate = cloud.emulator.client("acm").request_certificate(DomainName="example.com")["CertificateArn"]
    parameters = cloud.emulator.client("ssm")
    for secret in ("older", SECRET):
        parameters.put_parameter(Name="/wire/oidc", Value=secret, Type="SecureString", Overwrite=True)
    project = cloud.project()
    project.write(signing_in("/wire/oidc:1", certificate))
    project.apply(timeout=400)
    project.assert_converged()
    project.write(signing_in("/wire/oidc:2", certificate))
    assert project.plan().by_address()["elbv2.listener_rule.admin"].changed() == ["actions"]
    shown = project.run("apply", "--yes", timeout=400)
    project.assert_converged()
    sent = [line for line in cloud.proxy.transcript if line["action"] == "ModifyRule"]
    assert len(sent) == 1, sent
    elbv2 = cloud.emulator.client("elbv2")
    listener = cloud.listing().of(STACK)["listener"][0]["ListenerArn"]
    actions = next(rule for rule in elbv2.describe_rules(ListenerArn=listener)["Rules"] if rule["Priority"] == "10")["Actions"]
    assert actions[0]["AuthenticateOidcConfig"]["ClientSecret"] == SECRET
    assert SECRET not in shown.text
    s3 = cloud.emulator.client("s3")
    for bucket in s3.list_buckets()["Buckets"]:
        for item in s3.list_objects_v2(Bucket=bucket["Name"]).get("Contents", []):
            kept = s3.get_object(Bucket=bucket["Name"], Key=item["Key"])["Body"].read()
            assert SECRET.encode() not in kept, item["Key"]
    written = [path for path in project.folder.rglob("*") if path.is_file()]
    assert written and not any(SECRET.encode() in path.read_bytes() for path in written)
