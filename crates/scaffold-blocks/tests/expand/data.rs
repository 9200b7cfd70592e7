//! What holds of whatever databases and caches say.

use proptest::prelude::*;
use scaffold_graph::resolve;

use crate::blueprints::*;
use crate::stacks::unfit;

const ENGINES: [(&str, &str); 6] = [
    ("postgres", "16"),
    ("postgres", "15.7"),
    ("mysql", "8.4"),
    ("mysql", "8.0.39"),
    ("mariadb", "11.4"),
    ("mariadb", "10.11.9"),
];

const STORAGE: [&str; 4] = [
    "storage_gib = 100",
    "storage_gib = 400\niops = 12000\nthroughput = 500",
    "storage_gib = 200\nmax_storage_gib = 500\nstorage_type = \"io2\"\niops = 4000",
    "storage_gib = 20\nstorage_type = \"gp2\"",
];

const REPLICAS: [&str; 6] = [
    "",
    "replicas = { count = 0 }\n",
    "replicas = { count = 3 }\n",
    "replicas = { far = { region = \"eu-west-1\", encryption_key = \"arn:aws:kms:eu-west-1:123456789012:key/1\" } }\n",
    "replicas = { near = { zone = \"us-east-1a\" }, far = { multi_az = true } }\n",
    "replicas = { next = { promote = true }, reports = { instance_class = \"db.m7g.large\", parameters = { a = \"1\" } } }\n",
];

const MORE: [&str; 6] = [
    "monitoring_seconds = 15\n",
    "apply = \"now\"\n",
    "parameters = { b = \"2\" }\n",
    "restore_from_snapshot = \"last\"\n",
    "log_exports = [\"iam-db-auth-error\"]\n",
    "deletion_protection = false\nfinal_snapshot = false\nidentifier = \"orders\"\n",
];

const CACHES: [&str; 9] = [
    "engine = \"redis\"\nengine_version = \"7\"\nauth = \"iam\"",
    "engine_version = \"8\"",
    "engine_version = \"8.0\"\nreplicas = 0",
    "engine_version = \"7.2\"\ncluster_mode = \"compatible\"",
    "engine_version = \"8\"\ncluster_mode = \"enabled\"\nshards = 4\nreplicas = 0",
    "engine = \"redis\"\nengine_version = \"6.2\"\nencryption_in_transit = false",
    "engine = \"redis\"\nengine_version = \"7\"\nauth = { secret = \"arn:aws:secretsmanager:us-east-1:123456789012:secret:pages\" }",
    "engine = \"memcached\"\nengine_version = \"1.6\"",
    "engine = \"memcached\"\nengine_version = \"1.6.22\"\nnodes = 4\nparameters = { max_item_size = \"2097152\" }",
];

prop_compose! {
    fn database()(
        engine in prop::sample::select(ENGINES.to_vec()),
        storage in prop::sample::select(STORAGE.to_vec()),
        replicas in prop::sample::select(REPLICAS.to_vec()),
        more in prop::sample::subsequence(MORE.to_vec(), 0..=MORE.len()),
    ) -> String {
        let (engine, version) = engine;
        format!(
            "[database.orders]\nvpc = \"vpc.main\"\nengine = \"{engine}\"\nengine_version = \"{version}\"\n\
             instance_class = \"db.t4g.small\"\n{storage}\n{}{replicas}",
            more.concat()
        )
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn whatever_data_is_asked_for_is_valid_for_its_kinds(
        database in database(),
        cache in prop::sample::select(CACHES.to_vec()),
    ) {
        let text = format!(
            "[vpc.main]\ncidr_block = \"10.0.0.0/16\"\n{database}\n[cache.pages]\nvpc = \"vpc.main\"\n\
             node_type = \"cache.m7g.large\"\n{cache}\n"
        );
        let graph = resolve(written(&text)).unwrap();
        for resource in &graph.desired.resources {
            let found = unfit(resource);
            prop_assert!(found.is_empty(), "{}", found.join("\n"));
            let page = scaffold_blocks::pages().find(|page| page.schema.name == resource.address.word()).unwrap();
            let name = resource.address.part_name().unwrap();
            let part = page.parts.iter().find(|part| crate::laws::matches(part.name, name));
            prop_assert_eq!(part.map(|part| part.kind), Some(resource.kind.as_str()), "{}", name);
        }
    }
}
