use ipnet::{Ipv4Net, Ipv6Net};
use scaffold_model::{Disruption, Facts, Lifecycle, Quota, Rule};

use super::{DRY_RUN, TAGS, facts};
use crate::{Ref, choice, kind};

const STAYS: &str =
    "a subnet cannot move: add a new subnet beside it, move what runs there, then take this one out";

kind! {
    /// A range of a VPC in one zone.
    pub struct Subnet: "ec2.subnet" {
        /// The VPC that it is part of.
        vpc: Ref => required().refers_to("ec2.vpc").refuses_change(STAYS).created_by(&["VpcId"]),
        /// IPv4 range in CIDR notation, /16 to /28, inside the VPC's.
        cidr_block: Option<Ipv4Net> => prefix_between(16, 28).refuses_change(STAYS).exclusive_within("vpc").created_by(&["CidrBlock"]),
        /// Zone by name, such as `us-east-1a`. AWS chooses when it is not said.
        availability_zone: Option<String> => provider_chosen().refuses_change(STAYS).created_by(&["AvailabilityZone"]),
        /// IPv6 /64 range inside the VPC's.
        ipv6_cidr_block: Option<Ipv6Net> => disrupts(Disruption::Downtime).created_by(&["Ipv6CidrBlock"]).modified_by(&["AssociateSubnetCidrBlock.Ipv6CidrBlock", "DisassociateSubnetCidrBlock.AssociationId"]),
        /// Whether it has IPv6 alone. AWS then gives new network interfaces an IPv6 address, and a
        /// blueprint says so.
        ipv6_native: bool => defaults_to(false).refuses_change(STAYS).created_by(&["Ipv6Native"]),
        /// Whether new network interfaces get an IPv6 address.
        assign_ipv6_address_on_creation: bool => defaults_to(false).modified_by(&["ModifySubnetAttribute.AssignIpv6AddressOnCreation"]),
        /// Whether instances launched here get a public IPv4 address.
        map_public_ip_on_launch: bool => defaults_to(false).modified_by(&["ModifySubnetAttribute.MapPublicIpOnLaunch"]),
        /// Whether DNS answers names that have IPv4 only with addresses that a NAT gateway translates.
        dns64: bool => defaults_to(false).modified_by(&["ModifySubnetAttribute.EnableDns64"]),
        /// What instance names in DNS are made of. AWS chooses when it is not said: the address, or
        /// in an IPv6-only subnet the instance id.
        private_dns_hostname_type: Option<HostnameType> => provider_chosen().modified_by(&["ModifySubnetAttribute.PrivateDnsHostnameTypeOnLaunch"]),
        /// Whether names made of the instance id answer with IPv4 addresses.
        resource_name_dns_a_record: bool => defaults_to(false).modified_by(&["ModifySubnetAttribute.EnableResourceNameDnsARecordOnLaunch"]),
        /// Whether names made of the instance id answer with IPv6 addresses.
        resource_name_dns_aaaa_record: bool => defaults_to(false).modified_by(&["ModifySubnetAttribute.EnableResourceNameDnsAAAARecordOnLaunch"]),
    }
    rules {
        Rule::Requires { attribute: "ipv6_native", is: &["true"], needs: &["ipv6_cidr_block", "assign_ipv6_address_on_creation"] },
        Rule::Requires { attribute: "ipv6_native", is: &["false"], needs: &["cidr_block"] },
        Rule::Requires { attribute: "assign_ipv6_address_on_creation", is: &["true"], needs: &["ipv6_cidr_block"] },
    }
    outputs {
        /// `subnet-…`.
        id: String,
        /// ARN.
        arn: String,
        /// The zone by name.
        availability_zone: String,
    }
    facts { Facts {
        delete_disruption: Disruption::Downtime,
        // What stands in it cannot follow.
        replace_disruption: Disruption::Downtime,
        soft_referrers: &["ec2.route_table.subnets"],
        lifecycle: Lifecycle { creating: Some(("pending", 1)), deleting: None },
        quota: Some(Quota { limit: 200, within: Some("vpc"), error: "SubnetLimitExceeded" }),
        left_out: &[
            DRY_RUN,
            TAGS,
            ("AvailabilityZoneId", "zones are named"),
            ("OutpostArn", "Outposts are not covered"),
            ("Ipv4IpamPoolId", "subnets from IPAM are used by few; not yet"),
            ("Ipv4NetmaskLength", "goes with Ipv4IpamPoolId"),
            ("Ipv6IpamPoolId", "subnets from IPAM are used by few; not yet"),
            ("Ipv6NetmaskLength", "goes with Ipv6IpamPoolId"),
            ("MapCustomerOwnedIpOnLaunch", "Outposts are not covered"),
            ("CustomerOwnedIpv4Pool", "Outposts are not covered"),
            ("EnableLniAtDeviceIndex", "Outposts are not covered"),
            ("DisableLniAtDeviceIndex", "Outposts are not covered"),
        ],
        ..facts("subnet-", "CreateSubnet")
    } }
}

choice! {
    /// What instance names in DNS are made of.
    pub enum HostnameType {
        /// The private IPv4 address.
        IpName = "ip-name",
        /// The instance id.
        ResourceName = "resource-name",
    }
}
