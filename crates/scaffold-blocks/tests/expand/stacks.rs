//! What holds of whole stacks of blocks.

use std::collections::BTreeMap;

use proptest::prelude::*;
use scaffold_graph::resolve;
use scaffold_model::{Resource, Resources, Type, Value};

use crate::blueprints::*;

const WORDS: [&str; 3] = ["red", "green", "blue"];

prop_compose! {
    fn group()(
        port in 1_i64..=65_535,
        checked in prop::option::of(1_i64..=65_535),
        sizes in (0_i64..=5, 0_i64..=5),
        mixed in any::<bool>(),
        rollout in any::<bool>(),
        connects in prop::sample::subsequence(WORDS.to_vec(), 0..=3),
        egress in any::<bool>(),
        scaling in prop::sample::subsequence(SCALING.to_vec(), 0..=SCALING.len()),
        permissions in any::<bool>(),
    ) -> String {
        let check = checked.map_or_else(String::new, |port| format!("health_check = {{ port = {port} }}, "));
        let types = if mixed { "instance_types = [\"t3.small\", \"t3.large\"]" } else { "instance_type = \"t3.small\"" };
        let connects: Vec<String> = connects.iter().map(|word| format!("\"autoscaling_group.{word}\"")).collect();
        let (min, more) = sizes;
        let mut text = format!(
            "vpc = \"vpc.main\"\nimage = \"ami-1\"\n{types}\nmin_size = {min}\nmax_size = {}\n\
             target = {{ {check}port = {port} }}\nconnects_to = [{}]\nscaling = [{}]\n",
            min + more, connects.join(", "), scaling.join(", "),
        );
        if !rollout { text += "rollout = \"none\"\n"; }
        if egress { text += "egress = [{ to = \"10.0.0.0/8\", port = 443 }]\n"; }
        if permissions { text += "permissions = [{ actions = [\"s3:*\"], resources = [\"*\"] }]\n"; }
        text
    }
}

const SCALING: [&str; 5] = [
    "{ metric = \"cpu\", target = 50 }",
    "{ metric = \"requests_per_target\", target = 100.5 }",
    "{ metric = \"network_in\", target = 1000, predictive = \"forecast_only\" }",
    "{ metric = \"requests_per_target\", target = 100, predictive = \"forecast_and_scale\" }",
    "{ schedule = \"*/5 6-8 1,15 * *\", time_zone = \"Asia/Tokyo\", min_size = 1, max_size = 9 }",
];

/// A balancer that forwards to every group, each group as it comes, and their network: one text each.
fn stack(groups: &[String], internal: bool) -> Vec<String> {
    let scheme = if internal { "internal" } else { "internet-facing" };
    let shares: Vec<String> =
        WORDS.iter().map(|word| format!("{{ to = \"autoscaling_group.{word}\", weight = 1 }}")).collect();
    let mut texts = vec![
        "[vpc.main]\ncidr_block = \"10.0.0.0/16\"\nflow_logs_retention_days = 7\n".to_owned(),
        format!(
            "[load_balancer.edge]\nvpc = \"vpc.main\"\nscheme = \"{scheme}\"\nlisteners.http = {{ port = 80, \
             protocol = \"HTTP\", default = {{ forward = [{}] }}, rules = [{{ priority = 1, path = \"/x\", \
             respond = {{ status = 404 }} }}] }}\n",
            shares.join(", ")
        ),
    ];
    texts
        .extend(WORDS.iter().zip(groups).map(|(word, group)| format!("[autoscaling_group.{word}]\n{group}")));
    texts
}

fn by_address(resources: &Resources) -> BTreeMap<&str, [&BTreeMap<String, Value>; 2]> {
    resources.resources.iter().map(|r| (r.address.as_str(), [&r.values, &r.tags])).collect()
}

