//! The JSON Schema of the whole catalogue, judged by an existing validator.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on shall stop")]

use jsonschema::Validator;

fn validator() -> Validator {
    let schema = scaffold_blueprint::json_schema(&scaffold_blocks::catalogue());
    jsonschema::meta::validate(&schema).unwrap();
    jsonschema::validator_for(&schema).unwrap()
}

fn json(toml: &str) -> serde_json::Value {
    serde_json::to_value(toml::from_str::<toml::Table>(toml).unwrap()).unwrap()
}

#[test]
fn the_gallery_is_valid() {
    let gallery = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../blueprints");
    let validator = validator();
    let mut count = 0;
    for entry in std::fs::read_dir(gallery).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "toml") {
            let found: Vec<String> = validator
                .iter_errors(&json(&std::fs::read_to_string(&path).unwrap()))
                .map(|error| format!("{}: {error}", error.instance_path()))
                .collect();
            assert_eq!(found, Vec::<String>::new(), "{}", path.display());
            count += 1;
        }
    }
    assert!(count >= 2);
}

#[test]
fn mistakes_are_not() {
    let frame = "[blueprint]\nversion = 1\nname = \"t\"\nregion = \"us-east-1\"\n";
    let validator = validator();
    assert!(validator.is_valid(&json(&format!("{frame}[vpc.main]\ncidr_block = \"10.0.0.0/16\"\n"))));
    for mistake in [
        "[vpc.main]\n",
        "[vpc.main]\ncidr_block = 16\n",
        "[vpc.main]\ncidr_block = \"10.0.0.0/16\"\nzone = 3\n",
        "[vpc.main]\ncidr_block = \"10.0.0.0/16\"\nzones = 7\n",
        "[vpc.main]\ncidr_block = \"10.0.0.0/16\"\nnat = \"per-zone\"\n",
        "[vpc.Main]\ncidr_block = \"10.0.0.0/16\"\n",
        "[vcp.main]\ncidr_block = \"10.0.0.0/16\"\n",
        "[ec2.subnet.a]\ncidr_block = \"10.0.0.0/24\"\n",
        "[ec2.elastic_ip.a]\ntags = { \"scaffold:stack\" = \"x\" }\n",
    ] {
        assert!(!validator.is_valid(&json(&format!("{frame}{mistake}"))), "{mistake}");
    }
}
