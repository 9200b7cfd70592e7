use scaffold_blueprint::Input;
use scaffold_model::Value;

use crate::offline::{Judged, file, judge};

/// A text in every place that takes expressions. Without one it means itself, and `$${` means `${`.
pub fn expression(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let judged = read(text);
    if !text.contains("${") {
        assert_eq!(output(&judged), Some(&Value::text(text)), "{:?}", judged.found);
    }
    let escaped = text.replace("${", "$${");
    // A dollar before an escape would make another escape.
    if !text.contains("$${") {
        let judged = read(&escaped);
        assert_eq!(output(&judged), Some(&Value::text(text)), "{escaped:?}: {:?}", judged.found);
    }
}

fn output(judged: &Judged) -> Option<&Value> {
    judged.resources.outputs.first().map(|output| &output.value)
}

fn read(text: &str) -> Judged {
    let quoted = toml::Value::String(text.to_owned()).to_string();
    let blueprint = format!(
        "[blueprint]\nversion = 1\nname = \"shop\"\nregion = \"us-east-1\"\n\n[variables.size]\ntype = \"integer\"\n\
         default = 3\n\n[variables.words]\ntype = \"list\"\ndefault = [\"a\"]\n\n[vpc.main]\ncidr_block = \
         \"10.0.0.0/16\"\nzones = {quoted}\ntags = {{ note = {quoted} }}\n\n[outputs]\nnote = {quoted}\n"
    );
    judge(&Input { files: vec![file("blueprint.toml", &blueprint)], ..Input::default() })
}
