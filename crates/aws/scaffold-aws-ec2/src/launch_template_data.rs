//! A launch template's content in the words of EC2's requests.

use aws_sdk_ec2::types as ec2;
use aws_sdk_ec2::types::builders::RequestLaunchTemplateDataBuilder as Data;
use aws_smithy_types::base64;
use scaffold_kinds::Choice;
use scaffold_kinds::ec2::{
    BlockDevice, CapacityReservation, CpuOptions, LaunchTemplate, MetadataOptions, PrivateDns, RootVolume,
    Spot,
};

/// What a creating call is told. `root` is the device that the image calls its root.
pub(crate) fn request(template: &LaunchTemplate, root: Option<&str>) -> ec2::RequestLaunchTemplateData {
    let LaunchTemplate {
        image,
        instance_type,
        user_data,
        key_name,
        instance_profile,
        metadata_options,
        detailed_monitoring,
        instance_tags,
        spot,
        cpu_credits,
        cpu_options,
        capacity_reservation,
        private_dns,
        bandwidth_weighting,
        ..
    } = template;
    let data = ec2::RequestLaunchTemplateData::builder()
        .set_image_id(image.clone())
        .set_instance_type(instance_type.as_deref().map(Into::into))
        .set_user_data(user_data.as_ref().map(base64::encode))
        .set_key_name(key_name.clone())
        .set_iam_instance_profile(instance_profile.as_ref().map(|profile| self::profile(&profile.0)))
        .set_metadata_options(metadata_options.as_ref().map(metadata))
        .monitoring(ec2::LaunchTemplatesMonitoringRequest::builder().enabled(*detailed_monitoring).build())
        .set_tag_specifications((!instance_tags.is_empty()).then(|| tags(instance_tags)))
        .set_instance_market_options(spot.as_ref().map(market))
        .set_credit_specification(
            cpu_credits.map(|credits| {
                ec2::CreditSpecificationRequest::builder().cpu_credits(credits.word()).build()
            }),
        )
        .set_cpu_options(cpu_options.as_ref().map(cpu))
        .set_capacity_reservation_specification(capacity_reservation.as_ref().map(reservation))
        .set_placement(placement(template))
        .set_private_dns_name_options(private_dns.as_ref().map(names))
        .set_network_performance_options(bandwidth_weighting.map(|word| {
            let options = ec2::LaunchTemplateNetworkPerformanceOptionsRequest::builder();
            options.bandwidth_weighting(word.word().into()).build()
        }));
    lifecycle(network(disks(data, template, root), template), template).build()
}

fn disks(data: Data, template: &LaunchTemplate, root: Option<&str>) -> Data {
    let LaunchTemplate { root_volume, block_devices, ebs_optimized, .. } = template;
    let root = root.zip(root_volume.as_ref()).map(|(device, volume)| mapping(device, root_disk(volume)));
    let others = block_devices.iter().map(|(device, volume)| mapping(device, disk(volume)));
    let disks: Vec<_> = root.into_iter().chain(others).collect();
    data.set_block_device_mappings((!disks.is_empty()).then_some(disks)).set_ebs_optimized(*ebs_optimized)
}

/// Groups belong to the interface where anything is said of it.
fn network(data: Data, template: &LaunchTemplate) -> Data {
    let LaunchTemplate { security_groups, public_ip_address, .. } = template;
    let groups: Vec<String> = security_groups.iter().map(|group| group.0.clone()).collect();
    let groups = (!groups.is_empty()).then_some(groups);
    match public_ip_address {
        Some(public) => data.network_interfaces(interface(*public, groups)),
        None => data.set_security_group_ids(groups),
    }
}

