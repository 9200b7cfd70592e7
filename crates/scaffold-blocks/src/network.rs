//! The network that a block stands in: its tiers and zones.

use scaffold_blueprint::Block;
use scaffold_kinds::Choice;
use scaffold_model::{Address, Code, Diagnostic, Origin, Value};

use crate::block::{Context, are_sound};
use crate::codes;
use crate::vpc::{Tier, Vpc, Zones};

/// A `vpc` block that another one names.
pub(crate) struct Network<'a> {
    block: &'a Block,
    vpc: Vpc,
}

impl<'a> Network<'a> {
    /// None where the block is missing, or is too wrong to be understood; both are told. Of another
    /// stack's nothing is known here: the planner finds its subnets.
    pub(crate) fn named(vpc: Option<&str>, context: &'a Context<'_>) -> Option<Self> {
        let block = context.block_at(vpc?)?;
        are_sound(block, &["tiers", "zones"]).then_some(())?;
        Some(Self { block, vpc: context.peer(vpc?)? })
    }

    pub(crate) fn has(&self, tier: Tier) -> bool {
        self.vpc.tiers.contains(&tier)
    }

    fn zones(&self) -> usize {
        match &self.vpc.zones {
            Zones::Count(count) => usize::try_from(*count).unwrap_or_default(),
            Zones::Named(names) => names.len(),
        }
    }

    /// What is wrong where a block wants to stand in this tier; `written` are the attributes that say
    /// so, the most telling one first.
    pub(crate) fn check(&self, tier: Tier, written: &[&str], context: &Context<'_>) -> Option<Diagnostic> {
        if self.has(tier) {
            return None;
        }
        let (word, network) = (tier.word(), &self.block.address);
        let there: Vec<String> = self.vpc.tiers.iter().map(|tier| format!("`{}`", tier.word())).collect();
        let message =
            format!("{} stands in the {word} subnets of {network}, which has none", context.address());
        let problem = Diagnostic::error(&codes::TIER_NOT_THERE, message)
            .at(context.written(written), format!("{network} has the tiers {}", there.join(", ")))
            .help(format!("add `\"{word}\"` to `tiers` of {network}, or choose one that is there"));
        Some(problem)
    }

    /// What is wrong where a block needs at least two zones.
    pub(crate) fn check_zones(
        &self,
        code: &'static Code,
        what: &str,
        context: &Context<'_>,
    ) -> Option<Diagnostic> {
        if self.zones() >= 2 {
            return None;
        }
        let network = &self.block.address;
        let message =
            format!("{} is {what}, which needs two zones, and {network} has one", context.address());
        let problem = Diagnostic::error(code, message)
            .at(context.written(&["vpc"]), "stands in one zone")
            .at(self.block.origins.get("zones").unwrap_or(&self.block.origin), "one zone")
            .help(format!("say `zones = 2` in {network}, or more"));
        Some(problem)
    }

    /// What is wrong where something wants to stand in a zone that the network has no subnet in.
    pub(crate) fn check_zone(&self, zone: &str, who: &str, origin: &Origin) -> Option<Diagnostic> {
        let Zones::Named(names) = &self.vpc.zones else { return None };
        if names.iter().any(|name| name == zone) {
            return None;
        }
        let network = &self.block.address;
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let message = format!("{who} is to stand in {zone}, and {network} does not");
        let problem = Diagnostic::error(&codes::ZONE_NOT_OF_NETWORK, message)
            .at(origin, "no subnet there")
            .at(self.block.origins.get("zones").unwrap_or(&self.block.origin), "the network's zones")
            .help(format!("choose one of {}, or add it to `zones` of {network}", names.join(", ")));
        Some(problem)
    }
}

/// The id of a network; nothing where it is wrong, which is told.
pub(crate) fn id(vpc: Option<&str>) -> Value {
    vpc.map_or(Value::Null, Value::from)
}

/// The ids of the subnets of a tier.
pub(crate) fn subnets(vpc: Option<&str>, tier: Tier) -> Option<Value> {
    let address = Address::parse_anywhere(vpc?).ok()?;
    Some(Value::pending(address, format!("{}_subnet_ids", tier.word())))
}

/// Whether two blocks name different networks. What is wrong or missing is in whatever network fits.
pub(crate) fn are_apart(one: &Block, other: &Block) -> bool {
    let network = |block: &Block| block.values.get("vpc").and_then(Value::as_text).map(str::to_owned);
    network(one).zip(network(other)).is_some_and(|(one, other)| one != other)
}

/// Two blocks that are to talk to each other from different networks.
pub(crate) fn apart(path: &str, other: &Block, context: &Context<'_>) -> Diagnostic {
    let other_vpc = other.origins.get("vpc").unwrap_or(&other.origin);
    let message = format!("{} and {} stand in different networks", context.address(), other.address);
    Diagnostic::error(&codes::OTHER_NETWORK, message)
        .at(context.origin(path), "in another network")
        .at(other_vpc, "the other's network")
        .help("let both name the same `vpc`: security groups of different networks cannot name each other")
}
