//! A small catalogue, and blueprints to parse with it.

#![allow(dead_code, reason = "each test file uses its own share")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use ipnet::Ipv4Net;
use scaffold_blueprint::{Catalogue, Input};
use scaffold_kinds::{JsonPolicy, attribute, choice, output, record};
use scaffold_model::{Rule, Schema, SourceFile, TextRule, Type};

choice! {
    /// Parts of a network.
    pub enum Tier { Public = "public", Private = "private", Isolated = "isolated" }
}

choice! {
    /// How many NAT gateways.
    pub enum Nat { PerZone = "per_zone", Single = "single", None = "none" }
}

record! {
    /// Where access logs go.
    pub struct AccessLogs {
        /// The bucket.
        bucket: String => required(),
        /// Begins the keys.
        prefix: Option<String>,
    }
}

static VPC: LazyLock<Schema> = LazyLock::new(|| Schema {
    name: "vpc".into(),
    doc: "A network over several zones.",
    attributes: vec![
        attribute::<Ipv4Net>("cidr_block", "The range, /16 to /22.")
            .required()
            .prefix_between(16, 22)
            .replaces(),
        attribute::<i64>("zones", "How many zones, or which.")
            .of_type(Type::AnyOf(vec![
                Type::Integer { minimum: 1, maximum: 6 },
                <Vec<String> as scaffold_kinds::AttributeType>::ty(),
            ]))
            .defaults_to(3),
        attribute::<BTreeSet<Tier>>("tiers", "Which tiers."),
        attribute::<Nat>("nat", "How many NAT gateways.").defaults_to("per_zone"),
        attribute::<bool>("dns_hostnames", "Whether instances get names.").defaults_to(true),
        attribute::<bool>("dns_support", "Whether names are answered.").defaults_to(true),
        attribute::<BTreeMap<String, Ipv4Net>>("subnet_cidrs", "Ranges of single subnets."),
        attribute::<Option<i64>>("flow_logs_retention_days", "How long flow logs are kept.").between(1, 3653),
    ],
    rules: vec![Rule::Requires { attribute: "dns_hostnames", is: &["true"], needs: &["dns_support"] }],
    outputs: vec![
        output::<String>("id", "`vpc-…`."),
        output::<Vec<String>>("public_subnet_ids", "Ids of the public subnets."),
    ],
});

static WEB: LazyLock<Schema> = LazyLock::new(|| Schema {
    name: "web".into(),
    doc: "A web server, for tests.",
    attributes: vec![
        attribute::<String>("vpc", "The network.").of_type(Type::BlockReference("vpc")).required(),
        attribute::<Option<String>>("weight", "Its share.").of_type(Type::Number),
        attribute::<Option<String>>("user_data", "What it runs first."),
        attribute::<Option<JsonPolicy>>("policy", "What it may do."),
        attribute::<Option<AccessLogs>>("access_logs", "Where access logs go."),
        attribute::<Option<String>>("image", "The image."),
        attribute::<Option<String>>("snapshot", "Or the snapshot."),
        attribute::<Option<String>>("script", "A file that it runs.").text(TextRule::File),
        attribute::<Option<String>>("machine", "What it is made from.").by_parameter(),
        attribute::<Vec<String>>("peers", "Whom it talks to.").of_type(Type::AnyOf(vec![
            Type::Cidr4 { shortest: 0, longest: 32 },
            Type::BlockReference("web"),
            Type::BlockReference("vpc"),
            Type::BlockReference("cdn"),
        ])),
    ],
    rules: vec![Rule::AtMostOneOf(&["image", "snapshot"])],
    outputs: vec![output::<String>("url", "Where it answers.")],
});

/// Two blocks, and every kind there is.
pub fn catalogue() -> Catalogue {
    Catalogue { blocks: vec![&*VPC, &*WEB], kinds: scaffold_kinds::all().collect() }
}

/// A file with a text.
pub fn file(name: &str, text: &str) -> SourceFile {
    SourceFile { name: name.into(), text: text.into() }
}

/// One file, nothing else.
pub fn input(text: &str) -> Input {
    Input { files: vec![file("blueprint.toml", text)], ..Input::default() }
}

/// `tests/diagnostics` of the workspace.
pub fn fixtures_directory() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/diagnostics")
}

/// A file of wrong TOML, and how it is to be read. Lines that begin with `#@` say so:
/// `env NAME`, `region NAME`, `var NAME=VALUE`, `overlay FILE`, `also FILE`, `schema rejects`.
pub struct Fixture {
    pub name: String,
    pub path: PathBuf,
    pub input: Input,
    /// Whether a JSON Schema can see what is wrong.
    pub schema_rejects: bool,
}

impl Fixture {
    /// Every fixture, in name order.
    pub fn all() -> Vec<Self> {
        let directory = fixtures_directory();
        let entries = std::fs::read_dir(&directory).unwrap();
        let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
        paths.retain(|path| path.extension().is_some_and(|extension| extension == "toml"));
        paths.sort();
        paths.into_iter().map(Self::read).collect()
    }

    fn read(path: PathBuf) -> Self {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let text = std::fs::read_to_string(&path).unwrap();
        let mut input = Input::default();
        let mut schema_rejects = false;
        let companion = |name: &str| {
            let text = std::fs::read_to_string(path.with_file_name(name)).unwrap();
            file(name, &text)
        };
        input.files.push(file(&format!("{name}.toml"), &text));
        for line in text.lines().filter_map(|line| line.strip_prefix("#@ ")) {
            match line.split_once(' ').unwrap() {
                ("env", name) => input.environment = Some(name.into()),
                ("region", name) => input.region = Some(name.into()),
                ("var", pair) => {
                    let (name, value) = pair.split_once('=').unwrap();
                    input.variables.insert(name.into(), value.into());
                }
                ("overlay", name) => input.overlays.push(companion(name)),
                ("also", name) => input.files.push(companion(name)),
                ("schema", "rejects") => schema_rejects = true,
                (other, _) => panic!("{name}: unknown directive `{other}`"),
            }
        }
        Self { name, path, input, schema_rejects }
    }
}
