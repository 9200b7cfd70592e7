//! The tables inside a launch template.

use scaffold_model::TextRule;

use super::HostnameType;
use crate::{choice, record};

record! {
    /// The volume that the image starts from.
    pub struct RootVolume {
        /// GiB. The image's own size when it is not said; never less.
        size_gib: Option<i64> => between(1, 65_536),
        /// Type.
        volume_type: Option<VolumeType>,
        /// Whether it is encrypted. As the image and the account say when it is not said.
        encrypted: Option<bool>,
        /// Key that encrypts it, as an id, an ARN or an alias. AWS's own when it is not said.
        encryption_key: Option<String>,
        /// Operations a second, of `gp3`, `io1` and `io2`.
        iops: Option<i64> => between(100, 256_000),
        /// MiB a second, of `gp3`.
        throughput: Option<i64> => between(125, 2_000),
        /// Whether it goes with its instance.
        delete_on_termination: Option<bool>,
    }
}

record! {
    /// A further volume.
    pub struct BlockDevice {
        /// GiB.
        size_gib: Option<i64> => between(1, 65_536),
        /// Type.
        volume_type: Option<VolumeType>,
        /// Whether it is encrypted. As the account says when it is not said.
        encrypted: Option<bool>,
        /// Key that encrypts it, as an id, an ARN or an alias. AWS's own when it is not said.
        encryption_key: Option<String>,
        /// Operations a second, of `gp3`, `io1` and `io2`.
        iops: Option<i64> => between(100, 256_000),
        /// MiB a second, of `gp3`.
        throughput: Option<i64> => between(125, 2_000),
        /// Whether it goes with its instance.
        delete_on_termination: Option<bool>,
        /// Snapshot that it begins with (`snap-…`).
        snapshot: Option<String> => text(TextRule::Prefix("snap-")),
        /// MiB a second in which the snapshot is read in.
        initialization_rate: Option<i64> => between(100, 300),
    }
}

record! {
    /// How instances reach the instance metadata service. What is not said is as the image and the
    /// account say.
    pub struct MetadataOptions {
        /// Whether a session is needed (`required`: version 2 alone).
        http_tokens: Option<Tokens> => provider_chosen(),
        /// How many hops away it can be asked: 2 for containers.
        http_put_response_hop_limit: Option<i64> => between(1, 64).provider_chosen(),
        /// Whether it is there at all.
        http_endpoint: Option<Enabled> => provider_chosen(),
        /// Whether it can be asked over IPv6.
        http_protocol_ipv6: Option<Enabled> => provider_chosen(),
        /// Whether it tells an instance's tags.
        instance_metadata_tags: Option<Enabled> => provider_chosen(),
    }
}

record! {
    /// Spot instances.
    pub struct Spot {
        /// Most that an hour may cost, in dollars: `0.05`. The price on demand when it is not said.
        max_price: Option<String>,
        /// What an instance becomes that AWS takes back.
        interruption_behavior: Option<InterruptionBehavior>,
    }
}

record! {
    /// Cores and threads.
    pub struct CpuOptions {
        /// Cores.
        core_count: Option<i64> => between(1, 1_024),
        /// Threads a core.
        threads_per_core: Option<i64> => between(1, 2),
        /// Whether memory is encrypted (AMD SEV-SNP).
        amd_sev_snp: Option<Enabled>,
        /// Whether instances can run virtual machines.
        nested_virtualization: Option<Enabled>,
    }
}

record! {
    /// Capacity reservations that instances may use.
    pub struct CapacityReservation {
        /// Which.
        preference: Option<CapacityPreference>,
        /// This one (`cr-…`).
        id: Option<String> => text(TextRule::Prefix("cr-")),
        /// Those of this resource group (ARN).
        resource_group: Option<String> => text(TextRule::Prefix("arn:")),
    }
    rules {
        scaffold_model::Rule::AtMostOneOf(&["preference", "id", "resource_group"]),
    }
}

record! {
    /// Names of instances inside the VPC.
    pub struct PrivateDns {
        /// What they are made of.
        hostname_type: Option<HostnameType> => provider_chosen(),
        /// Whether a name of the resource's id leads to its IPv4 address.
        resource_name_dns_a_record: Option<bool> => provider_chosen(),
        /// Whether a name of the resource's id leads to its IPv6 address.
        resource_name_dns_aaaa_record: Option<bool> => provider_chosen(),
    }
}

choice! {
    /// Types of volumes.
    pub enum VolumeType {
        /// General purpose, third generation.
        Gp3 = "gp3",
        /// General purpose, second generation.
        Gp2 = "gp2",
        /// Provisioned operations.
        Io1 = "io1",
        /// Provisioned operations, more durable.
        Io2 = "io2",
        /// Throughput on hard disks.
        St1 = "st1",
        /// Cold hard disks.
        Sc1 = "sc1",
        /// The first generation.
        Standard = "standard",
    }
}

choice! {
    /// Whether sessions are needed.
    pub enum Tokens {
        /// They are.
        Required = "required",
        /// They are not.
        Optional = "optional",
    }
}

choice! {
    /// On or off.
    pub enum Enabled {
        /// On.
        Enabled = "enabled",
        /// Off.
        Disabled = "disabled",
    }
}

choice! {
    /// What burstable instances may spend.
    pub enum CpuCredits {
        /// What they have.
        Standard = "standard",
        /// More, for money.
        Unlimited = "unlimited",
    }
}

choice! {
    /// What an instance becomes that AWS takes back.
    pub enum InterruptionBehavior {
        /// It is gone.
        Terminate = "terminate",
        /// It is stopped.
        Stop = "stop",
        /// It hibernates.
        Hibernate = "hibernate",
    }
}

choice! {
    /// What an instance that shuts itself down becomes.
    pub enum ShutdownBehavior {
        /// It is stopped.
        Stop = "stop",
        /// It is gone.
        Terminate = "terminate",
    }
}

choice! {
    /// Whose hardware instances run on.
    pub enum InstanceTenancy {
        /// Anybody's.
        Default = "default",
        /// Yours.
        Dedicated = "dedicated",
        /// A host of yours.
        Host = "host",
    }
}

choice! {
    /// Which capacity reservations may be used.
    pub enum CapacityPreference {
        /// Any open one that fits.
        Open = "open",
        /// None.
        None = "none",
        /// Nothing but reservations.
        Only = "capacity-reservations-only",
    }
}

choice! {
    /// What happens when the hardware fails.
    pub enum RecoveryMode {
        /// AWS moves the instance.
        Default = "default",
        /// Nothing.
        Disabled = "disabled",
    }
}

choice! {
    /// Who gets more of an instance's bandwidth.
    pub enum BandwidthWeighting {
        /// As the type says.
        Default = "default",
        /// The network.
        Vpc = "vpc-1",
        /// The volumes.
        Ebs = "ebs-1",
    }
}
