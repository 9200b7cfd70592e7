use scaffold_model::TextRule;

use super::behaviour::is_version;
use crate::{Ref, choice, record};

record! {
    /// Several instance types, on demand and spot.
    pub struct MixedInstances {
        /// Instance types, the first one first where the strategy goes by order. The launch template's
        /// own when none is said.
        overrides: Vec<Override>,
        /// Instances on demand, before any spot instance.
        on_demand_base: i64 => defaults_to(0).between(0, 10_000).created_by(&["MixedInstancesPolicy.InstancesDistribution.OnDemandBaseCapacity"]).modified_by(&["UpdateAutoScalingGroup.MixedInstancesPolicy.InstancesDistribution.OnDemandBaseCapacity"]),
        /// How much of the rest is on demand, in percent.
        on_demand_percent: i64 => defaults_to(100).between(0, 100).created_by(&["MixedInstancesPolicy.InstancesDistribution.OnDemandPercentageAboveBaseCapacity"]).modified_by(&["UpdateAutoScalingGroup.MixedInstancesPolicy.InstancesDistribution.OnDemandPercentageAboveBaseCapacity"]),
        /// Which types are taken on demand.
        on_demand_strategy: OnDemandStrategy => defaults_to("prioritized").created_by(&["MixedInstancesPolicy.InstancesDistribution.OnDemandAllocationStrategy"]).modified_by(&["UpdateAutoScalingGroup.MixedInstancesPolicy.InstancesDistribution.OnDemandAllocationStrategy"]),
        /// Which spot instances are taken.
        spot_strategy: SpotStrategy => defaults_to("price-capacity-optimized").created_by(&["MixedInstancesPolicy.InstancesDistribution.SpotAllocationStrategy"]).modified_by(&["UpdateAutoScalingGroup.MixedInstancesPolicy.InstancesDistribution.SpotAllocationStrategy"]),
        /// Over how many pools `lowest-price` spreads.
        spot_instance_pools: Option<i64> => between(1, 20).provider_chosen().created_by(&["MixedInstancesPolicy.InstancesDistribution.SpotInstancePools"]).modified_by(&["UpdateAutoScalingGroup.MixedInstancesPolicy.InstancesDistribution.SpotInstancePools"]),
        /// Most that an hour of a spot instance may cost, in dollars. The price on demand when it is not
        /// said.
        spot_max_price: Option<String> => created_by(&["MixedInstancesPolicy.InstancesDistribution.SpotMaxPrice"]).modified_by(&["UpdateAutoScalingGroup.MixedInstancesPolicy.InstancesDistribution.SpotMaxPrice"]),
    }
}

record! {
    /// An instance type.
    pub struct Override {
        /// `m7g.large`.
        instance_type: String => required().created_by(&["MixedInstancesPolicy.LaunchTemplate.Overrides.InstanceType"]).modified_by(&["UpdateAutoScalingGroup.MixedInstancesPolicy.LaunchTemplate.Overrides.InstanceType"]),
        /// How many units of capacity one counts for.
        weight: Option<i64> => between(1, 999).created_by(&["MixedInstancesPolicy.LaunchTemplate.Overrides.WeightedCapacity"]).modified_by(&["UpdateAutoScalingGroup.MixedInstancesPolicy.LaunchTemplate.Overrides.WeightedCapacity"]),
        /// Another launch template for this type: an image of another architecture.
        launch_template: Option<Ref> => refers_to("ec2.launch_template").created_by(&["MixedInstancesPolicy.LaunchTemplate.Overrides.LaunchTemplateSpecification.LaunchTemplateId"]).modified_by(&["UpdateAutoScalingGroup.MixedInstancesPolicy.LaunchTemplate.Overrides.LaunchTemplateSpecification.LaunchTemplateId"]),
        /// The version of it, by number.
        launch_template_version: Option<String> => text(TextRule::Described { words: "the number of a version", fits: is_version }).created_by(&["MixedInstancesPolicy.LaunchTemplate.Overrides.LaunchTemplateSpecification.Version"]).modified_by(&["UpdateAutoScalingGroup.MixedInstancesPolicy.LaunchTemplate.Overrides.LaunchTemplateSpecification.Version"]),
    }
    rules {
        scaffold_model::Rule::Requires { attribute: "launch_template", is: &[], needs: &["launch_template_version"] },
        scaffold_model::Rule::Requires { attribute: "launch_template_version", is: &[], needs: &["launch_template"] },
    }
}

choice! {
    /// Which types are taken on demand.
    pub enum OnDemandStrategy {
        /// In the order of `overrides`.
        Prioritized = "prioritized",
        /// The cheapest.
        LowestPrice = "lowest-price",
    }
}

choice! {
    /// Which spot instances are taken.
    pub enum SpotStrategy {
        /// Those that are cheap and likely to last.
        PriceCapacityOptimized = "price-capacity-optimized",
        /// Those that are likely to last.
        CapacityOptimized = "capacity-optimized",
        /// Those that are likely to last, in the order of `overrides` where that is possible.
        CapacityOptimizedPrioritized = "capacity-optimized-prioritized",
        /// The cheapest.
        LowestPrice = "lowest-price",
    }
}
