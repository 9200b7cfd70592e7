//! A launch template's content as EC2 answers it.

use std::collections::{BTreeMap, BTreeSet};

use aws_sdk_ec2::types as ec2;
use aws_smithy_types::base64;
use scaffold_kinds::ec2::{
    BlockDevice, CapacityReservation, CpuOptions, LaunchTemplate, MetadataOptions, PrivateDns, RootVolume,
    Spot,
};
use scaffold_kinds::{Choice, Ref};

/// What a version's description begins with, before the device that is its image's root: so that the
/// volume can be told from others when the image is long gone.
const ROOT: &str = "root volume ";

/// The description of a version.
pub(crate) fn description(root: &str) -> String {
    format!("{ROOT}{root}")
}

/// A version's content.
pub(crate) fn content(version: &ec2::LaunchTemplateVersion) -> LaunchTemplate {
    let empty = ec2::ResponseLaunchTemplateData::builder().build();
    let data = version.launch_template_data().unwrap_or(&empty);
    let root = version.version_description().and_then(|text| text.strip_prefix(ROOT));
    let (root_volume, block_devices) = disks(data, root);
    let first = data.network_interfaces().first();
    let groups = data.security_group_ids().iter().chain(first.into_iter().flat_map(|first| first.groups()));
    let placement = data.placement();
    LaunchTemplate {
        image: some(data.image_id()),
        instance_type: data.instance_type().map(|word| word.as_str().to_owned()),
        user_data: data.user_data().filter(|text| !text.is_empty()).map(plain),
        key_name: some(data.key_name()),
        security_groups: groups.cloned().map(Ref).collect(),
        public_ip_address: first
            .and_then(ec2::LaunchTemplateInstanceNetworkInterfaceSpecification::associate_public_ip_address),
        instance_profile: data
            .iam_instance_profile()
            .and_then(|profile| profile.arn().or_else(|| profile.name()))
            .map(|profile| Ref(profile.to_owned())),
        root_volume,
        block_devices,
        metadata_options: data.metadata_options().map(metadata),
        detailed_monitoring: data.monitoring().and_then(ec2::LaunchTemplatesMonitoring::enabled)
            == Some(true),
        instance_tags: tags(data),
        ebs_optimized: data.ebs_optimized(),
        spot: data.instance_market_options().and_then(spot),
        cpu_credits: word(data.credit_specification().and_then(ec2::CreditSpecification::cpu_credits)),
        cpu_options: data.cpu_options().map(cpu),
        capacity_reservation: data.capacity_reservation_specification().map(reservation),
        tenancy: word(placement.and_then(ec2::LaunchTemplatePlacement::tenancy).map(ec2::Tenancy::as_str)),
        placement_group: some(placement.and_then(ec2::LaunchTemplatePlacement::group_name)),
        private_dns: data.private_dns_name_options().map(names),
        shutdown_behavior: word(
            data.instance_initiated_shutdown_behavior().map(ec2::ShutdownBehavior::as_str),
        ),
        disable_api_termination: data.disable_api_termination(),
        disable_api_stop: data.disable_api_stop(),
        auto_recovery: word(
            data.maintenance_options().and_then(|it| it.auto_recovery()).map(|it| it.as_str()),
        ),
        hibernation: data.hibernation_options().and_then(ec2::LaunchTemplateHibernationOptions::configured),
        enclaves: data.enclave_options().and_then(ec2::LaunchTemplateEnclaveOptions::enabled),
        bandwidth_weighting: word(
            data.network_performance_options().and_then(|it| it.bandwidth_weighting()).map(|it| it.as_str()),
        ),
        license_configurations: data
            .license_specifications()
            .iter()
            .filter_map(|license| license.license_configuration_arn.clone())
            .collect::<BTreeSet<String>>(),
    }
}

fn some(text: Option<&str>) -> Option<String> {
    text.filter(|text| !text.is_empty()).map(str::to_owned)
}

fn word<T: Choice>(word: Option<&str>) -> Option<T> {
    word.and_then(T::from_word)
}

/// User data in plain text; what is none is shown as it is.
fn plain(encoded: &str) -> String {
    let decoded = base64::decode(encoded).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    decoded.unwrap_or_else(|| encoded.to_owned())
}