/// How an instance ends, and what keeps it from that.
fn lifecycle(data: Data, template: &LaunchTemplate) -> Data {
    let LaunchTemplate {
        shutdown_behavior,
        disable_api_termination,
        disable_api_stop,
        auto_recovery,
        hibernation,
        enclaves,
        license_configurations,
        ..
    } = template;
    let licenses = license_configurations
        .iter()
        .map(|arn| ec2::LaunchTemplateLicenseConfigurationRequest::builder().license_configuration_arn(arn));
    let licenses: Vec<_> = licenses.map(|license| license.build()).collect();
    data.set_instance_initiated_shutdown_behavior(shutdown_behavior.map(|word| word.word().into()))
        .set_disable_api_termination(*disable_api_termination)
        .set_disable_api_stop(*disable_api_stop)
        .set_maintenance_options(auto_recovery.map(|word| {
            let options = ec2::LaunchTemplateInstanceMaintenanceOptionsRequest::builder();
            options.auto_recovery(word.word().into()).build()
        }))
        .set_hibernation_options(
            hibernation
                .map(|on| ec2::LaunchTemplateHibernationOptionsRequest::builder().configured(on).build()),
        )
        .set_enclave_options(
            enclaves.map(|on| ec2::LaunchTemplateEnclaveOptionsRequest::builder().enabled(on).build()),
        )
        .set_license_specifications((!licenses.is_empty()).then_some(licenses))
}

fn interface(
    public: bool,
    groups: Option<Vec<String>>,
) -> ec2::LaunchTemplateInstanceNetworkInterfaceSpecificationRequest {
    ec2::LaunchTemplateInstanceNetworkInterfaceSpecificationRequest::builder()
        .device_index(0)
        .associate_public_ip_address(public)
        .set_groups(groups)
        .build()
}

/// A profile by ARN or by name.
fn profile(profile: &str) -> ec2::LaunchTemplateIamInstanceProfileSpecificationRequest {
    let named = ec2::LaunchTemplateIamInstanceProfileSpecificationRequest::builder();
    if profile.starts_with("arn:") { named.arn(profile) } else { named.name(profile) }.build()
}

fn mapping(
    device: &str,
    disk: ec2::LaunchTemplateEbsBlockDeviceRequest,
) -> ec2::LaunchTemplateBlockDeviceMappingRequest {
    ec2::LaunchTemplateBlockDeviceMappingRequest::builder().device_name(device).ebs(disk).build()
}

fn root_disk(volume: &RootVolume) -> ec2::LaunchTemplateEbsBlockDeviceRequest {
    let RootVolume {
        size_gib,
        volume_type,
        encrypted,
        encryption_key,
        iops,
        throughput,
        delete_on_termination,
    } = volume;
    ec2::LaunchTemplateEbsBlockDeviceRequest::builder()
        .set_volume_size(small(*size_gib))
        .set_volume_type(volume_type.map(|word| word.word().into()))
        .set_encrypted(*encrypted)
        .set_kms_key_id(encryption_key.clone())
        .set_iops(small(*iops))
        .set_throughput(small(*throughput))
        .set_delete_on_termination(*delete_on_termination)
        .build()
}

fn disk(volume: &BlockDevice) -> ec2::LaunchTemplateEbsBlockDeviceRequest {
    let BlockDevice {
        size_gib,
        volume_type,
        encrypted,
        encryption_key,
        iops,
        throughput,
        delete_on_termination,
        snapshot,
        initialization_rate,
    } = volume;
    ec2::LaunchTemplateEbsBlockDeviceRequest::builder()
        .set_volume_size(small(*size_gib))
        .set_volume_type(volume_type.map(|word| word.word().into()))
        .set_encrypted(*encrypted)
        .set_kms_key_id(encryption_key.clone())
        .set_iops(small(*iops))
        .set_throughput(small(*throughput))
        .set_delete_on_termination(*delete_on_termination)
        .set_snapshot_id(snapshot.clone())
        .set_volume_initialization_rate(small(*initialization_rate))
        .build()
}

fn metadata(options: &MetadataOptions) -> ec2::LaunchTemplateInstanceMetadataOptionsRequest {
    let MetadataOptions {
        http_tokens,
        http_put_response_hop_limit,
        http_endpoint,
        http_protocol_ipv6,
        instance_metadata_tags,
    } = options;
    ec2::LaunchTemplateInstanceMetadataOptionsRequest::builder()
        .set_http_tokens(http_tokens.map(|word| word.word().into()))
        .set_http_put_response_hop_limit(small(*http_put_response_hop_limit))
        .set_http_endpoint(http_endpoint.map(|word| word.word().into()))
        .set_http_protocol_ipv6(http_protocol_ipv6.map(|word| word.word().into()))
        .set_instance_metadata_tags(instance_metadata_tags.map(|word| word.word().into()))
        .build()
}

