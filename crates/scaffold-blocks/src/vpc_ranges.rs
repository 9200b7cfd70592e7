use std::collections::BTreeMap;

use ipnet::Ipv4Net;
use scaffold_model::{Diagnostic, did_you_mean};

use crate::block::Context;
use crate::codes;

/// A block is cut into 2^5 parts: four tiers of eight zones.
const SLOT_BITS: u8 = 5;
const ZONES: u32 = 8;

/// The range of a tier and zone, a fixed function of both. Tiers count from 0, zones from 1.
pub(crate) fn slot(block: Ipv4Net, tier: u32, zone: u32) -> Option<Ipv4Net> {
    let index = tier.checked_mul(ZONES)?.checked_add(zone.checked_sub(1)?)?;
    if zone > ZONES || index >= 1 << SLOT_BITS {
        return None;
    }
    let prefix = block.prefix_len().checked_add(SLOT_BITS).filter(|prefix| *prefix <= 32)?;
    let start = u32::from(block.network()).checked_add(index.checked_shl(u32::from(32 - prefix))?)?;
    Ipv4Net::new(start.into(), prefix).ok()
}

/// The number of a zone of a region: 1 for `us-east-1a`. Where the region is wrong, and so empty, the
/// zone's own is taken.
pub(crate) fn zone_number(name: &str, region: &str) -> Option<u32> {
    let letter = match region {
        "" => name.get(name.len().saturating_sub(1)..)?,
        region => name.strip_prefix(region)?,
    };
    match letter.as_bytes() {
        [letter @ b'a'..=b'h'] => Some(u32::from(letter - b'a') + 1),
        _ => None,
    }
}

/// Whether a text could be the name of a zone of some region.
pub(crate) fn looks_like_zone(text: &str) -> bool {
    text.len() >= 4
        && text.ends_with(|last: char| last.is_ascii_lowercase())
        && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
}

/// What is wrong with the declared ranges, given all subnets, or some, and their ranges. Where the
/// block's own range is wrong, some of theirs are not known.
pub(crate) fn check(
    block: Option<Ipv4Net>,
    declared: &BTreeMap<String, Ipv4Net>,
    subnets: &[(String, Option<Ipv4Net>)],
    all_subnets: bool,
    context: &Context<'_>,
) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    for (name, range) in declared {
        let origin = context.origin(&format!("subnet_cidrs.{name}"));
        if all_subnets && !subnets.iter().any(|(known, _)| known == name) {
            let problem = Diagnostic::error(
                &codes::UNKNOWN_SUBNET,
                format!("{} has no subnet `{name}`", context.address()),
            )
            .at(origin, "no such subnet");
            let help = did_you_mean(name, subnets.iter().map(|(known, _)| known.as_str()));
            problems.push(Diagnostic { help, ..problem });
        } else if let Some(block) = block.filter(|block| !block.contains(range)) {
            let message = format!("`{name}` of {} is outside its range", context.address());
            problems.push(
                Diagnostic::error(&codes::SUBNET_OUTSIDE_VPC, message)
                    .at(origin, format!("{range} is not inside {block}"))
                    .help(format!("choose a range inside {block}")),
            );
        }
    }
    if !context.are_sound(&["tiers", "zones", "subnet_cidrs"]) {
        return problems;
    }
    let known: Vec<(&String, Ipv4Net)> =
        subnets.iter().filter_map(|(name, range)| Some((name, (*range)?))).collect();
    for (index, (name, range)) in known.iter().enumerate() {
        for (other, taken) in &known[index + 1..] {
            if !range.contains(taken) && !taken.contains(range) {
                continue;
            }
            let culprit = if declared.contains_key(*other) { other } else { name };
            let message =
                format!("`{name}` ({range}) and `{other}` ({taken}) of {} overlap", context.address());
            problems.push(
                Diagnostic::error(&codes::SUBNETS_OVERLAP, message)
                    .at(context.origin(&format!("subnet_cidrs.{culprit}")), "shares addresses with the other")
                    .help("give one of them a range of its own"),
            );
        }
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::*;

    fn net(text: &str) -> Ipv4Net {
        text.parse().unwrap()
    }

    #[test]
    fn slots_are_a_fixed_function_of_tier_and_zone() {
        assert_eq!(slot(net("10.0.0.0/16"), 0, 1), Some(net("10.0.0.0/21")));
        assert_eq!(slot(net("10.0.0.0/16"), 0, 2), Some(net("10.0.8.0/21")));
        assert_eq!(slot(net("10.0.0.0/16"), 1, 1), Some(net("10.0.64.0/21")));
        assert_eq!(slot(net("10.0.4.0/22"), 3, 8), Some(net("10.0.7.224/27")));
        assert_eq!(slot(net("10.0.0.0/16"), 4, 1), None);
        assert_eq!(slot(net("10.0.0.0/16"), 0, 9), None);
        assert_eq!(slot(net("10.0.0.0/16"), 0, 0), None);
    }

    #[test]
    fn zones_are_numbered_by_their_letter() {
        assert_eq!(zone_number("us-east-1a", "us-east-1"), Some(1));
        assert_eq!(zone_number("us-east-1f", "us-east-1"), Some(6));
        assert_eq!(zone_number("us-east-1c", ""), Some(3));
        assert_eq!(zone_number("us-east-1-bos-1", ""), None);
        for other in ["eu-west-1a", "us-east-1", "us-east-1z", "us-east-1-bos-1a", "us-east-11a"] {
            assert_eq!(zone_number(other, "us-east-1"), None, "{other}");
        }
    }
}
