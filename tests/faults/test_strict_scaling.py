"""What strict mode gives scaling groups, seen by AWS's own client."""

import pytest
from botocore.exceptions import ClientError
from emulator import client

strict = pytest.mark.parametrize("cloud", ["strict"], indirect=True)
TOPIC = "arn:aws:sns:us-east-1:123456789012:scaling"


@pytest.fixture
def aws(cloud):
    """Clients of all services, through the proxy."""
    return lambda service: client(service, cloud.proxy.endpoint)


@pytest.fixture
def group(cloud, aws):
    """A group of two instances of the first of two versions of a template."""
    vpc = cloud.ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    subnet = cloud.ec2.create_subnet(VpcId=vpc, CidrBlock="10.0.0.0/24")["Subnet"]["SubnetId"]
    data = {"ImageId": "ami-760aaa0f", "InstanceType": "t3.micro"}
    made = cloud.ec2.create_launch_template(LaunchTemplateName="web", LaunchTemplateData=data)
    template = made["LaunchTemplate"]["LaunchTemplateId"]
    cloud.ec2.create_launch_template_version(LaunchTemplateId=template, LaunchTemplateData=data)
    aws("autoscaling").create_auto_scaling_group(
        AutoScalingGroupName="web",
        LaunchTemplate={"LaunchTemplateId": template, "Version": "1"},
        MinSize=2,
        MaxSize=2,
        VPCZoneIdentifier=subnet,
    )
    return template


def versions(scaling):
    found = scaling.describe_auto_scaling_groups(AutoScalingGroupNames=["web"])["AutoScalingGroups"][0]
    return [instance["LaunchTemplate"]["Version"] for instance in found["Instances"]]


@strict
def test_instances_run_what_they_were_started_with_until_a_refresh_replaces_them(aws, group):
    scaling = aws("autoscaling")
    assert versions(scaling) == ["1", "1"]
    wanted = {"LaunchTemplateId": group, "Version": "2"}
    scaling.update_auto_scaling_group(AutoScalingGroupName="web", LaunchTemplate=wanted)
    assert versions(scaling) == ["1", "1"]
    refresh = scaling.start_instance_refresh(AutoScalingGroupName="web")["InstanceRefreshId"]
    with pytest.raises(ClientError, match="InstanceRefreshInProgress"):
        scaling.start_instance_refresh(AutoScalingGroupName="web")
    seen = [
        scaling.describe_instance_refreshes(AutoScalingGroupName="web", InstanceRefreshIds=[refresh])["InstanceRefreshes"][0]
        for _ in range(3)
    ]
    assert [one["Status"] for one in seen] == ["Pending", "InProgress", "Successful"]
    assert versions(scaling) == ["2", "2"]


@strict
def test_groups_keep_what_they_are_told(aws, group):
    scaling = aws("autoscaling")
    told = {"DefaultCooldown": 60, "TerminationPolicies": ["OldestInstance"], "MaxInstanceLifetime": 86400}
    scaling.update_auto_scaling_group(AutoScalingGroupName="web", DeletionProtection="prevent-force-deletion", **told)
    scaling.enable_metrics_collection(AutoScalingGroupName="web", Granularity="1Minute", Metrics=["GroupMinSize", "GroupMaxSize"])
    scaling.disable_metrics_collection(AutoScalingGroupName="web", Metrics=["GroupMaxSize"])
    shown = scaling.describe_auto_scaling_groups(AutoScalingGroupNames=["web"])["AutoScalingGroups"][0]
    assert {key: shown[key] for key in told} == told
    assert [each["Metric"] for each in shown["EnabledMetrics"]] == ["GroupMinSize"]
    with pytest.raises(ClientError, match="protected"):
        scaling.delete_auto_scaling_group(AutoScalingGroupName="web", ForceDelete=True)


@strict
def test_notifications_are_a_set_a_topic(aws, group):
    scaling = aws("autoscaling")
    launch, terminate = "autoscaling:EC2_INSTANCE_LAUNCH", "autoscaling:EC2_INSTANCE_TERMINATE"
    for types in ([launch, terminate], [launch]):
        scaling.put_notification_configuration(AutoScalingGroupName="web", TopicARN=TOPIC, NotificationTypes=types)
        found = scaling.describe_notification_configurations(AutoScalingGroupNames=["web"])["NotificationConfigurations"]
        assert [each["NotificationType"] for each in found] == types
    scaling.delete_notification_configuration(AutoScalingGroupName="web", TopicARN=TOPIC)
    assert scaling.describe_notification_configurations()["NotificationConfigurations"] == []