/// The same tags for instances and for their volumes.
fn tags(tags: &scaffold_aws_core::Tags) -> Vec<ec2::LaunchTemplateTagSpecificationRequest> {
    let tags = || tags.iter().map(|(key, value)| ec2::Tag::builder().key(key).value(value).build()).collect();
    [ec2::ResourceType::Instance, ec2::ResourceType::Volume]
        .map(|of| {
            ec2::LaunchTemplateTagSpecificationRequest::builder()
                .resource_type(of)
                .set_tags(Some(tags()))
                .build()
        })
        .into()
}

/// Spot requests of a scaling group are for one time.
fn market(spot: &Spot) -> ec2::LaunchTemplateInstanceMarketOptionsRequest {
    let Spot { max_price, interruption_behavior } = spot;
    let options = ec2::LaunchTemplateSpotMarketOptionsRequest::builder()
        .spot_instance_type(ec2::SpotInstanceType::OneTime)
        .set_max_price(max_price.clone())
        .set_instance_interruption_behavior(interruption_behavior.map(|word| word.word().into()))
        .build();
    ec2::LaunchTemplateInstanceMarketOptionsRequest::builder()
        .market_type(ec2::MarketType::Spot)
        .spot_options(options)
        .build()
}

fn cpu(options: &CpuOptions) -> ec2::LaunchTemplateCpuOptionsRequest {
    let CpuOptions { core_count, threads_per_core, amd_sev_snp, nested_virtualization } = options;
    ec2::LaunchTemplateCpuOptionsRequest::builder()
        .set_core_count(small(*core_count))
        .set_threads_per_core(small(*threads_per_core))
        .set_amd_sev_snp(amd_sev_snp.map(|word| word.word().into()))
        .set_nested_virtualization(nested_virtualization.map(|word| word.word().into()))
        .build()
}

fn reservation(
    reservation: &CapacityReservation,
) -> ec2::LaunchTemplateCapacityReservationSpecificationRequest {
    let CapacityReservation { preference, id, resource_group } = reservation;
    let target = ec2::CapacityReservationTarget::builder()
        .set_capacity_reservation_id(id.clone())
        .set_capacity_reservation_resource_group_arn(resource_group.clone())
        .build();
    ec2::LaunchTemplateCapacityReservationSpecificationRequest::builder()
        .set_capacity_reservation_preference(preference.map(|word| word.word().into()))
        .set_capacity_reservation_target((id.is_some() || resource_group.is_some()).then_some(target))
        .build()
}

fn placement(template: &LaunchTemplate) -> Option<ec2::LaunchTemplatePlacementRequest> {
    let LaunchTemplate { tenancy, placement_group, .. } = template;
    (tenancy.is_some() || placement_group.is_some()).then(|| {
        ec2::LaunchTemplatePlacementRequest::builder()
            .set_tenancy(tenancy.map(|word| word.word().into()))
            .set_group_name(placement_group.clone())
            .build()
    })
}

fn names(names: &PrivateDns) -> ec2::LaunchTemplatePrivateDnsNameOptionsRequest {
    let PrivateDns { hostname_type, resource_name_dns_a_record, resource_name_dns_aaaa_record } = names;
    ec2::LaunchTemplatePrivateDnsNameOptionsRequest::builder()
        .set_hostname_type(hostname_type.map(|word| word.word().into()))
        .set_enable_resource_name_dns_a_record(*resource_name_dns_a_record)
        .set_enable_resource_name_dns_aaaa_record(*resource_name_dns_aaaa_record)
        .build()
}

/// Numbers as EC2 has them. The schema keeps them within bounds.
fn small(number: Option<i64>) -> Option<i32> {
    number.and_then(|number| i32::try_from(number).ok())
}