fn disks(
    data: &ec2::ResponseLaunchTemplateData,
    root: Option<&str>,
) -> (Option<RootVolume>, BTreeMap<String, BlockDevice>) {
    let mut root_volume = None;
    let mut others = BTreeMap::new();
    for mapping in data.block_device_mappings() {
        let Some((device, disk)) = mapping.device_name().zip(mapping.ebs()) else { continue };
        if Some(device) == root {
            root_volume = Some(self::root(disk));
        } else {
            others.insert(device.to_owned(), other(disk));
        }
    }
    (root_volume, others)
}

fn root(disk: &ec2::LaunchTemplateEbsBlockDevice) -> RootVolume {
    RootVolume {
        size_gib: disk.volume_size().map(i64::from),
        volume_type: word(disk.volume_type().map(ec2::VolumeType::as_str)),
        encrypted: disk.encrypted(),
        encryption_key: some(disk.kms_key_id()),
        iops: disk.iops().map(i64::from),
        throughput: disk.throughput().map(i64::from),
        delete_on_termination: disk.delete_on_termination(),
    }
}

fn other(disk: &ec2::LaunchTemplateEbsBlockDevice) -> BlockDevice {
    BlockDevice {
        size_gib: disk.volume_size().map(i64::from),
        volume_type: word(disk.volume_type().map(ec2::VolumeType::as_str)),
        encrypted: disk.encrypted(),
        encryption_key: some(disk.kms_key_id()),
        iops: disk.iops().map(i64::from),
        throughput: disk.throughput().map(i64::from),
        delete_on_termination: disk.delete_on_termination(),
        snapshot: some(disk.snapshot_id()),
        initialization_rate: disk.volume_initialization_rate().map(i64::from),
    }
}

fn metadata(options: &ec2::LaunchTemplateInstanceMetadataOptions) -> MetadataOptions {
    MetadataOptions {
        http_tokens: word(options.http_tokens().map(|it| it.as_str())),
        http_put_response_hop_limit: options.http_put_response_hop_limit().map(i64::from),
        http_endpoint: word(options.http_endpoint().map(|it| it.as_str())),
        http_protocol_ipv6: word(options.http_protocol_ipv6().map(|it| it.as_str())),
        instance_metadata_tags: word(options.instance_metadata_tags().map(|it| it.as_str())),
    }
}

/// The tags of instances. Emulators put the template's own beside them.
fn tags(data: &ec2::ResponseLaunchTemplateData) -> BTreeMap<String, String> {
    let of_instances = |specification: &&ec2::LaunchTemplateTagSpecification| {
        specification.resource_type() == Some(&ec2::ResourceType::Instance)
    };
    let specifications = data.tag_specifications().iter().filter(of_instances);
    let tags = specifications.flat_map(ec2::LaunchTemplateTagSpecification::tags);
    tags.filter_map(|tag| Some((tag.key.clone()?, tag.value.clone().unwrap_or_default()))).collect()
}

fn spot(market: &ec2::LaunchTemplateInstanceMarketOptions) -> Option<Spot> {
    let options = market.spot_options();
    (market.market_type() == Some(&ec2::MarketType::Spot)).then(|| Spot {
        max_price: some(options.and_then(ec2::LaunchTemplateSpotMarketOptions::max_price)),
        interruption_behavior: word(
            options.and_then(|options| options.instance_interruption_behavior()).map(|it| it.as_str()),
        ),
    })
}

fn cpu(options: &ec2::LaunchTemplateCpuOptions) -> CpuOptions {
    CpuOptions {
        core_count: options.core_count().map(i64::from),
        threads_per_core: options.threads_per_core().map(i64::from),
        amd_sev_snp: word(options.amd_sev_snp().map(|it| it.as_str())),
        nested_virtualization: word(options.nested_virtualization().map(|it| it.as_str())),
    }
}

fn reservation(
    specification: &ec2::LaunchTemplateCapacityReservationSpecificationResponse,
) -> CapacityReservation {
    let target = specification.capacity_reservation_target();
    CapacityReservation {
        preference: word(specification.capacity_reservation_preference().map(|it| it.as_str())),
        id: some(target.and_then(|target| target.capacity_reservation_id())),
        resource_group: some(target.and_then(|target| target.capacity_reservation_resource_group_arn())),
    }
}

fn names(options: &ec2::LaunchTemplatePrivateDnsNameOptions) -> PrivateDns {
    PrivateDns {
        hostname_type: word(options.hostname_type().map(|it| it.as_str())),
        resource_name_dns_a_record: options.enable_resource_name_dns_a_record(),
        resource_name_dns_aaaa_record: options.enable_resource_name_dns_aaaa_record(),
    }
}