/// What of a value is neither of its type nor can become it.
fn misfits(value: &Value, ty: &Type, path: &str, found: &mut Vec<String>) {
    let mut report = || found.push(format!("{path} = {value}: not {}", ty.words()));
    match (ty, value) {
        (_, Value::Pending(_)) => {}
        (Type::Record { attributes, .. }, Value::Map(entries)) => {
            for (key, value) in entries {
                match attributes.iter().find(|attribute| attribute.name == key) {
                    Some(attribute) => misfits(value, &attribute.ty, &format!("{path}.{key}"), found),
                    None => found.push(format!("{path}.{key} is unknown")),
                }
            }
            for attribute in attributes.iter().filter(|attribute| attribute.required) {
                if !entries.contains_key(attribute.name) {
                    found.push(format!("{path}.{} is missing", attribute.name));
                }
            }
        }
        (Type::List(item) | Type::Set(item), Value::List(items)) => {
            items
                .iter()
                .enumerate()
                .for_each(|(at, value)| misfits(value, item, &format!("{path}[{at}]"), found));
        }
        (Type::Map(item), Value::Map(entries)) => {
            entries.iter().for_each(|(key, value)| misfits(value, item, &format!("{path}.{key}"), found));
        }
        (Type::AnyOf(types), value) => {
            let fits = types.iter().any(|ty| {
                let mut inner = Vec::new();
                misfits(value, ty, path, &mut inner);
                inner.is_empty()
            });
            if !fits {
                report();
            }
        }
        (Type::Boolean, Value::Boolean(_)) | (Type::Number, Value::Integer(_) | Value::Number(_)) => {}
        (Type::Integer { minimum, maximum }, Value::Integer(number))
            if (minimum..=maximum).contains(&number) => {}
        (Type::Text(rule), Value::Text(text)) if rule.fits(text) => {}
        (Type::Choice(words), Value::Text(text)) if words.contains(&text.as_str()) => {}
        (Type::Text(_) | Type::Policy, Value::Concat(_)) | (Type::Policy, Value::Text(_)) => {}
        (Type::Cidr4 { .. } | Type::Cidr6 | Type::Reference(_), Value::Text(_)) => {}
        _ => report(),
    }
}

pub fn unfit(resource: &Resource) -> Vec<String> {
    let kind = scaffold_kinds::schema(resource.kind.as_str()).unwrap();
    let record = Type::Record { attributes: kind.schema.attributes.clone(), rules: Vec::new() };
    let mut found = Vec::new();
    misfits(&Value::Map(resource.values.clone()), &record, resource.address.as_str(), &mut found);
    let origin_of = |_: &str| None;
    let judged = scaffold_blueprint::Judged {
        subject: resource.address.as_str(),
        attributes: &kind.schema.attributes,
        rules: &kind.schema.rules,
        values: &resource.values,
        origin: &resource.origin,
        origin_of: &origin_of,
    };
    found.extend(scaffold_blueprint::judge(&judged).into_iter().map(|problem| problem.message));
    found
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn whatever_is_said_is_valid_for_its_kinds(
        groups in prop::collection::vec(group(), 3),
        internal in any::<bool>(),
    ) {
        let graph = resolve(written(&stack(&groups, internal).join("\n"))).unwrap();
        for resource in &graph.desired.resources {
            let found = unfit(resource);
            prop_assert!(found.is_empty(), "{}", found.join("\n"));
        }
    }

    #[test]
    fn the_order_of_blocks_does_not_matter(
        groups in prop::collection::vec(group(), 3),
        internal in any::<bool>(),
        order in Just((0..5).collect::<Vec<usize>>()).prop_shuffle(),
    ) {
        let texts = stack(&groups, internal);
        let shuffled: Vec<&str> = order.iter().map(|index| texts[*index].as_str()).collect();
        let (one, other) = (written(&texts.join("\n")), written(&shuffled.join("\n")));
        prop_assert_eq!(by_address(&one), by_address(&other));
        prop_assert_eq!(one, written(&texts.join("\n")));
    }

    #[test]
    fn parts_are_as_their_pages_say(groups in prop::collection::vec(group(), 3)) {
        let resources = written(&stack(&groups, false).join("\n"));
        for resource in &resources.resources {
            let page = scaffold_blocks::pages().find(|page| page.schema.name == resource.address.word()).unwrap();
            let name = resource.address.part_name().unwrap();
            let part = page.parts.iter().find(|part| crate::laws::matches(part.name, name));
            prop_assert_eq!(part.map(|part| part.kind), Some(resource.kind.as_str()), "{}", name);
        }
        for (block, outputs) in &resources.block_outputs {
            let page = scaffold_blocks::pages().find(|page| page.schema.name == block.word()).unwrap();
            let declared: Vec<&str> = page.schema.outputs.iter().map(|output| output.name).collect();
            prop_assert!(outputs.keys().all(|name| declared.contains(&name.as_str())), "{}", block);
        }
    }
}
