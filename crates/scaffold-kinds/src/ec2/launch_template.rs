use std::collections::{BTreeMap, BTreeSet};

use scaffold_model::{Disruption, Facts, Identity, Rule, TextRule, Unique};

use super::launch_template_data::{
    BandwidthWeighting, BlockDevice, CapacityReservation, CpuCredits, CpuOptions, InstanceTenancy,
    MetadataOptions, PrivateDns, RecoveryMode, RootVolume, ShutdownBehavior, Spot,
};
use super::{DRY_RUN, TAGS, TOKEN};
use crate::{Ref, kind};

kind! {
    /// How instances of a scaling group are made. A change of it is a new version; what is running stays
    /// as it is until its group replaces it. The default version is nobody's: groups name the version
    /// that they use.
    pub struct LaunchTemplate: "ec2.launch_template" {
        /// The image, `ami-…`, or `{ parameter = "/path" }`: what a parameter of Systems Manager names
        /// when the plan is made.
        image: Option<String> => text(TextRule::Prefix("ami-")).by_parameter().created_by(&["LaunchTemplateData.ImageId"]).modified_by(&["CreateLaunchTemplateVersion.LaunchTemplateData.ImageId"]),
        /// `m7g.large`.
        instance_type: Option<String> => created_by(&["LaunchTemplateData.InstanceType"]).modified_by(&["CreateLaunchTemplateVersion.LaunchTemplateData.InstanceType"]),
        /// What an instance runs at its first start, as plain text, at most 16 KiB.
        user_data: Option<String> => text(TextRule::Described { words: "text of at most 16 KiB", fits: is_user_data }).created_by(&["LaunchTemplateData.UserData"]).modified_by(&["CreateLaunchTemplateVersion.LaunchTemplateData.UserData"]),
        /// Key pair for SSH.
        key_name: Option<String> => created_by(&["LaunchTemplateData.KeyName"]).modified_by(&["CreateLaunchTemplateVersion.LaunchTemplateData.KeyName"]),
        /// Who may talk to the instances.
        security_groups: BTreeSet<Ref> => refers_to("ec2.security_group").created_by(&["LaunchTemplateData.SecurityGroupIds", "LaunchTemplateData.NetworkInterfaces.Groups"]).modified_by(&["CreateLaunchTemplateVersion.LaunchTemplateData.SecurityGroupIds", "CreateLaunchTemplateVersion.LaunchTemplateData.NetworkInterfaces.Groups"]),
        /// Whether instances get a public IPv4 address. As the subnet says when it is not said.
        public_ip_address: Option<bool> => created_by(&["LaunchTemplateData.NetworkInterfaces.AssociatePublicIpAddress"]).modified_by(&["CreateLaunchTemplateVersion.LaunchTemplateData.NetworkInterfaces.AssociatePublicIpAddress"]),
        /// The role of the instances.
        instance_profile: Option<Ref> => refers_to("iam.instance_profile").created_by(&["LaunchTemplateData.IamInstanceProfile.Name", "LaunchTemplateData.IamInstanceProfile.Arn"]).modified_by(&["CreateLaunchTemplateVersion.LaunchTemplateData.IamInstanceProfile.Name", "CreateLaunchTemplateVersion.LaunchTemplateData.IamInstanceProfile.Arn"]),
        /// The volume that the image starts from, whatever the image calls it. As the image says when it
        /// is not said.
        root_volume: Option<RootVolume> => created_by(&["LaunchTemplateData.BlockDeviceMappings.Ebs"]).modified_by(&["CreateLaunchTemplateVersion.LaunchTemplateData.BlockDeviceMappings.Ebs"]),
        /// Further volumes by device name: `/dev/sdf`.
        block_devices: BTreeMap<String, BlockDevice> => created_by(&["LaunchTemplateData.BlockDeviceMappings.DeviceName"]).modified_by(&["CreateLaunchTemplateVersion.LaunchTemplateData.BlockDeviceMappings.DeviceName"]),
        /// How instances reach the instance metadata service.
        metadata_options: Option<MetadataOptions> => created_by(&["LaunchTemplateData.MetadataOptions"]).modified_by(&["CreateLaunchTemplateVersion.LaunchTemplateData.MetadataOptions"]),
        /// Metrics every minute in place of every five.
        detailed_monitoring: bool => defaults_to(false).created_by(&["LaunchTemplateData.Monitoring.Enabled"]).modified_by(&["CreateLaunchTemplateVersion.LaunchTemplateData.Monitoring.Enabled"]),
        /// Tags of instances and their volumes. Never a stack's identity.
        instance_tags: BTreeMap<String, String> => created_by(&["LaunchTemplateData.TagSpecifications"]).modified_by(&["CreateLaunchTemplateVersion.LaunchTemplateData.TagSpecifications"]),
        /// Whether traffic to volumes has its own bandwidth. As the instance type says when it is not said.
        ebs_optimized: Option<bool> => created_by(&["LaunchTemplateData.EbsOptimized"]).modified_by(&["CreateLaunchTemplateVersion.LaunchTemplateData.EbsOptimized"]),
        /// Spot instances alone. A group that mixes says so itself.
        spot: Option<Spot> => created_by(&["LaunchTemplateData.InstanceMarketOptions.MarketType"]).modified_by(&["CreateLaunchTemplateVersion.LaunchTemplateData.InstanceMarketOptions.MarketType"]),
        /// What burstable instances may spend.
        cpu_credits: Option<CpuCredits> => created_by(&["LaunchTemplateData.CreditSpecification"]).modified_by(&["CreateLaunchTemplateVersion.LaunchTemplateData.CreditSpecification"]),
        /// Cores and threads.
        cpu_options: Option<CpuOptions> => created_by(&["LaunchTemplateData.CpuOptions"]).modified_by(&["CreateLaunchTemplateVersion.LaunchTemplateData.CpuOptions"]),
        /// Capacity reservations that instances may use.
        capacity_reservation: Option<CapacityReservation> => created_by(&["LaunchTemplateData.CapacityReservationSpecification"]).modified_by(&["CreateLaunchTemplateVersion.LaunchTemplateData.CapacityReservationSpecification"]),
        /// Whose hardware instances run on.
        tenancy: Option<InstanceTenancy> => created_by(&["LaunchTemplateData.Placement.Tenancy"]).modified_by(&["CreateLaunchTemplateVersion.LaunchTemplateData.Placement.Tenancy"]),
        /// Placement group.
        placement_group: Option<String> => created_by(&["LaunchTemplateData.Placement.GroupName"]).modified_by(&["CreateLaunchTemplateVersion.LaunchTemplateData.Placement.GroupName"]),
        /// Names of instances inside the VPC. As the subnet says when it is not said.
        private_dns: Option<PrivateDns> => created_by(&["LaunchTemplateData.PrivateDnsNameOptions"]).modified_by(&["CreateLaunchTemplateVersion.LaunchTemplateData.PrivateDnsNameOptions"]),
        /// What an instance that shuts itself down becomes.
        shutdown_behavior: Option<ShutdownBehavior> => created_by(&["LaunchTemplateData.InstanceInitiatedShutdownBehavior"]).modified_by(&["CreateLaunchTemplateVersion.LaunchTemplateData.InstanceInitiatedShutdownBehavior"]),
        /// Whether EC2's own calls may terminate instances. Their group always may.
        disable_api_termination: Option<bool> => created_by(&["LaunchTemplateData.DisableApiTermination"]).modified_by(&["CreateLaunchTemplateVersion.LaunchTemplateData.DisableApiTermination"]),
        /// Whether EC2's own calls may stop instances.
        disable_api_stop: Option<bool> => created_by(&["LaunchTemplateData.DisableApiStop"]).modified_by(&["CreateLaunchTemplateVersion.LaunchTemplateData.DisableApiStop"]),
        /// What happens when the hardware fails.
        auto_recovery: Option<RecoveryMode> => created_by(&["LaunchTemplateData.MaintenanceOptions"]).modified_by(&["CreateLaunchTemplateVersion.LaunchTemplateData.MaintenanceOptions"]),
        /// Whether instances can hibernate.
        hibernation: Option<bool> => created_by(&["LaunchTemplateData.HibernationOptions"]).modified_by(&["CreateLaunchTemplateVersion.LaunchTemplateData.HibernationOptions"]),
        /// Whether instances can have Nitro enclaves.
        enclaves: Option<bool> => created_by(&["LaunchTemplateData.EnclaveOptions"]).modified_by(&["CreateLaunchTemplateVersion.LaunchTemplateData.EnclaveOptions"]),
        /// Who gets more of an instance's bandwidth.
        bandwidth_weighting: Option<BandwidthWeighting> => created_by(&["LaunchTemplateData.NetworkPerformanceOptions.BandwidthWeighting"]).modified_by(&["CreateLaunchTemplateVersion.LaunchTemplateData.NetworkPerformanceOptions.BandwidthWeighting"]),
        /// License configurations (ARNs).
        license_configurations: BTreeSet<String> => text(TextRule::Prefix("arn:")).created_by(&["LaunchTemplateData.LicenseSpecifications"]).modified_by(&["CreateLaunchTemplateVersion.LaunchTemplateData.LicenseSpecifications"]),
    }
    rules {
        Rule::Requires { attribute: "root_volume", is: &[], needs: &["image"] },
    }
    outputs {
        /// `lt-…`.
        id: String,
        /// ARN.
        arn: String,
        /// Its physical name.
        name: String,
        /// The number of its latest version. What refers to it follows every change.
        latest_version: String,
    }
    facts { Facts {
        identity: Identity::TagsAndName { limit: 128 },
        id_prefix: "lt-",
        create_operation: "CreateLaunchTemplate",
        delete_disruption: Disruption::None,
        unique: &[Unique { attributes: &["name"], error: "InvalidLaunchTemplateName.AlreadyExistsException" }],
        renewed_outputs: &["latest_version"],
        page_size: 200,
        left_out: LEFT_OUT,
        ..crate::facts::FACTS
    } }
}

