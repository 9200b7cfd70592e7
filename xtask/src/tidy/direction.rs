use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::{Context, Result};
use serde::Deserialize;

use super::finding::Finding;
use super::sources::members;
use crate::process;

/// Stages that are functions of their input.
pub const PURE: &[&str] = &[
    "scaffold-model",
    "scaffold-kinds",
    "scaffold-blueprint",
    "scaffold-blocks",
    "scaffold-graph",
    "scaffold-plan",
];

/// What brings effects, clocks or chance into a tree. A name that ends in `-` stands for all that
/// begin so.
const IMPURE: &[&str] = &[
    "async-std",
    "aws-",
    "cap-std",
    "chrono",
    "dirs",
    "fastrand",
    "fs-err",
    "getrandom",
    "hyper",
    "ignore",
    "jiff",
    "mio",
    "nix",
    "notify",
    "rand",
    "rand_core",
    "reqwest",
    "rustls",
    "smol",
    "socket2",
    "tempfile",
    "time",
    "tokio",
    "ureq",
    "uuid",
    "walkdir",
];

/// What puts clouds together: the binary, and the tests that every cloud passes.
const CONNECTS: &[&str] = &["scaffold", "attributes"];

/// Ours that a crate may depend on, where the order alone says too little.
const ONLY: &[(&str, &[&str])] = &[
    ("scaffold-apply", &["scaffold-model", "scaffold-provider"]),
    ("scaffold-report", &["scaffold-model"]),
    ("scaffold-provider", &["scaffold-model"]),
    // What every service crate may link, and the ledger, whose store on S3 it is.
    (
        "scaffold-aws-s3",
        &["scaffold-model", "scaffold-kinds", "scaffold-provider", "scaffold-ledger", "scaffold-aws-core"],
    ),
];

const SERVICE: &[&str] = &["scaffold-model", "scaffold-kinds", "scaffold-provider", "scaffold-aws-core"];

/// What tidy needs to know of a crate.
#[derive(Debug, Default)]
struct Package {
    /// Its folder, for ours.
    folder: Option<String>,
    /// Direct dependencies that are linked into it.
    links: BTreeSet<String>,
}

type Packages = BTreeMap<String, Package>;

/// Whether crates depend on each other in the directions that the architecture allows.
///
/// # Errors
/// When `cargo metadata` fails.
pub fn check(root: &Path) -> Result<Vec<Finding>> {
    let packages = read(root)?;
    Ok(judge(&members(root)?, &packages))
}

fn judge(members: &[String], packages: &Packages) -> Vec<Finding> {
    let order: Vec<&str> = members.iter().map(|member| member.rsplit('/').next().unwrap_or(member)).collect();
    let mut findings = Vec::new();
    for (position, name) in order.iter().enumerate() {
        let Some(package) = packages.get(*name) else { continue };
        let manifest = format!("{}/Cargo.toml", members[position]);
        let mut found = |text: String| findings.push(Finding::new(&manifest, 1, text));
        let ours: BTreeSet<&str> =
            package.links.iter().map(String::as_str).filter(|link| order.contains(link)).collect();
        for link in &ours {
            if order.iter().position(|other| other == link) > Some(position) {
                found(format!("`{name}` depends on `{link}`, which stands below it in the workspace"));
            }
        }
        if let Some(allowed) = allowed(name, &members[position]) {
            for link in ours.iter().filter(|link| !allowed.contains(link)) {
                found(format!("`{name}` links `{link}`; of ours it may link {}", allowed.join(", ")));
            }
        }
        for way in forbidden(name, &members[position], packages) {
            found(way);
        }
    }
    findings
}

fn allowed(name: &str, folder: &str) -> Option<&'static [&'static str]> {
    let own = ONLY.iter().find(|(only, _)| *only == name).map(|(_, allowed)| *allowed);
    let service = folder.starts_with("crates/aws/") && name != "scaffold-aws-core";
    own.or(service.then_some(SERVICE))
}

/// Crates from outside that must not be in a crate's tree, with the way by which they came.
fn forbidden(name: &str, folder: &str, packages: &Packages) -> Vec<String> {
    let pure = PURE.contains(&name);
    let aws = folder.starts_with("crates/aws/");
    let mut findings = Vec::new();
    for (found, way) in tree(name, packages) {
        let sdk = found.starts_with("aws-");
        let through_ours = way.iter().any(|step| step.starts_with("scaffold-aws-"));
        if pure && IMPURE.iter().any(|impure| matches(impure, &found)) {
            findings.push(format!("`{name}` is pure, but links `{found}` ({})", way.join(" → ")));
        } else if sdk && !aws && !(CONNECTS.contains(&name) && through_ours) {
            findings.push(format!("`{name}` links `{found}` ({}): only crates/aws may", way.join(" → ")));
        }
    }
    findings
}

fn matches(pattern: &str, name: &str) -> bool {
    pattern == name || (pattern.ends_with('-') && name.starts_with(pattern))
}

