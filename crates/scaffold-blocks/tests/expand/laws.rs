use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use scaffold_blueprint::Block;
use scaffold_graph::resolve;
use scaffold_model::{Resource, Resources, Value, physical_name};

use crate::blueprints::*;

const TIERS: [&str; 3] = ["public", "private", "isolated"];

prop_compose! {
    fn network()(
        prefix in 16_u8..=22,
        network in any::<u16>(),
        zones in 1_i64..=5,
        named in any::<bool>(),
        tiers in prop::sample::subsequence(TIERS.to_vec(), 1..=3),
        nat in prop::sample::select(vec!["per_zone", "single", "none"]),
        endpoints in prop::sample::subsequence(vec!["s3", "dynamodb"], 0..=2),
    ) -> (Vec<(&'static str, Value)>, i64, bool) {
        let nat = if tiers.contains(&"public") { nat } else { "none" };
        let range = ipnet::Ipv4Net::new((0x0a00_0000 | u32::from(network) << 8).into(), prefix).unwrap().trunc();
        let values = vec![
            ("cidr_block", range.to_string().into()),
            ("tiers", words(&tiers)),
            ("nat", nat.into()),
            ("gateway_endpoints", words(&endpoints)),
        ];
        (values, zones, named)
    }
}

fn with_zones(values: &[(&'static str, Value)], zones: i64, named: bool) -> Block {
    let names: Vec<String> = ('a'..'g').take(zones as usize).map(|c| format!("us-east-1{c}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let mut values = values.to_vec();
    values.push(("zones", if named { words(&names) } else { Value::Integer(zones) }));
    block("vpc.main", &values)
}

fn subnets(resources: &Resources) -> BTreeMap<&str, &Resource> {
    let is_subnet = |resource: &&Resource| resource.kind.as_str() == "ec2.subnet";
    resources.resources.iter().filter(is_subnet).map(|r| (r.address.as_str(), r)).collect()
}

/// Every subnet of `before` is the same in `after`.
fn stays(before: &Resources, after: &Resources) -> Result<(), TestCaseError> {
    let after = subnets(after);
    for (address, subnet) in subnets(before) {
        prop_assert!(after.contains_key(address), "{} is gone", address);
        prop_assert_eq!(&subnet.values, &after[address].values);
        prop_assert_eq!(&subnet.zone, &after[address].zone);
    }
    Ok(())
}

proptest! {
    #[test]
    fn adding_a_zone_never_changes_a_subnet((values, zones, named) in network()) {
        let before = expanded(vec![with_zones(&values, zones, named)]);
        let after = expanded(vec![with_zones(&values, zones + 1, named)]);
        stays(&before, &after)?;
    }

    #[test]
    fn adding_a_tier_never_changes_a_subnet((mut values, zones, named) in network()) {
        let before = expanded(vec![with_zones(&values, zones, named)]);
        values.retain(|(name, _)| *name != "tiers");
        values.push(("tiers", words(&TIERS)));
        let after = expanded(vec![with_zones(&values, zones, named)]);
        stays(&before, &after)?;
    }

    #[test]
    fn parts_are_as_their_page_says((values, zones, named) in network()) {
        let resources = expanded(vec![with_zones(&values, zones, named)]);
        let addresses: BTreeSet<_> = resources.resources.iter().map(|r| &r.address).collect();
        prop_assert_eq!(addresses.len(), resources.resources.len(), "an address stands twice");
        let page = scaffold_blocks::pages().next().unwrap();
        for resource in &resources.resources {
            let name = resource.address.part_name().unwrap();
            let is_page = |part: &&scaffold_blocks::PartPage| matches(part.name, name);
            let part = page.parts.iter().find(is_page).unwrap();
            prop_assert_eq!(part.kind, resource.kind.as_str());
            let kind = scaffold_kinds::schema(part.kind).unwrap();
            for attribute in resource.values.keys() {
                prop_assert!(kind.schema.attribute(attribute).is_some(), "{} has no {}", name, attribute);
            }
            for attribute in &kind.schema.attributes {
                prop_assert!(!attribute.required || resource.values.contains_key(attribute.name));
            }
        }
    }

    #[test]
    fn what_is_expanded_resolves_and_lies_in_its_network((values, zones, named) in network()) {
        let resources = expanded(vec![with_zones(&values, zones, named)]);
        let graph = resolve(resources.clone()).unwrap();
        prop_assert_eq!(graph.order().len(), resources.resources.len());
        let network: ipnet::Ipv4Net = part(&resources, "vpc").values["cidr_block"].as_text().unwrap().parse().unwrap();
        let ranges: Vec<ipnet::Ipv4Net> = subnets(&resources)
            .values()
            .map(|subnet| subnet.values["cidr_block"].as_text().unwrap().parse().unwrap())
            .collect();
        for (index, range) in ranges.iter().enumerate() {
            prop_assert!(network.contains(range) && (16..=28).contains(&range.prefix_len()));
            prop_assert!(ranges[index + 1..].iter().all(|other| !other.contains(range) && !range.contains(other)));
        }
    }

    #[test]
    fn names_fit(stack in "[a-z]{1,24}", environment in "[a-z]{1,12}", name in "[a-z]{1,40}") {
        let mut all = blueprint(vec![block(&format!("vpc.{name}"), &[("cidr_block", "10.0.0.0/16".into())])]);
        all.stack.name = stack;
        all.stack.environment = Some(environment);
        let resources = scaffold_blocks::expand(&all, &Default::default()).unwrap();
        let mut names = BTreeSet::new();
        for resource in &resources.resources {
            prop_assert!(resource.address.as_str().len() <= 256);
            prop_assert!(resource.address.display_name(&all.stack).len() <= 256);
            let name = physical_name(&all.stack, &resource.address, &resource.kind, None, 32);
            prop_assert!(name.len() <= 32);
            prop_assert!(names.insert(name), "a name stands twice");
        }
    }
}

/// Whether a part's name has the pattern: `subnet.<tier>-<zone>`.
pub fn matches(pattern: &str, name: &str) -> bool {
    match pattern.split_once('<') {
        None => pattern == name,
        Some((before, rest)) => {
            let after = rest.split_once('>').map_or("", |(_, after)| after);
            let Some(name) = name.strip_prefix(before) else { return false };
            let end = name.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(name.len());
            end > 0 && matches(after, &name[end..])
        }
    }
}
