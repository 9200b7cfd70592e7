"""A balancer before two groups: made, changed without a gap, scaled by others, and taken down."""

import pytest
from blueprints import STACK, balanced
from listing import tags


def applied(cloud, **words):
    project = cloud.project()
    project.write(balanced(**words))
    project.apply(timeout=400)
    return project


def order(cloud, *actions):
    """Those of the calls that changed something, in the order in which they were carried out."""
    done = [line["action"] for line in cloud.proxy.transcript if line["carried_out"]]
    return [action for action in done if action in actions]


@pytest.mark.parametrize("cloud", ["plain", "strict"], indirect=True)
def test_from_nothing_and_to_nothing_again(cloud):
    certificates = cloud.emulator.client("acm")
    certificate = certificates.request_certificate(DomainName="example.com")["CertificateArn"]
    before = cloud.listing().items
    project = applied(cloud, certificate=certificate)
    project.assert_converged()
    listing = cloud.listing()
    listing.assert_each_once(STACK)
    counts = listing.counts(STACK)
    expected = {
        "load_balancer": 1,
        "target_group": 2,
        "listener": 2,
        "listener_rule": 2,
        "scaling_group": 2,
        "launch_template": 2,
        "role": 2,
        "instance_profile": 2,
        "security_group": 3,
    }
    assert {kind: counts.get(kind) for kind in expected} == expected
    project.destroy("--confirm", "wire", timeout=400)
    assert cloud.listing().items == before


def test_a_target_group_is_replaced_without_a_gap(cloud):
    project = applied(cloud)
    cloud.proxy.reset()
    project.write(balanced(port="8081"))
    plan = project.plan()
    assert "create elbv2.target_group" in plan.verbs() and "delete elbv2.target_group" in plan.verbs()
    project.apply(timeout=400)
    moves = order(
        cloud,
        "CreateTargetGroup",
        "AttachLoadBalancerTargetGroups",
        "ModifyListener",
        "ModifyRule",
        "DetachLoadBalancerTargetGroups",
        "DeleteTargetGroup",
    )
    assert moves[:2] == ["CreateTargetGroup", "AttachLoadBalancerTargetGroups"], moves
    assert set(moves[2:4]) == {"ModifyListener", "ModifyRule"}, moves
    assert moves[4:] == ["DetachLoadBalancerTargetGroups", "DeleteTargetGroup"], moves
    project.assert_converged()


def test_a_balancer_is_replaced_behind_another_scheme(cloud):
    project = applied(cloud)
    before = cloud.listing().one("load_balancer", STACK, "load_balancer.edge/load_balancer")
    cloud.proxy.reset()
    project.write(balanced(scheme="internal"))
    project.apply(timeout=400)
    project.assert_converged()
    listing = cloud.listing()
    after = listing.one("load_balancer", STACK, "load_balancer.edge/load_balancer")
    assert (before["Scheme"], after["Scheme"]) == ("internet-facing", "internal")
    assert before["LoadBalancerName"] != after["LoadBalancerName"]
    moves = order(cloud, "CreateLoadBalancer", "CreateTargetGroup", "CreateListener", "DeleteListener", "DeleteLoadBalancer")
    assert moves[0] == "CreateLoadBalancer" and moves[-1] == "DeleteLoadBalancer", moves
    assert moves.index("CreateListener") < moves.index("DeleteListener"), moves
    assert listing.counts(STACK)["target_group"] == 2


def test_priorities_change_places_in_one_call(cloud):
    project = applied(cloud)
    cloud.proxy.reset()
    project.write(
        balanced(
            rules=[
                '{ priority = 20, path = "/api/*", forward = "autoscaling_group.api" }',
                '{ priority = 10, path = "/beta/*", forward = [{ to = "autoscaling_group.web", weight = 90 }, '
                '{ to = "autoscaling_group.api", weight = 10 }] }',
            ]
        )
    )
    project.apply(timeout=400)
    project.assert_converged()
    rules = cloud.listing().of(STACK)["listener_rule"]
    paths = {
        condition["PathPatternConfig"]["Values"][0]: rule["Priority"]
        for rule in rules
        for condition in rule["Conditions"]
    }
    assert paths == {"/api/*": "20", "/beta/*": "10"}