const INTERFACES: &str = "interfaces beyond the first one's public address and groups are not covered";
const PLACEMENT: &str = "a group places its instances";

const LEFT_OUT: &[(&str, &str)] = &[
    DRY_RUN,
    TAGS,
    TOKEN,
    ("LaunchTemplateName", "deterministic, from stack and address"),
    ("VersionDescription", "keeps the root volume's device name"),
    ("Operator", "AWS's own services set it"),
    ("CreateLaunchTemplateVersion.LaunchTemplateId", "names the template"),
    ("CreateLaunchTemplateVersion.SourceVersion", "a version is written whole"),
    ("CreateLaunchTemplateVersion.ResolveAlias", "image parameters are resolved at planning time"),
    ("LaunchTemplateData.KernelId", "images bring their kernel"),
    ("LaunchTemplateData.RamDiskId", "images bring their kernel"),
    ("LaunchTemplateData.BlockDeviceMappings.VirtualName", "instance store volumes of NVMe are always there"),
    ("LaunchTemplateData.BlockDeviceMappings.NoDevice", "volumes of the image are kept"),
    ("LaunchTemplateData.Monitoring.MetricCategoryIds", "not yet documented by AWS"),
    ("LaunchTemplateData.ElasticGpuSpecifications", "AWS has ended them"),
    ("LaunchTemplateData.ElasticInferenceAccelerators", "AWS has ended them"),
    ("LaunchTemplateData.SecurityGroups", "groups go by id"),
    ("LaunchTemplateData.InstanceRequirements", "instance types are named"),
    ("LaunchTemplateData.Operator", "AWS's own services set it"),
    ("LaunchTemplateData.SecondaryInterfaces", INTERFACES),
    ("LaunchTemplateData.InstanceMarketOptions.SpotOptions", "`spot` says it"),
    ("LaunchTemplateData.Placement.AvailabilityZone", PLACEMENT),
    ("LaunchTemplateData.Placement.AvailabilityZoneId", PLACEMENT),
    ("LaunchTemplateData.Placement.Affinity", "dedicated hosts are not covered"),
    ("LaunchTemplateData.Placement.HostId", "dedicated hosts are not covered"),
    ("LaunchTemplateData.Placement.HostResourceGroupArn", "dedicated hosts are not covered"),
    ("LaunchTemplateData.Placement.SpreadDomain", "reserved by AWS"),
    ("LaunchTemplateData.Placement.PartitionNumber", PLACEMENT),
    ("LaunchTemplateData.Placement.GroupId", "placement groups go by name"),
    ("LaunchTemplateData.NetworkInterfaces.AssociateCarrierIpAddress", INTERFACES),
    ("LaunchTemplateData.NetworkInterfaces.DeleteOnTermination", INTERFACES),
    ("LaunchTemplateData.NetworkInterfaces.Description", INTERFACES),
    ("LaunchTemplateData.NetworkInterfaces.DeviceIndex", "0: the first interface"),
    ("LaunchTemplateData.NetworkInterfaces.InterfaceType", INTERFACES),
    ("LaunchTemplateData.NetworkInterfaces.Ipv6AddressCount", INTERFACES),
    ("LaunchTemplateData.NetworkInterfaces.Ipv6Addresses", INTERFACES),
    ("LaunchTemplateData.NetworkInterfaces.NetworkInterfaceId", INTERFACES),
    ("LaunchTemplateData.NetworkInterfaces.PrivateIpAddress", INTERFACES),
    ("LaunchTemplateData.NetworkInterfaces.PrivateIpAddresses", INTERFACES),
    ("LaunchTemplateData.NetworkInterfaces.SecondaryPrivateIpAddressCount", INTERFACES),
    ("LaunchTemplateData.NetworkInterfaces.SubnetId", INTERFACES),
    ("LaunchTemplateData.NetworkInterfaces.NetworkCardIndex", INTERFACES),
    ("LaunchTemplateData.NetworkInterfaces.Ipv4Prefixes", INTERFACES),
    ("LaunchTemplateData.NetworkInterfaces.Ipv4PrefixCount", INTERFACES),
    ("LaunchTemplateData.NetworkInterfaces.Ipv6Prefixes", INTERFACES),
    ("LaunchTemplateData.NetworkInterfaces.Ipv6PrefixCount", INTERFACES),
    ("LaunchTemplateData.NetworkInterfaces.PrimaryIpv6", INTERFACES),
    ("LaunchTemplateData.NetworkInterfaces.EnaSrdSpecification", INTERFACES),
    ("LaunchTemplateData.NetworkInterfaces.ConnectionTrackingSpecification", INTERFACES),
    ("LaunchTemplateData.NetworkInterfaces.EnaQueueCount", INTERFACES),
];

/// AWS counts the bytes before they are encoded.
fn is_user_data(text: &str) -> bool {
    text.len() <= 16 * 1024
}