/// Every crate that is linked into a crate, with one shortest way to it.
fn tree(name: &str, packages: &Packages) -> BTreeMap<String, Vec<String>> {
    let mut ways: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut waiting = std::collections::VecDeque::from([vec![name.to_owned()]]);
    while let Some(way) = waiting.pop_front() {
        let links = way.last().and_then(|last| packages.get(last)).map(|package| &package.links);
        for link in links.into_iter().flatten() {
            if !ways.contains_key(link) && link != name {
                let mut longer = way.clone();
                longer.push(link.clone());
                ways.insert(link.clone(), longer.clone());
                waiting.push_back(longer);
            }
        }
    }
    ways
}

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<MetadataPackage>,
    resolve: Resolve,
    workspace_members: Vec<String>,
}

#[derive(Deserialize)]
struct MetadataPackage {
    id: String,
    name: String,
    manifest_path: String,
}

#[derive(Deserialize)]
struct Resolve {
    nodes: Vec<Node>,
}

#[derive(Deserialize)]
struct Node {
    id: String,
    deps: Vec<Dependency>,
}

#[derive(Deserialize)]
struct Dependency {
    pkg: String,
    dep_kinds: Vec<DependencyKind>,
}

#[derive(Deserialize)]
struct DependencyKind {
    kind: Option<String>,
}

/// Crates by name with what they link on this machine: normal dependencies, active features.
/// Two versions of one crate count as one.
fn read(root: &Path) -> Result<Packages> {
    let host = process::output(root, "rustc", &["--print", "host-tuple"])?;
    let arguments = ["metadata", "--format-version", "1", "--locked", "--filter-platform", host.trim()];
    let json = process::output(root, "cargo", &arguments)?;
    let metadata: Metadata = serde_json::from_str(&json).context("reading `cargo metadata`")?;
    let names: BTreeMap<&str, &MetadataPackage> =
        metadata.packages.iter().map(|package| (package.id.as_str(), package)).collect();
    let mut packages = Packages::new();
    for node in &metadata.resolve.nodes {
        let Some(about) = names.get(node.id.as_str()) else { continue };
        let package = packages.entry(about.name.clone()).or_default();
        if metadata.workspace_members.contains(&node.id) {
            package.folder = Path::new(&about.manifest_path).parent().map(|path| path.display().to_string());
        }
        let normal = node.deps.iter().filter(|dep| dep.dep_kinds.iter().any(|kind| kind.kind.is_none()));
        package.links.extend(normal.filter_map(|dep| Some(names.get(dep.pkg.as_str())?.name.clone())));
    }
    Ok(packages)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn packages(list: &[(&str, &[&str])]) -> Packages {
        list.iter()
            .map(|(name, links)| {
                let links = links.iter().map(|link| (*link).to_owned()).collect();
                ((*name).to_owned(), Package { folder: None, links })
            })
            .collect()
    }

    fn judged(members: &[&str], list: &[(&str, &[&str])]) -> Vec<String> {
        let members: Vec<String> = members.iter().map(|member| (*member).to_owned()).collect();
        judge(&members, &packages(list)).into_iter().map(|finding| finding.text).collect()
    }

    #[test]
    fn a_crate_depends_on_those_above_it_alone() {
        let members = ["crates/scaffold-model", "crates/scaffold-plan"];
        assert!(judged(&members, &[("scaffold-plan", &["scaffold-model"])]).is_empty());
        let found = judged(&members, &[("scaffold-model", &["scaffold-plan"])]);
        assert!(found[0].contains("below it"), "{found:?}");
    }

    #[test]
    fn a_pure_crate_has_no_effects_in_its_tree() {
        let found = judged(
            &["crates/scaffold-plan"],
            &[("scaffold-plan", &["petgraph"]), ("petgraph", &["rand"]), ("rand", &[])],
        );
        assert_eq!(found, ["`scaffold-plan` is pure, but links `rand` (scaffold-plan → petgraph → rand)"]);
    }

    #[test]
    fn the_executor_cannot_plan_and_services_stand_alone() {
        let members = [
            "crates/scaffold-plan",
            "crates/scaffold-apply",
            "crates/aws/scaffold-aws-ec2",
            "crates/aws/scaffold-aws-rds",
        ];
        let found = judged(
            &members,
            &[("scaffold-apply", &["scaffold-plan"]), ("scaffold-aws-rds", &["scaffold-aws-ec2"])],
        );
        assert_eq!(found.len(), 2, "{found:?}");
    }

    #[test]
    fn the_sdk_stays_in_its_folder() {
        let members = ["crates/aws/scaffold-aws-ec2", "crates/scaffold", "xtask"];
        let list: &[(&str, &[&str])] = &[
            ("scaffold-aws-ec2", &["aws-sdk-ec2"]),
            ("scaffold", &["scaffold-aws-ec2"]),
            ("xtask", &["aws-sdk-ec2"]),
        ];
        let found = judged(&members, list);
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].starts_with("`xtask`"));
    }
}