def test_what_scaling_moves_is_no_difference(cloud):
    project = applied(cloud, web='rollout = "none"')
    project.write(balanced(web='rollout = "none"\nkey_name = "operators"'))
    project.apply()
    listing = cloud.listing()
    scaling = cloud.emulator.client("autoscaling")
    group = listing.one("scaling_group", STACK, "autoscaling_group.web/group")
    name = group["AutoScalingGroupName"]
    scaling.set_desired_capacity(AutoScalingGroupName=name, DesiredCapacity=3)
    template = listing.one("launch_template", STACK, "autoscaling_group.web/launch_template")
    assert template["LatestVersionNumber"] == 2
    for version in ("2", "1"):
        cloud.ec2.modify_launch_template(LaunchTemplateId=template["LaunchTemplateId"], DefaultVersion=version)
        project.assert_converged()
    scaling.update_auto_scaling_group(AutoScalingGroupName=name, MinSize=4)
    project.assert_converged()
    project.write(balanced(web='rollout = "none"\nkey_name = "operators"\ndesired_capacity = 2'))
    changed = {step.address: step.changed() for step in project.plan().steps}
    assert changed["autoscaling_group.web/group"] == ["desired_capacity"], changed


def test_an_image_parameter_is_pinned_in_the_plan(cloud):
    parameters = cloud.emulator.client("ssm")

    def publish(image):
        parameters.put_parameter(Name="/images/web", Value=image, Type="String", Overwrite=True)

    publish("ami-12c6146b")
    # moto has no instance refresh.
    words = {"image": '{ parameter = "/images/web" }', "web": 'rollout = "none"'}
    project = applied(cloud, **words)
    project.assert_converged()
    publish("ami-785db401")
    plan = project.plan("--out", "images.plan")
    template = plan.by_address()["autoscaling_group.web/launch_template"]
    change = template.changes["image"]
    assert (change["before"], change["after"]) == ("ami-12c6146b", "ami-785db401")
    assert template.why == [{"reason": "parameter_moved", "parameter": "/images/web"}]
    publish("ami-1e749f67")
    project.run("apply", "images.plan", "--yes", timeout=400)
    shown = project.plan().by_address()["autoscaling_group.web/launch_template"].changes["image"]
    assert (shown["before"], shown["after"]) == ("ami-785db401", "ami-1e749f67")
    project.write(balanced(**{**words, "image": '{ parameter = "/images/none" }'}))
    refused = project.run("plan", code=None)
    assert refused.code != 0 and "/images/none" in refused.text, str(refused)


def test_a_changed_script_is_shown_line_by_line(cloud):
    script = "#!/bin/sh\necho one\necho {}\n"
    project = cloud.project()
    (project.folder / "web.sh").write_text(script.format("two"), encoding="utf-8")
    project.write(balanced(web='user_data_file = "web.sh"'))
    project.apply(timeout=400)
    project.assert_converged()
    (project.folder / "web.sh").write_text(script.format("three"), encoding="utf-8")
    shown = project.run("plan").out
    lines = [line.strip() for line in shown.splitlines()]
    assert any(line.startswith("-") and "echo two" in line for line in lines), shown
    assert any(line.startswith("+") and "echo three" in line for line in lines), shown


def test_what_is_protected_stays(cloud):
    project = cloud.project()
    protected = balanced().replace("deletion_protection = false", "deletion_protection = true")
    project.write(protected)
    project.apply(timeout=400)
    refused = project.run("destroy", "--yes", "--confirm", "wire", code=None)
    assert refused.code != 0 and "protected" in refused.text, str(refused)
    assert cloud.listing().counts(STACK)["load_balancer"] == 1
    project.write(balanced())
    project.apply(timeout=400)
    project.destroy("--confirm", "wire", timeout=400)
    assert cloud.listing().counts(STACK) == {}


def test_everything_carries_its_identity(cloud):
    applied(cloud)
    listing = cloud.listing()
    for kind in ("load_balancer", "target_group", "listener", "listener_rule", "scaling_group", "launch_template", "role"):
        for item in listing.of(STACK)[kind]:
            assert tags(item)["Name"].startswith("wire-"), (kind, item)
    for group in listing.of(STACK)["scaling_group"]:
        assert not any(tag["PropagateAtLaunch"] for tag in group["Tags"] if tag["Key"].startswith("scaffold:"))
